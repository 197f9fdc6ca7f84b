import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { bytesOf, offCpu, onCpu, options, otlpShop, read, second } from '../../testing/drawnOtlp.ts'
import {
  framed,
  otlpTime,
  writeOtlp,
  writeOtlpJson,
  type OtlpLayout,
  type WrittenOtlpProfile,
  type WrittenResource,
} from '../../testing/otlpWriter.ts'
import { parsedSample, totalOf } from '../../testing/samples.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { openOtlp } from './otlp.ts'

const expected = [
  '@worker main.main;main.serve;json.Marshal cpu=50000000 samples=1',
  '@worker main.main;main.serve;json.Marshal cpu=50000000 samples=1',
  '@worker main.main;main.serve;json.Marshal cpu=50000000 samples=1',
  '@idler main.main cpu=50000000 samples=1',
  '@worker main.main;[libc.so.6] cpu=50000000 samples=1',
]

describe('OTLP profiles', () => {
  const forms: readonly (readonly [string, Uint8Array])[] = [
    ['a bare message', writeOtlp([otlpShop])],
    ['a bare message, tables first', writeOtlp([otlpShop], { dictionaryFirst: true })],
    ['the layout before 1.10', writeOtlp([otlpShop], { layout: '1.9' })],
    ['numbers one by one', writeOtlp([otlpShop], { unpacked: true })],
    ['numbers one by one, before 1.10', writeOtlp([otlpShop], { unpacked: true, layout: '1.9' })],
    ['JSON', bytesOf(writeOtlpJson([otlpShop]))],
    ['JSON over many lines', bytesOf(JSON.stringify(JSON.parse(writeOtlpJson([otlpShop])), null, 2))],
    ['a length in front', framed(writeOtlp([otlpShop]))],
    ['a length in front, compressed', gzipSync(framed(writeOtlp([otlpShop])))],
  ]
  it.each(forms)('are one profile as %s', async (_form, bytes) => {
    const { format, parts, resources } = await read(bytes)
    expect([format, resources]).toEqual(['otlp', undefined])
    const [cpu, block] = parts
    expect(cpu).toMatchObject({ kind: 'cpu', covers: 'interval', profile: { meta: { runtime: 'go' } } })
    expect(drawStacks(cpu!.profile)).toEqual(expected)
    expect(block).toMatchObject({ kind: 'block', covers: 'interval' })
    expect(block!.profile.samples.values.map((column) => [...column])).toEqual([
      [400_000_000, 600_000_000],
      [1, 1],
    ])
    const fromMs = Number(otlpTime) / 1e6
    expect(cpu!.window).toEqual({ fromMs, untilMs: fromMs + 5000 })
    expect(cpu!.profile.labelSets).toEqual([[{ key: 'endpoint', value: '/pay' }]])
    expect(cpu!.profile.meta.notes.join()).toMatch(/20 % of the samples end in machine code without names/)
  })

  it('of several messages are one profile, whichever form they come in', async () => {
    const twice = [
      framed(writeOtlp([otlpShop]), writeOtlp([otlpShop])),
      bytesOf(`${writeOtlpJson([otlpShop])}\n${writeOtlpJson([otlpShop])}\n`),
    ]
    for (const bytes of twice) {
      const { parts } = await read(bytes)
      expect(parts[0]!.profile.samples.length).toBe(10)
    }
  })

  it('in pieces are what they are whole', () => {
    for (const whole of [
      writeOtlp([otlpShop]),
      framed(writeOtlp([otlpShop]), writeOtlp([otlpShop])),
      bytesOf(`${writeOtlpJson([otlpShop])}\n`),
    ]) {
      const drawn = [1, 7, 64, whole.length].map((size) => {
        const reader = openOtlp(options)
        for (let at = 0; at < whole.length; at += size) reader.push(whole.slice(at, at + size))
        const file = reader.finish()
        return file.ok ? file.value.parts.map(({ profile }) => drawStacks(profile)) : file
      })
      for (const one of drawn) expect(one).toEqual(drawn[0])
    }
  })

  it('tell the two orders of a sample apart by what fits, in a file of either', async () => {
    const allocations = (layout: OtlpLayout): Uint8Array =>
      writeOtlp(
        [
          {
            profiles: [
              {
                type: ['alloc_space', 'bytes'],
                duration: second,
                samples: [{ stack: ['a'], values: [4096], attributes: { 'thread.id': 1 } }],
              },
            ],
          },
        ],
        { layout, unpacked: true },
      )
    for (const layout of ['1.9', '1.10'] as const) {
      const { parts } = await read(allocations(layout))
      expect(parts.map(({ kind }) => kind)).toEqual(['heap'])
      expect(parts[0]!.profile.samples.values[0]).toEqual(new Float64Array([4096]))
    }
  })

  it('of async-profiler have its names for things: CPU, allocations, locks, and native memory apart from the heap', async () => {
    const of = (type: string, unit: string): WrittenOtlpProfile => ({
      type: [type, unit],
      duration: second,
      samples: [
        { stack: ['java.lang.Thread.run', 'shop.Cart.add'], attributes: { 'thread.name': 'exec-1' }, values: [1000] },
      ],
    })
    const profiles = [
      of('ctimer', 'ns'),
      of('wall', 'ns'),
      of('object_sampler', 'bytes'),
      of('lock_tracer', 'ns'),
      of('malloc_tracer', 'bytes'),
    ]
    const { parts, facts } = await read(writeOtlp([{ profiles }], { unpacked: true, layout: '1.9' }))
    expect(parts.map(({ kind, profile }) => [kind, profile.valueTypes[0]?.type])).toEqual([
      ['cpu', 'cpu'],
      ['wall', 'wall'],
      ['lock', 'delay'],
      ['heap', 'alloc_space'],
      ['heap', 'malloc'],
    ])
    expect(facts.nativeHeap).toMatchObject({
      counts: 'allocated',
      bytes: 1000,
      sites: [{ site: 'shop.Cart.add', bytes: 1000 }],
    })
  })

  it('recorded by async-profiler 4.3 are read in its layout: CPU, wall time, allocations and native memory', async () => {
    const of = async (name: string): Promise<ParsedFile> => parsedSample(`otlp/${name}.otlp.gz`)
    const sum = ({ parts }: ParsedFile, type: string): number => totalOf(parts[0]!, type)
    const cpu = await of('ap43-cpu')
    expect([cpu.parts[0]?.kind, sum(cpu, 'cpu')]).toEqual(['cpu', 70_000_000])
    expect(cpu.parts[0]?.profile.meta.runtime).toBe('jvm')
    expect(drawStacks(cpu.parts[0]!.profile).join()).not.toMatch(/java\/lang/)
    const wall = await of('ap43-wall')
    expect([wall.parts[0]?.kind, wall.parts[0]!.profile.threads.length]).toEqual(['wall', 20])
    const alloc = await of('ap43-alloc')
    expect([alloc.parts[0]?.kind, sum(alloc, 'alloc_space')]).toEqual(['heap', 97_894_400])
    const native = await of('ap43-nativemem')
    expect(native.parts.map(({ kind, profile }) => [kind, profile.valueTypes[0]?.type])).toEqual([['heap', 'malloc']])
    expect(sum(native, 'malloc')).toBe(native.facts.nativeHeap?.bytes)
    expect(native.facts.nativeHeap).toMatchObject({ counts: 'allocated' })
  })

  it('of its converter leave open whether they are CPU or wall-clock', async () => {
    const samples = [{ stack: ['a'], values: [3] }]
    const [maybe] = (
      await read(writeOtlp([{ profiles: [{ type: ['cpu', 'count'], period: ['cpu', 'count', 50_000_000], samples }] }]))
    ).parts
    const [sure] = (
      await read(
        writeOtlp([
          { profiles: [{ type: ['cpu', 'nanoseconds'], period: ['cpu', 'nanoseconds', 10_000_000], samples }] },
        ]),
      )
    ).parts
    expect([maybe?.kind, sure?.kind]).toEqual([undefined, 'cpu'])
  })

  it('made of the columns of a pprof file count its samples once', async () => {
    const columns = (type: string, unit: string, value: number): WrittenOtlpProfile => ({
      type: [type, unit],
      period: ['cpu', 'nanoseconds', 10_000_000],
      duration: second,
      samples: [{ stack: ['main', 'work'], attributes: { tenant: 't-1' }, values: [value] }],
    })
    const { parts } = await read(
      writeOtlp([{ profiles: [columns('samples', 'count', 3), columns('cpu', 'nanoseconds', 30_000_000)] }]),
    )
    expect(parts.flatMap(({ profile }) => drawStacks(profile))).toEqual(['main;work cpu=30000000 samples=3'])
  })

  it('of a whole machine are a choice of what runs there, the busiest first', async () => {
    const busy: WrittenResource = {
      attributes: { 'process.executable.name': '/usr/bin/worker', 'process.pid': 12 },
      profiles: [onCpu],
    }
    const calm: WrittenResource = {
      attributes: { 'service.name': 'shop' },
      profiles: [{ ...onCpu, samples: onCpu.samples.slice(0, 1) }],
    }
    const container = {
      attributes: { 'service.name': 'ab'.repeat(32), 'container.id': 'ab'.repeat(32) },
      profiles: [offCpu],
    }
    const { resources, parts } = await read(writeOtlp([container, calm, busy]))
    expect(resources?.map(({ title, cpuNs }) => [title, cpuNs])).toEqual([
      ['worker (process 12)', 250_000_000],
      ['shop', 150_000_000],
      ['container abababababab', 0],
    ])
    expect(parts.map(({ resource }) => resource)).toEqual(resources?.map(({ key }) => key))
  })
})
