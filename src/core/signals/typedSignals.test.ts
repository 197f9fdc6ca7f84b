import { describe, expect, it } from 'vitest'
import { parseTyped } from '../base/typed.ts'
import { evidenceOf, type Drawn } from '../testing/evidence.ts'
import { orTyped } from './typedSignals.ts'

function growth(measured: NonNullable<Drawn['signals']>['live_heap_slope_mb_h'], text: string) {
  const { signals, profiles } = evidenceOf(
    measured === undefined ? {} : { signals: { live_heap_slope_mb_h: measured } },
  )
  const typed = parseTyped('growth', text)
  if (typed === undefined) throw new Error(text)
  return orTyped(signals.live_heap_slope_mb_h, { profiles, facts: [], settings: { typed: { growth: typed } } })
}

describe('a growth that somebody typed', () => {
  it('stands in for what was not measured', () => {
    expect(growth(undefined, '120MB/h')).toMatchObject({ value: 120, origin: 'typed' })
  })
  it('tells what two snapshots close together could not: none, or a leak', () => {
    const open = { value: 0, low: -799, high: 493 }
    expect(growth(open, '0MB/h')).toMatchObject({ value: 0, low: 0, high: 0.5, origin: 'typed' })
    expect(growth(open, '120MB/h')).toMatchObject({ value: 120, origin: 'typed' })
  })
  it('leaves what was measured: growth that was established, an interval that excludes it, a narrower one', () => {
    expect(growth({ value: 90, low: 60, high: 120 }, '100MB/h')).toMatchObject({ value: 90 })
    expect(growth({ value: 0, low: -30, high: 40 }, '500MB/h')).toMatchObject({ value: 0, high: 40 })
    expect(growth({ value: 0, low: -0.1, high: 0.2 }, '0MB/h')).toMatchObject({ low: -0.1, high: 0.2 })
  })
})
