/** One self-contained file of what is on screen. Its real size is shown before anything leaves. */
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { explainLoadError } from '../../core/base/result.ts'
import { type MadeSnapshot, makeSnapshot } from '../../state/sharing/makeSnapshot.ts'
import { useOutgoingSubject } from '../../state/sharing/outgoing.ts'
import { snapshotStore } from '../../state/sharing/snapshotStore.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { saveFile } from '../controls/saveFile.ts'

/** `of`: of which view with which choices. */
type Made =
  | { readonly state: 'none' }
  | { readonly state: 'making'; readonly of: string | undefined }
  | { readonly state: 'made'; readonly of: string | undefined; readonly snapshot: MadeSnapshot }
  | { readonly state: 'failed'; readonly of: string | undefined; readonly text: string }

export function SnapshotPanel(): ReactElement {
  const about = useOutgoingSubject()
  const [made, setMade] = useState<Made>({ state: 'none' })
  // What was made of another view, or shows what must not leave now, is gone.
  const of = useMemo(
    () => about && JSON.stringify([about.subject, about.comparison, about.view, about.choices]),
    [about],
  )
  const shown: Made = made.state === 'none' || made.of === of ? made : { state: 'none' }

  const make = async (): Promise<void> => {
    if (!about) return
    setMade({ state: 'making', of })
    try {
      const snapshot = await makeSnapshot(about, Date.now())
      setMade({ state: 'made', of, snapshot })
    } catch (thrown) {
      setMade({ state: 'failed', of, text: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }

  return (
    <div className="flex flex-col gap-2">
      <p className="type-small text-ink-3">
        One file that shows this view for ever, without any server: zoom, search and tables still work in it.
      </p>
      {shown.state !== 'made' && (
        <div>
          <Button disabled={shown.state === 'making' || !about} onClick={() => void make()}>
            {shown.state === 'making' ? 'Preparing…' : 'Prepare snapshot'}
          </Button>
        </div>
      )}
      {shown.state === 'failed' && <p role="alert">{shown.text}</p>}
      {shown.state === 'made' && <Ready snapshot={shown.snapshot} />}
    </div>
  )
}

function Ready({ snapshot }: { readonly snapshot: MadeSnapshot }): ReactElement {
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="strong"
          onClick={() => saveFile(new Blob([snapshot.html], { type: 'text/html' }), snapshot.fileName)}
        >
          Download snapshot
        </Button>
        <span className="type-figure">{(snapshot.bytes / 1e6).toFixed(2)} MB</span>
      </div>
      <Store html={snapshot.html} />
      {snapshot.leftOut.map((text) => (
        <p key={text} className="type-small text-ink-3">
          {text}
        </p>
      ))}
    </div>
  )
}

type Stored =
  | { readonly state: 'unknown' | 'none' | 'ready' | 'putting' }
  | { readonly state: 'put'; readonly url: string }
  | { readonly state: 'failed'; readonly text: string }

/** Only where the deployment names a place. */
function Store({ html }: { readonly html: string }): ReactElement | null {
  const [store, setStore] = useState<Awaited<ReturnType<typeof snapshotStore>>>()
  const [stored, setStored] = useState<Stored>({ state: 'unknown' })
  useEffect(() => {
    // A function alone would be taken for one that makes the next state.
    void snapshotStore().then((found) => setStore(() => found))
  }, [])
  if (!store) return null
  const put = async (): Promise<void> => {
    setStored({ state: 'putting' })
    const result = await store(html)
    setStored(
      result.ok ? { state: 'put', url: result.value } : { state: 'failed', text: explainLoadError(result.error) },
    )
  }
  if (stored.state === 'put') {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={stored.url}>Copy link to the stored snapshot</CopyButton>
        <span className="type-small break-all text-ink-3">{stored.url}</span>
      </div>
    )
  }
  return (
    <>
      <div>
        <Button disabled={stored.state === 'putting'} onClick={() => void put()}>
          {stored.state === 'putting' ? 'Storing…' : 'Store it and get a link'}
        </Button>
      </div>
      {stored.state === 'failed' && <p role="alert">{stored.text} The download above works all the same.</p>}
    </>
  )
}
