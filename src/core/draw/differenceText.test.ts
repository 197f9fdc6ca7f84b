import { describe, expect, it } from 'vitest'
import { formatViewRate } from '../base/viewRates.ts'
import { differenceText, dividersOf } from './differenceText.ts'

const box = { base: 38e9, head: 76e9, baseShare: 0.1, headShare: 0.35 }
const cores = (perSecond: number): string => formatViewRate('cpu', perSecond, 'nanoseconds')

describe('differenceText', () => {
  it('is what it cost per second more, not how much the larger window holds', () => {
    const words = { mode: 'absolute', per: { base: 200, head: 100 }, rate: cores } as const
    expect(differenceText(box, words)).toBe('+0.57 cores')
    expect(differenceText({ ...box, base: box.head * 2 }, words)).toBe('±0 cores')
    expect(differenceText({ ...box, head: 0 }, words)).toBe('−0.19 cores')
  })

  it('is points of the whole where shares are compared', () => {
    expect(differenceText(box, { mode: 'share', per: { base: 1, head: 1 }, rate: cores })).toBe('+25 pts')
  })

  it('gives no direction to what is too small to tell', () => {
    const words = { mode: 'absolute', per: { base: 1, head: 1 }, rate: cores } as const
    expect(differenceText({ ...box, base: 0, head: 1000 }, words)).toBe('below 0.001 cores')
  })
})

describe('dividersOf', () => {
  it('are what makes the rate of each side, which for unequally many processes is no number of seconds', () => {
    const three = { total: 360e9, rate: 1e9, seconds: 120, per: 360 }
    const one = { total: 120e9, rate: 1e9, seconds: 120, per: 120 }
    expect(dividersOf(three, one)).toEqual({ base: 360, head: 120, isRate: true })
  })

  it('are never nothing: what is held has no seconds, and may be that of several processes', () => {
    const held = { total: 6e6, rate: 3e6, seconds: 0, per: 2 }
    expect(dividersOf(held, { total: 0, rate: 0, seconds: 0, per: 1 })).toEqual({ base: 2, head: 1, isRate: true })
  })

  it('are the seconds where an older snapshot does not say', () => {
    expect(dividersOf({ total: 60e9, rate: 1e9, seconds: 60 }, { total: 0, rate: 0, seconds: 0 })).toEqual({
      base: 60,
      head: 1,
      isRate: true,
    })
    const held = { total: 6e6, rate: 6e6, seconds: 0 }
    expect(dividersOf(held, held)).toEqual({ base: 1, head: 1, isRate: false })
  })
})
