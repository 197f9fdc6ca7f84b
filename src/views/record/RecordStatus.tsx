/** How far the recording is and what became of it, in a corner: the page stays usable meanwhile. */
import type { ReactElement } from 'react'
import { putAwayCapture, stopRecording, useGoCapture } from '../../state/sources/goCapture.ts'
import { Button } from '../controls/Button.tsx'
import { saveFile } from '../controls/saveFile.ts'
import { Icon } from '../theme/Icon.tsx'
import { CodeSentence } from './CodeSentence.tsx'

export function RecordStatus(): ReactElement | null {
  const capture = useGoCapture()
  if (capture.state === 'idle') return null
  return (
    <aside
      aria-label="Recording"
      className="fixed right-4 bottom-4 z-40 grid max-h-[60dvh] w-[min(26rem,calc(100vw-2rem))] gap-2 overflow-y-auto rounded-panel border border-line-strong bg-surface-1 p-3 text-ink-2 shadow-xl print:hidden"
    >
      {capture.state === 'recording' && (
        <>
          <p className="text-ink-1">
            {capture.stopping ? `Ending the recording of ${capture.title} …` : `Recording ${capture.title}`}
          </p>
          <div className="flex items-center gap-3">
            <progress
              className="h-1.5 min-w-0 flex-1 accent-[var(--link)]"
              aria-label="Recorded"
              max={100}
              value={Math.round(capture.share * 100)}
            />
            <Button disabled={capture.stopping} onClick={stopRecording}>
              Cancel
            </Button>
          </div>
          <p className="type-small text-ink-3">Cancelled, it keeps the steps that are finished.</p>
        </>
      )}
      {capture.state === 'failed' && (
        <div className="flex items-start gap-2">
          <Icon name="warning" />
          <p role="alert" className="min-w-0 flex-1 [overflow-wrap:anywhere] text-ink-1">
            {capture.sentence}
          </p>
          <PutAway />
        </div>
      )}
      {capture.state === 'done' && (
        <>
          <div className="flex items-start gap-2">
            <output className="min-w-0 flex-1 text-ink-1">
              {capture.isPartial
                ? `The recording of ${capture.title} was ended early; what was finished is open.`
                : `The recording of ${capture.title} is open.`}
            </output>
            <PutAway />
          </div>
          {capture.notes.map((note) => (
            <CodeSentence key={note} text={note} />
          ))}
          <div className="flex flex-wrap items-center gap-2">
            <Button look="strong" onClick={() => saveFile(capture.zip, capture.fileName)}>
              Download as .zip
            </Button>
            <span className="type-figure">{(capture.zip.size / 1e6).toFixed(2)} MB</span>
          </div>
          <p className="type-small text-ink-3">
            It is kept in this browser. After the next recording, Compare offers this one as its base.
          </p>
        </>
      )}
    </aside>
  )
}

function PutAway(): ReactElement {
  return (
    <Button look="quiet" square small aria-label="Put away" onClick={putAwayCapture}>
      <Icon name="close" />
    </Button>
  )
}
