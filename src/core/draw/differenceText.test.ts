import { describe, expect, it } from 'vitest'
import { formatViewRate } from '../base/viewRates.ts'
import { differenceText } from './differenceText.ts'

const box = { base: 38e9, head: 76e9, baseShare: 0.1, headShare: 0.35 }
const cores = (perSecond: number): string => formatViewRate('cpu', perSecond, 'nanoseconds')

describe('differenceText', () => {
  it('is what it cost per second more, not how much the larger window holds', () => {
    const words = { mode: 'absolute', seconds: { base: 200, head: 100 }, rate: cores } as const
    expect(differenceText(box, words)).toBe('+0.57 cores')
    expect(differenceText({ ...box, base: box.head * 2 }, words)).toBe('±0 cores')
    expect(differenceText({ ...box, head: 0 }, words)).toBe('−0.19 cores')
  })

  it('is points of the whole where shares are compared', () => {
    expect(differenceText(box, { mode: 'share', seconds: { base: 1, head: 1 }, rate: cores })).toBe('+25 pts')
  })

  it('gives no direction to what is too small to tell', () => {
    const words = { mode: 'absolute', seconds: { base: 1, head: 1 }, rate: cores } as const
    expect(differenceText({ ...box, base: 0, head: 1000 }, words)).toBe('below 0.001 cores')
  })
})
