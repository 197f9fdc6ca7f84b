/** Two pictures about one axis: one stands on it, the other hangs below. Each scrolls by itself, so that the axis stays in sight. */
import type { ReactElement, ReactNode, Ref } from 'react'
import { FlameScroller } from '../pane/FlameScroller.tsx'

export function Mirror(props: {
  readonly above: ReactNode
  /** What the upper half is, and what the lower one is. */
  readonly axis: readonly [ReactNode, ReactNode]
  readonly below: ReactNode
  readonly rowPx: number
  readonly inner: Ref<HTMLDivElement>
  readonly flows: boolean
}): ReactElement {
  const { above, axis, below, rowPx, inner, flows } = props
  return (
    <>
      <FlameScroller fromBottom={true} rowPx={rowPx} flows={flows} half>
        {above}
      </FlameScroller>
      <div className="type-caption my-0.5 flex flex-none justify-between gap-3 border-y border-line-strong py-px text-ink-2">
        <span className="min-w-0">↑ {axis[0]}</span>
        <span className="min-w-0 text-right">↓ {axis[1]}</span>
      </div>
      <FlameScroller fromBottom={false} rowPx={rowPx} inner={inner} flows={flows} half>
        {below}
      </FlameScroller>
    </>
  )
}
