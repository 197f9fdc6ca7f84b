import { describe, expect, it } from 'vitest'
import { at, signalsOf, rangeOf } from '../testing/signalsOfFacts.ts'
import type { FileFacts } from '../formats/parsedFile.ts'

describe('the collector’s time by a clock that runs while threads wait for their turn', () => {
  const log = (secondsAt: (second: number) => number, count = 60): FileFacts => ({
    unplaced: {
      clock: 'own',
      collectorTimeTotals: Array.from({ length: count }, (_, second) => ({
        timeMs: 1000 * second,
        seconds: secondsAt(second),
        of: 8 * second,
      })),
    },
  })
  const cpu: FileFacts = {
    bounds: [
      { signal: 'cpu_user_pct', unit: 'cores', high: 0.5, basis: { id: 'runnable-threads', samples: 1, ticks: 2 } },
    ],
  }
  it('is no CPU: of 2 of 8 processors’ seconds it is a fifth, less a fifth of it, and not 4 times the half a core that was used', () => {
    const signals = signalsOf([log((second) => 2 * second), cpu])
    expect(rangeOf(signals.cpu_alloc_pct)).toMatchObject({ low: expect.closeTo(20, 1) })
    expect(rangeOf(signals.cpu_user_pct)).not.toHaveProperty('low')
  })
  it('is none of pauses of a log that may be of another part: half of its first minute, and nothing since', () => {
    const pauses: FileFacts = {
      unplaced: {
        clock: 'own',
        collectorPauseTotals: Array.from({ length: 60 }, (_, second) => ({
          timeMs: 1000 * second,
          seconds: Math.min(15, second / 2),
        })),
      },
    }
    expect(rangeOf(signalsOf([pauses, cpu]).cpu_alloc_pct)).toBeUndefined()
  })
  it('says nothing where a part of the time it did not collect: the machine may have given that part more', () => {
    const late = log((second) => 4 * Math.max(0, second - 20))
    expect(rangeOf(signalsOf([late, cpu]).cpu_alloc_pct)).toBeUndefined()
    expect(rangeOf(signalsOf([log((second) => 2 * second, 19), cpu]).cpu_alloc_pct)).toBeUndefined()
  })
})

describe('pauses timed by the wall, which a busy machine stretches', () => {
  /** Every second of a minute so much of it, as a log of each pause and as a counter in a log. */
  const each = (secondsAt: (second: number) => number) => Array.from({ length: 60 }, (_, i) => secondsAt(i))
  const paused = (secondsAt: (second: number) => number): FileFacts => ({
    collectorPauses: each(secondsAt).map((seconds, i) => ({ timeMs: at(i), ns: seconds * 1e9 })),
    liveHeapPoints: [0, 60].map((second) => ({ timeMs: at(second), bytes: 1e6, collection: 'young' as const })),
  })
  const counted = (secondsAt: (second: number) => number): FileFacts => ({
    collectorPauseTotals: each(secondsAt).map((_, i, all) => ({
      timeMs: at(i),
      seconds: all.slice(0, i).reduce((sum, one) => sum + one, 0),
    })),
  })
  const cores = (used: number): FileFacts => ({
    processCpu: [0, 60].map((second) => ({ timeMs: at(second), seconds: used * second })),
  })
  const lowOf = (...facts: readonly FileFacts[]): number =>
    (rangeOf(signalsOf(facts).cpu_alloc_pct) as { readonly low?: number } | undefined)?.low ?? 0

  it('are no cores: 38 % of the time with a quarter of a core are not all of the CPU, nor any of it for sure', () => {
    for (const log of [paused(() => 0.38), counted(() => 0.38)]) {
      expect(lowOf(log, cores(0.26))).toBeLessThan(20)
      expect(rangeOf(signalsOf([log]).cpu_user_pct)).toBeUndefined()
    }
  })
  it('are most of the CPU where they are nine tenths of the time, whatever the machine gives', () => {
    for (const log of [paused(() => 0.9), counted(() => 0.9)]) {
      expect(lowOf(log)).toBeGreaterThan(60)
      expect(lowOf(log)).toBeLessThan(90)
    }
  })
  it('are what the CPU in use cannot have been between them', () => {
    // 1.9 of 2 cores, of which six tenths of the time explain 1.2.
    expect(
      lowOf(
        paused(() => 0.4),
        cores(1.9),
      ),
    ).toBeCloseTo(0.8 * 100 * (1 - 0.6 / 0.95), 0)
    expect(
      lowOf(
        paused(() => 0.4),
        cores(1.0),
      ),
    ).toBeLessThan(15)
  })
  it('say nothing where a part of the time had none: the neighbours may have been busy in the other', () => {
    expect(lowOf(paused((second) => (second < 40 ? 0.9 : 0)))).toBe(0)
    expect(lowOf(counted((second) => (second < 40 ? 0.9 : 0)))).toBe(0)
  })
  it('of isolates each stop one of them: half of the time of two is half of one core’s at most', () => {
    const v8 = (isolates: number) => {
      const facts: FileFacts = { ...paused(() => 0.8), ...(isolates > 1 ? { isolates } : {}) }
      const { cpu_alloc_pct: share } = signalsOf([facts], { cores: 1, runtime: 'v8' })
      return (rangeOf(share) as { readonly low?: number } | undefined)?.low ?? 0
    }
    expect(v8(1)).toBeCloseTo((100 * 0.8) / (0.8 + 1.5 * 0.2), 0)
    expect(v8(2)).toBeCloseTo((100 * 0.8) / (0.8 + 1.5 * 1.2), 0)
  })
  it('are of the whole window, of which their log or two readings may cover a third', () => {
    const { collectorPauses = [] } = paused((second) => (second < 40 ? 0 : 0.9))
    const log: FileFacts = { collectorPauses: collectorPauses.filter(({ ns }) => ns > 0) }
    expect(lowOf(log)).toBe(0)
    // 18 s of a minute, of which two cores are used for 1.9.
    const sure = 0.8 * 100 * (1 - 0.7 / 0.95)
    expect(lowOf(log, cores(1.9))).toBeCloseTo(sure, 0)
    const reading = (second: number, seconds: number): FileFacts => ({
      collectorPauseTotals: [{ timeMs: at(second), seconds }],
    })
    expect(lowOf(reading(40, 0), reading(60, 18), cores(1.9))).toBeCloseTo(sure, 0)
    expect(lowOf(reading(0, 0), reading(60, 54), cores(1.9))).toBeGreaterThan(65)
  })
  it('say less where a few of them are most of it, and nothing of fewer than twenty', () => {
    expect(lowOf(paused((second) => (second % 15 === 7 ? 9 : 0.01)))).toBeLessThan(lowOf(paused(() => 0.609)) / 3)
    const few: FileFacts = { collectorPauses: [0, 20, 40, 60].map((second) => ({ timeMs: at(second), ns: 15e9 })) }
    expect(lowOf(few)).toBe(0)
  })
})
