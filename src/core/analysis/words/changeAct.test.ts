import { describe, expect, test } from 'vitest'
import type { Headline } from '../../diff/comparison.ts'
import { plainText } from '../../diagnosis/words.ts'
import { tellChangeAct } from './changeAct.ts'

const of = { kind: 'cpu', unit: 'nanoseconds', rate: { base: 1e8, head: 3e8 }, timeless: false } as const
const share = { base: 0.1, head: 0.3 }
const told = (headline: Headline): string | undefined => {
  const act = tellChangeAct(headline)
  return act && plainText(act)
}

describe('what to do about a change', () => {
  test('a path that is no longer taken is looked for where it was called from', () => {
    expect(told({ id: 'switched', name: 'cache.Lookup', at: 'pricing.Price', instead: 'rules.Evaluate', ...of })).toBe(
      'Read what changed in pricing.Price between A and B: it no longer calls cache.Lookup.',
    )
  })

  test('a function that grew is read; one that got less asks for nothing, nor does one part of a window beside another', () => {
    const grew = { id: 'function', name: 'pricing.discount', verdict: 'grew', share, ...of } as const
    expect(told(grew)).toBe('Read what changed between A and B in pricing.discount, or in what calls it more often.')
    expect(told({ ...grew, verdict: 'shrank' })).toBeUndefined()
    expect(told({ ...grew, ofParts: true })).toBeUndefined()
  })

  test('what every function does alike, or more requests of one type, is counted', () => {
    expect(told({ id: 'whole', together: 1.4, ...of })).toMatch(/^Compare request counts/)
    expect(told({ id: 'whole', ...of })).toBeUndefined()
    expect(told({ id: 'mix', label: 'endpoint', value: '/checkout', share, ...of })).toMatch(
      /^Compare request counts of A and B: \/checkout/,
    )
  })

  test('where nothing changed there is nothing to do', () => {
    expect(told({ id: 'none', visible: [] })).toBeUndefined()
    expect(told({ id: 'untested' })).toBeUndefined()
    expect(told({ id: 'other-programs', partA: 0, partB: 0 })).toBeUndefined()
  })
})
