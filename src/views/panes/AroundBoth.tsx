/** One function over all its stacks: who calls it stands on the axis, what it calls hangs below. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement, Ref } from 'react'
import { shortName } from '../names/shortName.ts'
import type { PaneBoxes, Zoom } from '../pane/usePaneBoxes.ts'
import { FlameArea } from './FlameArea.tsx'
import { Mirror } from './Mirror.tsx'

export function AroundBoth(props: {
  readonly pane: PaneId
  readonly name: string
  readonly callers: PaneBoxes
  readonly callees: PaneBoxes
  readonly widthPx: number
  readonly rowPx: number
  readonly callerZoom: Zoom
  readonly zoom: Zoom
  readonly inner: Ref<HTMLDivElement>
  readonly flows: boolean
}): ReactElement {
  const { pane, name, callers, callees, widthPx, rowPx, callerZoom, zoom, inner, flows } = props
  const short = shortName(name, 24)
  const boxes = callees.boxes
  if (boxes && !(boxes.grandTotal > 0))
    return <p className="type-ui py-2 text-ink-2">{short} is not on any stack of this profile.</p>
  const half = { pane, widthPx, rowPx } as const
  return (
    <Mirror
      rowPx={rowPx}
      inner={inner}
      flows={flows}
      axis={[`what calls ${short}`, `what ${short} calls`]}
      above={<FlameArea {...half} drawn={callers} zoom={callerZoom} rootAtBottom={true} />}
      below={<FlameArea {...half} drawn={callees} zoom={zoom} rootAtBottom={false} />}
    />
  )
}
