import { describe, expect, it } from 'vitest'
import { buildCallTreeOfMany } from './buildCallTree.ts'
import { ProfileBuilder } from './profileBuilder.ts'
import { recoverSampleCounts } from './sampleCounts.ts'
import type { Profile, ProfileMeta, ValueType } from './profile.ts'

interface Row {
  readonly values: readonly number[]
  readonly leaf?: string
  readonly bytes?: number
}

function profileOf(types: readonly string[], rows: readonly Row[], meta: Partial<ProfileMeta> = {}): Profile {
  const valueTypes = types.map((type): ValueType => {
    const [name, unit] = type.split('/')
    return { type: name!, unit: unit! }
  })
  const builder = new ProfileBuilder(valueTypes)
  for (const { values, leaf = 'main', bytes } of rows) {
    const labelSet = builder.labelSet(bytes === undefined ? [] : [{ key: 'bytes', value: bytes }])
    const row = builder.sample(builder.stackFromRoot([builder.frame(leaf)]), 0, { labelSet })
    values.forEach((value, column) => builder.setValue(row, column, value))
  }
  return builder.finish({ format: 'pprof', ...meta })
}

/** "source: counts" of one column. */
const counted = (profile: Profile, column: number): string => {
  const { source, counts } = recoverSampleCounts(profile, column)
  return `${source}: ${[...counts].map((count) => Math.round(count * 1000) / 1000).join(' ')}`
}

const space = { periodType: { type: 'space', unit: 'bytes' }, period: 524288 }
const contentions = { periodType: { type: 'contentions', unit: 'count' }, period: 1 }
const heapTypes = ['alloc_objects/count', 'alloc_space/bytes'] as const

describe('recoverSampleCounts', () => {
  it('takes the samples column beside the time', () => {
    expect(counted(profileOf(['samples/count', 'cpu/nanoseconds'], [{ values: [3, 3e7] }]), 1)).toBe(
      'samples-column: 3',
    )
    expect(counted(profileOf(['lock-acquire/count', 'lock-acquire-wait/nanoseconds'], [{ values: [7, 99] }]), 1)).toBe(
      'samples-column: 7',
    )
  })

  it('gives sampled objects of a Go heap back: one of 64 B stands for thousands, one of 4 MB for itself', () => {
    const scaled = (size: number, events: number): number => (size * events) / -Math.expm1(-size / 524288)
    const rows = [
      { values: [16384, scaled(64, 2)], bytes: 64 },
      { values: [3, scaled(4e6, 3)], bytes: 4e6 },
    ]
    expect(counted(profileOf(heapTypes, rows, space), 1)).toBe('object-sizes: 2 3')
    expect(counted(profileOf(heapTypes, rows, space), 0)).toBe('object-sizes: 2 3')
  })

  it('takes objects as they are where every allocation was recorded', () => {
    expect(counted(profileOf(heapTypes, [{ values: [5, 320] }], { ...space, period: 1 }), 1)).toBe('objects: 5')
  })

  it('divides times by the period only when all of them are multiples', () => {
    const meta = { periodType: { type: 'wall', unit: 'nanoseconds' }, period: 1e7 }
    expect(counted(profileOf(['wall/nanoseconds'], [{ values: [3e7] }, { values: [1e7] }], meta), 0)).toBe(
      'period: 3 1',
    )
    const uneven = profileOf(['wall/nanoseconds'], [{ values: [3e7] }, { values: [12345] }], meta)
    expect(recoverSampleCounts(uneven, 0).source).toBe('kish')
  })

  it('does not take a period of a microsecond for a sampling period', () => {
    const meta = { periodType: { type: 'wall', unit: 'nanoseconds' }, period: 1000 }
    expect(
      recoverSampleCounts(profileOf(['wall/nanoseconds'], [{ values: [3e7] }, { values: [1e7] }], meta), 0).source,
    ).toBe('kish')
  })

  it('does not take the scaled objects of a sampled heap for events when their sizes are missing', () => {
    expect(recoverSampleCounts(profileOf(['alloc_objects/count'], [{ values: [16384] }], space), 0).source).toBe('kish')
  })

  it('divides by the smallest value when many rows have exactly it, and not by a common divisor', () => {
    const rows = Array.from({ length: 20 }, (_, i) => ({ values: [i < 16 ? 9e6 : 19e6] }))
    expect(counted(profileOf(['cpu/nanoseconds'], rows), 0)).toBe(`smallest-value: ${'1 '.repeat(16)}2 2 2 2`)
  })

  it('assumes that folded counts are counts, and says so', () => {
    expect(counted(profileOf(['samples/count'], [{ values: [4] }], { format: 'collapsed' }), 0)).toBe('assumed: 4')
    expect(
      recoverSampleCounts(profileOf(['samples/count'], [{ values: [4.5] }], { format: 'collapsed' }), 0).source,
    ).toBe('kish')
  })

  it('gets the counts of folded stacks back whose weights are times of one period each, run after run', () => {
    for (let run = 0; run < 24; run += 1) {
      const seen = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 1 + ((i * 7 + run * 3) % 23)))
      const rows = seen.map((count) => ({ values: [count * 10_101_010] }))
      const found = recoverSampleCounts(profileOf(['samples/count'], rows, { format: 'collapsed' }), 0)
      expect([found.source, found.testable]).toEqual(['common-divisor', true])
      expect([...found.counts]).toEqual(seen)
    }
  })

  it('counts folded bytes that are all multiples of a sampling interval, and none that share what all objects do', () => {
    const folded = (of: number): string =>
      counted(
        profileOf(
          ['alloc_space/bytes'],
          Array.from({ length: 12 }, (_, i) => ({ values: [(i + 1) * of] })),
          { format: 'collapsed' },
        ),
        0,
      )
    expect(folded(65536)).toBe('common-divisor: 1 2 3 4 5 6 7 8 9 10 11 12')
    expect(folded(16)).toMatch(/^kish/)
  })

  it('tests no folded stacks whose weights are periods of their own: two runs of one program would differ', () => {
    for (let run = 0; run < 24; run += 1) {
      const rows = Array.from({ length: 40 }, (_, i) => ({ values: [1 + ((i * 48_271 + run * 16_807) % 5_000_000)] }))
      const found = recoverSampleCounts(profileOf(['samples/count'], rows, { format: 'collapsed' }), 0)
      expect([found.source, found.testable]).toEqual(['kish', false])
    }
    // Many counts of many stacks are counts, if two windows agree; where some were seen once they are.
    const source = (values: readonly number[]): string =>
      recoverSampleCounts(
        profileOf(
          ['samples/count'],
          values.map((value) => ({ values: [value] })),
          { format: 'collapsed' },
        ),
        0,
      ).source
    const many = Array.from({ length: 40 }, (_, i) => 1 + ((i * 48_271) % 9000))
    expect(source(many)).toBe('doubtful')
    expect(source([...many, 1, 1, 1])).toBe('assumed')
    // Half of a few numbers are even by chance.
    expect(source([2, 4, 6])).toBe('assumed')
  })

  it('counts the events of a Flight Recorder file, whatever each weighs', () => {
    const rows = [{ values: [900, 1] }, { values: [100, 2] }]
    expect(counted(profileOf(['alloc_space/bytes', 'alloc_objects/count'], rows, { format: 'jfr' }), 0)).toBe(
      'samples-column: 1 2',
    )
  })

  it('falls back to a lower bound that forbids tests', () => {
    const result = recoverSampleCounts(profileOf(['cpu/nanoseconds'], [{ values: [1] }, { values: [3] }]), 0)
    expect(result.testable).toBe(false)
    expect(result.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1.6)
  })

  it('divides contentions of a Go mutex profile by its rate, and shows those of block without testing them', () => {
    const rows = [
      { values: [40, 9e6], leaf: 'sync.(*Mutex).Unlock' },
      { values: [60, 5e6], leaf: 'runtime.unlock' },
    ]
    expect(counted(profileOf(['contentions/count', 'delay/nanoseconds'], rows, contentions), 1)).toBe(
      'contentions: 2 3',
    )
    const waits = [{ values: [40, 9e6], leaf: 'sync.(*Mutex).Lock' }]
    const block = profileOf(['contentions/count', 'delay/nanoseconds'], waits, contentions)
    expect(counted(block, 1)).toBe('scaled-contentions: 40')
    expect(recoverSampleCounts(block, 1).testable).toBe(false)
  })

  it('uses one rate for snapshots that are subtracted, even if one of them has a single record', () => {
    const at = (count: number): Profile =>
      profileOf(
        ['contentions/count', 'delay/nanoseconds'],
        [{ values: [count, count * 1e6], leaf: 'sync.(*Mutex).Unlock' }],
        contentions,
      )
    const built = buildCallTreeOfMany(
      [
        { profile: at(4640), column: 1 },
        { profile: at(3090), column: 1, scale: -1 },
      ],
      { unit: 'nanoseconds' },
    )
    expect(built.tree.totalSamples[0]).toBe(155)
    expect(built.countSources).toEqual(['contentions'])
  })
})
