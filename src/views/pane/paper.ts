/**
 * Paper: what is drawn for the screen's width is drawn again for the sheet's, in the moment before the browser takes its picture of
 * the page. The pane that decides is as wide as the sheet, the others stand in two columns (print.css).
 */
import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

/** Inner widths in CSS pixels of the sheet, which print.css makes 897 (upright) or 1396 (lying) wide. */
const widePx = 834
const narrowPx = 396
export const paperPlotPx = 793

let printing = false

function listen(changed: () => void): () => void {
  const set = (now: boolean) => (): void => {
    printing = now
    // The picture is taken right after the event; a later rendering would miss it.
    flushSync(changed)
  }
  const before = set(true)
  const after = set(false)
  addEventListener('beforeprint', before)
  addEventListener('afterprint', after)
  return () => {
    removeEventListener('beforeprint', before)
    removeEventListener('afterprint', after)
  }
}

export function usePrinting(): boolean {
  return useSyncExternalStore(listen, () => printing)
}

/** @param wide the pane that stands first and fills the sheet */
export function useDrawnPx(screenPx: number, wide: boolean): number {
  const onPaper = usePrinting() && screenPx > 0
  return onPaper ? (wide ? widePx : narrowPx) : screenPx
}
