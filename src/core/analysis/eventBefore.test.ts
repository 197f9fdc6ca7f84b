import { expect, test } from 'vitest'
import { eventBefore } from './eventBefore.ts'
import { tellEventBefore } from './words/since.ts'

const window = { fromMs: 100_000, untilMs: 160_000 }
const mark = (seconds: number, text: string): { readonly atMs: number; readonly text: string } => ({
  atMs: seconds * 1000,
  text,
})

test('the event before a window is the last one that is not far from its beginning', () => {
  expect(eventBefore(window, [mark(50, 'deploy'), mark(95, 'release v7'), mark(130, 'rollback')])?.text).toBe(
    'release v7',
  )
  expect(eventBefore(window, [mark(104, 'flag on')])?.text).toBe('flag on')
})

test('what happened long before a window, or well into it, is not told as the event before it', () => {
  expect(eventBefore(window, [mark(30, 'deploy'), mark(130, 'rollback'), mark(170, 'later')])).toBeUndefined()
  expect(eventBefore(window, [])).toBeUndefined()
})

test('it is told as an event, and that the beginning is not known is said with it', () => {
  expect(tellEventBefore(mark(95, 'release v7'), 'UTC')).toBe(
    'Beginning not seen; last event before: 00:01:35 UTC, “release v7”.',
  )
})
