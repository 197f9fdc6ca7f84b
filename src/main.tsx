import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, startTransition } from 'react'
import { createRoot } from 'react-dom/client'
import { boot } from './state/start/boot.ts'
import { forgetFiles } from './state/sources/drop.ts'
import { Current } from './state/queries/current.tsx'
import { queryClient } from './state/worker/queryClient.ts'
import { App } from './views/shell/App.tsx'
import { PageBoundary } from './views/shell/PageBoundary.tsx'
import { applyRememberedTheme } from './views/theme/theme.ts'
import './views/theme/page.css'

applyRememberedTheme()
// In slices, and apart from the task that makes the program: as one they blocked the page for longer than anything after it.
setTimeout(() => {
  boot()
  const root = document.getElementById('root')
  if (!root) throw new Error('index.html has no #root')
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <PageBoundary forget={() => forgetFiles('all')}>
          <QueryClientProvider client={queryClient}>
            <Current>
              <App />
            </Current>
          </QueryClientProvider>
        </PageBoundary>
      </StrictMode>,
    ),
  )
})
