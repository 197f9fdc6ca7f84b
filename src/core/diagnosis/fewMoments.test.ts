import { describe, expect, it } from 'vitest'
import { signalsOf } from '../testing/evidence.ts'
import { diagnose } from './classify.ts'

const queue = (looks: number) => ({
  range: { low: 75, lowFrom: { id: 'looks', waiting: 23, threads: 25, looks } as const },
})
/** 23 of 25 at so many looks: what they show, and what of the time it proves. */
const example = (looks: number, low: number) => ({ range: { ...queue(looks).range, low, shown: 75 } })
const rest = { cpu_user_pct: 2, cpu_alloc_pct: 3, alloc_rate_mb_s: 1 }

describe('a verdict on few moments', () => {
  const contention = (looks: number) => diagnose(signalsOf({ ...rest, lock_wait_pct: queue(looks) }))
  it('is provisional for one look or two at a queue, and firm for three', () => {
    expect(contention(1)).toMatchObject({ pattern: 'contention-bound', kind: 'provisional' })
    expect(contention(1).aside).toBe('— provisional: lock wait seen at one instant')
    expect(contention(2).aside).toBe('— provisional: lock wait seen at 2 moments alone')
    expect(contention(3)).toMatchObject({ pattern: 'contention-bound', kind: 'firm' })
  })
  it('names contention from an example, provisionally, and from none that proves no queue', () => {
    const of = (looks: number, low: number, cpu = 2) =>
      diagnose(signalsOf({ ...rest, cpu_user_pct: cpu, lock_wait_pct: example(looks, low) }))
    expect(of(3, 35)).toMatchObject({
      pattern: 'contention-bound',
      kind: 'provisional',
      aside: '— provisional: lock wait seen at 3 moments alone',
      possible: ['contention-bound', 'no-clear-pattern'],
    })
    expect(of(6, 61)).toMatchObject({ pattern: 'contention-bound', kind: 'firm' })
    // On a busy processor it is no evidence for contention, nor on one of which nothing is known.
    expect(of(3, 35, 40).pattern).toBe('no-clear-pattern')
    const { cpu_user_pct: _, ...unknown } = rest
    expect(diagnose(signalsOf({ ...unknown, lock_wait_pct: example(1, 17) })).pattern).toBe('no-clear-pattern')
  })
  const line = (points: number) => ({
    value: 900,
    low: 700,
    high: 1100,
    how: {
      id: 'growth',
      growth: { state: 'established', raw: 900, gated: 900, low: 700, high: 1100, points, spanHours: 0.01 },
      source: { id: 'line', points, of: 'collections', spanSeconds: 36 },
    } as const,
  })
  const leak = (points: number) =>
    diagnose(signalsOf({ ...rest, lock_wait_pct: 0, live_heap_slope_mb_h: line(points) }))
  it('is provisional for a leak of two levels, which a cache that filled draws as well, and firm for ten', () => {
    expect(leak(2)).toMatchObject({ pattern: 'slow-leak', kind: 'provisional' })
    expect(leak(2).text).toContain('Provisional: heap growth seen at 2 moments alone.')
    expect(leak(10)).toMatchObject({ pattern: 'slow-leak', kind: 'firm' })
  })
  it('does not depend on few moments of what only excludes', () => {
    const busy = { cpu_user_pct: 90, cpu_alloc_pct: 3, alloc_rate_mb_s: 1, live_heap_slope_mb_h: 0 }
    const none = { range: { low: 0, high: 5, lowFrom: queue(1).range.lowFrom, highFrom: queue(1).range.lowFrom } }
    expect(diagnose(signalsOf({ ...busy, lock_wait_pct: none }))).toMatchObject({ pattern: 'cpu-bound', kind: 'firm' })
  })
})
