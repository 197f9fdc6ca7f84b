import { createRoot } from 'react-dom/client'
import { RecordStatus } from './RecordStatus.tsx'

let place: HTMLElement | undefined

/** A root of its own: a recording outlasts the menu that started it, and a page that never records loads nothing of it. */
export function showRecordStatus(): void {
  if (place) return
  place = document.createElement('div')
  document.body.append(place)
  createRoot(place).render(<RecordStatus />)
}
