import type { TimelineState } from '../../core/analysis/analysis.ts'
import { describe, expect, it } from 'vitest'
import { classify } from '../../core/diagnosis/classify.ts'
import { defaultThresholds } from '../../core/diagnosis/rules.ts'
import type { SignalValues } from '../../core/diagnosis/values.ts'
import { whatIf } from './whatIf.ts'

const startMs = Date.parse('2026-11-22T18:20:00+05:30')
const quiet: SignalValues = {
  cpu_user_pct: 20,
  cpu_alloc_pct: 2,
  alloc_rate_mb_s: 3,
  live_heap_mb: 40,
  live_heap_slope_mb_h: 0,
  lock_wait_pct: 5,
}
const waiting = (lock_wait_pct: number): SignalValues => ({ ...quiet, cpu_user_pct: 8, lock_wait_pct })

/** One state a minute, from 18:20 on. */
const states = (...along: readonly SignalValues[]): readonly TimelineState[] =>
  along.map((values, minute) => {
    const { pattern, kind } = classify(values)
    const fromMs = startMs + minute * 60_000
    return { window: { fromMs, untilMs: fromMs + 60_000 }, pattern, kind, values }
  })

const lockAt = (value: number, along: readonly TimelineState[], values: SignalValues = waiting(90)) =>
  whatIf({
    thresholds: defaultThresholds,
    changed: { rule: 'contention-bound', signal: 'lock_wait_pct', value },
    values,
    states: along,
    zone: 'Asia/Kolkata',
  })

describe('whatIf', () => {
  it('names the windows that would read otherwise, and to what', () => {
    const { here, along } = lockAt(75, states(quiet, waiting(70), waiting(90)))
    expect(along).toBe(
      'With this threshold: 1 of 3 windows along the timeline would change: 18:21–18:22 contention-bound → no clear pattern.',
    )
    expect(here).toBe('The window on screen would read the same.')
  })
  it('joins neighbours that change alike, and counts what it does not list', () => {
    const on = waiting(70)
    expect(lockAt(75, states(on, on, quiet, on)).along).toBe(
      'With this threshold: 3 of 4 windows along the timeline would change: 18:20–18:22 contention-bound → no clear pattern, 18:23–18:24 contention-bound → no clear pattern.',
    )
    expect(lockAt(75, states(on, quiet, on, quiet, on, quiet, on, quiet, on)).along).toMatch(/, and 2 more\.$/)
  })
  it('says that nothing would change, and what the window on screen would read', () => {
    const { here, along } = lockAt(95, states(quiet, quiet))
    expect(along).toBe('With this threshold: 0 of 2 windows along the timeline would change.')
    expect(here).toBe('The window on screen would change: contention-bound → no clear pattern.')
  })
  it('does not speak of windows whose figures are not kept', () => {
    const [state] = states(quiet)
    const { window, pattern, kind } = state!
    expect(lockAt(75, [{ window, pattern, kind }]).along).toBe(
      'This source has no windows along its timeline to try it on.',
    )
  })
  it('starts from the thresholds in force, not from the defaults', () => {
    const thresholds = { ...defaultThresholds, 'contention-bound': { cpu_user_pct: 15, lock_wait_pct: 80 } }
    const changed = { rule: 'contention-bound', signal: 'lock_wait_pct', value: 60 } as const
    const answer = whatIf({ thresholds, changed, values: quiet, states: states(waiting(70)), zone: 'Asia/Kolkata' })
    expect(answer.along).toContain('no clear pattern → contention-bound')
  })
})
