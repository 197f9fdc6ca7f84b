import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readSpeedscope } from './speedscope.ts'

const options: ReadOptions = { fileName: 'a.speedscope.json', maxInflatedBytes: 1e9 }
const utf8 = new TextEncoder()
const read = (file: object) => readSpeedscope(utf8.encode(JSON.stringify(file)), options)
function partsOf(file: object) {
  const result = read(file)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts
}

const named = (...names: string[]) => ({ frames: names.map((name) => ({ name })) })
const sampled = (name: string, unit: string, samples: number[][], weights: number[]) => ({
  type: 'sampled',
  name,
  unit,
  startValue: 0,
  endValue: weights.reduce((a, b) => a + b, 0),
  samples,
  weights,
})
const evented = (name: string, unit: string, ...events: [string, number, number][]) => ({
  type: 'evented',
  name,
  unit,
  startValue: 0,
  endValue: events.at(-1)![2],
  events: events.map(([type, frame, at]) => ({ type, frame, at })),
})

describe('readSpeedscope', () => {
  it('adds sampled weights up per thread in base units', () => {
    const [part] = partsOf({
      shared: named('main', 'work'),
      profiles: [sampled('t1', 'milliseconds', [[0], [0, 1], [0, 1]], [1, 2, 3])],
    })
    expect(part!.kind).toBeUndefined()
    expect(drawStacks(part!.profile)).toEqual([
      '@t1 main time=1000000 samples=1',
      '@t1 main;work time=5000000 samples=2',
    ])
    expect(part!.profile.meta.durationMs).toBe(6)
  })

  it('takes no length from rbspy, which says 0 to 1 s of any', () => {
    const file = (exporter: string) => ({
      exporter,
      shared: named('hot'),
      profiles: [{ ...sampled('rbspy profile - pid 7', 'seconds', [[0], [0]], [1.5, 0.5]), endValue: 1 }],
    })
    expect(partsOf(file('rbspy@0.55.0'))[0]!.profile.meta.durationMs).toBeUndefined()
    // Of others threads may be added up.
    expect(partsOf(file('somebody'))[0]!.profile.meta.durationMs).toBe(1000)
  })

  it('gives each open stack the time until the next event', () => {
    //  main ▇▇▇▇▇▇▇▇  0–8
    //  work   ▇▇▇     2–5
    const [part] = partsOf({
      shared: named('main', 'work'),
      profiles: [evented('t', 'microseconds', ['O', 0, 0], ['O', 1, 2], ['C', 1, 5], ['C', 0, 8])],
    })
    expect(drawStacks(part!.profile)).toEqual(['@t main time=5000 samples=0', '@t main;work time=3000 samples=0'])
  })

  it('counts events that do not balance instead of believing them', () => {
    const [part] = partsOf({
      shared: named('main', 'work'),
      profiles: [evented('t', 'none', ['O', 0, 0], ['C', 1, 5], ['C', 0, 5], ['O', 99, 6])],
    })
    expect(part!.profile.meta.notes.join()).toContain('2 events')
  })

  it('closes frames in whatever order the file does', () => {
    //  main ▇▇▇▇▇▇▇▇▇▇ 0–10   its end is written before that of work, once at the same moment and once later
    //  work   ▇▇▇▇▇▇▇▇ 2–10
    const [part] = partsOf({
      shared: named('main', 'work', 'late'),
      profiles: [
        evented('t', 'microseconds', ['O', 0, 0], ['O', 1, 2], ['C', 0, 10], ['C', 1, 10], ['O', 2, 30], ['C', 2, 40]),
      ],
    })
    expect(drawStacks(part!.profile)).toEqual([
      '@t main time=2000 samples=0',
      '@t main;work time=8000 samples=0',
      '@t late time=10000 samples=0',
    ])
    expect(part!.profile.meta.notes.join()).not.toContain('events')
  })

  it('takes threads with equal totals for wall time', () => {
    const threads = ['a', 'b', 'c'].map((name) => sampled(name, 'seconds', [[0]], [2]))
    expect(partsOf({ shared: named('main'), profiles: threads })[0]!.kind).toBe('wall')
  })

  it('reads py-spy: threads from profile names, native frames by their object, idle threads by equal counts', () => {
    const frames = [
      { name: 'thread (16): w', file: '', line: 0 },
      { name: 'Ledger.post', file: '/srv/pay/ledger.py', line: 6 },
      { name: 'clock_nanosleep', file: '/usr/lib/libc.so.6', line: 0 },
    ]
    const ticks = 8
    const thread = (name: string) => sampled(name, 'seconds', Array(ticks).fill([0, 1, 2]), Array(ticks).fill(0.125))
    const [part] = partsOf({
      exporter: 'py-spy@0.4.2',
      shared: { frames },
      profiles: [thread('Thread 16 "w"'), thread('Process 9 Thread 17 "x"')],
    })
    expect(part!.profile.meta.notes.join()).not.toContain('added up')
    const [both] = partsOf({
      exporter: 'py-spy@0.4.2',
      shared: { frames },
      profiles: [thread('Process 8 Thread 16 "w"'), thread('Process 9 Thread 17 "x"')],
    })
    expect(both!.profile.meta.notes.join()).toContain('2 processes are added up in it')
    expect(part).toMatchObject({ kind: 'wall', covers: 'interval' })
    expect(part!.profile.threads).toEqual([
      { id: '16', name: 'w' },
      { id: '9/17', name: 'x' },
    ])
    expect(drawStacks(part!.profile)[0]).toBe('@w ledger.Ledger.post;clock_nanosleep wall=1000000000 samples=8')
    expect(part!.profile.meta).toMatchObject({
      ticks: 8,
      period: 125_000_000,
      runtime: 'cpython',
      emitter: 'py-spy@0.4.2',
    })
  })

  it('takes a py-spy file without samples for an answer: nothing ran', () => {
    const [part] = partsOf({ exporter: 'py-spy@0.4.2', shared: { frames: [] }, profiles: [] })
    expect(part!.profile.samples.length).toBe(0)
    expect(read({ shared: { frames: [] }, profiles: [] }).ok).toBe(false)
  })

  it('reads memray: bytes and counts of the same stacks are one live heap', () => {
    const parts = partsOf({
      exporter: 'memray@1.19.0',
      shared: { frames: [{ name: 'load', file: '/srv/pay/cache.py', line: 4 }] },
      profiles: [sampled('Memory', 'bytes', [[0]], [4096]), sampled('Allocations', 'none', [[0]], [2])],
    })
    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge' })
    expect(drawStacks(parts[0]!.profile)).toEqual(['cache.load inuse_space=4096 inuse_objects=2'])
  })

  it('reads dotnet-trace: thread time as wall, CPU_TIME as an upper bound of CPU, and no command line', () => {
    const parts = partsOf({
      shared: named(
        'Process64 shop (7) Args: --key s3cr3t',
        'Thread (12)',
        'Shop!Shop.Cart.Total()',
        'CPU_TIME',
        'UNMANAGED_CODE_TIME',
      ),
      profiles: [
        evented(
          'Thread (12)',
          'milliseconds',
          ['O', 0, 0],
          ['O', 1, 0],
          ['O', 2, 0],
          ['O', 3, 0],
          ['C', 3, 2],
          ['O', 4, 2],
          ['C', 4, 5],
          ['C', 2, 5],
          ['C', 1, 5],
          ['C', 0, 5],
        ),
      ],
    })
    expect(parts.map((part) => part.kind)).toEqual(['wall', 'cpu'])
    expect(drawStacks(parts[0]!.profile)).toEqual([
      '@Thread (12) Shop.Cart.Total();CPU_TIME wall=2000000',
      '@Thread (12) Shop.Cart.Total();UNMANAGED_CODE_TIME wall=3000000',
    ])
    expect(drawStacks(parts[1]!.profile)).toEqual(['@Thread (12) Shop.Cart.Total() cpu=2000000'])
    expect(JSON.stringify(parts)).not.toContain('s3cr3t')
  })

  describe('CPU_TIME of dotnet-trace', () => {
    /** 5 s in this stack, root first, above the leaf CPU_TIME. */
    const cpuOf = (...functions: string[]) => {
      const parts = partsOf({
        shared: named(...functions, 'CPU_TIME'),
        profiles: [sampled('Thread (12)', 'seconds', [[...functions.keys(), functions.length]], [5])],
      })
      const cpu = parts.find(({ kind }) => kind === 'cpu')
      return cpu ? drawStacks(cpu.profile) : []
    }
    const wait = 'System.Private.CoreLib.il!System.Threading.WaitHandle.WaitOneNoCheck(int32)'

    it('is no CPU where the thread stands in a wait, and the file says how much that was', () => {
      expect(cpuOf('Shop!Shop.Worker.Loop()', wait)).toEqual([])
      const parts = partsOf({
        shared: named('Shop!Shop.Worker.Loop()', wait, 'Shop!Shop.Sum()', 'CPU_TIME'),
        profiles: [
          sampled(
            'Thread (12)',
            'seconds',
            [
              [0, 1, 3],
              [0, 2, 3],
            ],
            [5, 2],
          ),
        ],
      })
      expect(drawStacks(parts[1]!.profile)).toEqual(['@Thread (12) Shop.Worker.Loop();Shop.Sum() cpu=2000000000'])
      expect(parts[1]!.profile.meta.notes.join()).toContain('5.0 s under CPU_TIME stand in functions that wait')
    })

    it.each([
      'System.Private.CoreLib!System.Threading.Thread.Join(int32)',
      'System.Net.Sockets!Interop+Sys.WaitForSocketEvents(native int,value class SocketEvent*,int32*)',
    ])('is no CPU in %s', (name) => {
      expect(cpuOf('Shop!A()', name)).toEqual([])
    })

    it('is a wait with helpers of the runtime below it as well', () => {
      expect(cpuOf('Shop!A()', wait, 'System.Private.CoreLib.il!System.Threading.Thread.PollGC()')).toEqual([])
      expect(
        cpuOf('Shop!A()', 'System.Threading.Monitor.Enter(object)', 'Interop+Kernel32.WaitForSingleObject()'),
      ).toEqual([])
    })

    it('is CPU in a function that computes, also in one that a wait runs inline, that spins, or that only asks', () => {
      const task = 'System.Private.CoreLib!System.Threading.Tasks.Task.InternalWait(int32)'
      const computing = [
        ['Shop!Shop.Math.DigitSum(int64)'],
        ['Shop!A()', task, 'System.Private.CoreLib!System.Threading.Tasks.Task.ExecuteEntry()', 'Shop!Shop.Sum()'],
        ['Shop!A()', task, 'System.Private.CoreLib!System.Threading.SpinWait.SpinOnceCore(int32)'],
        ['Shop!A()', 'System.Private.CoreLib!System.Threading.SemaphoreSlim.WaitAsync()'],
        ['Shop!Shop.WaitHandles.Count()'],
        ['Shop!A()', 'System.Private.CoreLib!System.String.Join(string,string[])'],
        ['Shop!Shop.Pool.JoinInternal()'],
      ]
      for (const functions of computing) expect(cpuOf(...functions)).toHaveLength(1)
    })
  })

  it('says that weights are missing where samples are there, and that samples are where none is', () => {
    const refusal = (weights: readonly unknown[], samples: readonly (readonly number[])[]): string => {
      const profile = { type: 'sampled', name: 'p', unit: 'seconds', startValue: 0, endValue: 1, samples, weights }
      const file = { shared: named('a'), profiles: [profile] }
      const result = readSpeedscope(new TextEncoder().encode(JSON.stringify(file)), {
        fileName: 'a.json',
        maxInflatedBytes: 1e9,
      })
      return result.ok ? '' : result.error.what
    }
    expect(refusal(['1', '2'], [[0], [0]])).toBe('none of its samples has a weight that is a number')
    expect(refusal([], [])).toBe('none of its profiles holds a sample')
  })

  it('survives hostile names, indexes and any other JSON', () => {
    const names = ['__proto__', 'constructor', '', '\u0000', '<img src=x onerror=alert(1)>', 'x'.repeat(100_000)]
    const profiles = [sampled('p', 'none', [[0, 1, 2, 3, 4, 5], [-1], [1e300], [6]], [1, 2, 3, 4])]
    const [part] = partsOf({ shared: named(...names), profiles })
    expect(part!.profile.samples.length).toBe(2)
    // Two of these on one stack add up to infinity.
    const huge = [-Number.MAX_VALUE, -Number.MAX_VALUE]
    expectErrorOrValue(
      read({ shared: named('a'), profiles: [{ type: 'sampled', samples: [[0], [0]], weights: huge }] }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (frames, samples) => {
        expectErrorOrValue(
          read({
            shared: { frames },
            profiles: [
              { type: 'sampled', samples, weights: samples },
              { type: 'evented', events: samples },
            ],
          } as object),
        )
      }),
    )
  })

  it('turns any prefix into an error value', () => {
    const whole = utf8.encode(JSON.stringify({ shared: named('a'), profiles: [sampled('p', 'none', [[0]], [1])] }))
    for (let length = 0; length < whole.length; length += 1) {
      expect(readSpeedscope(whole.subarray(0, length), options).ok).toBe(false)
    }
  })
})
