/** The page inside a snapshot: the same views, a guest store, the data from this very document, no network and no storage. */
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { answerWith } from './state/analyst.ts'
import { bootSnapshot } from './state/bootSnapshot.ts'
import { startInPage } from './state/inPageAnalyst.ts'
import { queryClient } from './state/queryClient.ts'
import { App } from './views/app/App.tsx'
import { PageBoundary } from './views/app/PageBoundary.tsx'
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
        <App />
      </QueryClientProvider>
    </PageBoundary>
  </StrictMode>,
)
