import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { readFile } from './readFile.ts'
import { writePprof, type WrittenProfile } from '../testing/pprofWriter.ts'
import { drawStacks } from '../testing/drawStacks.ts'
import type { ParsedFile } from './parsedFile.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function readIt(input: Uint8Array | string): Promise<ParsedFile | string> {
  const bytes = typeof input === 'string' ? bytesOf(input) : input
  const read = await readFile(bytes, { fileName: 'file', maxInflatedBytes: 1e8 })
  return read.ok ? read.value : explainLoadError(read.error)
}

async function fileOf(input: Uint8Array | string): Promise<ParsedFile> {
  const file = await readIt(input)
  if (typeof file === 'string') throw new Error(file)
  return file
}

const folded = (amount: string): string => `main;parse 3\nmain;render ${amount}\n`
const speedscope = (amount: number): string =>
  JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    shared: { frames: [{ name: 'main' }, { name: 'parse' }] },
    profiles: [
      {
        type: 'sampled',
        name: 't',
        unit: 'bytes',
        startValue: 0,
        endValue: 9,
        samples: [[0], [0, 1]],
        weights: [4, amount],
      },
    ],
  })
const tracemalloc = (size: number, seconds = 1.7e9): string =>
  JSON.stringify({
    format: 'tracemalloc-json/1',
    time_unix: seconds,
    stacks: [
      { size: 64, count: 1, frames: [['a.py', 3]] },
      {
        size,
        count: 1,
        frames: [
          ['a.py', 3],
          ['b.py', 9],
        ],
      },
    ],
  })
const flamebearer = (self: number, startTime = 1.7e9): string =>
  JSON.stringify({
    version: 1,
    flamebearer: {
      names: ['total', 'main'],
      levels: [
        [0, 9, 2, 0],
        [0, 7, self, 1],
      ],
      numTicks: 9,
      maxSelf: 7,
    },
    metadata: { format: 'single', spyName: 'gospy', sampleRate: 100, units: 'samples', name: 'shop.cpu' },
    timeline: { startTime, samples: [1, 2, 3], durationDelta: 10 },
  })
const heapProfile = (selfSize: number): string =>
  JSON.stringify({
    head: {
      callFrame: { functionName: '(root)', url: '' },
      selfSize: 0,
      children: [
        { callFrame: { functionName: 'a', url: '' }, selfSize: 9, children: [] },
        { callFrame: { functionName: 'b', url: '' }, selfSize, children: [] },
      ],
    },
    samples: [],
  })

const formats: readonly (readonly [string, (amount: number) => string])[] = [
  ['folded stacks', (amount) => folded(String(amount))],
  ['speedscope', speedscope],
  ['tracemalloc JSON', tracemalloc],
  ['flamebearer', flamebearer],
  ['a V8 heap', heapProfile],
]

describe('amounts of a small file', () => {
  it.each(formats)('of %s: one below zero, and it is refused for that', async (_format, text) => {
    expect(await readIt(text(-5))).toMatch(
      /^file: [12] of its \d amounts (is|are) below zero, and it is no difference that says so\. Record it again; to see a difference, open the two profiles/,
    )
    expect(await readIt(text(5))).toMatchObject({ facts: {} })
  })

  it.each(formats.slice(1))('of %s: one beyond any counter, and it is refused for that', async (_format, text) => {
    expect(await readIt(text(1e23))).toMatch(
      /^file: [12] of its \d amounts (is|are) larger than any counter holds\. Record it again\.$/,
    )
  })

  it('of folded stacks: beyond any counter, too, written with an exponent or all its digits', async () => {
    expect(await readIt(folded('1000000000000000000000000'))).toContain('is larger than any counter holds')
    expect(await readIt(folded('9e18') + folded('9e18'))).toBe(
      'file: its amounts add up to more than any counter holds. Record it again.',
    )
    expect(typeof (await readIt(folded('9e18')))).toBe('object')
  })

  it('all 0, with nothing that says what is counted: there is nothing to see', async () => {
    expect(await readIt('main;a 0\nmain;b 0\n')).toBe(
      'file: all of its amounts are 0. Record it again while the program works.',
    )
  })
})

describe('one amount in a hundred or less that cannot be', () => {
  it('counts as 0 and is said; the others stay', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => `main;f${at} 2`).join('\n')
    const { parts } = await fileOf(`${lines}\nmain;odd -7\n`)
    const [part] = parts
    expect(part?.profile.meta.notes).toEqual(['1 of 201 amounts are below zero and count as 0'])
    expect(part?.profile.samples.values[0]?.reduce((sum, value) => sum + value, 0)).toBe(400)
  })
})

describe('times', () => {
  it('beyond any calendar are not used, and the rest of the file is', async () => {
    for (const text of [tracemalloc(64, 1e17), flamebearer(7, 1e17), tracemalloc(64, -5)]) {
      const [part] = (await fileOf(text)).parts
      expect(part?.window).toBeUndefined()
      expect(part?.profile.meta.startMs).toBeUndefined()
      expect(part?.profile.meta.notes).toContain(
        'when it says it was taken, or for how long, cannot be and is not used',
      )
    }
  })

  it('that a calendar holds are used', async () => {
    expect((await fileOf(tracemalloc(64))).parts[0]?.window).toEqual({ fromMs: 1.7e12, untilMs: 1.7e12 })
    expect((await fileOf(flamebearer(7))).parts[0]?.window?.fromMs).toBe(1.7e12)
  })
})

const heapTypes = [
  ['alloc_objects', 'count'],
  ['alloc_space', 'bytes'],
  ['inuse_objects', 'count'],
  ['inuse_space', 'bytes'],
] as const
const pprof = (more: Partial<WrittenProfile> & Pick<WrittenProfile, 'types' | 'samples'>): Uint8Array =>
  writePprof({ timeNanos: 1.7e18, ...more })

describe('a pprof with amounts below zero', () => {
  const cpu = (rendered: number): Uint8Array =>
    pprof({
      types: [['cpu', 'nanoseconds']],
      periodType: ['cpu', 'nanoseconds'],
      period: 10_000_000,
      samples: [
        { stack: ['main', 'parse'], values: [300] },
        { stack: ['main', 'render'], values: [rendered] },
      ],
    })

  it('is one profile less another (-diff_base): its two sides, which are compared', async () => {
    const { parts } = await fileOf(cpu(-200))
    expect(parts.map(({ side }) => side)).toEqual(['base', 'head'])
    expect(parts.map(({ profile }) => drawStacks(profile).filter((line) => !line.endsWith('=0')))).toEqual([
      ['main;render cpu=200'],
      ['main;parse cpu=300'],
    ])
    expect(parts[0]?.profile.meta.notes.at(-1)).toContain('one profile less another')
  })

  it('keeps both sides whole where pprof marked the base, and believes no duration, which is that of both', async () => {
    const { parts } = await fileOf(
      pprof({
        types: [['cpu', 'nanoseconds']],
        periodType: ['cpu', 'nanoseconds'],
        period: 10_000_000,
        durationNanos: 120e9,
        samples: [
          { stack: ['main', 'parse'], values: [500] },
          { stack: ['main', 'render'], values: [80] },
          { stack: ['main', 'parse'], values: [-200], labels: { 'pprof::base': 'true' } },
          { stack: ['main', 'render'], values: [-100], labels: { 'pprof::base': 'true' } },
        ],
      }),
    )
    expect(parts.map(({ profile }) => drawStacks(profile).filter((line) => !line.endsWith('=0')))).toEqual([
      ['main;parse cpu=200', 'main;render cpu=100'],
      ['main;parse cpu=500', 'main;render cpu=80'],
    ])
    for (const { profile } of parts) {
      expect(profile.meta.durationMs).toBeUndefined()
      expect(profile.meta.traits).not.toContain('only-what-changed')
    }
  })

  it('says of one that was added up that neither side is a whole', async () => {
    const { parts } = await fileOf(cpu(-200))
    for (const { profile } of parts) expect(profile.meta.traits).toContain('only-what-changed')
    expect((await fileOf(cpu(200))).parts[0]?.profile.meta.traits ?? []).not.toContain('only-what-changed')
  })

  it('is two heaps where pprof marked the base, not growth', async () => {
    const sample = (sign: 1 | -1, objects: number) => ({
      stack: ['main', 'keep'],
      values: [sign * 20, sign * 2000, sign * objects, sign * objects * 100],
      ...(sign < 0 ? { labels: { 'pprof::base': 'true' } } : {}),
    })
    const { parts } = await fileOf(pprof({ types: heapTypes, samples: [sample(1, 14), sample(-1, 2)] }))
    expect(parts.map(({ side, covers }) => [side, covers])).toEqual([
      ['base', 'cumulative'],
      ['head', 'cumulative'],
    ])
  })

  it('is no difference for what wobbles by less than a fiftieth', async () => {
    expect((await fileOf(cpu(-2))).parts.map(({ side }) => side)).toEqual([undefined])
  })

  it('is what a heap grew by when only what is held fell', async () => {
    const heap = (alloc: number): Uint8Array =>
      pprof({
        types: heapTypes,
        durationNanos: 30e9,
        samples: [
          { stack: ['main', 'parse'], values: [9, 900, 5, 500] },
          { stack: ['main', 'render'], values: [alloc, alloc * 100, -4, -400] },
        ],
      })
    expect((await fileOf(heap(3))).parts.map(({ side }) => side)).toEqual([undefined])
    expect((await fileOf(heap(-3))).parts.map(({ side }) => side)).toEqual(['base', 'head'])
  })
})

describe('figures beside stacks', () => {
  const log = (heap: string): string =>
    [1, 2, 3]
      .map(
        (at) =>
          `[2026-11-22T02:14:0${at}.000+0000][${at}.000s][info][gc] GC(${at}) Pause Full (System.gc()) ${at === 2 ? heap : '300M->200M(512M)'} 12.000ms`,
      )
      .join('\n')

  it('that cannot be are left out with a note, the others are used', async () => {
    const good = await fileOf(log('300M->200M(512M)'))
    const odd = await readIt(log('99999999999999999999999M->99999999999999999999999M(512M)'))
    expect(good.facts.liveHeapPoints?.length).toBe(3)
    expect(typeof odd === 'string' ? odd : odd.facts.liveHeapPoints?.map(({ bytes }) => bytes / 2 ** 20)).toEqual([
      200, 200,
    ])
  })
})
