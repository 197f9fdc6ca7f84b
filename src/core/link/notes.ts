/** What a reader wrote on the line, for the post-mortem: a time and a few words each, carried by links and snapshots. */
import type { EpochMs } from '../base/units.ts'
import { makeVisible } from '../base/visibleText.ts'

export interface Note {
  readonly atMs: EpochMs
  readonly text: string
}

/** A link has to fit into a chat message, and a note on the line is read at a glance. */
export const mostNotes = 20
export const longestNote = 120

/** "2026-11-22T12:50:24Z~deploy,2026-…": times in UTC, texts escaped by `escape`. */
export function formatNotes(notes: readonly Note[], escape: (text: string) => string): string {
  const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
  return notes.map(({ atMs, text }) => `${iso(atMs)}~${escape(text).replaceAll(';', '%3B')}`).join(';')
}

/** @returns undefined where one of them is no note */
export function parseNotes(value: string, unescape: (text: string) => string | undefined): readonly Note[] | undefined {
  const notes = value
    .split(';')
    .slice(0, mostNotes)
    .map((entry): Note | undefined => {
      const [, at, escaped] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)~(.+)$/.exec(entry) ?? []
      const atMs = at === undefined ? Number.NaN : Date.parse(at)
      const text = unescape(escaped ?? '')
      return text === undefined || text.trim() === '' || !Number.isFinite(atMs)
        ? undefined
        : { atMs, text: makeVisible(text).slice(0, longestNote) }
    })
  return notes.every((note) => note !== undefined) ? notes : undefined
}

/** In the order of time; the same text at the same moment once. */
export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  // What somebody sent must not turn the line around on which it stands.
  const text = makeVisible(note.text.trim()).slice(0, longestNote)
  if (text === '') return notes
  const others = notes.filter((one) => one.atMs !== note.atMs || one.text !== text)
  return [...others, { atMs: note.atMs, text }].toSorted((a, b) => a.atMs - b.atMs).slice(-mostNotes)
}
