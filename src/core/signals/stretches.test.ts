import { describe, expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { stretchesOf } from './stretches.ts'

const span = { fromMs: 0, untilMs: 900_000 }
const window = (fromMs: number, untilMs: number) => ({
  ...captureOf({ kind: 'cpu', text: 'main\n1' }),
  window: { fromMs, untilMs },
})
const lengths = (captures: readonly ReturnType<typeof window>[], most = 24): string => {
  const stretches = stretchesOf(span, captures, most)
  return `${stretches.length} of ${Math.round((stretches[0]?.untilMs ?? 0) / 100) / 10} s`
}

describe('stretches of a span', () => {
  it('are the parts that a store was asked for', () => {
    const parts = Array.from({ length: 8 }, (_, at) => window(at * 112_500, (at + 1) * 112_500))
    expect(lengths(parts)).toBe('8 of 112.5 s')
    expect(lengths(parts, 4)).toBe('4 of 225 s')
  })
  it('are longer than files that drift: each holds a whole one', () => {
    const files = Array.from({ length: 8 }, (_, at) => window(at * 112_500 + 3000, (at + 1) * 112_500 + 3000))
    expect(lengths(files)).toBe('7 of 128.6 s')
  })
  it('are none of one capture', () => {
    expect(stretchesOf(span, [window(0, 900_000)], 24)).toEqual([])
  })
})
