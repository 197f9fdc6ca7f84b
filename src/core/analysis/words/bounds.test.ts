import { describe, expect, it } from 'vitest'
import { rangeText } from './bounds.ts'

describe('a bound in words', () => {
  it('says which side is closed, and what says so', () => {
    const pauses = { id: 'pause-cpu', cpuSeconds: 15, pauses: 480, seconds: 44 } as const
    expect(rangeText('cpu_alloc_pct', { low: 34.4, lowFrom: pauses })).toBe(
      'at least 34 %: 15 s of CPU in 480 pauses over 44 s',
    )
    const runnable = { id: 'runnable-threads', samples: 1956, ticks: 800 } as const
    expect(rangeText('cpu_user_pct', { high: 61, highFrom: runnable })).toBe(
      'at most 61 %: 1,956 threads looked runnable in 800 ticks, which are never fewer than those that ran',
    )
  })
  it('that closes neither side is no bound: nothing is less than none', () => {
    const named = { id: 'named-waits', waiting: 0, unknown: 7, threads: 9, looks: 1 } as const
    expect(rangeText('lock_wait_pct', { low: 0, lowFrom: named })).toMatch(/^unknown: 0 of 9 threads stood/)
    expect(rangeText('lock_wait_pct', { low: 30, lowFrom: named })).toMatch(/^at least 30 %/)
    expect(rangeText('lock_wait_pct', { low: 0, high: 20, lowFrom: named, highFrom: named })).toMatch(/^at most 20 %/)
  })
  it('names one reason of both sides once', () => {
    const look = { id: 'one-look', waiting: 30, threads: 40 } as const
    expect(rangeText('lock_wait_pct', { low: 61.6, high: 99, lowFrom: look, highFrom: look })).toBe(
      'between 62 and 99 %: 30 of 40 threads at that instant',
    )
  })
  it('of growth keeps its sign', () => {
    const line = { id: 'line-through-collections', collections: 2, seconds: 75 } as const
    expect(rangeText('live_heap_slope_mb_h', { low: -420, high: 620, lowFrom: line, highFrom: line })).toBe(
      'between −420 and 620 MB/h: a line through 2 collections over 75 s',
    )
  })
})
