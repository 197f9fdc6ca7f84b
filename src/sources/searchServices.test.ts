import { describe, expect, it } from 'vitest'
import { searchServices } from './searchServices.ts'

const named = (...names: string[]): { name: string }[] => names.map((name) => ({ name }))
const found = (query: string, ...names: string[]): string[] =>
  searchServices(named(...names), query).found.map(({ name }) => name)

describe('searching services', () => {
  it('puts the name itself first, then beginnings, then parts, then the rest', () => {
    expect(found('pay', 'repay', 'eu-pay', 'payments', 'pay', 'orders')).toEqual(['pay', 'payments', 'eu-pay', 'repay'])
  })

  it('wants every word, in any order and case', () => {
    expect(found('API pay', 'payments-api', 'payments', 'api')).toEqual(['payments-api'])
  })

  it('takes what is typed as text, never as a pattern', () => {
    expect(found('a.c(', 'abc', 'a.c(d)')).toEqual(['a.c(d)'])
  })

  it('shows all in order when nothing is typed, and counts what it does not show', () => {
    const many = named(...Array.from({ length: 10_000 }, (_, i) => `service-${String(9999 - i).padStart(4, '0')}`))
    const result = searchServices(many, '', 3)
    expect(result.found.map(({ name }) => name)).toEqual(['service-0000', 'service-0001', 'service-0002'])
    expect(result.of).toBe(10_000)
    expect(searchServices(many, '99 service').of).toBe(280)
  })
})
