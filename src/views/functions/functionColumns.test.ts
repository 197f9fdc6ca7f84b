import { describe, expect, it } from 'vitest'
import { cellValue, defaultSort, isSortBy } from './functionColumns.ts'

describe('cellValue', () => {
  it('keeps four kinds of nothing apart', () => {
    expect(cellValue({ state: 'value', self: 0, total: 5, samples: 3 }, 'self')).toEqual({ state: 'below-limit' })
    expect(cellValue({ state: 'value', self: 0, total: 5, samples: 3 }, 'total')).toEqual({ state: 'value', value: 5 })
    expect(cellValue({ state: 'not-present' }, 'total')).toEqual({ state: 'not-present' })
    expect(cellValue({ state: 'not-recorded' }, 'total')).toEqual({ state: 'not-recorded' })
  })
})

describe('defaultSort', () => {
  it('follows the pane that decides, and falls back to what was measured', () => {
    expect(defaultSort('lock', new Set(['cpu', 'lock']))).toBe('lock')
    expect(defaultSort('lock', new Set(['cpu']))).toBe('cpu')
    expect(defaultSort('none', new Set(['heap_live']))).toBe('heap_live')
    expect(defaultSort('none', new Set())).toBe('name')
  })
  it('knows a column from anything a link may hold', () => {
    expect(isSortBy('cpu_self')).toBe(true)
    expect(isSortBy('__proto__')).toBe(false)
  })
})
