import { type RefCallback, useCallback, useState } from 'react'

/**
 * A ref to put on an element, and the element's inner width in whole pixels. The element may come and go (a table in place of a
 * flame graph); the last width stays known, so that coming back needs no second drawing.
 */
export function useMeasured(): readonly [RefCallback<HTMLElement>, number] {
  const [widthPx, setWidthPx] = useState(0)
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return
    // Told with the first layout that the browser makes by itself; asked for here, it would have to lay out the whole page in the middle of drawing.
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidthPx(Math.floor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [measure, widthPx]
}

/** The same for what it is high. */
export function useHeight(): readonly [RefCallback<HTMLElement>, number] {
  const [heightPx, setHeightPx] = useState(0)
  const measure = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setHeightPx(Math.floor(entry.contentRect.height)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [measure, heightPx]
}
