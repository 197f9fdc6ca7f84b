import { describe, expect, it } from 'vitest'
import type { FunctionValue } from '../../core/analyst/functionQuestions.ts'
import { heapMark } from './heapMarks.ts'

const value = (total: number): FunctionValue => ({ state: 'value', self: 0, total, samples: 1 })
const absent: FunctionValue = { state: 'not-present' }
const totals = { live: 1000, alloc: 1_000_000 }

describe('heapMark', () => {
  it('says held when the share held is three times the share allocated', () => {
    expect(heapMark(value(610), value(200_000), totals)).toBe('held')
    expect(heapMark(value(590), value(200_000), totals)).toBeUndefined()
  })
  it('says churns when nothing of it stays', () => {
    expect(heapMark(absent, value(400_000), totals)).toBe('churns')
  })
  it('says nothing about small shares, or when one side was not recorded', () => {
    expect(heapMark(value(10), absent, totals)).toBeUndefined()
    expect(heapMark(value(600), { state: 'not-recorded' }, totals)).toBeUndefined()
    expect(heapMark(value(600), absent, { live: 1000, alloc: 0 })).toBeUndefined()
  })
})
