import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../base/random.ts'
import { orderByTime, ThreadStretches, WaitColumns } from './waitColumns.ts'

interface Stretch {
  readonly thread: number
  readonly fromNs: number
  readonly untilNs: number
  readonly what: number
}

/** What three threads did, each one thing after the other, with gaps. */
function drawn(random: () => number, many: number): readonly Stretch[] {
  const at = [0, 0, 0]
  return Array.from({ length: many }, (_, what) => {
    const thread = Math.floor(random() * 3)
    const fromNs = (at[thread] ?? 0) + Math.floor(random() * 5) * 1000
    const untilNs = fromNs + 1000 + Math.floor(random() * 9) * 1000
    at[thread] = untilNs
    return { thread, fromNs, untilNs, what }
  })
}

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item)

describe('what threads did, looked up by time', () => {
  it.each([
    ['in the order of time', false],
    ['in any order', true],
  ] as const)('is the first of a thread that ends after it, however searches jump: %s', (_, mixed) => {
    const random = mulberry32(16)
    const all = drawn(random, 600)
    const stretches = new ThreadStretches()
    for (const { thread, fromNs, untilNs, what } of mixed ? shuffled(all, random) : all)
      stretches.push(fromNs, untilNs, thread, what)
    stretches.index(4)
    for (let ask = 0; ask < 3000; ask += 1) {
      const thread = Math.floor(random() * 4)
      const atNs = Math.floor(random() * 1_800_000) - 10_000
      const own = all.filter((one) => one.thread === thread)
      const expected = own.find(({ untilNs }) => untilNs > atNs)
      const place = stretches.first(thread, atNs)
      expect(place < stretches.end(thread) ? stretches.what[place] : undefined).toBe(expected?.what)
    }
  })

  it('is nothing of threads that did nothing, and of none at all', () => {
    const stretches = new ThreadStretches()
    stretches.index(2)
    expect(stretches.first(1, 0)).toBe(stretches.end(1))
    expect(stretches.first(7, 0)).toBe(stretches.end(7))
  })
})

describe('waits as columns', () => {
  it('keep what was put in when they grow', () => {
    const waits = new WaitColumns()
    for (let i = 0; i < 5000; i += 1) waits.push(i, i + 0.5, i % 7, -1, i % 11, i % 13)
    const at = 4321
    expect([waits.length, waits.startNs[at], waits.endNs[at], waits.thread[at], waits.owner[at]]).toEqual([
      5000,
      at,
      at + 0.5,
      at % 7,
      -1,
    ])
    expect([waits.lock[at], waits.site[at]]).toEqual([at % 11, at % 13])
  })

  it('are put in order to a microsecond, equal ones as they came', () => {
    const times = Float64Array.from([5e6, 1e6, 1e6 + 400, 3e6, 0, 9e9])
    expect([...orderByTime(times, 5)]).toEqual([4, 1, 2, 3, 0])
  })
})
