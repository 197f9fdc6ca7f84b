import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import {
  double,
  joined,
  nettraceStartMs,
  numbers,
  shortText8,
  text16,
  varuint,
  writeNettrace,
  type NettraceOptions,
  type WrittenEvent,
} from '../../testing/nettraceWriter.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { openNettrace, readNettrace } from './nettrace.ts'

const options = { fileName: 'app.nettrace', maxInflatedBytes: 1e8 }
const runtime = 'Microsoft-Windows-DotNETRuntime'
const ms = 1_000_000

function read(bytes: Uint8Array): ParsedFile {
  const result = readNettrace(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

/** At `from`, 256 bytes long. */
const method = (from: number, type: string, name: string): WrittenEvent => ({
  of: `${runtime}Rundown 144`,
  version: 1,
  at: 90 * ms,
  payload: joined(
    numbers([64, 1], [64, 2], [64, from], [32, 256], [32, 0], [32, 0]),
    text16(type),
    text16(name),
    text16('void (int32)'),
  ),
})
const sample = (thread: number, atMs: number, state: 1 | 2, ...stack: number[]): WrittenEvent => ({
  of: 'Microsoft-DotNETCore-SampleProfiler 0',
  thread,
  at: atMs * ms,
  stack,
  payload: numbers([32, state]),
})
const tick = (atMs: number, bytes: number, type: string, ...stack: number[]): WrittenEvent => ({
  of: `${runtime} 10`,
  version: 3,
  at: atMs * ms,
  stack,
  payload: joined(numbers([32, 100], [32, 0], [16, 9], [64, bytes], [64, 5]), text16(type), numbers([32, 0], [64, 0])),
})
const contention = (
  thread: number,
  fromMs: number,
  untilMs: number,
  ns: number | undefined,
  ...stack: number[]
): WrittenEvent[] => [
  { of: `${runtime} 81`, version: 1, thread, at: fromMs * ms, stack, payload: numbers([8, 0], [16, 9]) },
  {
    of: `${runtime} 91`,
    version: ns === undefined ? 0 : 1,
    thread,
    at: untilMs * ms,
    payload: ns === undefined ? numbers([8, 0], [16, 9]) : joined(numbers([8, 0], [16, 9]), double(ns)),
  },
]
const heap = (atMs: number, generation: number, bytes: number): WrittenEvent[] => [
  { of: `${runtime} 9`, version: 1, thread: 3, at: (atMs - 5) * ms, payload: numbers([32, 1], [32, 0]) },
  {
    of: `${runtime} 1`,
    version: 2,
    thread: 3,
    at: (atMs - 4) * ms,
    payload: numbers([32, 1], [32, generation], [32, 0], [32, 0]),
  },
  {
    of: `${runtime} 4`,
    version: 1,
    thread: 3,
    at: (atMs - 2) * ms,
    payload: numbers([64, bytes], [64, 1], [64, 2000], [64, 1], [64, 300], [64, 1], [64, 40], [64, 1]),
  },
  { of: `${runtime} 3`, thread: 3, at: atMs * ms },
]
const main = 0x7f00_0000_0000
const serve = main + 0x1000
const take = main + 0x2000
const names = [
  method(main, 'Shop.Program', 'Main'),
  method(serve, 'Shop.Cart', 'Serve'),
  method(take, 'System.Threading.Monitor', 'Enter'),
]
const drawn: readonly WrittenEvent[] = [
  sample(1, 0, 2, serve + 8, main + 4),
  sample(2, 0, 1, take + 1, serve + 8, main + 4),
  sample(1, 10, 2, serve + 8, main + 4),
  sample(2, 10, 1, take + 1, serve + 8, main + 4),
  ...contention(2, 3, 13, 10 * ms, take + 1, serve + 8, main + 4),
  ...contention(1, 20, 27, undefined, take + 1, main + 4),
  tick(12, 104_000, 'System.String', serve + 9, main + 4),
  tick(14, 208_000, 'System.Byte[]', serve + 9, main + 4),
  ...heap(40, 2, 1_000_000),
  ...heap(60, 0, 1_100_000),
  { of: `${runtime} 9`, version: 1, thread: 4, at: 70 * ms, payload: numbers([32, 0], [32, 0]) },
  { of: `${runtime} 3`, thread: 4, at: 71 * ms },
  ...names,
]

const forms: readonly (readonly [string, NettraceOptions])[] = [
  ['4, short headers', { version: 4 }],
  ['4, whole headers', { version: 4, whole: true }],
  ['4, events before their stacks', { version: 4, stacksLast: true }],
  ['6, short headers', { version: 6 }],
  ['6, whole headers', { version: 6, whole: true }],
]

describe('nettrace', () => {
  it.each(forms)('version %s gives wall time, contention, allocations and collections from one file', (_form, form) => {
    const { parts, facts } = read(writeNettrace(drawn, form))
    expect(parts.map(({ kind, covers }) => [kind, covers])).toEqual([
      ['wall', 'interval'],
      ['lock', 'interval'],
      ['heap', 'interval'],
    ])
    const [wall, lock, alloc] = parts.map(({ profile }) =>
      drawStacks(profile).map((line) => line.replace(/@thread \d+/, '@t')),
    )
    expect(wall).toEqual([
      '@t Shop.Program.Main;Shop.Cart.Serve wall=10000000 samples=1',
      '@t Shop.Program.Main;Shop.Cart.Serve;System.Threading.Monitor.Enter wall=10000000 samples=1',
      '@t Shop.Program.Main;Shop.Cart.Serve wall=10000000 samples=1',
      '@t Shop.Program.Main;Shop.Cart.Serve;System.Threading.Monitor.Enter wall=10000000 samples=1',
    ])
    expect(lock).toEqual([
      '@t Shop.Program.Main;Shop.Cart.Serve;System.Threading.Monitor.Enter delay=10000000 contentions=1',
      // Before .NET 6 the end does not say how long it was.
      '@t Shop.Program.Main;System.Threading.Monitor.Enter delay=7000000 contentions=1',
    ])
    expect(alloc).toEqual([
      '@t Shop.Program.Main;Shop.Cart.Serve alloc_space=104000',
      '@t Shop.Program.Main;Shop.Cart.Serve alloc_space=208000',
    ])
    expect(parts[2]!.profile.labelSets).toEqual([
      [{ key: 'class', value: 'System.String' }],
      [{ key: 'class', value: 'System.Byte[]' }],
    ])
    expect(facts.liveHeapPoints).toEqual([
      { timeMs: nettraceStartMs + 38, bytes: 1_002_340, collection: 'full' },
      { timeMs: nettraceStartMs + 58, bytes: 1_102_340, collection: 'young' },
    ])
    // The third stop is the sampler's own.
    expect(facts.collectorPauses).toEqual([
      { timeMs: nettraceStartMs + 40, ns: 5_000_000 },
      { timeMs: nettraceStartMs + 60, ns: 5_000_000 },
    ])
    expect(facts.threads).toBe(2)
    expect(parts[0]!.profile.samples.timeMs?.[2]).toBeCloseTo(nettraceStartMs + 10, 5)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/wall time, of which 50 % were seen in managed code/)
  })

  it('without a rundown says that the names are missing', () => {
    const { parts } = read(writeNettrace(drawn.slice(0, 4), { version: 4 }))
    expect(drawStacks(parts[0]!.profile)[0]).toMatch(/\[unknown\] wall=/)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/no rundown: 100 % of the frames are unknown/)
    const named = read(writeNettrace(drawn, { version: 4 }))
    expect(named.parts[0]!.profile.meta.notes.join()).not.toMatch(/rundown/)
  })

  it('of a whole machine (version 6) is a choice of processes, with CPU samples and waits off the CPU', () => {
    const cpu = (thread: number, atMs: number, ...stack: number[]): WrittenEvent => ({
      of: 'Universal.Events cpu',
      thread,
      at: atMs * ms,
      stack,
      payload: varuint(1),
    })
    const events: readonly WrittenEvent[] = [
      {
        of: 'Universal.System ProcessCreate',
        thread: 1,
        at: 0,
        payload: joined(varuint(10), shortText8('shop'), shortText8('')),
      },
      {
        of: 'Universal.System ProcessMapping',
        thread: 1,
        at: 0,
        payload: joined(
          varuint(1),
          varuint(10),
          varuint(0x5000),
          varuint(0x9000),
          varuint(0),
          shortText8('/usr/lib/libc.so.6'),
          varuint(0),
        ),
      },
      {
        of: 'Universal.System ProcessSymbol',
        thread: 1,
        at: 0,
        payload: joined(varuint(1), varuint(1), varuint(0x5000), varuint(0x5100), shortText8('memcpy')),
      },
      // Some writers cover all of memory with one symbol.
      {
        of: 'Universal.System ProcessSymbol',
        thread: 1,
        at: 0,
        payload: joined(varuint(2), varuint(1), varuint(0), varuint(0xffff_ffff_ffff_ffffn), shortText8('everything')),
      },
      cpu(1, 1, 0x5010),
      cpu(1, 2, 0x6000),
      cpu(2, 3, 0x5010),
      { of: 'Universal.Events cswitch', thread: 1, at: 9 * ms, stack: [0x5010], payload: varuint(4_000_000) },
    ]
    const threads = { 1: { pid: 10, name: 'main' }, 2: { pid: 20 } }
    const file = read(writeNettrace(events, { version: 6, threads }))
    expect(file.resources?.map(({ title, cpuNs }) => [title, cpuNs])).toEqual([
      ['shop (process 10)', 2_000_000],
      ['process 20', 1_000_000],
    ])
    expect(file.parts.map(({ kind, profile }) => [kind, drawStacks(profile)])).toEqual([
      ['cpu', ['@main memcpy cpu=1000000 samples=1', '@main [libc.so.6] cpu=1000000 samples=1']],
      ['block', ['@main memcpy delay=4000000 contentions=1']],
      ['cpu', ['@thread 1002 [unknown] cpu=1000000 samples=1']],
    ])
    expect(JSON.stringify(file)).not.toContain('secret-host')
  })

  it('reads counters of the runtime beside the events', () => {
    const mean = (atMs: number, name: string, value: number): WrittenEvent => ({
      of: 'System.Runtime EventCounters',
      at: atMs * ms,
      payload: joined(text16(name), text16('shown'), double(value), double(0)),
    })
    const rate = (atMs: number, bytes: number): WrittenEvent => ({
      of: 'System.Runtime EventCounters',
      at: atMs * ms,
      payload: joined(text16('alloc-rate'), text16('Allocation Rate'), text16('00:00:01'), double(bytes), double(1)),
    })
    const { facts } = read(
      writeNettrace(
        [mean(1000, 'cpu-usage', 12.5), mean(1000, 'working-set', 80), rate(1000, 9000), rate(2000, 5000)],
        { version: 4 },
      ),
    )
    expect(facts).toMatchObject({
      cpuLoad: [{ share: 0.125 }],
      rssPoints: [{ bytes: 80_000_000 }],
      allocatedTotals: [{ bytes: 0 }, { bytes: 5000 }],
      hwThreads: 4,
    })
  })

  it('that was cut off is read as far as it goes, and says so', () => {
    const whole = writeNettrace(drawn, { version: 4 })
    const { parts } = read(whole.subarray(0, whole.length - 3))
    expect(parts.length).toBe(3)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(/has no end, so the recording was cut off/)
  })

  it('of a version to come, and without anything in it, is refused with what to do', () => {
    const later = joined(new TextEncoder().encode('Nettrace'), numbers([32, 0], [32, 7], [32, 0], [32, 0]))
    const results = [later, writeNettrace([], { version: 4 })].map((bytes) => readNettrace(bytes, options))
    const sentences = results.map((result) => (result.ok ? '' : explainLoadError(result.error)))
    expect(sentences[0]).toMatch(/nettrace 7, and 4, 5 and 6 are read.*dotnet-trace collect/)
    expect(sentences[1]).toMatch(/no sample, contention, allocation or collection/)
    expect(sentences.join()).not.toMatch(/convert/)
  })

  it('in pieces is what it is whole', () => {
    for (const [, form] of forms) {
      const whole = writeNettrace(drawn, form)
      const results = [1, 13, 300, whole.length].map((size) => {
        const reader = openNettrace(options)
        for (let at = 0; at < whole.length; at += size) reader.push(whole.slice(at, at + size))
        const file = reader.finish()
        return file.ok ? file.value.parts.map(({ profile }) => drawStacks(profile)) : file
      })
      for (const one of results) expect(one).toEqual(results.at(-1))
    }
  })

  it('damaged in its last block keeps what came before, in whichever pieces it arrives', () => {
    const whole = writeNettrace(drawn, { version: 6 })
    // The kind of the last block: another beginning in place of the end.
    const damaged = whole.with(whole.length - 1, 1)
    for (const size of [1, damaged.length]) {
      const reader = openNettrace(options)
      for (let at = 0; at < damaged.length; at += size) if (!reader.push(damaged.slice(at, at + size))) break
      const file = reader.finish()
      expect(file.ok && file.value.parts.length, `in pieces of ${size}`).toBeGreaterThan(0)
      expect(file.ok && file.value.about?.notes?.join()).toMatch(/what came before is read/)
    }
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    for (const [, form] of forms)
      await expectSoundWhenDamaged(writeNettrace(drawn, form), (bytes) => readNettrace(bytes, options), {
        everyBytes: 7,
        numRuns: 150,
      })
  })
})
