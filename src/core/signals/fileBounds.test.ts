import { describe, expect, it } from 'vitest'
import { at, signalsOf, rangeOf } from '../testing/signalsOfFacts.ts'
import type { FileFacts } from '../formats/parsedFile.ts'

describe('bounds out of files', () => {
  it('of cores become % of the cores the service may use, and nothing where those are unknown', () => {
    const facts: FileFacts = {
      bounds: [
        { signal: 'cpu_user_pct', unit: 'cores', high: 0.5, basis: { id: 'runnable-threads', samples: 1, ticks: 2 } },
      ],
    }
    expect(rangeOf(signalsOf([facts]).cpu_user_pct)).toMatchObject({ high: 25 })
    expect(rangeOf(signalsOf([facts], {}).cpu_user_pct)).toBeUndefined()
  })
  it('meet: the narrowest of each side', () => {
    const bound = (low: number, high: number): FileFacts => ({
      bounds: [{ signal: 'lock_wait_pct', low, high, basis: { id: 'printed-reading', tool: 'metrics' } }],
    })
    expect(rangeOf(signalsOf([bound(10, 80), bound(30, 95)]).lock_wait_pct)).toMatchObject({ low: 30, high: 80 })
  })
  it('of how full the heap was at several moments do not meet: the highest holds for each of them', () => {
    const level = (high: number): FileFacts => ({
      clock: 'instant',
      bounds: [{ signal: 'live_heap_mb', high, basis: { id: 'levels-with-garbage', slackMb: high, seconds: 0 } }],
    })
    expect(rangeOf(signalsOf([level(1404), level(1604)]).live_heap_mb)).toMatchObject({ high: 1604 })
    expect(rangeOf(signalsOf([level(1604)]).live_heap_mb)).toMatchObject({ high: 1604 })
  })
  it('that exclude each other are not an empty range but the span between them', () => {
    const bound = (low: number, high: number): FileFacts => ({
      bounds: [{ signal: 'lock_wait_pct', low, high, basis: { id: 'printed-reading', tool: 'metrics' } }],
    })
    expect(rangeOf(signalsOf([bound(10, 20), bound(30, 40)]).lock_wait_pct)).toMatchObject({ low: 20, high: 30 })
  })
  it('of one look at the threads are an example, and hold between the looks as one toss of a coin does', () => {
    const basis = { id: 'one-look', waiting: 30, threads: 40 } as const
    const facts: FileFacts = { bounds: [{ signal: 'lock_wait_pct', low: 61.6, basis }] }
    const range = rangeOf(signalsOf([facts]).lock_wait_pct)
    expect(range).toMatchObject({ low: expect.closeTo(12, 0), shown: 61.6 })
    // What another bound excludes is no example.
    const most: FileFacts = {
      bounds: [{ signal: 'lock_wait_pct', high: 40, basis: { id: 'printed-reading', tool: 'metrics' } }],
    }
    expect(rangeOf(signalsOf([facts, most]).lock_wait_pct)).not.toHaveProperty('shown')
  })
  it('of another time say nothing of this window', () => {
    const facts: FileFacts = {
      bounds: [
        {
          signal: 'lock_wait_pct',
          low: 60,
          window: { fromMs: at(-900), untilMs: at(-900) },
          basis: { id: 'one-look', waiting: 1, threads: 2 },
        },
      ],
    }
    expect(rangeOf(signalsOf([facts]).lock_wait_pct)).toBeUndefined()
  })
})

describe('a log on the clock of the world', () => {
  const log: FileFacts = {
    allocatedTotals: [0, 30, 60].map((second) => ({
      timeMs: at(second),
      bytes: second * 5e6,
      errorBytes: second * 1e5,
    })),
    collectorCpu: [0, 30, 60].map((second) => ({ timeMs: at(second), ns: 2e9 })),
  }
  it('measures the rate, with the error of its rounding', () => {
    expect(signalsOf([log]).alloc_rate_mb_s).toMatchObject({ state: 'present', value: 5 })
    const rate = signalsOf([log]).alloc_rate_mb_s
    expect(rate.state === 'present' ? rate.high : 0).toBeCloseTo(5.196, 3)
  })
  it('bounds the collector’s CPU from below, of the most CPU there can have been', () => {
    // 6 s of 60 s × 2 cores.
    expect(rangeOf(signalsOf([log]).cpu_alloc_pct)).toMatchObject({ low: 5, lowFrom: { id: 'pause-cpu' } })
    const idle: FileFacts = { processCpu: [0, 60].map((second) => ({ timeMs: at(second), seconds: second / 10 + 6 })) }
    const low = rangeOf(signalsOf([log, idle]).cpu_alloc_pct) as { readonly low: number }
    expect(low.low).toBeGreaterThan(90)
  })
  it('that could not see everything bounds the rate from below only', () => {
    const signal = signalsOf([{ ...log, allocatedBound: 'lower' }]).alloc_rate_mb_s
    expect(rangeOf(signal)).toMatchObject({ low: expect.closeTo(4.8, 1) })
    expect(rangeOf(signal)).not.toHaveProperty('high')
  })
})

describe('a log on its own clock', () => {
  const own = (facts: FileFacts): FileFacts => ({ unplaced: { ...facts, clock: 'own' } })
  it('bounds what it can over its own time, and measures nothing', () => {
    const totals = [0, 15, 30, 45, 60].map((second) => ({ timeMs: second * 1000, bytes: second * 3e6 }))
    expect(rangeOf(signalsOf([own({ allocatedTotals: totals })]).alloc_rate_mb_s)).toMatchObject({ low: 3, high: 3 })
  })
  it('carries an error that every step has alike on in full, whichever part is looked at', () => {
    const totals = [0, 15, 30, 45, 60].map((second) => ({
      timeMs: second * 1000,
      bytes: second * 3e6,
      errorBytes: 0,
      sameErrorBytes: second * 1e6,
    }))
    const range = rangeOf(signalsOf([own({ allocatedTotals: totals })]).alloc_rate_mb_s)
    expect(range).toMatchObject({ low: expect.closeTo(3 - 1.96, 2), high: expect.closeTo(3 + 1.96, 2) })
  })
  it('spans what it did at its start and later: nobody knows which part the window is', () => {
    const totals = [0, 15, 30, 45, 60].map((second) => ({
      timeMs: second * 1000,
      bytes: 100e6 * Math.min(1, second) + second * 1e6,
    }))
    const range = rangeOf(signalsOf([own({ allocatedTotals: totals })]).alloc_rate_mb_s)
    expect(range).toMatchObject({ low: 1, high: expect.closeTo(160 / 60, 9) })
  })
  it('and another of another process speak each of its own: what holds for both is the span around them', () => {
    const log = (mbPerSecond: number, name: string) =>
      own({
        allocatedTotals: [0, 30, 60].map((second) => ({ timeMs: second * 1000, bytes: second * mbPerSecond * 1e6 })),
        program: { build: name },
      })
    const rate = (...files: readonly FileFacts[]) => rangeOf(signalsOf(files).alloc_rate_mb_s)
    // As those of one process they would meet between 200 and 3.
    expect(rate(log(3, 'a'), log(200, 'b'))).toMatchObject({ low: 3, high: 200 })
    expect(rate(log(3, 'a'), log(3, 'a'))).toMatchObject({ low: 3, high: 3 })
  })
  it('young collections alone bound growth from above and never establish it', () => {
    const points = [0, 60, 120, 180, 240, 300].map((second) => ({
      timeMs: second * 1000,
      bytes: 1e8 + second * 1e5,
      collection: 'young' as const,
    }))
    const range = rangeOf(signalsOf([own({ liveHeapPoints: points })]).live_heap_slope_mb_h)
    expect(range).toHaveProperty('high')
    expect(range).not.toHaveProperty('low')
  })
  it('2 MB of loaded classes between two full collections are no leak; 60 MB are growth', () => {
    const grown = (mb: number) =>
      rangeOf(
        signalsOf([
          own({
            liveHeapPoints: [
              { timeMs: 9000, bytes: 1e6, collection: 'full' },
              { timeMs: 84_000, bytes: 1e6 + mb * 1e6, collection: 'full' },
            ],
          }),
        ]).live_heap_slope_mb_h,
      ) as { readonly low: number; readonly high: number }
    expect(grown(2).low).toBeLessThan(0)
    expect(grown(60).low).toBeGreaterThan(50)
  })
})

describe('a log without much in it', () => {
  const collections = (seconds: readonly number[]): FileFacts => ({
    allocatedTotals: seconds.map((second, index) => ({ timeMs: at(second), bytes: index * 420e3 })),
  })
  it('of two collections 7 ms apart knows no rate; of a quarter of the window and more a bound; of most of it the rate', () => {
    expect(signalsOf([collections([50, 50.007])]).alloc_rate_mb_s.state).toBe('absent')
    expect(signalsOf([collections([50, 58])]).alloc_rate_mb_s.state).toBe('absent')
    // 0.02 MB/s for 21 of 60 s: nothing tells of the others.
    expect(rangeOf(signalsOf([collections([10, 31])]).alloc_rate_mb_s)).toMatchObject({
      low: expect.closeTo(0.007, 9),
      high: 0.02,
    })
    expect(signalsOf([collections([5, 55])]).alloc_rate_mb_s).toMatchObject({ value: 0.0084 })
    const own: FileFacts = { unplaced: { clock: 'own', ...collections([50, 50.007]) } }
    expect(rangeOf(signalsOf([own]).alloc_rate_mb_s)).toBeUndefined()
  })
  it('on its own clock and of a part of the window bounds the rate and the collector for the whole of it', () => {
    // A cache that filled in eight seconds: 12 MB/s, and 40 ms of CPU in 20 pauses. It has not collected since.
    const filled = (seconds: number): FileFacts => ({
      unplaced: {
        clock: 'own',
        allocatedTotals: [0, 1].map((part) => ({ timeMs: 1000 * seconds * part, bytes: 12e6 * seconds * part })),
        collectorCpu: Array.from({ length: 21 }, (_, at) => ({ timeMs: 50 * seconds * at, ns: 4e7 })),
      },
    })
    const { alloc_rate_mb_s: rate, cpu_user_pct: cpu } = signalsOf([filled(8)])
    expect(rangeOf(rate)).toMatchObject({ low: expect.closeTo((12 * 8) / 60, 6), high: 12 })
    const low = (signal: typeof cpu) => signal.range?.low ?? 0
    expect(low(cpu)).toBeCloseTo((100 * 20 * 0.04) / 60 / 2, 1)
    // Of all of it, the same rate; of an hour as well, of which the window is a part.
    expect(rangeOf(signalsOf([filled(60)]).alloc_rate_mb_s)).toMatchObject({ low: 12, high: 12 })
    expect(rangeOf(signalsOf([filled(3600)]).alloc_rate_mb_s)).toMatchObject({ low: 12, high: 12 })
    // On the clock of the world as well.
    const placed: FileFacts = { collectorCpu: [0, 4, 8].map((second) => ({ timeMs: at(second), ns: 4e8 })) }
    expect(low(signalsOf([placed]).cpu_user_pct)).toBeCloseTo((100 * 1.2) / 60 / 2, 6)
  })
  it('of a few pauses at its start and its end does not say what share of the CPU they are', () => {
    const log = (seconds: readonly number[]): FileFacts => ({
      unplaced: {
        clock: 'own',
        collectorCpu: seconds.map((second) => ({ timeMs: 1000 * second, ns: 8e6 })),
        liveHeapPoints: [0, 60].map((second) => ({ timeMs: 1000 * second, bytes: 1e6, collection: 'young' as const })),
      },
    })
    const cpu: FileFacts = {
      bounds: [
        { signal: 'cpu_user_pct', unit: 'cores', high: 0.02, basis: { id: 'runnable-threads', samples: 1, ticks: 2 } },
      ],
    }
    const every = (count: number, gap: number): readonly number[] =>
      Array.from({ length: count }, (_, index) => gap * index)
    expect(rangeOf(signalsOf([log([0, 0.1, 0.2, 0.3, 59, 59.5, 60]), cpu]).cpu_alloc_pct)).toBeUndefined()
    // 30 pauses with 8 ms of CPU over a minute: 4 ms of CPU in a second, of 20.
    const steady = rangeOf(signalsOf([log(every(31, 2)), cpu]).cpu_alloc_pct) as { readonly low: number }
    expect(steady.low).toBeGreaterThan(18)
    expect(steady.low).toBeLessThan(22)
    // Most of them while it started: what there was from any of them to the end.
    const early = rangeOf(signalsOf([log([...every(60, 0.01), 30, 60]), cpu]).cpu_alloc_pct) as { readonly low: number }
    expect(early.low).toBeLessThan(2.1)
  })
})
