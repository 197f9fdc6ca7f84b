/** Where the picture stands in its scroller: at the zoomed frame, at what was selected elsewhere, and at its root when the height changes. */
import { type RefObject, useEffect } from 'react'
import type { FlameChart } from './flameChart.ts'
import type { FlamePicture } from './picture.ts'

type Host = RefObject<HTMLElement | null>

/** Rows kept above the zoomed frame when the picture is scrolled to it. */
const ancestorsInSight = 2

const scrollerOf = (host: Host): Element | null | undefined => host.current?.closest('[data-flame-scroll]')

/** The zoomed frame, or the root, is in sight in every new picture. */
export function useFocusInSight(host: Host, { rowPx, rows, rootAtBottom }: FlamePicture, focusRow: number): void {
  useEffect(() => {
    const scroller = scrollerOf(host)
    if (!scroller) return
    // Before the next frame is shown: asked for here, the height of the whole page would have to be worked out in between.
    const frame = requestAnimationFrame(() => {
      const fromRoot = Math.max(0, focusRow - ancestorsInSight) * rowPx
      const hiddenPx = scroller.scrollHeight - scroller.clientHeight
      scroller.scrollTop = rootAtBottom ? hiddenPx - fromRoot : fromRoot
    })
    return () => cancelAnimationFrame(frame)
  }, [host, focusRow, rowPx, rows, rootAtBottom])
}

/** Selected somewhere else, or named by the verdict: the widest of its frames comes into sight, unless one is there already. */
export function useRevealed(
  host: Host,
  chart: RefObject<FlameChart | undefined>,
  reveal: boolean,
  selected: readonly number[],
): void {
  useEffect(() => {
    const scroller = scrollerOf(host)
    if (!scroller || !host.current || !reveal || selected.length === 0) return
    const spans = selected.map((frame) => chart.current?.spanOf(frame)).filter((span) => span !== undefined)
    const [first] = spans
    if (first === undefined) return
    const widest = spans.reduce((best, span) => (span.width > best.width ? span : best), first)
    const show = (): void => {
      if (!host.current) return
      const top = scroller.getBoundingClientRect().top - host.current.getBoundingClientRect().top
      if (spans.some((span) => span.top >= top && span.top + span.height <= top + scroller.clientHeight)) return
      const to = scroller.scrollTop + widest.top - top - scroller.clientHeight / 2
      // No row cut at the upper edge.
      scroller.scrollTop = Math.round(to / widest.height) * widest.height
    }
    // Told at once how large it is, and again when parts of the page that come later take height from the pane. Who has scrolled by
    // then is left where they are.
    const resized = new ResizeObserver(show)
    const leave = (): void => resized.disconnect()
    resized.observe(scroller)
    // The buttons that turn pages stand beside it.
    const around = scroller.parentElement?.parentElement ?? scroller
    for (const type of ['wheel', 'pointerdown', 'keydown']) around.addEventListener(type, leave, { passive: true })
    return () => {
      leave()
      for (const type of ['wheel', 'pointerdown', 'keydown']) around.removeEventListener(type, leave)
    }
  }, [host, chart, selected, reveal])
}

/** A scroller that becomes lower or higher keeps its upper edge; a root that stands below must keep the lower one. */
export function useKeptLowerEdge(host: Host, rootAtBottom: boolean): void {
  useEffect(() => {
    const scroller = scrollerOf(host)
    if (!scroller || !rootAtBottom) return
    const below = (): number => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop
    let kept: number | undefined
    const note = (): void => {
      kept = below()
    }
    const resized = new ResizeObserver(() => {
      if (kept !== undefined) scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - kept
      note()
    })
    scroller.addEventListener('scroll', note)
    resized.observe(scroller)
    return () => {
      scroller.removeEventListener('scroll', note)
      resized.disconnect()
    }
  }, [host, rootAtBottom])
}
