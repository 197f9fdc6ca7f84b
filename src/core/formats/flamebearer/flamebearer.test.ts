import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readFlamebearer } from './flamebearer.ts'

const options: ReadOptions = { fileName: 'render.json', maxInflatedBytes: 1e9 }
const read = (file: unknown) => readFlamebearer(new TextEncoder().encode(JSON.stringify(file)), options)
function partsOf(file: unknown) {
  const result = read(file)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts
}

//  0   total ▇▇▇▇▇▇▇▇▇▇ 10
//  1   main ▇▇▇▇▇▇ 6   gc ▇▇▇ 3 (one tick further right)
//  2   work ▇▇▇▇ 4     mark ▇▇ 2
const names = ['total', 'main', 'gc', 'work', 'mark']
const single = {
  version: 1,
  flamebearer: {
    names,
    levels: [
      [0, 10, 1, 0],
      [0, 6, 2, 1, 1, 3, 1, 2],
      [0, 4, 4, 3, 3, 2, 2, 4],
    ],
    numTicks: 10,
    maxSelf: 4,
  },
  metadata: { format: 'single', spyName: 'gospy', sampleRate: 100, units: 'samples', name: 'shop.cpu{region="ap"}' },
  timeline: { startTime: 1_700_000_000, samples: [1, 2, 3], durationDelta: 10 },
}

describe('readFlamebearer', () => {
  it('leaves out a box that has more of its own than it has in all, and says so; one that has as much stays', () => {
    const withSelf = (self: number): unknown => ({
      ...single,
      flamebearer: {
        ...single.flamebearer,
        levels: [
          [0, 10, 1, 0],
          [0, 6, self, 1, 1, 3, 1, 2],
        ],
      },
    })
    const sumOf = (file: unknown): number | undefined =>
      partsOf(file)[0]?.profile.samples.values[0]?.reduce((sum, value) => sum + value, 0)
    const notesOf = (file: unknown): string => partsOf(file)[0]?.profile.meta.notes.join() ?? ''
    const most = sumOf(withSelf(6)) ?? 0
    expect([most, notesOf(withSelf(6))]).toEqual([
      (sumOf(withSelf(5)) ?? 0) * (8 / 7),
      expect.not.stringContaining('left out'),
    ])
    const result = read(withSelf(7))
    // A third of the boxes: a file of which so much cannot be is refused.
    expect(result.ok ? notesOf(withSelf(7)) : explainLoadError(result.error)).toMatch(
      /hold less than what is their own|point/,
    )
  })

  it('puts each box under the one that spans it', () => {
    const [part] = partsOf(single)
    expect(part).toMatchObject({
      kind: 'cpu',
      covers: 'interval',
      window: { fromMs: 1.7e12, untilMs: 1.7e12 + 30_000 },
    })
    expect(drawStacks(part!.profile)).toEqual([
      ' cpu=10000000 samples=1',
      'main cpu=20000000 samples=2',
      'gc cpu=10000000 samples=1',
      'main;work cpu=40000000 samples=4',
      'gc;mark cpu=20000000 samples=2',
    ])
    expect(part!.profile.meta.runtime).toBe('go')
  })

  it('gives both sides of a difference, marked, and without a window of their own', () => {
    const parts = partsOf({
      ...single,
      flamebearer: {
        names,
        levels: [
          [0, 5, 0, 0, 9, 0, 0],
          [0, 5, 5, 0, 2, 2, 1, 0, 0, 0, 0, 7, 7, 2],
        ],
      },
      metadata: { ...single.metadata, format: 'double' },
    })
    expect(parts.map((part) => part.side)).toEqual(['base', 'head'])
    expect(parts.map((part) => drawStacks(part.profile))).toEqual([
      ['main cpu=50000000 samples=5'],
      ['main cpu=20000000 samples=2', 'gc cpu=70000000 samples=7'],
    ])
    expect(parts[0]!.window).toBeUndefined()
  })

  it.each([
    ['bytes', 'shop.inuse_space{}', 'heap', 'gauge', 'inuse_space'],
    ['objects', 'shop.alloc_objects', 'heap', 'interval', 'alloc_objects'],
    ['lock_nanoseconds', 'shop.block_duration', 'block', 'interval', 'delay'],
    ['lock_samples', 'shop.mutex_count', 'lock', 'interval', 'contentions'],
    ['goroutines', 'shop.goroutines', 'goroutines', 'gauge', 'goroutine'],
  ])('knows what %s of %s are', (units, name, kind, covers, type) => {
    const [part] = partsOf({ ...single, metadata: { ...single.metadata, units, name } })
    expect(part).toMatchObject({ kind, covers })
    expect(part!.profile.valueTypes[0]!.type).toBe(type)
  })

  it('says so when bytes may be live or allocated', () => {
    const [part] = partsOf({ ...single, metadata: { units: 'bytes' } })
    expect(part!.covers).toBeUndefined()
    expect(part!.profile.meta.notes.join()).toContain('live or allocated')
  })

  it('survives any levels', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (levels, metadata) =>
        expectErrorOrValue(read({ flamebearer: { names, levels }, metadata })),
      ),
    )
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: -3, max: 20 }))), (levels) =>
        expectErrorOrValue(read({ flamebearer: { names, levels }, metadata: single.metadata })),
      ),
    )
  })
})
