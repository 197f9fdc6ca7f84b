import { describe, expect, it } from 'vitest'
import { at, signalsOf, rangeOf } from '../testing/signalsOfFacts.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import type { AnalysisSettings } from '../base/vocabulary.ts'

describe('readings of moments', () => {
  it('two scrapes are a rate where they have times', () => {
    const scrape = (second: number, bytes: number, cpu: number): FileFacts => ({
      processCpu: [{ timeMs: at(second), seconds: cpu }],
      allocatedTotals: [{ timeMs: at(second), bytes }],
      lockWaitTotals: [{ timeMs: at(second), seconds: second * 3 }],
      threadCounts: [{ timeMs: at(second), count: 10 }],
    })
    const signals = signalsOf([scrape(0, 0, 100), scrape(60, 600e6, 130)])
    expect(signals.cpu_user_pct).toMatchObject({ value: 25 })
    expect(signals.alloc_rate_mb_s).toMatchObject({ value: 10 })
    expect(rangeOf(signals.lock_wait_pct)).toMatchObject({ low: 30, high: 30 })
  })
  it('no two readings are a rate across a restart, though what counts anew has grown further', () => {
    const scrape = (second: number, cpu: number, startedMs: number): FileFacts => ({
      processCpu: [{ timeMs: at(second), seconds: cpu }],
      program: { pid: 0, startedMs },
    })
    const cpuOf = (...facts: readonly FileFacts[]) => signalsOf(facts).cpu_user_pct
    expect(cpuOf(scrape(0, 3, at(-100)), scrape(60, 5, at(10)))).not.toHaveProperty('value')
    expect(cpuOf(scrape(0, 100, at(-100)), scrape(60, 130, at(-100)))).toMatchObject({ value: 25 })
    // Of what was started anew two readings are one.
    const three = [scrape(0, 900, at(-100)), scrape(10, 1, at(5)), scrape(60, 26, at(5))]
    expect(cpuOf(...three)).toMatchObject({ value: 25 })
  })
  it('waits of less than one thread on average are at most that share of any number of threads', () => {
    const scrape = (second: number, waited: number): FileFacts => ({
      lockWaitTotals: [{ timeMs: at(second), seconds: waited }],
    })
    expect(rangeOf(signalsOf([scrape(0, 0), scrape(60, 6)]).lock_wait_pct)).toMatchObject({ high: 10 })
    expect(rangeOf(signalsOf([scrape(0, 0), scrape(60, 6)]).lock_wait_pct)).not.toHaveProperty('low')
    expect(rangeOf(signalsOf([scrape(0, 0), scrape(60, 180)]).lock_wait_pct)).toBeUndefined()
  })
  it('without times they are one where a person gives the seconds between them, and none otherwise', () => {
    const scrape = (bytes: number, cpu: number): FileFacts => ({
      unplaced: {
        clock: 'instant',
        processCpu: [{ timeMs: 0, seconds: cpu }],
        allocatedTotals: [{ timeMs: 0, bytes }],
      },
    })
    const files = [scrape(0, 100), scrape(600e6, 130)]
    expect(rangeOf(signalsOf(files, { cores: 2, assumedSeconds: 60 }).alloc_rate_mb_s)).toMatchObject({
      low: 10,
      high: 10,
    })
    expect(rangeOf(signalsOf(files, { cores: 2, assumedSeconds: 60 }).cpu_user_pct)).toMatchObject({
      low: expect.closeTo(25, 0),
    })
    expect(rangeOf(signalsOf(files).alloc_rate_mb_s)).toBeUndefined()
  })
  it('a counter that fell restarted and is no rate', () => {
    const scrape = (second: number, bytes: number): FileFacts => ({ allocatedTotals: [{ timeMs: at(second), bytes }] })
    expect(signalsOf([scrape(0, 600e6), scrape(60, 1e6)]).alloc_rate_mb_s.state).toBe('absent')
  })
  it('a log and scrapes count from different zeros and are not subtracted from each other', () => {
    const log: FileFacts = { allocatedTotals: [0, 60].map((second) => ({ timeMs: at(second), bytes: second * 1e6 })) }
    const scrape: FileFacts = { allocatedTotals: [{ timeMs: at(59), bytes: 9e12 }] }
    expect(signalsOf([log, scrape]).alloc_rate_mb_s).toMatchObject({ value: 1 })
  })
  it('two levels of Go’s heap bound its growth by the garbage that each may hold', () => {
    const held = (second: number, mb: number, goalMb: number): FileFacts => ({
      heldLevels: [{ timeMs: at(second), bytes: mb * 1e6, garbageBytes: (goalMb * 1e6) / 2 }],
    })
    // 27 MB more in a minute; 16 and 26 MB of it may be garbage.
    expect(rangeOf(signalsOf([held(0, 32, 52), held(60, 59, 68)]).live_heap_slope_mb_h)).toMatchObject({
      low: expect.closeTo((27 - 34) * 60, 6),
      high: expect.closeTo((27 + 26) * 60, 6),
    })
  })
  it('a collector that works beside the program leaves garbage: its heap that rises and falls with the load is no leak', () => {
    const of = (wanderMb: number): FileFacts => ({
      liveHeapPoints: Array.from({ length: 12 }, (_, i) => ({
        timeMs: at(5 * i),
        bytes: (40 + 6 * i + (i % 3)) * 1e6,
        collection: 'old' as const,
        ...(wanderMb > 0 ? { wanderBytes: wanderMb * 1e6 } : {}),
      })),
    })
    // 70 MB more in a minute: a leak after full collections, and nothing where each freed 300 MB.
    const lowOf = (facts: FileFacts): number => {
      const { live_heap_slope_mb_h: slope } = signalsOf([facts])
      return (slope.state === 'present' ? slope.low : slope.range?.low) ?? -Infinity
    }
    expect(lowOf(of(0))).toBeGreaterThan(1000)
    expect(lowOf(of(150))).toBeLessThan(0)
  })
  it('two histograms that fell held garbage and say nothing of growth', () => {
    const histogram = (second: number, bytes: number): FileFacts => ({
      classHistogramTotals: [{ timeMs: at(second), bytes }],
    })
    expect(rangeOf(signalsOf([histogram(0, 2e8), histogram(60, 1e8)]).live_heap_slope_mb_h)).toBeUndefined()
    const healthy = rangeOf(signalsOf([histogram(0, 1.6e6), histogram(60, 3.6e6)]).live_heap_slope_mb_h)
    expect(healthy).toMatchObject({ high: 120 })
    expect(healthy).not.toHaveProperty('low')
    // A healthy service’s two plain histograms: 35 and 239 MB seven seconds apart.
    const plain = (second: number, bytes: number): FileFacts => ({
      classHistogramTotals: [{ timeMs: at(second), bytes, mayHoldGarbage: true }],
    })
    expect(rangeOf(signalsOf([plain(0, 35e6), plain(7, 239e6)]).live_heap_slope_mb_h)).toBeUndefined()
    const low = (...two: readonly FileFacts[]) => signalsOf(two).live_heap_slope_mb_h.range?.low
    expect(low(histogram(0, 335e6), histogram(7, 375e6))).toBeGreaterThan(0)
    // At a pace that doubles it within half a minute it may be a start, or a cache that fills.
    expect(low(histogram(0, 35e6), histogram(7, 239e6))).toBeUndefined()
    expect(low(histogram(0, 35e6), histogram(37, 239e6))).toBeGreaterThan(0)
  })
  it('two histograms establish nothing where the collections between them stopped to leave more', () => {
    const low = (between: readonly number[]): unknown => {
      const facts: FileFacts = {
        classHistogramTotals: [28e6, 61e6].map((bytes, index) => ({ timeMs: at(24 * index), bytes })),
        liveHeapPoints: between.map((mb, i) => ({ timeMs: at(2 * i + 1), bytes: mb * 1e6, collection: 'young' })),
      }
      return rangeOf(signalsOf([facts]).live_heap_slope_mb_h)
    }
    expect(low([46, 56, 65, 72, 82, 104, 156, 82, 82, 104, 156, 82])).not.toHaveProperty(
      'low',
      expect.closeTo(3450, -2),
    )
    expect(low([30, 40, 50, 44, 60, 49, 56, 70, 61, 80, 66, 72])).toHaveProperty('low', expect.closeTo(3450, -2))
  })
})

describe('the memory of a process that went on growing', () => {
  const resident = (mbAt: (minute: number) => number): FileFacts => ({
    rssPoints: Array.from({ length: 121 }, (_, i) => ({ timeMs: at(i / 2), bytes: 1e6 * mbAt(i / 120) })),
  })
  const slope = (facts: FileFacts, settings: AnalysisSettings) =>
    rangeOf(signalsOf([facts], { cores: 2, ...settings }).live_heap_slope_mb_h)

  it('bounds the growth of a Python heap, and says nothing of a heap of Java', () => {
    const grown = resident((minute) => 100 + 60 * minute)
    const range = slope(grown, { runtime: 'cpython' })
    expect(range).toMatchObject({ lowFrom: { id: 'resident-memory' } })
    const { low, high } = range as { readonly low: number; readonly high: number }
    expect([low > 2000, low < 3600, high > 3600, high < 5000]).toEqual([true, true, true, true])
    expect(slope(grown, { runtime: 'jvm' })).toBeUndefined()
  })

  it('does not where it filled itself and stayed, or grew by what starting takes', () => {
    expect(
      slope(
        resident((minute) => 60 - 40 * Math.exp(-12 * minute)),
        { runtime: 'cpython' },
      ),
    ).toBeUndefined()
    expect(
      slope(
        resident((minute) => 100 + 6 * minute),
        { runtime: 'cpython' },
      ),
    ).toBeUndefined()
  })
})
