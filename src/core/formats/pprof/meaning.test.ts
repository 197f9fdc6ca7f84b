import { describe, expect, it } from 'vitest'
import { writePprof, type WrittenProfile } from '../../testing/pprofWriter.ts'
import { readPprof } from './readPprof.ts'

const heapTypes = [
  ['alloc_objects', 'count'],
  ['alloc_space', 'bytes'],
  ['inuse_objects', 'count'],
  ['inuse_space', 'bytes'],
] as const
const lockTypes = [
  ['contentions', 'count'],
  ['delay', 'nanoseconds'],
] as const
const at = 1_795_000_000_000

/** Parts of the file as "kind covers from +length", seconds relative to `at`. */
function meaning(profile: Partial<WrittenProfile> & Pick<WrittenProfile, 'types'>, stack = ['main.main']): string[] {
  const values = profile.types.map(() => 1)
  const written = { samples: [{ stack, values }], timeNanos: at * 1e6, ...profile }
  const result = readPprof(writePprof(written), { fileName: 'x', maxInflatedBytes: 1e6 })
  if (!result.ok) throw new Error(result.error.what)
  return result.value.parts.map(({ kind, covers, window }) =>
    [kind, covers, window && `${(window.fromMs - at) / 1000}+${(window.untilMs - window.fromMs) / 1000}`]
      .join(' ')
      .trim(),
  )
}

const space = { types: heapTypes, periodType: ['space', 'bytes'] as const, period: 524288 }
const tenSeconds = { durationNanos: 10e9 }
const contentions = { types: lockTypes, periodType: ['contentions', 'count'] as const, period: 1 }

describe('what a pprof file means', () => {
  it('an execution trace’s waits for locks and channels are a block profile, those for a CPU, the network or the system are refused', () => {
    const trace = { types: lockTypes, periodType: ['trace', 'count'] as const, period: 1, timeNanos: 0 }
    expect(meaning(trace, ['main.work', 'sync.(*Mutex).Lock'])).toEqual(['block interval'])
    expect(meaning(trace, ['main.work', 'runtime.chanrecv1'])).toEqual(['block interval'])
    const others = ['runtime.asyncPreempt2', 'syscall.write', 'internal/poll.(*FD).Read', 'sync.(*Mutex).Unlock']
    for (const leaf of others) expect(() => meaning(trace, ['main.work', leaf])).toThrow(/-pprof=sched/)
    // Go's own profiles have other periods, and any leaf.
    expect(meaning(contentions, ['main.work', 'main.helper'])).toEqual(['block cumulative 0+0'])
  })

  it('a Go heap without a duration is cumulative, at an instant', () => {
    expect(meaning(space)).toEqual(['heap cumulative 0+0'])
  })

  it.each([1, 999_999, 146 * 365 * 86_400e9])('a duration of %d ns cannot be', (durationNanos) => {
    const cpu = { types: [['cpu', 'nanoseconds']] as const, durationNanos }
    expect(meaning(cpu)).toEqual(['cpu interval'])
    const written = writePprof({ ...cpu, samples: [{ stack: ['main.main'], values: [1] }], timeNanos: at * 1e6 })
    const result = readPprof(written, { fileName: 'x', maxInflatedBytes: 1e6 })
    expect(result.ok && result.value.parts[0]!.profile.meta.durationMs).toBeUndefined()
    expect(result.ok && result.value.parts[0]!.profile.meta.notes).toEqual([
      'its duration cannot be right and is not used',
    ])
  })

  it.each([1e6, 1e9, 30 * 86_400e9])('one of %d ns can', (durationNanos) => {
    expect(meaning({ types: [['cpu', 'nanoseconds']], durationNanos })).toEqual([
      `cpu interval 0+${durationNanos / 1e9}`,
    ])
  })

  it('a heap with bytes in use below zero is a difference that ends at its time', () => {
    const samples = [{ stack: ['main.main'], values: [1, 64, -1, -64] }]
    expect(meaning({ ...space, ...tenSeconds, samples })).toEqual(['heap interval -10+10'])
  })

  it('a heap with a duration is an interval', () => {
    expect(meaning({ ...space, ...tenSeconds })).toEqual(['heap interval -10+10'])
  })

  it('fewer allocated than live is a delta since a scrape nobody wrote down', () => {
    const samples = [{ stack: ['main.main'], values: [1, 64, 9, 640] }]
    expect(meaning({ ...space, samples })).toEqual(['heap interval'])
    expect(meaning({ ...space, ...tenSeconds, samples })).toEqual(['heap interval 0+10'])
  })

  it('bytes in use alone are a gauge, with a duration a sum of gauges', () => {
    const types = [['inuse_space', 'bytes']] as const
    expect(meaning({ types })).toEqual(['heap gauge 0+0'])
    expect(meaning({ types, ...tenSeconds })).toEqual(['heap interval 0+10'])
  })

  it('tells mutex from block by the leaf, cumulative from delta by the duration', () => {
    expect(meaning(contentions, ['main.main', 'sync.(*Mutex).Unlock'])).toEqual(['lock cumulative 0+0'])
    expect(meaning(contentions, ['main.main', 'sync.(*Mutex).Lock'])).toEqual(['block cumulative 0+0'])
    expect(meaning({ ...contentions, ...tenSeconds }, ['main.main', 'runtime.unlock'])).toEqual([
      'lock interval -10+10',
    ])
  })

  it('CPU starts at its time', () => {
    const types = [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ] as const
    expect(meaning({ types, ...tenSeconds })).toEqual(['cpu interval 0+10'])
    expect(meaning({ types: [['samples', 'count']], periodType: ['cpu', 'nanoseconds'], ...tenSeconds })).toEqual([
      'cpu interval 0+10',
    ])
  })

  it('a file that answers several questions gives one part each', () => {
    const types = [
      ['cpu', 'nanoseconds'],
      ['alloc_samples', 'count'],
      ['alloc_size', 'bytes'],
      ['lock_count', 'count'],
      ['lock_time', 'nanoseconds'],
    ] as const
    expect(meaning({ types, timeNanos: 0 })).toEqual(['cpu interval', 'heap interval', 'lock interval'])
  })

  it('does not believe the times of a Python agent', () => {
    const types = [['samples', 'count']] as const
    expect(meaning({ types, periodType: ['', 'milliseconds'], period: 10, durationNanos: 1e7 })).toEqual(['interval'])
  })

  it('claims nothing about types it does not know', () => {
    expect(meaning({ types: [['widgets', 'count']] })).toEqual([''])
  })

  it('goroutines are a gauge, and with a duration the change of one', () => {
    expect(meaning({ types: [['goroutine', 'count']] })).toEqual(['goroutines gauge 0+0'])
    expect(meaning({ types: [['goroutine', 'count']], durationNanos: 30e9 })).toEqual(['goroutines interval 0+30'])
  })
})
