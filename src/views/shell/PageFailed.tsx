/** What is left of a page that threw while drawing: what happened, and the ways on. */
import { useEffect, useState, type ReactElement } from 'react'
import { Button } from '../controls/Button.tsx'

/** Without the link in the address, which names what failed. */
function openAfresh(): void {
  history.replaceState(undefined, '', location.pathname)
  location.reload()
}

interface Properties {
  readonly problem: string
  /** Absent in a snapshot, which is its data: there is nothing else to open, and nothing of it is kept. */
  readonly forget?: (() => Promise<void>) | undefined
}

export function PageFailed({ problem, forget }: Properties): ReactElement {
  // What was drawn before said "loading" or "ready".
  useEffect(() => {
    document.documentElement.dataset['state'] = 'failed'
    document.title = 'Trifold: the page could not be drawn'
  }, [])
  const [failure, setFailure] = useState<string>()
  const forgetAll = async (): Promise<void> => {
    try {
      await forget?.()
      openAfresh()
    } catch (thrown) {
      setFailure(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  return (
    <main className="mx-auto flex min-h-dvh max-w-[46rem] flex-col justify-center gap-3 p-4 text-ink-2" role="alert">
      <h1 className="type-title text-ink-1">This page could not be drawn</h1>
      <p>
        Something in what was opened made Trifold fail: a mistake of ours, not of your service. Nothing was sent
        anywhere.
        {forget && ' Reloading opens the same again; these do not:'}
      </p>
      <div className="flex flex-wrap gap-2">
        {forget && <Button onClick={openAfresh}>Open without it</Button>}
        {forget && (
          <Button onClick={() => void forgetAll()}>Forget the files kept in this browser, and open without them</Button>
        )}
        <Button look="quiet" onClick={() => location.reload()}>
          Reload
        </Button>
      </div>
      {failure !== undefined && <p>The files could not be forgotten: {failure}</p>}
      <p className="type-small font-mono [overflow-wrap:anywhere] text-ink-3">{problem.slice(0, 500)}</p>
    </main>
  )
}
