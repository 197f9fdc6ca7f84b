import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from './address.ts'
import { longestNote, mostNotes, withNote } from './notes.ts'
import { defaultView, type View } from './view.ts'

const at = Date.UTC(2026, 10, 22, 12, 50, 24)
const view: View = {
  ...defaultView,
  notes: [
    { atMs: at, text: 'rolled back; 50 % of pods ~ first' },
    { atMs: at + 1500, text: 'रोलबैक पूरा' },
  ],
}

test('a link carries notes whole, whatever is in them', () => {
  const { text } = formatAddress(view)
  expect(text).toContain('notes=2026-11-22T12:50:24Z~')
  expect(parseAddress(text).view.notes).toEqual(view.notes)
})

test('what is no note is said and left out', () => {
  const { view: opened, problems } = parseAddress('v=2&notes=yesterday~deploy')
  expect(opened.notes).toBeUndefined()
  expect(problems.length).toBeGreaterThan(0)
})

test('notes stand in the order of time, each once, short and few', () => {
  const added = withNote(view.notes ?? [], { atMs: at - 5000, text: '  deploy  ' })
  expect(added.map(({ text }) => text)[0]).toBe('deploy')
  expect(withNote(added, { atMs: at - 5000, text: 'deploy' })).toEqual(added)
  expect(withNote(added, { atMs: at, text: ' ' })).toBe(added)
  expect(withNote([], { atMs: at, text: 'x'.repeat(500) })[0]?.text).toHaveLength(longestNote)
  const many = Array.from({ length: 50 }, (_, index) => ({ atMs: at + index, text: `note ${index}` }))
  expect(many.reduce(withNote, [] as ReturnType<typeof withNote>)).toHaveLength(mostNotes)
})

test('a note that turns text around shows that it would, from a link and as it is written', () => {
  const turned = 'deploy \u202e2.1v'
  const { view } = parseAddress(`v=2&notes=2026-11-22T12:50:24Z~${encodeURIComponent(turned)}`)
  expect(view.notes?.map(({ text }) => text)).toEqual(['deploy ⟨U+202E⟩2.1v'])
  expect(withNote([], { atMs: 0, text: turned }).map(({ text }) => text)).toEqual(['deploy ⟨U+202E⟩2.1v'])
})
