import { describe, expect, it } from 'vitest'
import { attainable } from './attainable.ts'

const runs = { functions: 28, samples: 40_000, perRun: 0.02, shape: 'deep', seed: 700_000 } as const

describe('what any rule could find', () => {
  it('is nearly all where a function stands out by five, and hardly anything where by less than two', () => {
    const far = attainable({ ...runs, planted: { share: 0.08, factor: 1.2 } }, 100)
    expect(far.known).toBeGreaterThanOrEqual(0.9)
    expect(far.learned).toBeGreaterThanOrEqual(0.75)
    expect(far.learned).toBeLessThanOrEqual(far.known + 0.05)
    const near = attainable({ ...runs, perRun: 0.1, planted: { share: 0.08, factor: 1.2 } }, 100)
    expect(near.known).toBeLessThan(0.6)
  })

  it('is no more than the false alarms where nothing changed', () => {
    const { known, learned } = attainable({ ...runs, planted: { share: 0.08, factor: 1 } }, 100)
    expect(known).toBeLessThanOrEqual(0.09)
    expect(learned).toBeLessThanOrEqual(0.09)
  })
})
