import { describe, expect, it } from 'vitest'
import type { Profile } from './profile.ts'
import { isTime, mostAmount, settleAmounts } from './possible.ts'
import { ProfileBuilder } from './profileBuilder.ts'

function profileOf(amounts: readonly number[], times?: readonly number[]): Profile {
  const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
  const stack = builder.stackFromRoot([builder.frame('main')])
  amounts.forEach((amount, i) => builder.sample(stack, amount, times ? { timeMs: times[i]! } : {}))
  return builder.finish({ format: 'test' })
}

const kept = ({ samples }: Profile): number[] => [...(samples.values[0] ?? [])]

describe('amounts of a profile', () => {
  it('are left as they are when they can be, the largest that a counter holds too', () => {
    const profile = profileOf([1, 0, 2.5, mostAmount / 2])
    expect(settleAmounts(profile, false)).toEqual({ negative: 0, tooLarge: 0, of: 3, total: false, times: 0 })
    expect(kept(profile)).toEqual([1, 0, 2.5, mostAmount / 2])
  })

  it('count as 0 when they are below zero or beyond any counter, and are counted', () => {
    const profile = profileOf([5, -3, 1e23, 7])
    expect(settleAmounts(profile, false)).toMatchObject({ negative: 1, tooLarge: 1, of: 4, total: false })
    expect(kept(profile)).toEqual([5, 0, 0, 7])
  })

  it('may be below zero in a format that writes differences, and still not beyond any counter', () => {
    const profile = profileOf([5, -3, -1e23])
    expect(settleAmounts(profile, true)).toMatchObject({ negative: 0, tooLarge: 1 })
    expect(kept(profile)).toEqual([5, -3, 0])
  })

  it('add up to what is not possible although each one is', () => {
    expect(settleAmounts(profileOf([6e18, 6e18]), false).total).toBe(true)
    expect(settleAmounts(profileOf([6e18, 3e18]), false).total).toBe(false)
  })

  it('are not told to be below zero for the last digits of a subtraction', () => {
    const profile = profileOf([1e15, -0.125])
    expect(settleAmounts(profile, false).negative).toBe(0)
    expect(kept(profile)).toEqual([1e15, 0])
  })
})

describe('times', () => {
  it('beyond any calendar are those of samples that do not say when', () => {
    const profile = profileOf([1, 1, 1], [1.7e12, 1e16, Number.NaN])
    expect(settleAmounts(profile, false).times).toBe(1)
    expect([...(profile.samples.timeMs ?? [])]).toEqual([1.7e12, Number.NaN, Number.NaN])
  })

  it('are those since the epoch, before the year 2200', () => {
    expect([0, 1.7e12, Date.UTC(2199, 11)].map(isTime)).toEqual([true, true, true])
    expect([-1, Date.UTC(2200, 0), 1e300, Number.NaN, Infinity].map(isTime)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ])
  })
})
