import { describe, expect, it } from 'vitest'
import type { FileFacts } from '../formats/parsedFile.ts'
import { pausedTimeOf } from './pausedTime.ts'

const window = { fromMs: 0, untilMs: 60_000 }
const of = (facts: FileFacts, runtime: 'jvm' | 'v8' | 'go' = 'jvm') => pausedTimeOf([{ facts }], window, runtime)
/** Half a second every two. */
const pauses = (count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, at) => ({ timeMs: fromMs + 2000 * at, ns: 5e8 }))

describe('the time in which a collector stops the program', () => {
  it('is of the time that its log tells of, inside the window', () => {
    expect(of({ collectorPauses: pauses(16) })).toEqual({ pausedMs: 7500, ofMs: 30_000 })
    expect(of({ collectorPauses: pauses(60) })).toEqual({ pausedMs: 15_000, ofMs: 60_000 })
    // One that begins before the window and ends in it counts with what is in it.
    expect(
      of({
        collectorPauses: [
          { timeMs: -1000, ns: 3e9 },
          { timeMs: 20_000, ns: 0 },
        ],
      }),
    ).toEqual({ pausedMs: 2000, ofMs: 20_000 })
    // A recording books by the second.
    const stops = Array.from({ length: 21 }, (_, at) => ({ timeMs: 1000 * at, ns: 2e8 }))
    expect(of({ stops })?.pausedMs).toBeCloseTo(4000)
  })

  it('is what counters say between two readings, unless they fell', () => {
    const totals = (...seconds: readonly number[]) => ({
      collectorPauseTotals: seconds.map((one, at) => ({ timeMs: 20_000 * at, seconds: one })),
    })
    expect(of(totals(100, 103, 112))).toEqual({ pausedMs: 12_000, ofMs: 40_000 })
    expect(of(totals(100, 3))).toBeUndefined()
    expect(of(totals(100))).toBeUndefined()
  })

  it('is of a log’s own time where nothing lays it on the clock', () => {
    const unplaced = { clock: 'own' as const, collectorPauses: pauses(16, 500_000) }
    expect(of({ unplaced })).toEqual({ pausedMs: 7500, ofMs: 30_000 })
    expect(of({ unplaced: { ...unplaced, clock: 'instant' } })).toBeUndefined()
  })

  it('is none of a moment, of another window, of heaps that stop a thread each, or where collecting stops nobody', () => {
    expect(of({ collectorPauses: pauses(3) })).toBeUndefined()
    expect(of({ collectorPauses: pauses(60, 100_000) })).toBeUndefined()
    expect(of({ collectorPauses: pauses(16), isolates: 3 }, 'v8')).toBeUndefined()
    expect(of({ collectorPauses: pauses(16) }, 'go')).toBeUndefined()
    expect(of({})).toBeUndefined()
  })

  it('of a log and a recording of one process is that of the longer, and not both', () => {
    const facts = [{ collectorPauses: pauses(10) }, { collectorPauses: pauses(20) }].map((one) => ({ facts: one }))
    expect(pausedTimeOf(facts, window, 'jvm')).toEqual({ pausedMs: 9500, ofMs: 38_000 })
  })
})
