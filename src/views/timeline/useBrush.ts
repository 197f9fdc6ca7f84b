/** d3's brush on one window. While dragged it reports drafts, when let go the window; a mere click changes nothing. */
import { type D3BrushEvent, brushX, select } from 'd3'
import { type RefObject, useEffect, useRef } from 'react'

export interface BrushWish {
  readonly widthPx: number
  readonly heightPx: number
  /** Where the window stands, in pixels; undefined while there is none. */
  readonly selection: readonly [number, number] | undefined
  /** False: look only. */
  readonly enabled: boolean
  readonly onDraft: (selection: readonly [number, number]) => void
  readonly onDone: (selection: readonly [number, number] | undefined) => void
}

type Place = [number, number]

export function useBrush(group: RefObject<SVGGElement | null>, wish: BrushWish): void {
  const latest = useRef(wish)
  /** Puts the brush where the window stands; not while it is being dragged. */
  const place = useRef<() => void>(undefined)
  useEffect(() => {
    latest.current = wish
  })
  const { widthPx, heightPx, selection, enabled } = wish
  const [from, until] = selection ?? []

  useEffect(() => {
    const element = group.current
    if (!element || widthPx <= 0) return
    let dragging = false
    let frame = 0
    const root = select<SVGGElement, undefined>(element)
    const brush = brushX<undefined>()
      .extent([
        [0, 0],
        [widthPx, heightPx],
      ])
      .handleSize(10)
      .on('start', (event: D3BrushEvent<undefined>) => {
        if (event.sourceEvent) dragging = true
      })
      .on('brush', (event: D3BrushEvent<undefined>) => {
        const now = event.selection as Place | null
        if (event.sourceEvent && now) latest.current.onDraft(now)
      })
      .on('end', (event: D3BrushEvent<undefined>) => {
        if (!event.sourceEvent) return
        dragging = false
        const now = event.selection as Place | null
        latest.current.onDone(now && now[1] - now[0] >= 2 ? now : undefined)
        // After React has drawn: the window may have snapped to where it was, which is no change to react to.
        frame = requestAnimationFrame(() => place.current?.())
      })
    place.current = () => {
      const now = latest.current.selection
      if (!dragging) brush.move(root, now ? [now[0], now[1]] : null)
    }
    root.call(brush)
    const parts = root.selectAll<SVGElement, undefined>('.overlay, .selection, .handle')
    if (!enabled) parts.style('pointer-events', 'none')
    place.current()
    return () => {
      cancelAnimationFrame(frame)
      place.current = undefined
      root.on('.brush', null).selectAll('*').remove()
    }
  }, [group, widthPx, heightPx, enabled])

  // The window changed elsewhere: a key, a link, a typed time.
  useEffect(() => {
    place.current?.()
  }, [from, until])
}
