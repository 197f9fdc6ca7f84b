/** What source and operator say happened is known to no file of a view: it leaves as what was noted on the line. */
import type { Mark } from '../analysis/onset.ts'
import { mostNotes, withNote } from '../link/notes.ts'
import type { View } from '../link/view.ts'

/** The reader's own notes come first; there is room for so many. */
export function withMarks(view: View, marks: readonly Mark[]): View {
  const notes = view.notes ?? []
  const others = marks.filter(({ atMs, text }) => !notes.some((note) => note.atMs === atMs && note.text === text))
  const kept = others.slice(Math.max(0, others.length - (mostNotes - notes.length)))
  return kept.length === 0 ? view : { ...view, notes: kept.reduce(withNote, notes) }
}
