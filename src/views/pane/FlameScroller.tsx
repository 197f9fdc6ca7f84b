/** Where frames scroll when there are more rows than room. The scrollbar lives in the pane's padding and never narrows the frames. */
import type { ReactElement, ReactNode, Ref } from 'react'

export function FlameScroller(props: {
  readonly children: ReactNode
  /** The root stands on the lower edge. */
  readonly fromBottom: boolean
  /** Its width is the room beside the scrollbar, whether one is there or not. */
  readonly inner?: Ref<HTMLDivElement>
}): ReactElement {
  const { children, fromBottom, inner } = props
  return (
    <div
      data-flame-scroll=""
      className={`print-flow -mr-3 min-h-0 flex-1 basis-0 overflow-x-hidden overflow-y-auto [scrollbar-gutter:stable] [scrollbar-width:thin] ${fromBottom ? 'flex flex-col' : ''}`}
    >
      <div ref={inner} className={fromBottom ? 'mt-auto' : ''}>
        {children}
      </div>
    </div>
  )
}
