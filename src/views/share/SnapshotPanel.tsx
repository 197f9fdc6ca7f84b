/** One self-contained file of what is on screen. What may leave is chosen first, and the real size is shown before anything does. */
import { type ReactElement, useEffect, useState } from 'react'
import { explainLoadError } from '../../core/result.ts'
import { type RedactionChoices, noRedaction } from '../../core/snapshot/redact.ts'
import { useComparisonSubject } from '../../state/comparison.ts'
import { type MadeSnapshot, makeSnapshot } from '../../state/makeSnapshot.ts'
import { useSource, useSubject } from '../../state/queries.ts'
import { putSnapshot, snapshotStoreUrl } from '../../state/snapshotStore.ts'
import { Button } from '../controls/Button.tsx'
import { CopyButton } from '../controls/CopyButton.tsx'
import { saveFile } from './saveFile.ts'

type Made =
  | { readonly state: 'none' | 'making' }
  | { readonly state: 'made'; readonly snapshot: MadeSnapshot }
  | { readonly state: 'failed'; readonly text: string }

export function SnapshotPanel(): ReactElement {
  const [choices, setChoices] = useState<RedactionChoices>(noRedaction)
  const [made, setMade] = useState<Made>({ state: 'none' })
  const source = useSource().data
  const subject = useSubject()
  const comparison = useComparisonSubject()

  const change = (next: RedactionChoices): void => {
    setChoices(next)
    // What was made before shows what must not leave now.
    setMade({ state: 'none' })
  }
  const make = async (): Promise<void> => {
    if (!source || !subject) return
    setMade({ state: 'making' })
    try {
      const wish = { source, subject, ...(comparison ? { comparison } : {}), redaction: choices }
      setMade({ state: 'made', snapshot: await makeSnapshot(wish, Date.now()) })
    } catch (thrown) {
      setMade({ state: 'failed', text: thrown instanceof Error ? thrown.message : String(thrown) })
    }
  }

  return (
    <div className="flex flex-col gap-2">
      <p className="type-small text-ink-3">
        One file that shows this view for ever, without any server: zoom, search and tables still work in it.
      </p>
      <Redaction choices={choices} onChange={change} />
      {made.state !== 'made' && (
        <div>
          <Button disabled={made.state === 'making' || !subject} onClick={() => void make()}>
            {made.state === 'making' ? 'Preparing…' : 'Prepare snapshot'}
          </Button>
        </div>
      )}
      {made.state === 'failed' && <p role="alert">{made.text}</p>}
      {made.state === 'made' && <Ready snapshot={made.snapshot} />}
    </div>
  )
}

function Redaction({
  choices,
  onChange,
}: {
  readonly choices: RedactionChoices
  readonly onChange: (next: RedactionChoices) => void
}): ReactElement {
  const { keepPackages, dropHosts, dropLabels, dropPaths } = choices
  const flags = [
    ['dropHosts', 'Leave out addresses, host and file names', dropHosts],
    ['dropLabels', 'Leave out labels', dropLabels],
    ['dropPaths', 'Leave out paths of source files', dropPaths],
  ] as const
  return (
    <fieldset className="flex flex-col gap-1 rounded-control border border-line p-2">
      <legend className="px-1 text-ink-3">Before it leaves</legend>
      {flags.map(([key, label, on]) => (
        <label key={key} className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => onChange({ ...choices, [key]: event.target.checked })}
          />
          {label}
        </label>
      ))}
      <label className="flex flex-col gap-1">
        <span>Hide function names except those that start with (comma between; empty: hide none)</span>
        <input
          className="h-7 rounded-control border border-line-strong bg-surface-0 px-2 text-ink-1"
          placeholder="payments., json."
          defaultValue={keepPackages?.join(', ') ?? ''}
          onChange={(event) => {
            const kept = event.target.value
              .split(',')
              .map((part) => part.trim())
              .filter((part) => part !== '')
            const { keepPackages: _old, ...rest } = choices
            onChange(kept.length === 0 ? rest : { ...rest, keepPackages: kept })
          }}
        />
      </label>
    </fieldset>
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
  const [place, setPlace] = useState<string>()
  const [stored, setStored] = useState<Stored>({ state: 'unknown' })
  useEffect(() => {
    void snapshotStoreUrl().then(setPlace)
  }, [])
  if (place === undefined) return null
  const put = async (): Promise<void> => {
    setStored({ state: 'putting' })
    const result = await putSnapshot(html, place)
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
