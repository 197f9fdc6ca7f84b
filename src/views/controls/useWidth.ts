import { type RefObject, useLayoutEffect, useState } from 'react'

/** Width of an element in CSS pixels, 0 before it is on screen. Whole pixels, so that a scrollbar does not redraw everything twice. */
export function useWidth(ref: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    // Told with the first layout that the browser makes by itself.
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.floor(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [ref])
  return width
}
