/** The page inside a snapshot: the same views, a guest store, the data from this very document, no network and no storage. */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { answerWith } from './state/worker/analyst.ts'
import { bootSnapshot } from './state/start/bootSnapshot.ts'
import { startInPage } from './state/worker/inPageAnalyst.ts'
import { Current } from './state/queries/current.tsx'
import { queryClient } from './state/worker/queryClient.ts'
import { App } from './views/shell/App.tsx'
import { PageBoundary } from './views/shell/PageBoundary.tsx'
import { applyRememberedTheme } from './views/theme/theme.ts'
import './views/theme/page.css'

applyRememberedTheme()
answerWith(startInPage)
await bootSnapshot()

const root = document.getElementById('root')
if (!root) throw new Error('the snapshot has no #root')
createRoot(root).render(
  <StrictMode>
    <PageBoundary>
      <QueryClientProvider client={queryClient}>
        <Current>
          <App />
        </Current>
      </QueryClientProvider>
    </PageBoundary>
  </StrictMode>,
)
