import { describe, expect, it } from 'vitest'
import { certaintyOf } from './certainty.ts'
import type { Signal } from '../signals/signal.ts'
import { classify, diagnose } from './classify.ts'
import { alsoMatching, flipsOf, previewThresholds, runnerUpOf } from './runnerUp.ts'
import { defaultThresholds, fingerprintOf, mergeThresholds } from './rules.ts'
import { signalsOf } from '../testing/evidence.ts'
import { valuesOf, type SignalValues } from './values.ts'

const contention = {
  cpu_alloc_pct: 2,
  alloc_rate_mb_s: 8,
  live_heap_mb: 500,
  live_heap_slope_mb_h: 0.2,
  lock_wait_pct: 72,
  cpu_user_pct: 10,
}
const cascade: SignalValues = {
  cpu_alloc_pct: 26,
  alloc_rate_mb_s: 240,
  live_heap_mb: 2800,
  live_heap_slope_mb_h: 4,
  lock_wait_pct: 62,
  cpu_user_pct: 78,
}

function certaintyFor(given: Parameters<typeof signalsOf>[0]): ReturnType<typeof certaintyOf> {
  const signals = signalsOf(given)
  return certaintyOf(classify(valuesOf(signals)), signals, undefined)
}

describe('certaintyOf', () => {
  it('is firm when no interval reaches a threshold', () => {
    expect(certaintyFor({ ...contention, lock_wait_pct: { value: 72, low: 69, high: 75 } })).toMatchObject({
      same: 1,
      statement: 'firm',
      text: 'Stable: the same answer in all 1,000 re-draws of the samples.',
    })
  })

  it('is likely near a threshold, and says not to act when it could as well be another answer', () => {
    expect(certaintyFor({ ...contention, lock_wait_pct: { value: 65, low: 57, high: 73 } }).statement).toBe('likely')
    const torn = certaintyFor({ ...contention, lock_wait_pct: { value: 61, low: 51, high: 71 } })
    expect(torn.statement).toBe('not-enough-data')
    expect(torn.text).toBe('Too close to tell contention-bound from no clear pattern: a longer window would.')
  })

  it('does not promise of a longer window what the number of threads decides', () => {
    const { lock_wait_pct: _, ...known } = contention
    const unknown: Signal = {
      state: 'absent',
      id: 'lock_wait_pct',
      why: { id: 'threads-unknown', waiters: 95 },
      ask: 'threads',
      standIn: { id: 'threads_waiting', value: 95 },
    }
    const signals = { ...signalsOf(known), lock_wait_pct: unknown }
    const diagnosis = diagnose(signals)
    expect(diagnosis.kind).toBe('conditional')
    expect(certaintyOf(diagnosis, signals, undefined).text).toBe(
      'Depends on the number of threads, which nobody measured.',
    )
  })

  it('takes the slope as measured, and speaks of it apart', () => {
    const leak = certaintyFor({
      ...contention,
      lock_wait_pct: 3,
      live_heap_slope_mb_h: {
        value: 90,
        low: 20,
        high: 160,
      },
    })
    expect(leak).toMatchObject({ same: 1, slope: 'established' })
    expect(certaintyFor({ cpu_user_pct: 5 }).slope).toBe('not-measured')
  })

  it('names no pattern on too few samples, and keeps the rules’ own answer', () => {
    const few = certaintyFor({
      ...contention,
      lock_wait_pct: { value: 72, low: 40, high: 90, samples: 12, samplesOf: 'looks' },
    })
    expect(few).toMatchObject({
      statement: 'not-enough-data',
      text: 'Not enough data: 12 looks at the threads, 30 are needed to name a pattern.',
    })
  })

  it('is undecided when something is missing', () => {
    expect(certaintyFor({ cpu_user_pct: 5 }).text).toMatch(/^Undecided: needs .*lock wait/)
  })

  it('takes under five milliseconds', () => {
    const signals = signalsOf({
      ...contention,
      lock_wait_pct: { value: 61, low: 51, high: 71 },
      cpu_user_pct: { value: 10, low: 8, high: 12 },
      cpu_alloc_pct: { value: 2, low: 1, high: 3 },
    })
    const diagnosis = classify(valuesOf(signals))
    const times = Array.from({ length: 60 }, () => {
      const before = process.hrtime.bigint()
      certaintyOf(diagnosis, signals, undefined)
      return Number(process.hrtime.bigint() - before) / 1e6
    }).sort((a, b) => a - b)
    // The quickest of many: what else the machine does is not what is measured.
    expect(times[0]).toBeLessThan(5)
  })
})

describe('runnerUpOf', () => {
  it('says by how much of which one signal the next rule missed', () => {
    const values = { ...contention, lock_wait_pct: 8, cpu_user_pct: 82, cpu_alloc_pct: 21, alloc_rate_mb_s: 180 }
    expect(runnerUpOf(classify(values), values)).toEqual({
      id: 'gc-pressure',
      text: 'Near GC pressure: allocator CPU is 21 %, the rule starts at 25 %.',
      missing: [{ signal: 'cpu_alloc_pct', value: 21, threshold: 25 }],
    })
  })

  it('is silent about rules that miss more than one comparison, or one by far', () => {
    expect(runnerUpOf(classify(contention), contention)?.text).toBe('')
    const far = { ...contention, cpu_user_pct: 6, lock_wait_pct: 0, live_heap_slope_mb_h: 400 }
    expect(classify(far).pattern).toBe('slow-leak')
    expect(runnerUpOf(classify(far), far)?.text).toBe('')
  })

  it('shows as many digits as it takes to see that a threshold was not reached', () => {
    const values = { ...contention, lock_wait_pct: 8, cpu_user_pct: 59.8 }
    expect(runnerUpOf(classify(values), values)?.text).toBe(
      'Near CPU-bound on real work: CPU use is 59.8 %, the rule starts at 60 %.',
    )
  })

  it('names what was not measured', () => {
    const unknown = { cpu_user_pct: 10, live_heap_slope_mb_h: 0 }
    const next = runnerUpOf(classify(unknown), unknown)
    expect(next?.missing.some((one) => one.value === null)).toBe(true)
    expect(next?.text).toContain('not measured')
  })

  it('keeps quiet about a rule that the bounds of what was not measured exclude', () => {
    const leak = { cpu_user_pct: 12, cpu_alloc_pct: 3, alloc_rate_mb_s: 5, live_heap_slope_mb_h: 750 }
    const open = classify(leak)
    const missed = open.rules.map((rule) => ({
      ...rule,
      conditions: rule.conditions.map((one) =>
        one.signal === 'lock_wait_pct'
          ? ({ ...one, result: one.comparison === '>' ? 'missed' : 'held' } as const)
          : one,
      ),
    }))
    expect(runnerUpOf(open, leak)?.id).toBe('contention-bound')
    expect(runnerUpOf({ ...open, pattern: 'slow-leak', rules: missed }, leak)?.id).not.toBe('contention-bound')
  })

  it('shows a cascade that stands behind GC pressure, worst first', () => {
    const diagnosis = classify(cascade)
    expect(diagnosis.pattern).toBe('gc-pressure')
    expect(alsoMatching(diagnosis)).toEqual(['cascading-failure'])
  })
})

describe('flipsOf', () => {
  it('finds the smallest change of one signal that gives another answer', () => {
    const flips = flipsOf(contention, defaultThresholds)
    expect(flips[0]).toMatchObject({
      signal: 'cpu_user_pct',
      direction: 'rises above',
      threshold: 15,
      becomes: 'no-clear-pattern',
    })
    expect(flips.find((flip) => flip.signal === 'lock_wait_pct')).toMatchObject({
      direction: 'falls below',
      threshold: 60,
    })
  })

  it('tells what every flip says: crossing the threshold gives that answer', () => {
    for (const values of [contention, cascade]) {
      for (const { signal, threshold, direction, becomes } of flipsOf(values, defaultThresholds)) {
        const past = threshold + (direction === 'rises above' ? 0.001 : -0.001)
        expect(classify({ ...values, [signal]: past }).pattern).toBe(becomes)
      }
    }
  })
})

describe('previewThresholds', () => {
  it('names the windows that would read otherwise', () => {
    const windows = [
      { key: 'a', values: contention },
      { key: 'b', values: { ...contention, lock_wait_pct: 55 } },
    ]
    expect(previewThresholds(windows, undefined, { 'contention-bound': { lock_wait_pct: 50 } })).toEqual([
      { key: 'b', before: 'no-clear-pattern', after: 'contention-bound' },
    ])
  })

  it('has a key per set of thresholds, so that no cached verdict outlives an edit', () => {
    const edited = mergeThresholds({ 'slow-leak': { lock_wait_pct: 20 } })
    expect(fingerprintOf(edited)).not.toBe(fingerprintOf(defaultThresholds))
    expect(fingerprintOf(mergeThresholds({}))).toBe(fingerprintOf(defaultThresholds))
  })
})
