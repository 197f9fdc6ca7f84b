import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { writeTachyonBinary, writeTachyonGecko, type Look } from '../../testing/tachyonWriter.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'profile', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function read(bytes: Uint8Array): Promise<ParsedFile> {
  const result = await readFile(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

const render = ['app.py:main:3', 'app.py:render:9']
const serve = ['app.py:main:3', 'web.py:serve:20']
/** 1 holds the GIL and works; 2 waits for it, twice; 3 sleeps. */
const looks: readonly Look[] = [
  { thread: 1, at: 1000, status: 3, stack: render },
  { thread: 2, at: 1000, status: 8, stack: serve },
  { thread: 3, at: 1000, status: 0, stack: ['app.py:main:3', 'app.py:wait:40'] },
  { thread: 1, at: 2000, status: 3, stack: [...render, '<GC>'] },
  { thread: 2, at: 2000, status: 8, stack: serve },
  { thread: 3, at: 2000, status: 0, stack: ['app.py:main:3', 'app.py:wait:40'] },
  { thread: 1, at: 3000, status: 0, stack: render },
  { thread: 2, at: 3000, status: 3, stack: serve },
  { thread: 3, at: 3000, status: 2, stack: ['app.py:main:3', '<native>'] },
]

/** A zstd frame of one raw block. */
function zstdRaw(bytes: Uint8Array): Uint8Array {
  const size = bytes.length
  const block = 1 | (size << 3)
  return Uint8Array.from([
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0xa0,
    size & 255,
    (size >> 8) & 255,
    (size >> 16) & 255,
    size >>> 24,
    block & 255,
    (block >> 8) & 255,
    (block >> 16) & 255,
    ...bytes,
  ])
}

const forms: readonly (readonly [string, Uint8Array])[] = [
  ['the binary form', writeTachyonBinary(looks)],
  ['the binary form of before the release', writeTachyonBinary(looks, { beforeRelease: true })],
  ['the binary form of a big-endian machine', writeTachyonBinary(looks, { bigEndian: true })],
  ['the binary form, compressed', writeTachyonBinary(looks, { pack: zstdRaw })],
  ['the Gecko profile with markers', bytesOf(writeTachyonGecko(looks))],
]

describe('Python’s own sampler', () => {
  it.each(forms)(
    'gives wall time, CPU, the collector, and who holds the GIL while others wait, from %s',
    async (_form, bytes) => {
      const { parts, facts } = await read(bytes)
      expect(parts.map(({ kind }) => kind)).toEqual(['cpu', 'wall'])
      const [cpu, wall] = parts.map(({ profile }) => drawStacks(profile))
      expect(cpu?.toSorted()).toEqual([
        '@Thread-1 app.main;app.render cpu=1000000 samples=1',
        '@Thread-1 app.main;app.render;<GC> cpu=1000000 samples=1',
        '@Thread-2 app.main;web.serve cpu=1000000 samples=1',
        '@Thread-3 app.main;<native> cpu=1000000 samples=1',
      ])
      expect(wall?.length).toBe(9)
      expect(wall?.filter((line) => line.includes('<waiting for the GIL>'))).toEqual([
        '@Thread-2 app.main;web.serve;<waiting for the GIL> wall=1000000 samples=1',
        '@Thread-2 app.main;web.serve;<waiting for the GIL> wall=1000000 samples=1',
      ])
      expect(facts.lockWaits?.waits).toMatchObject([
        {
          how: 'gil',
          waitNs: 2_000_000,
          waits: 2,
          waiters: [{ site: 'web.serve', ns: 2_000_000 }],
          holders: [{ site: 'app.render', ns: 2_000_000 }],
          owner: { doing: [{ kind: 'cpu', name: 'app.render', share: 1 }] },
        },
      ])
      expect(parts[1]!.profile.meta).toMatchObject({ runtime: 'cpython', threadCount: 3, ticks: 3 })
      expect(JSON.stringify(parts)).not.toContain('secret-argument')
    },
  )

  it('knows the date of its binary form, and none of its Gecko profile', async () => {
    expect((await read(forms[0]![1])).parts[0]?.window?.fromMs).toBe(1_795_000_000_001)
    expect((await read(forms[4]![1])).parts[0]?.window).toBe(undefined)
  })

  it('recorded on the CPU alone says nothing of waits', async () => {
    const running = looks.filter(({ status }) => (status & 2) !== 0)
    expect((await read(writeTachyonBinary(running))).parts.map(({ kind }) => kind)).toEqual(['cpu'])
  })

  it('does not take the main thread for the process, nor for one that nobody looked at', async () => {
    // Mode + 1, 8: what was captured follows, 16: all threads.
    const main = looks.filter(({ thread }) => thread === 1)
    const cpuTraits = async (captured: number): Promise<readonly string[] | undefined> =>
      (await read(writeTachyonBinary(main, { captured }))).parts[0]?.profile.meta.traits
    expect(await cpuTraits(1 + 8)).toEqual(['ready-counts', 'some-threads'])
    expect(await cpuTraits(1 + 8 + 16)).toEqual(['ready-counts'])
    // Not said: one thread may be all there are, or the main one.
    expect(await cpuTraits(0)).toEqual(['ready-counts', 'some-threads'])
  })

  it('recorded in wall mode gives no CPU where nobody looked who is on one', async () => {
    const unknown = looks.map((look) => ({ ...look, status: (look.status & ~2) | 4 }))
    const { parts, facts } = await read(writeTachyonBinary(unknown, { captured: 1 + 8 + 16 }))
    expect(parts.map(({ kind }) => kind)).toEqual(['wall'])
    expect(parts[0]?.profile.meta.notes.join()).toContain('`--binary --mode cpu`')
    expect(facts.lockWaits?.waits).toMatchObject([{ how: 'gil', waitNs: 2_000_000 }])
  })

  it('recorded in exception mode is refused: it is neither CPU nor waiting', async () => {
    const result = await readFile(writeTachyonBinary(looks, { captured: 5 + 8 + 16 }), options)
    expect(result.ok ? '' : explainLoadError(result.error)).toMatch(/--mode exception.*attach -a --gecko/)
  })

  it('gives collapsed stacks with threads, functions by their module, and asks what they count', async () => {
    const { format, parts } = await read(
      bytesOf('tid:12;app.py:main:3;app.py:work:9;<GC> 41\ntid:12;app.py:main:3;app.py:<lambda>:7 2\ntid:13 1\n'),
    )
    expect(format).toBe('tachyon-collapsed')
    expect(parts[0]?.kind).toBe(undefined)
    expect(drawStacks(parts[0]!.profile)).toEqual([
      '@Thread-12 app.main;app.work;<GC> samples=41',
      '@Thread-12 app.main;app.<lambda> samples=2',
      '@Thread-13  samples=1',
    ])
  })

  it('gives totals by function from its lines of JSON, and the first one’s mode says what they are', async () => {
    const lines = (mode: string): string =>
      [
        { type: 'meta', v: 0, sample_interval_usec: 1000, mode },
        {
          type: 'string_table',
          strings: [
            ['main', 0],
            ['app.py', 1],
            ['<GC>', 2],
            ['~', 3],
          ].map(([value, str_id]) => ({ str_id, value })),
        },
        {
          type: 'frame_table',
          frames: [
            { frame_id: 0, path_str_id: 1, func_str_id: 0, line: 3 },
            { frame_id: 1, path_str_id: 3, func_str_id: 2, line: -1 },
          ],
        },
        {
          type: 'agg',
          kind: 'frame',
          samples_total: 9,
          entries: [
            { frame_id: 0, self: 5, cumulative: 9 },
            { frame_id: 1, self: 4, cumulative: 4 },
          ],
        },
        { type: 'end', samples_total: 9 },
      ]
        .map((one) => `${JSON.stringify(one)}\n`)
        .join('{"type":"agg","entr\n')
    const { parts } = await read(bytesOf(lines('wall')))
    expect(parts.map(({ kind }) => kind)).toEqual(['wall'])
    expect(drawStacks(parts[0]!.profile)).toEqual(['app.main samples=5', '<GC> samples=4'])
    expect(parts[0]!.profile.meta.notes.join()).toContain('4 lines or entries are not')
    expect((await read(bytesOf(lines('gil')))).parts[0]!.profile.meta.traits).toEqual(['no-stacks', 'gil-holders'])
    expect((await read(bytesOf(lines('later')))).parts[0]!.kind).toBe(undefined)
    const refused = await readFile(bytesOf(lines('exception')), options)
    expect(refused.ok ? '' : explainLoadError(refused.error)).toContain('--mode exception')
    const whole = bytesOf(lines('wall'))
    for (let end = 0; end < whole.length; end += 5) expectErrorOrValue(await readFile(whole.subarray(0, end), options))
  })

  it('refuses versions to come and files without a sample with what to do', async () => {
    const later = writeTachyonBinary(looks)
    later[4] = 9
    const results = await Promise.all([readFile(later, options), readFile(writeTachyonBinary([]), options)])
    const sentences = results.map((result) => (result.ok ? '' : explainLoadError(result.error)))
    expect(sentences[0]).toMatch(/version 9, and 1 is read.*profiling\.sampling/)
    expect(sentences[1]).toMatch(/no sample in it/)
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    for (const [, whole] of [...forms, ['collapsed', bytesOf('tid:12;app.py:main:3;<GC> 41\n')] as const]) {
      await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 7, numRuns: 150 })
    }
  })
})
