import { describe, expect, it } from 'vitest'
import { parsedSample, sampleJson, totalOf } from '../../testing/samples.ts'
import type { ParsedFile, ParsedPart } from '../parsedFile.ts'

interface Sums {
  readonly count: number
  readonly duration_s?: number
  readonly weight?: number
  readonly tlabSize?: number
  readonly samples?: number
}
interface Oracle {
  readonly events: Readonly<Record<string, Sums>>
  readonly heapUsed: readonly (readonly [gcId: number, when: string, bytes: number])[]
}
/** What `jfr print --json` says of the same file. */
const oracleOf = (name: string): Oracle => sampleJson(`jfr/${name}.oracle.json`) as Oracle

function part(file: ParsedFile, kind: string, column: string): ParsedPart {
  const found = file.parts.find(
    (candidate) => candidate.kind === kind && candidate.profile.valueTypes.some(({ type }) => type === column),
  )
  if (!found) throw new Error(`no ${kind} part with ${column}`)
  return found
}

describe.each([
  ['jdk17', 0],
  ['jdk17-default', 4],
  ['jdk25', 3],
  ['async', 0],
] as const)('%s.jfr against the JDK’s own reading', (name, concurrentCycles) => {
  it('finds the same lock waits, counts and durations', async () => {
    const lock = part(await parsedSample(`jfr/${name}.jfr`), 'lock', 'delay')
    const { events } = oracleOf(name)
    const expected = [events['jdk.JavaMonitorEnter']!, events['jdk.ThreadPark']!]
    expect(totalOf(lock, 'contentions')).toBe(expected[0]!.count + expected[1]!.count)
    expect(totalOf(lock, 'delay') / 1e9).toBeCloseTo(expected[0]!.duration_s! + expected[1]!.duration_s!, 2)
  })

  it('finds the same heap sizes, but for those around concurrent cycles, which collect nothing', async () => {
    const { facts } = await parsedSample(`jfr/${name}.jfr`)
    const after = oracleOf(name).heapUsed.filter(([, when]) => when === 'After GC')
    const found = facts.liveHeapPoints?.map((point) => point.bytes) ?? []
    expect(found).toHaveLength(after.length - concurrentCycles)
    const known = after.map(([, , bytes]) => bytes)
    expect(found.filter((bytes) => !known.includes(bytes))).toEqual([])
  })
})

describe('recordings of the JDK', () => {
  it('count every CPU sample', async () => {
    for (const [name, type] of [
      ['jdk17', 'jdk.ExecutionSample'],
      ['jdk17-default', 'jdk.ExecutionSample'],
      ['jdk25', 'jdk.CPUTimeSample'],
    ] as const) {
      const cpu = part(await parsedSample(`jfr/${name}.jfr`), 'cpu', 'cpu')
      expect(totalOf(cpu, 'samples')).toBe(oracleOf(name).events[type]!.count)
    }
  })

  it('weigh allocation samples as the JDK does, but for the first ones left out in the open', async () => {
    const alloc = part(await parsedSample('jfr/jdk17.jfr'), 'heap', 'alloc_space')
    const leftOut = alloc.leftOut?.find(({ id }) => id === 'first-sample')?.amount ?? 0
    expect(totalOf(alloc, 'alloc_space') + leftOut).toBe(oracleOf('jdk17').events['jdk.ObjectAllocationSample']!.weight)
  })

  it('measure the waits the program measured, when every wait was recorded', async () => {
    const truth = sampleJson('jfr/jdk17.truth.json') as Readonly<Record<string, number>>
    const waited = truth['monitor_wait_seconds']! + truth['lock_wait_seconds']! + truth['semaphore_wait_seconds']!
    const lock = part(await parsedSample('jfr/jdk17.jfr'), 'lock', 'delay')
    expect(Math.abs(totalOf(lock, 'delay') / 1e9 / waited - 1)).toBeLessThan(0.01)
  })

  it('say that waits below the threshold are missing', async () => {
    expect((await parsedSample('jfr/jdk17-default.jfr')).facts.lockThresholdMs).toBe(20)
    expect((await parsedSample('jfr/jdk17.jfr')).facts.lockThresholdMs).toBe(0)
  })

  it('agree with themselves about what was allocated: samples, collections and thread statistics within 15 %', async () => {
    const { facts, parts } = await parsedSample('jfr/jdk17-default.jfr')
    const sampled = totalOf(part({ format: '', facts, parts }, 'heap', 'alloc_space'), 'alloc_space')
    const byThreads = facts.allocatedInterval!.bytes
    expect(Math.abs(sampled / byThreads - 1)).toBeLessThan(0.15)
  })
})

describe('a recording of async-profiler', () => {
  it('gives CPU, wall, allocations, survivors and locks from one file', async () => {
    const file = await parsedSample('jfr/async.jfr')
    const { events } = oracleOf('async')
    expect(totalOf(part(file, 'cpu', 'cpu'), 'samples')).toBe(events['jdk.ExecutionSample']!.count)
    expect(totalOf(part(file, 'wall', 'wall'), 'samples')).toBe(events['profiler.WallClockSample']!.samples)
    expect(totalOf(part(file, 'heap', 'alloc_space'), 'alloc_space')).toBe(
      events['jdk.ObjectAllocationInNewTLAB']!.tlabSize,
    )
    expect(totalOf(part(file, 'heap', 'live_objects'), 'live_objects')).toBe(events['profiler.LiveObject']!.count)
  })

  it('tells by its wall-clock samples what holders of locks did', async () => {
    const { facts } = await parsedSample('jfr/async.jfr')
    for (const site of ['Zoo.lock', 'Zoo.monitor']) {
      const wait = facts.lockWaits?.waits.find(({ waiters }) => waiters[0]?.site === site)
      expect(wait?.evidence).toBe('acquisition-order')
      const [most] = wait?.owner.doing ?? []
      // The program sleeps while it holds either lock.
      expect(most).toMatchObject({ kind: 'sleep', name: 'Zoo.hold' })
      expect(most?.share).toBeGreaterThan(0.7)
    }
  })

  it('is the same inside gzip, LZ4 and zstd', async () => {
    const plain = await parsedSample('jfr/async.jfr')
    for (const suffix of ['gz', 'lz4', 'zst']) {
      expect(await parsedSample(`jfr/async.jfr.${suffix}`)).toEqual(plain)
    }
  })
})
