import { describe, expect, it } from 'vitest'
import type { Capture } from '../window/capture.ts'
import { atSecond, goHeap } from '../testing/captures.ts'
import { derive, present } from '../testing/toldSignals.ts'

describe('heap', () => {
  const record = { stack: ['main', 'cache.put'], size: 1000 }
  const series = (live: (i: number) => number): readonly Capture[] =>
    Array.from({ length: 11 }, (_, i) =>
      goHeap(i * 3, [{ ...record, allocated: 1_000_000 + i * 300_000, live: live(i) }]),
    )

  it('measures rate, level and growth of a leak from snapshots', () => {
    const signals = derive(series((i) => 500_000 + i * 100_000))
    expect(present(signals, 'alloc_rate_mb_s').value).toBeCloseTo(100, 6)
    expect(present(signals, 'live_heap_mb').value).toBeCloseTo(1500, 6)
    const slope = present(signals, 'live_heap_slope_mb_h')
    expect(slope.value).toBeCloseTo(120_000, 0)
    expect(slope.how).toContain('it grows: ')
  })

  it.each([
    [524_288, 'sampled live objects'],
    [1, 'live blocks, none sampled'],
  ])('with one object in %i bytes says that its level is of %s', (period, words) => {
    const signals = derive([goHeap(0, [{ ...record, allocated: 900, live: 500 }], { meta: { period } })])
    expect(present(signals, 'live_heap_mb').samplesOf).toBe(words)
  })

  it('of counters that fell, as of two processes, knows the rate from below and rules nothing out above', () => {
    // What the first did at its end, and whether it is one process at all, is in no file.
    const of = (first: number, last: number) =>
      present(
        derive([first, last].map((allocated, i) => goHeap(30 * i, [{ ...record, allocated, live: 20_000 }]))),
        'alloc_rate_mb_s',
      )
    expect(of(1_000_000, 60_000)).toMatchObject({ value: expect.closeTo(2, 6), bound: 'lower' })
    expect(of(1_000_000, 1_060_000)).toMatchObject({ value: expect.closeTo(2, 6) })
    expect(of(1_000_000, 1_060_000).bound).toBeUndefined()
  })

  it('knows little of a few seconds: Go’s heap profile is of the last collection, at both ends', () => {
    const delta = (seconds: number, live: number, allocated: number) =>
      derive([
        goHeap(
          60,
          [
            { ...record, allocated, live },
            { stack: ['main', 'freed'], size: 1, allocated: 0, live: -1 },
          ],
          {
            covers: 'interval',
            meta: { durationMs: seconds * 1000 },
          },
        ),
      ])
    // 13 MB in five seconds, which were made since the collection before: 9,360 MB/h was said where 3,300 were true.
    const grown = delta(5, 13_000, 13_000).live_heap_slope_mb_h
    expect(grown).toMatchObject({ state: 'absent', standIn: { value: expect.closeTo(9360, -1) } })
    expect(grown.state === 'absent' && grown.range?.high).toBeUndefined()
    // Five seconds are no state that lasts; a minute may be.
    expect(grown.range?.low).toBeUndefined()
    expect(delta(60, 13_000, 13_000).live_heap_slope_mb_h.range?.low).toBeGreaterThan(0)
    // Nothing was collected: that is neither a flat heap nor a program that allocates nothing.
    const empty = goHeap(60, [], { covers: 'interval', meta: { durationMs: 5000 } })
    const still = derive([{ ...empty, window: { fromMs: atSecond(50), untilMs: atSecond(55) } }])
    const { live_heap_slope_mb_h: flat } = still
    expect(flat.state === 'absent' && [flat.range?.low, flat.range?.high]).toEqual([undefined, undefined])
    expect(still.alloc_rate_mb_s.state).toBe('absent')
    // Ten minutes have collections in them, whatever is allocated.
    expect(present(delta(600, 900_000, 900_000), 'live_heap_slope_mb_h').value).toBeCloseTo(5400, 0)
  })

  it('allows the rate of a few seconds what no heap of Go is collected below, where nothing says how large it is', () => {
    const wide = (seconds: number): number => {
      const made = goHeap(
        60,
        [
          { ...record, allocated: 1000, live: 0 },
          { stack: ['main', 'freed'], size: 1, allocated: 0, live: -1 },
        ],
        { covers: 'interval', meta: { durationMs: seconds * 1000 } },
      )
      const window = { fromMs: atSecond(28 - seconds), untilMs: atSecond(28) }
      const { value, high } = present(derive([{ ...made, window }]), 'alloc_rate_mb_s')
      return high - value
    }
    expect(wide(5)).toBeGreaterThan(4.19 / 5)
    expect(wide(25)).toBeLessThan(0.3)
  })

  it('takes what a few seconds of a delta show for all of one collection, and larger ones after it where much is kept', () => {
    const rate = (seconds: number, live: number) => {
      const rows = [
        { ...record, allocated: 300_000, live },
        { stack: ['main', 'freed'], size: 1, allocated: 0, live: -1 },
      ]
      const made = goHeap(60, rows, { covers: 'interval', meta: { durationMs: seconds * 1000 } })
      const window = { fromMs: atSecond(28 - seconds), untilMs: atSecond(28) }
      return present(derive([{ ...made, window }], {}, {}, window), 'alloc_rate_mb_s')
    }
    // 300 MB in 5 s: a loop that frees them may have begun before, and may have gone on for one more collection.
    expect(rate(5, 0).low).toBe(0)
    expect(rate(5, 0).high).toBeGreaterThan(120)
    // All kept: each collection had twice what the one before it had.
    expect(rate(5, 300_000).high).toBeGreaterThan(360)
    // Go collects every two minutes at least.
    expect(rate(600, 0).low).toBeGreaterThan(0.3)
    expect(rate(600, 0).high).toBeLessThan(0.7)
  })

  it('allows for two collections, each as large as the heap, at the end of a leak', () => {
    const leak = derive(series((i) => 500_000 + i * 30_000))
    const { value, low, high } = present(leak, 'alloc_rate_mb_s')
    // 800 MB at its end, 300 of 3,000 kept: up to 1,180 MB more, and 250 MB less.
    expect(high - value).toBeGreaterThan(1180 / 30)
    expect(value - low).toBeLessThan(500 / 30)
  })

  it('allows for what was allocated since the last collection: as much as the heap holds', () => {
    const { low, high, value } = present(derive(series(() => 900_000)), 'alloc_rate_mb_s')
    expect(value).toBeCloseTo(100, 6)
    // 900 MB over 30 s.
    expect(high).toBeGreaterThan(130)
    expect(low).toBeLessThan(70)
  })

  it('gates growth that sampling noise could draw, and keeps the raw estimate visible', () => {
    const slope = present(derive(series((i) => 500_000 + i * 20)), 'live_heap_slope_mb_h')
    expect(slope.value).toBe(0)
    expect(slope.raw).toBeCloseTo(24, 1)
    expect(slope.how).toMatch(/growth is open: \+24 ± [\d,]+ MB\/h in [^;]+; .* would show a leak of 24 MB\/h/)
  })

  it('says what it assumes where too few snapshots show their own scatter', () => {
    const of = (...at: readonly number[]): string => {
      const all = series((i) => 500_000 + i * 100_000)
      const signals = derive(all.filter((_, i) => at.includes(i)))
      return present(signals, 'live_heap_slope_mb_h').how
    }
    expect(of(0, 5, 10)).toContain(
      '3 snapshots over 30 s; so few do not show their own scatter, 3 % of the level is assumed',
    )
    expect(of(0, 3, 5, 7, 10)).not.toContain('assumed')
  })

  it('says that growth over a small part of the window is not that of the window', () => {
    const signals = derive(series((i) => 500_000 + i * 100_000).slice(0, 3))
    expect(signals.live_heap_slope_mb_h).toMatchObject({
      state: 'absent',
      why: expect.stringContaining('a small part of the window'),
      standIn: { value: expect.closeTo(120_000, 0) },
    })
  })

  it('does not call a rise 0 that it could not establish: at most so much, and how long a look would settle it', () => {
    const points = [52, 62, 71, 83].map((mb, i) => ({
      timeMs: atSecond(i * 10),
      bytes: mb * 1e6,
      collection: 'young' as const,
    }))
    const { live_heap_slope_mb_h: growth } = derive([], { runtime: 'jvm' }, { liveHeapPoints: points })
    expect(growth).toMatchObject({ state: 'absent', why: expect.stringContaining('Young collections only') })
    expect(growth.state === 'absent' && growth.standIn?.value).toBeGreaterThan(3000)
  })

  it('does not let one mixed collection among young ones establish growth', () => {
    const points = Array.from({ length: 30 }, (_, i) => ({
      timeMs: atSecond(i),
      bytes: (50 + i) * 1e6,
      collection: i === 14 ? ('mixed' as const) : ('young' as const),
    }))
    const { live_heap_slope_mb_h: growth } = derive([], { runtime: 'jvm' }, { liveHeapPoints: points })
    expect(growth).toMatchObject({ state: 'absent', range: { highFrom: { id: 'young-collections' } } })
    expect(growth.state === 'absent' && growth.range?.low).toBeUndefined()
  })

  it('never writes an uneven interval with ±', () => {
    const uneven = [100, 101, 100, 102, 130, 131, 130, 180, 181, 260]
    const signals = derive(series((i) => 500_000 + (uneven[i] ?? 300) * 1000))
    const { live_heap_slope_mb_h: growth } = signals
    const { low, high, raw = 0, how } = present(signals, growth.id)
    expect(Math.abs(high - raw - (raw - low))).toBeGreaterThan((high - low) / 20)
    expect(how).not.toContain('±')
    expect(how).toMatch(/\([−\d,]+ to [\d,]+\)/)
  })

  it('gives a ranking and no rate for one snapshot', () => {
    const signals = derive(series(() => 1).slice(0, 1))
    expect(signals.alloc_rate_mb_s).toMatchObject({ state: 'absent', next: expect.stringContaining('second snapshot') })
    expect(signals.live_heap_slope_mb_h).toMatchObject({ state: 'absent', why: 'One snapshot has no slope.' })
  })

  it('uses the runtime’s own counters where a file has them', () => {
    const totals = {
      allocatedTotals: [
        { timeMs: atSecond(0), bytes: 1e9 },
        { timeMs: atSecond(30), bytes: 4e9 },
      ],
    }
    const rate = present(derive([], {}, totals), 'alloc_rate_mb_s')
    expect([rate.value, rate.low, rate.high]).toEqual([100, 100, 100])
  })

  it.each([
    ['young', 'jvm', 'upper'],
    ['unknown', 'jvm', 'upper'],
    ['full', 'jvm', undefined],
    ['old', 'jvm', undefined],
    // A runtime that cleans everything each time and says nothing of it.
    ['unknown', 'go', undefined],
  ] as const)(
    'a level after a %s collection of %s is a bound only where old garbage counts',
    (collection, runtime, bound) => {
      const { live_heap_mb: live } = derive(
        [],
        { runtime },
        { liveHeapPoints: [{ timeMs: atSecond(1), bytes: 5e8, collection }] },
      )
      expect(live).toMatchObject({ state: 'present', value: 500 })
      expect(live.state === 'present' ? live.bound : 'absent').toBe(bound)
    },
  )

  it('takes thorough collections for the level and the slope when there are three', () => {
    const points = [
      { timeMs: atSecond(1), bytes: 100e6, collection: 'full' as const },
      { timeMs: atSecond(9), bytes: 400e6, collection: 'young' as const },
      { timeMs: atSecond(12), bytes: 100e6, collection: 'mixed' as const },
      { timeMs: atSecond(20), bytes: 900e6, collection: 'young' as const },
      { timeMs: atSecond(25), bytes: 100e6, collection: 'full' as const },
    ]
    const signals = derive([], {}, { liveHeapPoints: points })
    expect(present(signals, 'live_heap_mb').value).toBe(100)
    expect(present(signals, 'live_heap_slope_mb_h').raw).toBe(0)
  })
})

describe('growth between two snapshots of Go', () => {
  const record = (stack: string, allocated: number, live: number) => ({ stack: [stack], size: 65_536, allocated, live })
  const slopeOf = (captures: readonly Capture[]) => {
    const signal = derive(captures).live_heap_slope_mb_h
    if (signal.state === 'present') return { low: signal.low, high: signal.high }
    return { low: signal.range?.low ?? -Infinity, high: signal.range?.high ?? Infinity }
  }
  it('is as old as the collections before them, which are rare where little is allocated', () => {
    // 0.5 MB/s allocated and kept, seen as of a collection up to a doubling of the heap before.
    const slope = slopeOf([goHeap(0, [record('quotes', 20, 20)]), goHeap(30, [record('quotes', 170, 170)])])
    const seen = (150 * 65_536 * 3600) / 1e6 / 30
    expect(slope.low).toBeGreaterThan(0)
    expect(slope.low).toBeLessThan(0.75 * seen)
    expect(slope.high).toBeGreaterThan(1.5 * seen)
  })
  it('is no leak where the heap doubles within half a minute, as a start and a cache that fills do', () => {
    const between = (first: number, last: number, seconds: number) =>
      derive([goHeap(0, [record('quotes', first, first)]), goHeap(seconds, [record('quotes', last, last)])])
        .live_heap_slope_mb_h
    // Full since its tenth second, and seen at its first and fifteenth.
    expect(between(100, 620, 15)).toMatchObject({
      state: 'absent',
      why: expect.stringContaining('at this pace it doubles within half a minute'),
    })
    expect(between(100, 620, 15).range?.low).toBeLessThan(0)
    // By half as much again, or for longer: nobody says that it is one, and nothing that it is none.
    expect(between(300, 520, 6).state).toBe('absent')
    expect(between(1100, 1620, 15)).toMatchObject({ state: 'present', low: expect.any(Number) })
    expect(between(100, 620, 30)).toMatchObject({ state: 'present' })
  })
  it('is hardly older where so much is allocated that it collects all the time', () => {
    const busy = (second: number, live: number, allocated: number) =>
      goHeap(second, [record('quotes', live, live), record('pages', allocated, 0)])
    const few = slopeOf([busy(0, 2000, 0), busy(20, 2150, 0)])
    const many = slopeOf([busy(0, 2000, 0), busy(20, 2150, 300_000)])
    expect(many.high - many.low).toBeLessThan(0.6 * (few.high - few.low))
  })
})
