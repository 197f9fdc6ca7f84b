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

export function useBrush(group: RefObject<SVGGElement | null>, wish: BrushWish): void {
  const latest = useRef(wish)
  useEffect(() => {
    latest.current = wish
  })
  const { widthPx, heightPx, selection, enabled } = wish
  const [from, until] = selection ?? []

  useEffect(() => {
    const element = group.current
    if (!element || widthPx <= 0) return
    const brush = brushX<undefined>()
      .extent([
        [0, 0],
        [widthPx, heightPx],
      ])
      .handleSize(10)
      .on('brush', (event: D3BrushEvent<undefined>) => {
        const place = event.selection as [number, number] | null
        if (event.sourceEvent && place) latest.current.onDraft(place)
      })
      .on('end', (event: D3BrushEvent<undefined>) => {
        if (!event.sourceEvent) return
        const place = event.selection as [number, number] | null
        const wide = place && place[1] - place[0] >= 2 ? place : undefined
        if (!wide)
          brush.move(select<SVGGElement, undefined>(element), latest.current.selection as [number, number] | null)
        latest.current.onDone(wide)
      })
    const root = select<SVGGElement, undefined>(element)
    root.call(brush)
    root.selectAll('.overlay, .selection, .handle').style('pointer-events', enabled ? null : 'none')
    const now = latest.current.selection
    root.call(brush.move, now ? [now[0], now[1]] : null)
    return () => {
      root.on('.brush', null).selectAll('*').remove()
    }
    // `from` and `until` move the brush when the window changes elsewhere: a key, a link, a typed time.
  }, [group, widthPx, heightPx, enabled, from, until])
}
