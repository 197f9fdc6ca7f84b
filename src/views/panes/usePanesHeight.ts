/** How high three panes need to be on a high page: what they do not need is room for the functions below them. */
import { type RefCallback, useCallback, useState } from 'react'
import { rowsChanged } from '../pane/FlameScroller.tsx'

/** Whatever is in them. */
const leastPx = 416

/**
 * @param of what is shown: rows that are zoomed away leave their room while it is the same, so that nothing below jumps at a click
 * @returns for the grid of panes; undefined while every pane has more rows than room, or one is a table
 */
export function usePanesHeight(of: unknown): readonly [RefCallback<HTMLElement>, number | undefined] {
  const [need, setNeed] = useState<{ readonly of: unknown; readonly px: number | undefined }>({ of, px: undefined })
  const measure = useCallback(
    (grid: HTMLElement | null) => {
      if (!grid) return
      let frame = 0
      const look = (): void => {
        cancelAnimationFrame(frame)
        frame = requestAnimationFrame(() => {
          const px = neededPx(grid)
          setNeed((before) => {
            const next = before.of === of && before.px !== undefined && px !== undefined ? Math.max(before.px, px) : px
            return before.of === of && before.px === next ? before : { of, px: next }
          })
        })
      }
      grid.addEventListener(rowsChanged, look)
      look()
      return () => {
        cancelAnimationFrame(frame)
        grid.removeEventListener(rowsChanged, look)
      }
    },
    [of],
  )
  return [measure, need.of === of ? need.px : undefined]
}

/** The same however high the panes are now: what is around a picture, and the picture as a whole. */
function neededPx(grid: HTMLElement): number | undefined {
  if (grid.querySelector('[role="treegrid"], [data-ghost]') !== null) return undefined
  const needs = [...grid.querySelectorAll<HTMLElement>('[data-pane]')].map((pane) => {
    const pictures = [...pane.querySelectorAll<HTMLElement>('[data-flame-scroll]')]
    return pictures.reduce(
      (px, { parentElement, firstElementChild }) =>
        px - (parentElement?.clientHeight ?? 0) + (firstElementChild?.getBoundingClientRect().height ?? 0),
      pictures.length === 0 ? leastPx : pane.clientHeight,
    )
  })
  return Math.ceil(Math.max(leastPx, ...needs)) + 2
}
