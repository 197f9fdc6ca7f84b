import { describe, expect, it } from 'vitest'
import type { FleetPoint, MeasuredSeries } from '../../core/fleet/series.ts'
import { livesAt, mergedProcesses } from './processesOf.ts'

const second = 1000
const window = { fromMs: 0, untilMs: 600 * second }

/** One profile in fifteen seconds, but for those that `of` says nothing of. */
const heap = (pod: string, of: (at: number) => number | undefined): MeasuredSeries['series'][number] => ({
  labels: { pod },
  points: Array.from({ length: 40 }, (_, i) => 15 * (i + 1)).flatMap((at): FleetPoint[] => {
    const megabytes = of(at)
    return megabytes === undefined ? [] : [{ atMs: at * second, value: megabytes * 1e6 }]
  }),
})
const isSame = (a: number, b: number, ...series: readonly MeasuredSeries['series'][number][]): boolean => {
  const lives = livesAt({ measured: { measure: 'live', series }, beside: [] }, window)
  return lives(a * second) === lives(b * second)
}
const calm = heap('calm', () => 20)

describe('which processes a level is of', () => {
  it('are others after one was away and came back with nothing', () => {
    const anew = heap('anew', (at) => (at < 300 ? 200 : at < 360 ? undefined : 10))
    expect(isSame(150, 450, calm, anew)).toBe(false)
    expect(isSame(150, 240, calm, anew)).toBe(true)
    expect(isSame(450, 600, calm, anew)).toBe(true)
  })

  it('are the same where profiles were lost, and where a heap falls while it is looked at', () => {
    const lost = heap('lost', (at) => (at >= 300 && at < 360 ? undefined : 200))
    expect(isSame(150, 450, calm, lost)).toBe(true)
    const tooth = heap('tooth', (at) => (at < 300 ? 200 : 10))
    expect(isSame(150, 450, calm, tooth)).toBe(true)
  })

  it('are others after a deploy that leaves as many as before', () => {
    const old = heap('old', (at) => (at < 300 ? 20 : undefined))
    const young = heap('young', (at) => (at < 315 ? undefined : 20))
    expect(isSame(150, 450, calm, old, young)).toBe(false)
    expect(isSame(150, 285, calm, old, young)).toBe(true)
  })
})

describe('a merge of processes of which one sends seldom', () => {
  const seldom = (at: number) => (at % 105 === 60 ? 200 : undefined)
  const series = [calm, heap('other', () => 20), heap('large', seldom)]
  const beside: readonly MeasuredSeries[] = [
    { measure: 'threads', series: ['calm', 'other', 'large'].map((pod) => heap(pod, () => 1e-5)) },
  ]

  it('is of all of them for all of the time where what else they send says so', () => {
    expect(mergedProcesses({ measured: { measure: 'allocated', series }, beside }, window)).toEqual({
      count: 3,
      processSeconds: 1800,
      coveredSeconds: 600,
    })
    const lives = livesAt({ measured: { measure: 'live', series }, beside }, window)
    expect(new Set([30, 90, 300, 590].map((at) => lives(at * second))).size).toBe(1)
  })

  it('is of all of them where one sends all that it sends seldom, and evenly', () => {
    const merged = mergedProcesses({ measured: { measure: 'allocated', series }, beside: [] }, window)
    expect((merged?.processSeconds ?? 0) / (merged?.coveredSeconds ?? 1)).toBeGreaterThan(2.8)
  })

  it('is of one for a part of it where its profiles come as they like, and nothing else came of it either', () => {
    const some = [
      calm,
      heap('other', () => 20),
      heap('large', (at) => ([60, 75, 420, 435].includes(at) ? 200 : undefined)),
    ]
    const merged = mergedProcesses({ measured: { measure: 'allocated', series: some }, beside: [] }, window)
    expect(merged?.count).toBe(3)
    expect(merged?.processSeconds).toBeLessThan(1600)
  })

  it('counts the time in which nobody waited where a lock profile is sent only of waits', () => {
    const waits = [calm, heap('other', (at) => (at > 480 && at <= 540 ? 20 : undefined))]
    const lone = mergedProcesses({ measured: { measure: 'held', series: waits.slice(1) }, beside: [] }, window)
    expect(lone?.coveredSeconds).toBe(60)
    const known = mergedProcesses({ measured: { measure: 'held', series: waits.slice(1) }, beside }, window)
    expect(known).toEqual({ count: 1, processSeconds: 600, coveredSeconds: 600 })
  })
})
