import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { FormatReader, ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { parsedSample, sampleJson, totalOf } from '../../testing/samples.ts'
import { readFile } from '../readFile.ts'
import { readCpuProfile } from './cpuProfile.ts'
import { recoverSampleCounts } from '../../profile/sampleCounts.ts'
import { readHeapProfile } from './heapProfile.ts'
import { readHeapSnapshot } from './heapSnapshot.ts'

const options: ReadOptions = { fileName: 'a.cpuprofile', maxInflatedBytes: 1e9 }
const bytesOf = (file: unknown) => new TextEncoder().encode(JSON.stringify(file))
function partOf(reader: FormatReader, file: unknown) {
  const read = reader(bytesOf(file), options)
  if (!read.ok) throw new Error(explainLoadError(read.error))
  return read.value.parts[0]!
}
const frame = (functionName: string, url = '', lineNumber = -1) => ({ callFrame: { functionName, url, lineNumber } })

describe('readCpuProfile', () => {
  //  (root) ─ main ─ (anonymous at app.js:8)
  //         └ (idle)
  const nodes = [
    { id: 1, ...frame('(root)'), children: [2, 3] },
    { id: 2, ...frame('main', 'file:///srv/app.js', 0), children: [4] },
    { id: 3, ...frame('(idle)') },
    { id: 4, ...frame('', 'file:///srv/app.js', 7) },
  ]

  it('lets each sample last until the next one, the last until the end, and keeps idling out', () => {
    const part = partOf(readCpuProfile, {
      nodes,
      startTime: 0,
      endTime: 60,
      samples: [2, 3, 4, 4],
      timeDeltas: [10, 20, 30, -5],
    })
    expect(part.kind).toBe('cpu')
    expect(drawStacks(part.profile)).toEqual([
      'main cpu=20000 samples=1',
      'main;(anonymous app.js:8) cpu=5000 samples=2',
    ])
    // What was before the first sample is nobody's, neither idle nor busy.
    expect(part.profile.meta.durationMs).toBe(0.05)
  })

  it('puts samples in the order of their times, so that none is booked twice', () => {
    // At 10, 110, 70, 170, 210 of 220: in order main, main, its callee twice, main.
    const timeDeltas = [10, 100, -40, 100, 40]
    const part = partOf(readCpuProfile, { nodes, startTime: 0, endTime: 220, samples: [2, 4, 2, 4, 2], timeDeltas })
    expect(drawStacks(part.profile)).toEqual([
      'main cpu=110000 samples=3',
      'main;(anonymous app.js:8) cpu=100000 samples=2',
    ])
  })

  it('believes a long time before the first sample, and a long last one', () => {
    const first = partOf(readCpuProfile, { nodes, startTime: 0, endTime: 5e9, samples: [2, 2], timeDeltas: [4e9, 5e8] })
    expect(drawStacks(first.profile)).toEqual(['main cpu=1000000000000 samples=2'])
    expect(first.profile.meta.durationMs).toBe(1e6)
  })

  it.each(['profile', 'result'] as const)(
    'reads what the inspector answers (%s), its keys in any order',
    async (outer) => {
      const profile = { timeDeltas: [10, 20], samples: [2, 2], endTime: 60, startTime: 0, nodes }
      const text = JSON.stringify(outer === 'profile' ? { profile } : { id: 3, result: { profile } })
      const result = await readFile(new TextEncoder().encode(text), { fileName: 'a.json', maxInflatedBytes: 1e9 })
      expect(result.ok && drawStacks(result.value.parts[0]!.profile)).toEqual(['main cpu=50000 samples=2'])
      const other = JSON.stringify({ profile: { name: 'ana', nodes: 3 }, result: {} })
      expect((await readFile(new TextEncoder().encode(other), { fileName: 'a.json', maxInflatedBytes: 1e9 })).ok).toBe(
        false,
      )
    },
  )

  it('reads the nested form of old versions, with times of samples', () => {
    const head = {
      id: 1,
      functionName: '(root)',
      children: [{ id: 2, functionName: 'main', url: '', lineNumber: 3, children: [] }],
    }
    const part = partOf(readCpuProfile, { head, startTime: 1, endTime: 2, samples: [2, 2], timestamps: [100, 160] })
    // Old files do not say when they end: the last sample is taken to last as long as the one before it.
    expect(drawStacks(part.profile)).toEqual(['main cpu=120000 samples=2'])
  })

  it('reads what old versions only count, each sample as long as any other', () => {
    const counted = nodes.map((node, at) => ({ ...node, hitCount: [0, 30, 50, 20][at] }))
    const part = partOf(readCpuProfile, { nodes: counted, startTime: 0, endTime: 1000 })
    expect(drawStacks(part.profile)).toEqual([
      'main cpu=300000 samples=30',
      'main;(anonymous app.js:8) cpu=200000 samples=20',
    ])
    expect(part.profile.meta.notes.join()).toContain('50 samples of idling are left out')
    const untimed = partOf(readCpuProfile, { nodes: counted })
    expect(drawStacks(untimed.profile)).toEqual(['main samples=30', 'main;(anonymous app.js:8) samples=20'])
    expect(untimed.kind).toBe('cpu')
  })

  it('refuses calls that go round in a circle, below a root or beside it, and takes a call that two list', () => {
    const circle = [
      { id: 1, ...frame('a'), children: [2] },
      { id: 2, ...frame('b'), children: [1] },
    ]
    const below = [{ id: 9, ...frame('(root)'), children: [1] }, ...circle]
    const beside = [{ id: 9, ...frame('(root)'), children: [8] }, { id: 8, ...frame('main') }, ...circle]
    for (const list of [circle, below, beside]) {
      const read = readCpuProfile(bytesOf({ nodes: list, samples: [1, 2], timeDeltas: [1, 1] }), options)
      expect(read.ok || explainLoadError(read.error)).toBe(
        'a.cpuprofile: its calls go round in a circle: one is listed as made by a call that it made itself. Record it again with `node --cpu-prof`.',
      )
    }
    const shared = [
      { id: 1, ...frame('a'), children: [2, 3] },
      { id: 2, ...frame('b'), children: [3] },
      { id: 3, ...frame('c') },
    ]
    const part = partOf(readCpuProfile, { nodes: shared, samples: [3, 3], timeDeltas: [1, 1] })
    expect(drawStacks(part.profile)).toEqual(['a;c cpu=2000 samples=2'])
  })

  it('sums to what Python sums from the same recording', async () => {
    const oracle = sampleJson('v8/oracle.json') as Record<string, Record<string, Record<string, number>>>
    const self = oracle['zoo.cpuprofile']!['self_us_by_function']!
    const file = await parsedSample('v8/zoo.cpuprofile')
    const notes = file.parts[0]!.profile.meta.notes.join()
    expect(notes).toContain(`${(self['(idle)']! / 1e6).toFixed(2)} s idle`)
    const drawn = drawStacks(file.parts[0]!.profile).filter((line) => /(^|;)render cpu=/.test(line))
    expect(drawn.reduce((sum, line) => sum + Number(/cpu=(\d+)/.exec(line)![1]), 0)).toBe(self['render']! * 1000)
  })

  it('survives any JSON in its places', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (nodesLike, samplesLike) => {
        expectErrorOrValue(
          readCpuProfile(bytesOf({ nodes: nodesLike, samples: samplesLike, timeDeltas: samplesLike }), options),
        )
        expectErrorOrValue(readHeapProfile(bytesOf({ head: nodesLike }), options))
        expectErrorOrValue(
          readHeapSnapshot(bytesOf({ snapshot: { meta: nodesLike }, nodes: samplesLike, strings: nodesLike }), options),
        )
      }),
    )
  })
})

describe('readHeapProfile', () => {
  it('adds self sizes up by call path', () => {
    const head = {
      ...frame('(root)'),
      selfSize: 0,
      children: [
        { ...frame('load', 'a.js', 4), selfSize: 300, children: [{ ...frame('parse'), selfSize: 50, children: [] }] },
      ],
    }
    const part = partOf(readHeapProfile, { head })
    expect(part).toMatchObject({ kind: 'heap', covers: 'gauge' })
    expect(drawStacks(part.profile)).toEqual(['load inuse_space=300', 'load;parse inuse_space=50'])
    expect(recoverSampleCounts(part.profile, 0).source).toBe('kish')
  })

  it('counts the objects that were sampled, where they are listed', () => {
    const head = { ...frame('(root)'), selfSize: 0, children: [{ ...frame('load', 'a.js', 4), selfSize: 300, id: 2 }] }
    const samples = [2, 2, 2, 7].map((nodeId, ordinal) => ({ size: 100, nodeId, ordinal }))
    const { profile } = partOf(readHeapProfile, { head, samples })
    expect(drawStacks(profile)).toEqual(['load inuse_space=300 inuse_samples=3'])
    expect(recoverSampleCounts(profile, 0)).toMatchObject({ source: 'samples-column', testable: true })
  })

  it('goes down a very deep tree without running out of stack', () => {
    const open = '{"callFrame":{"functionName":"f"},"selfSize":0,"children":['
    const text = `{"head":${open.repeat(20_000)}{"callFrame":{"functionName":"leaf"},"selfSize":1}${']}'.repeat(20_000)}}`
    const read = readHeapProfile(new TextEncoder().encode(text), options)
    expect(read.ok && read.value.parts[0]!.profile.stacks.length).toBe(20_001)
  })

  it('holds the bytes that Python counts in the same recordings', async () => {
    const oracle = sampleJson('v8/oracle.json') as Record<string, { bytes: number }>
    for (const name of ['zoo.heapprofile', 'alloc.heapprofile']) {
      expect(totalOf((await parsedSample(`v8/${name}`)).parts[0]!, 'inuse_space')).toBe(oracle[name]!.bytes)
    }
  })
})

describe('readHeapSnapshot', () => {
  const snapshot = (...rows: (readonly [type: number, name: number, size: number])[]) => ({
    snapshot: {
      meta: { node_fields: ['type', 'name', 'id', 'self_size'], node_types: [['object', 'string', 'closure']] },
    },
    nodes: rows.flatMap(([type, name, size]) => [type, name, 7, size]),
    strings: ['Cart', 'card number 4111 1111', 'render'],
  })

  it('adds sizes up by type and class, and never shows the content of strings', () => {
    const part = partOf(readHeapSnapshot, snapshot([0, 0, 100], [0, 0, 60], [1, 1, 500], [2, 2, 8], [0, 99, 1]))
    expect(drawStacks(part.profile)).toEqual([
      '(object);Cart inuse_space=160 inuse_objects=2',
      '(string) inuse_space=500 inuse_objects=1',
      '(closure);render inuse_space=8 inuse_objects=1',
      '(object);(anonymous) inuse_space=1 inuse_objects=1',
    ])
    expect(JSON.stringify(part.profile)).not.toContain('4111')
  })

  it('holds the size that Python counts in the same snapshot', async () => {
    const oracle = sampleJson('v8/oracle.json') as Record<string, { self_size: number }>
    const file = await parsedSample('v8/zoo.heapsnapshot.gz')
    expect(totalOf(file.parts[0]!, 'inuse_space')).toBe(oracle['zoo.heapsnapshot']!.self_size)
  })
})
