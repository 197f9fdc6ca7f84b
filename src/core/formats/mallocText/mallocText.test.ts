import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { topFunctions } from '../../testing/topFunctions.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleJson } from '../../testing/samples.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'jeprof.heap', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

async function read(text: string): Promise<ParsedFile> {
  const result = await readFile(bytesOf(text), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}
async function sentenceOf(text: string): Promise<string> {
  const result = await readFile(bytesOf(text), options)
  return result.ok ? 'read' : explainLoadError(result.error)
}

const maps = `
MAPPED_LIBRARIES:
55d000000000-55d000001000 r--p 00000000 fe:00 11    /home/ana/bin/shop
55d000001000-55d000009000 r-xp 00001000 fe:00 11    /home/ana/bin/shop
7f0000000000-7f0000020000 r-xp 00026000 fe:00 12    /usr/lib/libc.so.6
7f0000100000-7f0000200000 r-xp 00005000 fe:00 13    /usr/lib/libjemalloc.so.2
7f0000300000-7f0000400000 rwxp 00000000 00:00 0
`
/** Two objects of the period's size, and forty of a tenth of it; the leaf is the allocator. */
const held = `heap_v2/524288
  t*: 42: 3145720 [0: 0]
  t0: 42: 3145720 [0: 0]
@ 0x7f0000100100 0x55d000001187 0x55d000001200
  t*: 2: 1048576 [0: 0]
  t0: 1: 524288 [0: 0]
  t1: 1: 524288 [0: 0]
@ 0x7f0000100100 0x7f0000300010 0x55d000001300
  t*: 40: 2097120 [0: 0]
  t0: 40: 2097120 [0: 0]
@ 0x55d000001500
  t*: 0: 0 [0: 0]
`

interface Oracle {
  readonly places: Readonly<Record<string, string>>
}
type Figures = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>

describe('heaps of native allocators', () => {
  const oracle = sampleJson('jemalloc/jemalloc.oracle.json') as Oracle & Figures

  it.each(['held.heap', 'accumulated.heap', 'gperftools.heap'])(
    'agree with jeprof’s own report of a recorded program: %s',
    async (name) => {
      const { parts } = await parsedSample(`jemalloc/${name}`)
      for (const [type, byFunction] of Object.entries(oracle[name] ?? {})) {
        const seen = topFunctions(parts[0]!.profile, type)
        for (const [fn, bytes] of Object.entries(byFunction))
          expect(Math.abs((seen.get(oracle.places[fn] ?? fn) ?? 0) - bytes), `${type} ${fn}`).toBeLessThan(2)
        expect([...seen.values()].filter((value) => value > 0).length, type).toBe(Object.keys(byFunction).length)
      }
      expect(parts[0]!.profile.meta.notes.join()).toMatch(/no name of a function is in it: they are addresses of leaky/)
    },
  )

  it('are within what sampling leaves of what the program held, where one allocation in 64 kB is recorded', async () => {
    const bytes = topFunctions((await parsedSample('jemalloc/held.heap')).parts[0]!.profile, 'inuse_space')
    expect((bytes.get('leaky+0x1186') ?? 0) / 40e6).toBeGreaterThan(0.9)
    expect((bytes.get('leaky+0x1186') ?? 0) / 40e6).toBeLessThan(1.1)
  })

  it('count each sample for those that it stands for, by file and place, without the allocator and idle stacks', async () => {
    const { format, parts } = await read(held + maps)
    expect([format, parts.map(({ kind, covers }) => [kind, covers])]).toEqual(['jemalloc', [['heap', 'gauge']]])
    const { profile } = parts[0]!
    const scale = (objects: number, bytes: number): number => 1 / (1 - Math.exp(-bytes / objects / 524_288))
    expect(drawStacks(profile)).toEqual([
      `shop+0x11ff;shop+0x1186 inuse_objects=${2 * scale(2, 1_048_576)} inuse_space=${1_048_576 * scale(2, 1_048_576)}`,
      `shop+0x12ff;[anonymous] inuse_objects=${40 * scale(40, 2_097_120)} inuse_space=${2_097_120 * scale(40, 2_097_120)}`,
    ])
    expect(profile.meta).toMatchObject({ runtime: 'native', emitter: 'jemalloc', period: 524_288 })
    expect(profile.meta.notes.join()).toContain('`jeprof --collapsed PROGRAM FILE > named.folded`')
    expect(JSON.stringify(parts)).not.toContain('ana')
  })

  it('have what was allocated since the start where it was counted', async () => {
    const { parts } = await read(held.replace('2: 1048576 [0: 0]', '2: 1048576 [20: 10485760]') + maps)
    expect(parts[0]).toMatchObject({ covers: 'cumulative' })
    expect(topFunctions(parts[0]!.profile, 'alloc_space').get('shop+0x1186')).toBeCloseTo(
      10_485_760 / (1 - Math.exp(-1)),
      0,
    )
  })

  it('of a JVM say whose process it is', async () => {
    const { parts } = await read(
      `${held}${maps}7f0000500000-7f0000600000 r-xp 00000000 00:00 1  /opt/jdk/lib/libjvm.so\n`,
    )
    expect(parts[0]!.profile.meta.runtime).toBe('jvm')
  })

  it('without the table of mappings are bare addresses, which is said', async () => {
    const { parts } = await read(held)
    expect(drawStacks(parts[0]!.profile)[0]).toMatch(/^0x55d0000011ff;0x55d000001186;0x7f00001000ff /)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/bare addresses.*may be cut off/)
  })

  it('that end inside a line lose that line, and no number is read shorter', async () => {
    const cut = held.slice(0, held.indexOf('2097120 [0: 0]', held.indexOf('@ 0x7f0000100100 0x7f')) + 3)
    const { parts } = await read(cut)
    expect(drawStacks(parts[0]!.profile).length).toBe(1)
    expect(parts[0]!.profile.meta.notes.join()).toContain('incomplete')
    const gperftools =
      'heap profile:  3:  4096 [  5:  8192] @ heapprofile\n 1: 96 [1: 96] @ 0x55d0\n 2: 4000 [4: 8096] @ 0x55'
    const short = (await read(gperftools)).parts[0]!
    expect(drawStacks(short.profile)).toEqual(['0x55cf inuse_objects=1 inuse_space=96 alloc_objects=1 alloc_space=96'])
    expect(short.profile.meta.notes.join()).toContain('33 % of the objects')
  })

  it('of gperftools are exact where every allocation is recorded, scaled where some are, and then know nothing of what was allocated', async () => {
    const rows = ' 2: 1048576 [8: 9048576] @ 0x55d000001187\n'
    const exact = (await read(`heap profile: 2: 1048576 [8: 9048576] @ heapprofile\n${rows}${maps}`)).parts[0]!
    expect(drawStacks(exact.profile)).toEqual([
      'shop+0x1186 inuse_objects=2 inuse_space=1048576 alloc_objects=8 alloc_space=9048576',
    ])
    expect(exact.profile.meta.traits).toEqual(['unsampled'])
    const sampled = (await read(`heap profile: 2: 1048576 [8: 9048576] @ heap_v2/524288\n${rows}${maps}`)).parts[0]!
    expect(drawStacks(sampled.profile)).toEqual([
      `shop+0x1186 inuse_objects=${2 / (1 - Math.exp(-1))} inuse_space=${1_048_576 / (1 - Math.exp(-1))}`,
    ])
  })

  it('with a table of names before them have names, without the allocator’s, and say what share has none', async () => {
    const names = `--- symbol
binary=/home/ana/bin/shop
0x000055d000001186 copy_body<0000000000001169>
0x000055d0000011ff handle--inlined_into
0x00007f00001000ff prof_backtrace_impl
---
--- heap
`
    const { parts } = await read(names + held + maps)
    expect(drawStacks(parts[0]!.profile).map((line) => line.split(' ')[0])).toEqual([
      'handle;copy_body',
      'shop+0x12ff;[anonymous]',
    ])
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/9\d % of its bytes are of functions without a name/)
  })

  it('in which nothing is held, of other versions, or without a stack are refused with what to do', async () => {
    const nothing = 'heap_v2/524288\n  t*: 0: 0 [0: 0]\n  t0: 0: 0 [0: 0]\n'
    expect(await sentenceOf(nothing + maps)).toMatch(/nothing that was sampled was held.*prof\.active/)
    expect(await sentenceOf('heap_v2/524288\n')).toMatch(/no stack follows/)
    expect(await sentenceOf(held.replace('heap_v2', 'heap_v1'))).toMatch(/of version 1; 2 is read.*jeprof --collapsed/)
    expect(await sentenceOf('heap profile: 1: 1 [1: 1] @ growthz\n 1: 1 [1: 1] @ 0x1\n')).toMatch(
      /`go tool pprof -proto/,
    )
  })

  it('cut off or changed anywhere are a value or a sentence', async () => {
    const files = [
      held + maps,
      `heap profile: 2: 1048576 [8: 9048576] @ heapprofile\n 2: 9 [8: 9] @ 0x55d000001187\n${maps}`,
    ]
    for (const whole of files.map(bytesOf)) {
      await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 3, numRuns: 150 })
    }
  })
})
