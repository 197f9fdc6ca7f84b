import { describe, expect, it } from 'vitest'
import type { ThreadLook } from '../base/looks.ts'
import { parseTyped } from '../base/typed.ts'
import type { SignalId } from '../base/vocabulary.ts'
import { captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { blockText, delay, gather, window } from '../testing/gathered.ts'
import { parsedSample } from '../testing/samples.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import { deriveSignals } from './derive.ts'
import { boundsOfLooks, poissonUpper95 } from './looksBounds.ts'

function signalOf(
  looks: readonly ThreadLook[],
  id: SignalId = 'lock_wait_pct',
  runtime: 'jvm' | 'cpython' | 'go' = 'jvm',
) {
  const settings = { cores: 2 }
  const signals = deriveSignals(gather(dumpsOf(looks, runtime), settings), { facts: [], settings })
  return signals[id]
}

/** What a signal is, where it must lie: low and high in %, whole. */
function rangeOf(signal: ReturnType<typeof signalOf>): string {
  const whole = (value: number | undefined): string => (value === undefined ? '' : `${Math.round(value)}`)
  if (signal.state === 'present') return `${whole(signal.value)} [${whole(signal.low)}, ${whole(signal.high)}]`
  return `${whole(signal.range?.low)}..${whole(signal.range?.high)}`
}

/** What was seen at the looks' own instants, in %: an example, and no bound of the time between. */
function shownBy(signal: ReturnType<typeof signalOf>): number {
  return Math.round(signal.range?.shown ?? Number.NaN)
}

const many = (n: number, name: string, state: string): string[] =>
  Array.from({ length: n }, (_, index) => `${name}-${index}: ${state}`)

describe('lock wait from looks at all threads', () => {
  const queue = lookOf([...many(30, 'web', 'lock'), ...many(10, 'web-b', 'running')])

  it('of one look is an example, the interval of a share at that instant, and bounds the time around it as one toss of a coin', () => {
    expect(rangeOf(signalOf([queue], 'lock_wait_pct', 'go'))).toBe('12..')
    expect(shownBy(signalOf([queue], 'lock_wait_pct', 'go'))).toBe(62)
    // Starting jstack makes some of the others wait: a sixth of ten.
    expect(shownBy(signalOf([queue], 'lock_wait_pct', 'jvm'))).toBe(57)
  })

  it('of two threads that both wait is no example of a queue; of forty it is, and how long it lasts only more looks tell', () => {
    const all = (count: number, looks: number) =>
      signalOf(
        Array.from({ length: looks }, () => lookOf(many(count, 'web', 'lock'))),
        'lock_wait_pct',
        'go',
      )
    expect([2, 23, 40].map((count) => shownBy(all(count, 1)))).toEqual([34, 86, 91])
    // A writer that holds up 23 of 23 for 67 % of each second is met by four looks in a row once in five.
    expect([1, 2, 3, 4].map((looks) => rangeOf(all(23, looks)))).toEqual(['21..', '34..', '44..', '51..'])
    expect([5, 6, 10, 20].map((looks) => rangeOf(all(23, looks)))).toEqual([
      '100 [55, 100]',
      '100 [61, 100]',
      '100 [74, 100]',
      '100 [86, 100]',
    ])
  })

  it('of a dump that was cut off leaves open what those that are not in it do', () => {
    const cut = (...threads: readonly string[]) => signalOf([lookOf(threads, { missing: 28 })], 'lock_wait_pct', 'go')
    expect(rangeOf(cut(...many(4, 'pool', 'idle'), ...many(1, 'web', 'running')))).toBe('0..')
    const broken = lookOf(many(40, 'web', 'running'), { isCut: true })
    expect(
      rangeOf(
        signalOf(
          Array.from({ length: 6 }, () => broken),
          'lock_wait_pct',
          'go',
        ),
      ),
    ).toBe('0 [0, 100]')
    // Ten of 38, and all of them.
    expect(rangeOf(cut(...many(10, 'web', 'lock')))).toBe('2..')
    expect(shownBy(cut(...many(10, 'web', 'lock')))).toBe(12)
  })

  it('stays a bound for four looks and is a value for five, by their own scatter', () => {
    const looks = [28, 30, 32, 30, 30].map((n) =>
      lookOf([...many(n, 'web', 'lock'), ...many(40 - n, 'api', 'running')]),
    )
    expect(signalOf(looks.slice(0, 4)).state).toBe('absent')
    expect(rangeOf(signalOf(looks, 'lock_wait_pct', 'go'))).toBe('75 [55, 79]')
    // Ten of them met no other state for a quarter of the time.
    expect(rangeOf(signalOf([...looks, ...looks], 'lock_wait_pct', 'go'))).toBe('75 [73, 77]')
  })

  it('does not count a pool that never has anything to do, however large', () => {
    const busy = lookOf([...many(8, 'web', 'lock'), ...many(2, 'api', 'running'), ...many(50, 'pool', 'idle')])
    expect(rangeOf(signalOf([busy, busy, busy, busy, busy], 'lock_wait_pct', 'go'))).toBe('80 [55, 85]')
  })

  it('counts the parked threads of a pool in, below, when others of that pool are at work', () => {
    const pool = lookOf([...many(5, 'web', 'lock'), ...many(15, 'web-x', 'running')])
    const threads = [
      ...pool.threads,
      ...lookOf(many(180, 'web', 'idle')).threads.map((one) => ({ ...one, id: `i${one.id}` })),
    ]
    // 5 of 200, or 5 of 20 where the 180 have nothing to do.
    expect(rangeOf(signalOf([{ ...pool, threads }]))).toBe('0..')
  })

  it('of a lock that all run into at once is not excluded by looks that met none of them', () => {
    const looks = [0, 30, 1].map((n) => lookOf([...many(n, 'web', 'lock'), ...many(31 - n, 'api', 'io')]))
    const of = (...which: readonly number[]): string =>
      rangeOf(
        signalOf(
          which.flatMap((at) => looks[at] ?? []),
          'lock_wait_pct',
          'go',
        ),
      )
    expect([of(0), of(2), of(0, 2), of(0, 1, 2)]).toEqual(['0..', '0..', '0..', '6..99'])
    // Twenty that all met a few of them are a mean with a scatter; one of twenty that met all is no proof that nineteen did not.
    expect(of(...Array.from({ length: 20 }, () => 2))).toBe('3 [2, 14]')
  })

  it.each([
    ['an idle pool', 'idle'],
    ['sleepers', 'sleep'],
    ['readers', 'io'],
    ['waiters for a condition', 'condition'],
    ['a pool of connections that is used up', 'pool'],
    ['a lock that other processes share', 'external-lock'],
  ])('%s: none of 60 waits for a lock', (_, state) => {
    expect(rangeOf(signalOf([lookOf(many(60, 'web', state))]))).toBe('0..')
    const looks = (count: number): string =>
      rangeOf(signalOf(Array.from({ length: count }, () => lookOf(many(60, 'web', state)))))
    expect([3, 4, 5, 10, 60].map(looks)).toEqual(['0..63', '0..53', '0 [0, 45]', '0 [0, 26]', '0 [0, 5]'])
  })

  it('of few looks between two queues of a read-write lock is open above', () => {
    const turned = (state: string, turn: 'woken' | 'writer', of: number): ThreadLook => {
      const look = lookOf([...many(of, 'w', state), ...many(30 - of, 'r', 'running')])
      return { ...look, threads: look.threads.map((one, at) => (at < of ? { ...one, turn } : one)) }
    }
    // All were just let in; one waits until all others have left.
    expect(rangeOf(signalOf([turned('running', 'woken', 28)], 'lock_wait_pct', 'go'))).toBe('0..')
    expect(rangeOf(signalOf([turned('lock', 'writer', 1)], 'lock_wait_pct', 'go'))).toBe('0..')
    expect(rangeOf(signalOf([lookOf(many(30, 'r', 'running'))], 'lock_wait_pct', 'go'))).toBe('0..')
    const looks = Array.from({ length: 6 }, () => turned('lock', 'writer', 1))
    expect(rangeOf(signalOf(looks, 'lock_wait_pct', 'go'))).toBe('3 [2, 39]')
  })

  it('of a Go process whose processors are full is no more than what holds between the looks', () => {
    const typed = (text: string) => {
      const cpu = parseTyped('cpu', text)
      return cpu === undefined ? {} : { typed: { cpu } }
    }
    const at = (
      cores: number,
      cpu: string | undefined,
      runtime: 'go' | 'jvm' = 'go',
      threads = queue.threads,
    ): string => {
      const settings = { cores, ...(cpu === undefined ? {} : typed(cpu)) }
      const looks = Array.from({ length: 12 }, () => ({ ...queue, threads }))
      return rangeOf(deriveSignals(gather(dumpsOf(looks, runtime), settings), { facts: [], settings }).lock_wait_pct)
    }
    // 75 % at each of twelve looks: on one processor nothing is known below, on two seven tenths of it.
    expect(at(1, '0.98')).toBe('0..76')
    expect(at(1, undefined)).toBe('0..76')
    expect(at(2, '1.9')).toBe('52..76')
    // Room for the dump to be taken at once; nobody else at work; or somebody outside who looks.
    expect(at(1, '0.30')).toBe('75 [74, 76]')
    expect(at(2, undefined)).toBe('75 [74, 76]')
    const asleep = queue.threads.map((one) => (one.state === 'running' ? { ...one, state: 'sleep' as const } : one))
    expect(at(1, undefined, 'go', asleep)).toBe('100 [78, 100]')
    expect(at(1, '0.98', 'jvm')).toMatch(/^75 \[7\d, 76\]$/)
  })

  it('is unknown where the dump leaves out virtual threads', () => {
    const signal = signalOf([lookOf(many(4, 'main', 'sleep'), { misses: 'virtual-threads' })])
    expect(signal).toMatchObject({
      state: 'absent',
      why: { id: 'no-view', view: { why: { id: 'virtual-threads-left-out' } } },
    })
    expect(signal).not.toHaveProperty('range')
  })

  it('is bounded from both sides where only names tell: by those named, and by all of whom nothing is known', () => {
    const look = lookOf([...many(6, 'w', 'lock'), ...many(3, 'w', 'unknown').map((t) => `x${t}`), 'm-1: running'], {
      sees: 'names',
    })
    expect(rangeOf(signalOf([look], 'lock_wait_pct', 'cpython'))).toBe('8..')
    expect(shownBy(signalOf([look], 'lock_wait_pct', 'cpython'))).toBe(30)
  })
})

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
