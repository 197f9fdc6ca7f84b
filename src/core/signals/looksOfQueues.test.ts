import { describe, expect, it } from 'vitest'
import type { ThreadLook } from '../base/looks.ts'
import { captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { blockText, delay, gather, window } from '../testing/gathered.ts'
import { parsedSample } from '../testing/samples.ts'
import { many, rangeOf, signalOf } from '../testing/signalsOfLooks.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import { deriveSignals } from './derive.ts'
import { boundsOfLooks, poissonUpper95 } from './looksBounds.ts'

describe('a queue without a name', () => {
  /** `waiting` threads on line 62, and threads further on in the same function. */
  const look = (waiting: number, ahead: number): ThreadLook =>
    lookOf(
      [
        ...many(waiting, 'w', 'unknown @ Book.post:62 < run:9'),
        ...many(ahead, 'h', 'unknown @ append:31 < Book.post:66 < run:9'),
        'm-0: unknown @ main:119',
      ],
      { sees: 'names' },
    )
  const lowOf = (looks: readonly ThreadLook[]): number => {
    const signal = signalOf(looks, 'lock_wait_pct', 'cpython')
    return signal.state === 'absent' ? Math.round(signal.range?.low ?? 0) : Number.NaN
  }

  it('is told by one thread ahead of it in eight looks of ten', () => {
    expect(lowOf(Array.from({ length: 10 }, () => look(8, 1)))).toBeGreaterThan(70)
  })

  it.each([
    ['seven looks', Array.from({ length: 7 }, () => look(8, 1))],
    ['nobody ahead: sleepers, readers', Array.from({ length: 20 }, () => look(8, 0))],
    ['two ahead: a busy function, no lock', Array.from({ length: 20 }, () => look(8, 2))],
    ['one ahead every other time', Array.from({ length: 20 }, (_, n) => look(8, n % 2))],
    ['one waiting alone', Array.from({ length: 20 }, () => look(1, 1))],
  ])('is not told by %s', (_, looks) => {
    expect(lowOf(looks)).toBe(0)
  })
})

describe('recordings whose own timers are known', () => {
  const signalsOf = async (name: string, runtime: 'jvm' | 'cpython') => {
    const [part] = (await parsedSample(`thread-dumps/${name}.gz`)).parts
    return signalOf(part?.looks ?? [], 'lock_wait_pct', runtime)
  }

  it.each([
    // 10.4 of 12 desk threads, main rests in all looks; py: 8.6 of 10 workers.
    ['jdk17-cpu.jstack-5.txt', 'jvm', 86],
    ['py-spy-with.native-6.txt', 'cpython', 86],
  ] as const)('%s is within five points of them', async (name, runtime, truth) => {
    const signal = await signalsOf(name, runtime)
    expect(signal.state === 'present' && Math.abs(signal.value - truth)).toBeLessThan(5)
  })

  it('allows for those who wait because the dump is being taken', async () => {
    // 0.6 to 1.4 of 12 desk threads, by the program's own timers; the dumps show 2 or 3 each.
    const signal = await signalsOf('jdk25-reentrant.jstack-5.txt', 'jvm')
    expect(signal).toMatchObject({ state: 'present' })
    if (signal.state === 'absent') throw new Error('absent')
    expect(signal.low).toBeLessThan(5)
    expect(signal.high).toBeGreaterThan(12)
  })

  it.each([
    ['py-spy-with.dumps-12.txt', 86],
    ['py-spy-log.dumps-12.txt', 80],
    ['py-spy-explicit.dumps-12.txt', 88],
    ['py-spy-idle.dumps-12.txt', 0],
    ['py-spy-io.dumps-12.txt', 0],
    ['py-spy-sleep.dumps-12.txt', 0],
    ['py-spy-conditions.dumps-12.txt', 0],
  ])('%s has the truth between its bounds', async (name, truth) => {
    const signal = await signalsOf(name, 'cpython')
    const range = signal.state === 'absent' ? signal.range : undefined
    expect(range?.low ?? 0).toBeLessThanOrEqual(truth)
    expect(range?.high ?? 100).toBeGreaterThanOrEqual(truth)
    expect(range?.low ?? 0).toBeGreaterThanOrEqual(truth === 0 ? 0 : truth - 16)
  })
})

describe('CPU from looks', () => {
  it('is bounded by the threads that seem to run, by Poisson’s limit', () => {
    expect(poissonUpper95(0)).toBeCloseTo(3, 1)
    expect(poissonUpper95(5)).toBeCloseTo(10.5, 0)
    const idle = Array.from({ length: 20 }, () => lookOf(many(4, 'w', 'sleep')))
    // Three in twenty looks, of two cores: 7.5 %.
    expect(rangeOf(signalOf(idle, 'cpu_user_pct', 'cpython'))).toBe('..7')
    // Go's collector is in no dump of goroutines.
    expect(rangeOf(signalOf(idle, 'cpu_user_pct', 'go'))).toBe('..')
  })

  it('is the threads’ own times where a JVM prints them, without the dumper’s, the collector’s share apart', () => {
    const at = (seconds: number): ThreadLook => {
      const { threads } = lookOf(['main-1: running', 'GC Thread#0: running', 'Attach: running'])
      const roles = ['application', 'collector', 'profiler'] as const
      const used = [0.5, 0.25, 5]
      return {
        ...lookOf([]),
        isToEnd: true,
        uptimeMs: seconds * 1000,
        threads: threads.map((thread, n) => ({
          ...thread,
          role: roles[n] ?? 'application',
          cpuNs: (used[n] ?? 0) * seconds * 1e9,
          elapsedNs: seconds * 1e9,
        })),
      }
    }
    expect(signalOf([at(10), at(14), at(20)], 'cpu_user_pct')).toMatchObject({ state: 'present', value: 37.5 })
    expect(rangeOf(signalOf([at(10), at(20)], 'cpu_alloc_pct'))).toBe('33..48')
    // The serial collector works in the virtual machine's own thread: what that used may all be collecting.
    const serial = (seconds: number): ThreadLook => ({
      ...at(seconds),
      threads: at(seconds).threads.map((one) =>
        one.role === 'collector' ? { ...one, role: 'runtime' as const } : one,
      ),
    })
    expect(rangeOf(signalOf([serial(10), serial(20)], 'cpu_alloc_pct'))).toBe('0..48')
    // One dump has no "between": its times are those since the start.
    expect(signalOf([at(10)], 'cpu_user_pct').state).toBe('absent')
    // Threads with other addresses are those of another process.
    const other = { ...at(20), threads: at(20).threads.map((one) => ({ ...one, id: `other ${one.id}` })) }
    expect(signalOf([at(10), other], 'cpu_user_pct').state).toBe('absent')
    // A counter that falls belongs to another process.
    expect(signalOf([at(20), { ...at(10), uptimeMs: 30_000 }], 'cpu_user_pct').state).toBe('absent')
    // Dumps that were cut off, or pasted without their last threads, lack the collector's CPU.
    const { isToEnd, ...pasted } = at(20)
    expect(isToEnd).toBe(true)
    for (const lost of [pasted, { ...at(20), missing: 3 }, { ...at(20), isCut: true as const }])
      expect(signalOf([at(10), lost], 'cpu_user_pct').state).toBe('absent')
  })
})

describe('dumps inside a recording of waits', () => {
  const queue = lookOf([...many(30, 'web', 'lock'), ...many(10, 'web-b', 'running')])
  // Waits too short to be written are missing: what was recorded says nothing of how many waited.
  const recorded = captureOf({
    kind: 'lock',
    from: 0,
    until: 60,
    runtime: 'jvm',
    file: 'a.jfr',
    valueType: delay,
    text: blockText(1, 1),
  })
  const bounds = (captures: readonly Capture[]) =>
    boundsOfLooks(
      gather(captures).looks,
      { id: 'cpu_user_pct', state: 'absent', why: { id: 'no-cpu-sample' } },
      2,
      true,
    )
      .filter(({ signal }) => signal === 'lock_wait_pct')
      .map(({ low, high }) => `${Math.round(low ?? 0)}..${Math.round(high ?? 100)}`)
  const inside = dumpsOf([queue, queue]).map((dump) => ({ ...dump, hash: recorded.hash }))

  it('are no share of its time', () => {
    expect(bounds([recorded, ...inside])).toEqual([])
  })
  it('leave those that were taken beside it what they say', () => {
    const apart = dumpsOf([queue, queue, queue])
    expect(bounds([recorded, ...apart])).toEqual(['23..91'])
    expect(bounds([recorded, ...inside, ...apart])).toEqual(['23..91'])
  })
  it('say what is known, in the value as in the rules, where the recording says less', () => {
    const apart = dumpsOf([queue, queue, queue])
    const facts = [{ file: 'a.jfr', facts: { lockThresholdMs: 20 } }]
    const low = gatherWindow({ captures: [recorded, ...apart], facts, window, settings: { threads: 40 } })
    const { lock_wait_pct: lock } = deriveSignals(low, { facts, settings: {} })
    expect(lock).toMatchObject({ state: 'present', bound: 'lower', how: { id: 'bounded-beside', by: { id: 'looks' } } })
    if (lock.state === 'present') expect([lock.value, lock.low].map(Math.round)).toEqual([23, 23])
    // What was measured in full stands.
    const { lock_wait_pct: full } = deriveSignals(gather([recorded, ...apart], { threads: 40 }), {
      facts: [],
      settings: {},
    })
    expect(full).toMatchObject({ state: 'present', how: { id: 'lock-waits' } })
  })
})
