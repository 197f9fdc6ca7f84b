import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SignalId, type Thresholds, signalIds } from '../base/vocabulary.ts'
import { classify, patternOf } from './classify.ts'
import { type KnownRanges, naturalRange, pointRanges } from './knownRanges.ts'
import { possibleOver } from './possible.ts'
import { defaultThresholds, mergeThresholds, rules } from './rules.ts'

/** First rule all of whose comparisons hold, by the letter. */
function letter(values: Readonly<Record<SignalId, number>>, thresholds: Thresholds): string {
  const rule = rules.find(({ id, conditions }) =>
    conditions.every(({ signal, comparison, threshold }) => {
      const limit = thresholds[id][signal] ?? threshold
      return comparison === '>' ? values[signal] > limit : values[signal] < limit
    }),
  )
  return rule?.id ?? 'no-clear-pattern'
}

const level = (id: SignalId): fc.Arbitrary<number> =>
  id === 'live_heap_slope_mb_h'
    ? fc.oneof(fc.constantFrom(5, 50), fc.integer({ min: -100, max: 200 }))
    : id === 'alloc_rate_mb_s'
      ? fc.oneof(fc.constantFrom(50, 100), fc.integer({ min: 0, max: 300 }))
      : fc.oneof(fc.constantFrom(10, 15, 25, 30, 50, 60, 70), fc.integer({ min: 0, max: 100 }))

/** Some signals are points, some ranges, some unknown. */
const box: fc.Arbitrary<KnownRanges> = fc
  .tuple(
    ...signalIds.map((id) =>
      fc.oneof(
        { weight: 1, arbitrary: fc.constant(undefined) },
        { weight: 2, arbitrary: level(id).map((value) => ({ low: value, high: value })) },
        {
          weight: 4,
          arbitrary: fc.tuple(level(id), level(id)).map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b) })),
        },
      ),
    ),
  )
  .map((ranges) =>
    Object.fromEntries(signalIds.flatMap((id, index) => (ranges[index] === undefined ? [] : [[id, ranges[index]]]))),
  )

/** Every value at which an axis changes its mind, its neighbours, and the ends of the range: a grid that no gap slips through. */
function grid(id: SignalId, known: KnownRanges, thresholds: Thresholds): readonly number[] {
  const { low, high } = known[id] ?? naturalRange(id)
  const limits = rules.flatMap((rule) => {
    const limit = thresholds[rule.id][id]
    return limit === undefined ? [] : [limit - 0.25, limit, limit + 0.25]
  })
  const [from, until] = [Math.max(low, -1e4), Math.min(high, 1e4)]
  return [from, until, ...limits.filter((limit) => limit >= from && limit <= until)]
}

describe('the possible answers over ranges', () => {
  it('are those of a brute-force grid over the box, under any thresholds', () => {
    const changed = fc.constantFrom(
      defaultThresholds,
      mergeThresholds({ 'slow-leak': { cpu_user_pct: 60, lock_wait_pct: 50 }, 'cpu-bound': { cpu_user_pct: 30 } }),
      mergeThresholds({ 'gc-pressure': { live_heap_slope_mb_h: 50 }, 'contention-bound': { cpu_user_pct: 71 } }),
    )
    fc.assert(
      fc.property(box, changed, (known, thresholds) => {
        const found = new Set<string>()
        const axes = signalIds.filter((id) => id !== 'live_heap_mb')
        const visit = (at: number, values: Record<string, number>): void => {
          const id = axes[at]
          if (id === undefined) {
            found.add(letter({ live_heap_mb: 1, ...values } as Record<SignalId, number>, thresholds))
            return
          }
          for (const value of grid(id, known, thresholds)) visit(at + 1, { ...values, [id]: value })
        }
        visit(0, {})
        expect(new Set(possibleOver(known, thresholds).verdicts)).toEqual(found)
      }),
      { numRuns: 60 },
    )
  })

  it('shrink when a range does, and are one answer at a point', () => {
    fc.assert(
      fc.property(
        box,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (known, at) => {
          const wide = possibleOver(known, defaultThresholds)
          const point = Object.fromEntries(
            signalIds.map((id, index) => {
              const { low, high } = known[id] ?? naturalRange(id)
              const [from, until] = [Math.max(low, -1e3), Math.min(high, 1e3)]
              return [id, from + (at[index] ?? 0) * (until - from)]
            }),
          )
          const narrow = possibleOver(pointRanges(point), defaultThresholds)
          expect(narrow.verdicts).toHaveLength(1)
          expect(wide.verdicts).toEqual(expect.arrayContaining([...narrow.verdicts]))
          expect(narrow.excluded).toEqual(expect.arrayContaining([...wide.excluded]))
        },
      ),
    )
  })

  it('name the same answer alone as with everything that is said of it', () => {
    fc.assert(
      fc.property(box, fc.subarray([...signalIds]), (known, measured) => {
        const values = Object.fromEntries(
          measured.flatMap((id) => {
            const range = known[id]
            return range === undefined ? [] : [[id, (range.low + range.high) / 2]]
          }),
        )
        expect(patternOf(values, defaultThresholds, known)).toBe(classify(values, undefined, known).pattern)
      }),
    )
  })

  it('say everything of nothing, and exclude nothing then', () => {
    expect(possibleOver({}, defaultThresholds)).toMatchObject({ excluded: [], verdicts: { length: 6 } })
  })

  it('keep a rule apart from the answer it is hidden behind', () => {
    const both = possibleOver(
      pointRanges({
        cpu_user_pct: 78,
        cpu_alloc_pct: 26,
        alloc_rate_mb_s: 180,
        live_heap_slope_mb_h: 4,
        lock_wait_pct: 62,
      }),
      defaultThresholds,
    )
    expect(both).toMatchObject({ verdicts: ['gc-pressure'], rules: ['gc-pressure', 'cascading-failure'] })
  })

  it('do not take an edge for past it: comparisons are strict', () => {
    const edge = possibleOver(
      { cpu_user_pct: { low: 0, high: 10 }, lock_wait_pct: { low: 50, high: 60 } },
      defaultThresholds,
    )
    expect(edge.excluded).toContain('contention-bound')
    const past = possibleOver(
      { cpu_user_pct: { low: 0, high: 10 }, lock_wait_pct: { low: 50, high: 60.001 } },
      defaultThresholds,
    )
    expect(past.rules).toContain('contention-bound')
  })
})
