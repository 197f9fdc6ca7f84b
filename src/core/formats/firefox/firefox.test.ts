import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readFirefox } from './firefox.ts'

const options: ReadOptions = { fileName: 'profile.json', maxInflatedBytes: 1e9 }
const read = (file: unknown) => readFirefox(new TextEncoder().encode(JSON.stringify(file)), options)
function partsOf(file: unknown) {
  const result = read(file)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

// main → work, and main → [unresolved in libz]
const stringArray = ['main', 'work', '0x1f', 'app.c']
const frameTable = { func: [0, 1, 2], line: [3, 9, null], inlineDepth: [0, 1, 0] }
const funcTable = { name: [0, 1, 2], fileName: [3, 3, null], resource: [0, 0, 1], isJS: [false, false, false] }
const resourceTable = { lib: [0, 1] }
const libs = [{ name: 'app' }, { name: 'libz.so' }]
const stackTable = { frame: [0, 1, 2], prefix: [null, 0, 0] }
const meta = { preprocessedProfileVersion: 48, interval: 1, startTime: 1_000_000, product: 'samply', logicalCPUs: 8 }
const samples = { stack: [1, 2, 1, null], time: [0, 1, 2, 3], weight: null, weightType: 'samples' }
const thread = { name: 'worker', pid: 7, tid: 9, stringArray, frameTable, funcTable, resourceTable, stackTable }

describe('readFirefox', () => {
  it('gives CPU time from threadCPUDelta and wall time from samples, with their times', () => {
    const file = partsOf({
      meta: { ...meta, sampleUnits: { threadCPUDelta: 'µs' } },
      libs,
      threads: [{ ...thread, samples: { ...samples, threadCPUDelta: [500, 900, 0, 10] } }],
    })
    expect(file.parts.map((part) => part.kind)).toEqual(['cpu', 'wall'])
    expect(drawStacks(file.parts[0]!.profile)).toEqual([
      '@worker main;[libz.so] cpu=900000 samples=1',
      '@worker  cpu=10000 samples=1',
    ])
    expect(drawStacks(file.parts[1]!.profile)).toEqual([
      '@worker main;work wall=1000000 samples=1',
      '@worker main;[libz.so] wall=1000000 samples=1',
      '@worker main;work wall=1000000 samples=1',
    ])
    expect(file.parts[0]!.window).toEqual({ fromMs: 1_000_000, untilMs: 1_000_004 })
    expect(file.facts.cores).toBe(8)
  })

  it('reads the shared tables and prefix offsets of version 66, and the libraries of version 70', () => {
    const file = partsOf({
      meta: { ...meta, preprocessedProfileVersion: 70 },
      libs,
      shared: {
        stringArray,
        frameTable: { ...frameTable, lib: [0, 0, 1] },
        funcTable: { name: [0, 1, 2], source: [0, 0, null], resource: [-1, -1, -1] },
        sources: { filename: [3] },
        stackTable: { frame: [0, 1, 2], prefixOffset: [0, 1, 2] },
      },
      threads: [
        { name: 'worker', samples: { stack: [1, 2], timeDeltas: [5, 2], weight: [2, 1], weightType: 'samples' } },
      ],
    })
    const { profile, kind } = file.parts[0]!
    expect(kind).toBeUndefined()
    expect(drawStacks(profile)).toEqual([
      '@worker main;work wall=2000000 samples=1',
      '@worker main;[libz.so] wall=1000000 samples=1',
    ])
    expect(Array.from(profile.samples.timeMs!)).toEqual([1_000_005, 1_000_007])
    expect(profile.strings).toContain('app.c')
  })

  it('does not follow a stack table that points at itself', () => {
    const circle = { frame: [0, 1], prefix: [1, 1] }
    const file = partsOf({ meta, libs, threads: [{ ...thread, stackTable: circle, samples }] })
    expect(drawStacks(file.parts[0]!.profile)[0]).toBe('@worker work wall=1000000 samples=1')
  })

  it('does not call it waiting when a sampler of running threads sees gaps, and keeps the host out', () => {
    const rare = { ...samples, stack: [1, 2], time: [0, 900], threadCPUDelta: [500, 900] }
    const file = partsOf({
      meta: { ...meta, product: 'app on host-7 (perf version 6.1)', sampleUnits: { threadCPUDelta: 'µs' } },
      libs,
      threads: [{ ...thread, samples: rare }],
    })
    expect(file.parts.map(({ kind }) => kind)).toEqual(['cpu'])
    expect(file.parts[0]!.profile.meta.notes).toContain('only running threads were sampled: no waiting is in the file')
    expect(JSON.stringify(file)).not.toContain('host-7')
  })

  describe('time between samples', () => {
    /** One thread of `main → work`, looked at at these times; the header says 1 ms. */
    const totalOf = (product: string, times: readonly number[], weights?: readonly number[]) => {
      const stack = times.map(() => 1)
      const { parts } = partsOf({
        meta: { ...meta, product },
        libs,
        threads: [{ ...thread, samples: { stack, time: times, weight: weights ?? null, weightType: 'samples' } }],
      })
      const values = parts[0]!.profile.samples.values[0]!
      return { kind: parts[0]!.kind, ms: values.reduce((sum, ns) => sum + ns, 0) / 1e6 }
    }
    const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => 5 + i * ms)

    it('is that of the samples where Vernier wrote a constant, and its samples are wall time', () => {
      expect(totalOf('Ruby/Vernier', every(0.5, 2000))).toEqual({ kind: 'wall', ms: 1000 })
      expect(totalOf('Ruby/Vernier', every(2, 500))).toEqual({ kind: 'wall', ms: 1000 })
      // Looks at the same stack are written as one, with their number as its weight.
      const merged = totalOf('Ruby/Vernier', [0, 10, 12, 15], [20, 4, 6, 10])
      expect(merged).toEqual({ kind: 'wall', ms: 20 })
    })

    it('is that of the samples where a thread would have used more time than there was, whoever wrote them', () => {
      expect(totalOf('Firefox', every(0.5, 2000)).ms).toBe(1000)
      expect(totalOf('', every(0.25, 400)).ms).toBe(100)
    })

    it('is the header’s where the samples agree with it, come late, or lie close together between gaps', () => {
      expect(totalOf('Firefox', every(1, 1000)).ms).toBe(1000)
      expect(totalOf('samply', every(1.08, 1000)).ms).toBe(1000)
      // A busy machine: every look comes 3 ms late. What a sample stands for does not grow with that.
      expect(totalOf('Firefox', every(3, 100)).ms).toBe(100)
      // Late and early by turns: half of the gaps are 0.2 ms.
      const uneven = Array.from({ length: 1000 }, (_, i) => i + (i % 2 === 1 ? 0.8 : 0))
      expect(totalOf('Firefox', uneven).ms).toBe(1000)
      expect(totalOf('Ruby/Vernier', every(1.02, 500)).ms).toBe(500)
    })

    it('cannot be told from a few samples', () => {
      expect(totalOf('Firefox', [0, 0.1, 0.2]).ms).toBe(3)
    })
  })

  it('reads the memory mode of Vernier as live objects, also where an old one calls bytes samples', () => {
    const heap = (table: object) =>
      partsOf({
        meta: { ...meta, product: 'Ruby/Vernier' },
        libs,
        threads: [{ ...thread, samples: { stack: [1, 2], weight: [4096, 40], ...table } }],
      }).parts[0]!
    for (const part of [heap({ time: [0, 0], weightType: 'samples' }), heap({ time: [0, 1], weightType: 'bytes' })]) {
      expect(part).toMatchObject({ kind: 'heap', covers: 'gauge' })
      expect(part.profile.valueTypes[0]).toEqual({ type: 'inuse_space', unit: 'bytes' })
      expect(Array.from(part.profile.samples.values[0]!)).toEqual([4096, 40])
    }
  })

  it('survives any JSON in its tables', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (table, column) => {
        expectErrorOrValue(
          read({
            meta,
            libs: table,
            shared: table,
            threads: [{ ...thread, stackTable: table, samples: { stack: column, time: column } }],
          }),
        )
        expectErrorOrValue(
          read({
            meta,
            threads: [{ ...thread, funcTable: { name: column }, samples: { ...samples, weight: column } }],
          }),
        )
      }),
    )
  })
})
