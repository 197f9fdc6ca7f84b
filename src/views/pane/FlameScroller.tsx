/**
 * Where frames scroll when there are more rows than room. The scrollbar lives in the pane's padding and never narrows the frames;
 * rows out of sight are counted at the edge they are behind, so that a picture that goes on does not look like its end.
 */
import { type ReactElement, type ReactNode, type Ref, useLayoutEffect, useRef, useState } from 'react'
import { countOf } from '../../core/base/numbers.ts'
import { Icon } from '../theme/Icon.tsx'

interface OutOfSight {
  readonly above: number
  readonly below: number
  readonly all: number
}

/** As many as leave room for what stands around them on the first page, of the pane that leads and of the others; in step with print.css. */
const paperRows = [
  { sheet: 'print-upright', wide: 24, narrow: 8 },
  { sheet: 'print-lying', wide: 18, narrow: 6 },
] as const

/** Tells those around it that it has other rows, or other room for them. */
export const rowsChanged = 'trifold-rows'

export function FlameScroller(props: {
  readonly children: ReactNode
  /** The root stands on the lower edge. */
  readonly fromBottom: boolean
  readonly rowPx: number
  /** Its width is the room beside the scrollbar, whether one is there or not. */
  readonly inner?: Ref<HTMLDivElement>
  /** The page scrolls, not the picture: on a phone a finger that moves the one would move the other. */
  readonly flows?: boolean | undefined
  /** Half of a picture, a few rows high: rows out of sight are counted beside the frames, not over one of them. */
  readonly half?: boolean
  /** As wide as the sheet on paper. */
  readonly wide?: boolean
}): ReactElement {
  const { children, fromBottom, rowPx, inner, flows, half = false, wide = true } = props
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [hidden, setHidden] = useState<OutOfSight>({ above: 0, below: 0, all: 0 })
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || !content.current) return
    const look = (): void => {
      box.dispatchEvent(new Event(rowsChanged, { bubbles: true }))
      const next = rowsOutOfSight(box, rowPx)
      setHidden((before) => (sameRows(before, next) ? before : next))
    }
    // Told with the first layout, too; looked at here, the whole page would have to be laid out in the middle of drawing.
    const resized = new ResizeObserver(look)
    resized.observe(box)
    resized.observe(content.current)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      resized.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [rowPx])
  const turn = (pages: number): void => {
    const box = scroller.current
    // One row of the page before stays, so that the eye finds its place.
    box?.scrollBy({ top: pages * Math.max(rowPx, box.clientHeight - rowPx) })
  }
  if (flows === true) return <div ref={inner}>{children}</div>
  return (
    <div className="print-flow relative -mr-3 flex min-h-0 flex-1 basis-0 flex-col">
      <MoreRows rows={hidden.above} where="above" half={half} onPress={() => turn(-1)} />
      {/* Whole rows: half a name at the lower edge is no name. */}
      <div className="print-flow flex min-h-0 flex-1 basis-0 flex-col" style={{ containerType: 'size' }}>
        <div
          ref={scroller}
          data-flame-scroll=""
          className={`print-rows min-h-0 flex-1 basis-0 overflow-x-hidden overflow-y-auto [scrollbar-gutter:stable] [scrollbar-width:thin] ${fromBottom ? 'mt-auto flex flex-col justify-end' : ''}`}
          style={{ maxHeight: `max(${rowPx}px, round(down, 100cqh, ${rowPx}px))` }}
        >
          <div ref={content} className={fromBottom ? 'mt-auto' : ''}>
            <div ref={inner}>{children}</div>
          </div>
        </div>
      </div>
      {paperRows.map(({ sheet, ...rows }) => {
        const more = hidden.all - (wide ? rows.wide : rows.narrow)
        return (
          <p key={sheet} className={`type-caption hidden text-ink-2 ${sheet}`}>
            {more > 0 && `${countOf(more, 'more row')}, narrower; the link above shows them`}
          </p>
        )
      })}
      <MoreRows rows={hidden.below} where="below" half={half} onPress={() => turn(1)} />
    </div>
  )
}

function MoreRows(props: {
  readonly rows: number
  readonly where: 'above' | 'below'
  readonly half: boolean
  readonly onPress: () => void
}): ReactElement | undefined {
  const { rows, where, half, onPress } = props
  if (rows === 0) return undefined
  return (
    <button
      type="button"
      className={`touch no-print type-caption flex items-center gap-1 text-ink-2 hover:text-ink-1 ${half ? 'flex-none' : `absolute right-4 z-1 h-6 rounded-control border border-line-strong bg-surface-1 px-1.5 ${where === 'above' ? 'top-0' : 'bottom-0'}`}`}
      onClick={onPress}
    >
      <Icon name={where === 'above' ? 'up' : 'down'} size={12} />
      {countOf(rows, 'more row')} {where}
    </button>
  )
}

/** Rows of which less than half is to be seen. */
function rowsOutOfSight(box: HTMLElement, rowPx: number): OutOfSight {
  const { scrollTop, clientHeight, scrollHeight } = box
  const rows = (px: number): number => Math.max(0, Math.round(px / rowPx))
  return { above: rows(scrollTop), below: rows(scrollHeight - clientHeight - scrollTop), all: rows(scrollHeight) }
}

function sameRows(one: OutOfSight, other: OutOfSight): boolean {
  return one.above === other.above && one.below === other.below && one.all === other.all
}
