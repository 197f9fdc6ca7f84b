import { expect, test } from 'vitest'
import { sameBytes, viewOf } from './sameBytes.ts'

const bytes = (text: string): DataView => viewOf(new TextEncoder().encode(text))

test.each([
  ['main;serve;encode', 'main;serve;decode', 11],
  ['main;serve', 'main;serve', 10],
  ['main', 'nain', 0],
  ['abcdefgh', 'abcdefgX', 7],
  ['abcdXfgh', 'abcdefgh', 4],
  ['', '', 0],
])('%s and %s begin alike for %d bytes', (one, other, alike) => {
  expect(sameBytes(bytes(one), 0, bytes(other), 0, Math.min(one.length, other.length))).toBe(alike)
})

test('they may lie anywhere, and what lies behind the length does not count', () => {
  expect(sameBytes(bytes('…abcdef'), 3, bytes('abcdeg'), 0, 6)).toBe(5)
  expect(sameBytes(bytes('abcdefgh'), 0, bytes('abcdefgh'), 0, 6)).toBe(6)
  const part = viewOf(new TextEncoder().encode('xxabcde').subarray(2))
  expect(sameBytes(part, 0, bytes('abcde'), 0, 5)).toBe(5)
})
