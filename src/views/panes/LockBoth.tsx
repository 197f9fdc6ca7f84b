/** Who waits stands on the axis, what the holders did meanwhile hangs below it; the same lock is outlined in both. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { recordHolders } from '../../core/analysis/words/holders.ts'
import type { ReactElement, Ref } from 'react'
import { CopyButton } from '../controls/CopyButton.tsx'
import type { PaneBoxes, Zoom } from '../pane/usePaneBoxes.ts'
import { FlameArea } from './FlameArea.tsx'
import { Mirror } from './Mirror.tsx'

export function LockBoth(props: {
  readonly analysis: Analysis
  readonly waits: PaneBoxes
  readonly holders: PaneBoxes
  readonly widthPx: number
  readonly rowPx: number
  readonly zoom: Zoom
  readonly holderZoom: Zoom
  readonly inner: Ref<HTMLDivElement>
  readonly leads: boolean
  readonly flows: boolean
}): ReactElement {
  const { analysis, waits, holders, widthPx, rowPx, zoom, holderZoom, inner, leads, flows } = props
  const half = { pane: 'lock', widthPx, rowPx, leads } as const
  return (
    <Mirror
      rowPx={rowPx}
      inner={inner}
      flows={flows}
      axis={['who waits', 'what holders did meanwhile']}
      above={<FlameArea {...half} drawn={waits} zoom={zoom} rootAtBottom={true} />}
      below={
        <Holders analysis={analysis} drawn={holders}>
          <FlameArea {...half} drawn={holders} zoom={holderZoom} rootAtBottom={false} />
        </Holders>
      }
    />
  )
}

/** The holders' side, or how to get it. */
export function Holders(props: {
  readonly analysis: Analysis
  readonly drawn: PaneBoxes
  readonly children: ReactElement
}): ReactElement {
  const { analysis, drawn, children } = props
  const { boxes } = drawn
  if (drawn.failure !== undefined || !boxes || boxes.boxes.length > 0) return children
  const guide = recordHolders[analysis.runtime ?? 'native']
  return (
    <div className="grid gap-2 py-1 text-ink-2">
      <p className="break-words">
        <b className="text-ink-1">Who holds the locks was not recorded.</b> {guide.text}
      </p>
      {guide.command !== '' && (
        <>
          <pre className="overflow-x-auto rounded-control border border-line bg-surface-0 px-2.5 py-[7px] text-[11.5px]/[18px] break-words whitespace-pre-wrap text-ink-1">
            {guide.command}
          </pre>
          <div>
            <CopyButton look="strong" text={guide.command}>
              Copy command
            </CopyButton>
          </div>
        </>
      )}
    </div>
  )
}
