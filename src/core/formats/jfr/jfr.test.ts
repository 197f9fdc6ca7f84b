import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../result.ts'
import { CancelledError, type ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../testing/drawStacks.ts'
import { drawJfr, type DrawnChunk, type DrawnField, type DrawnTypes } from './drawJfr.ts'
import { readJfr } from './jfr.ts'

const options: ReadOptions = { fileName: 'app.jfr', maxInflatedBytes: 1e9 }

const ticks = (name: string): DrawnField => ({ name, type: 'long', unit: 'TICKS' })
const pooled = (name: string, type: string): DrawnField => ({ name, type, pooled: true })
const plain = (name: string, type: string): DrawnField => ({ name, type })
const threadField = (name: string): DrawnField => pooled(name, 'java.lang.Thread')
const stackField = pooled('stackTrace', 'jdk.types.StackTrace')

const types: DrawnTypes = {
  'java.lang.Thread': [
    plain('osName', 'java.lang.String'),
    plain('osThreadId', 'long'),
    plain('javaName', 'java.lang.String'),
    plain('javaThreadId', 'long'),
  ],
  'jdk.types.Symbol': [plain('string', 'java.lang.String')],
  'java.lang.Class': [pooled('name', 'jdk.types.Symbol'), plain('modifiers', 'int')],
  'jdk.types.Method': [pooled('type', 'java.lang.Class'), pooled('name', 'jdk.types.Symbol')],
  'jdk.types.FrameType': [plain('description', 'java.lang.String')],
  'jdk.types.ThreadState': [plain('name', 'java.lang.String')],
  'jdk.types.StackFrame': [
    pooled('method', 'jdk.types.Method'),
    plain('lineNumber', 'int'),
    plain('bytecodeIndex', 'int'),
    pooled('type', 'jdk.types.FrameType'),
  ],
  'jdk.types.StackTrace': [
    plain('truncated', 'boolean'),
    { name: 'frames', type: 'jdk.types.StackFrame', array: true },
  ],
  'jdk.types.GCWhen': [plain('when', 'java.lang.String')],
  'jdk.types.GCName': [plain('name', 'java.lang.String')],
  'jdk.types.VirtualSpace': [plain('start', 'long'), plain('committedSize', 'long')],
  'jdk.ActiveSetting': [
    ticks('startTime'),
    plain('id', 'long'),
    plain('name', 'java.lang.String'),
    plain('value', 'java.lang.String'),
  ],
  'jdk.ThreadStart': [ticks('startTime'), threadField('thread')],
  'jdk.ExecutionSample': [
    ticks('startTime'),
    threadField('sampledThread'),
    stackField,
    pooled('state', 'jdk.types.ThreadState'),
  ],
  'jdk.ObjectAllocationSample': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    pooled('objectClass', 'java.lang.Class'),
    plain('weight', 'long'),
  ],
  'jdk.JavaMonitorEnter': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('monitorClass', 'java.lang.Class'),
  ],
  'jdk.ThreadPark': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('parkedClass', 'java.lang.Class'),
  ],
  'jdk.CPULoad': [
    ticks('startTime'),
    plain('jvmUser', 'float'),
    plain('jvmSystem', 'float'),
    plain('machineTotal', 'float'),
  ],
  'jdk.CPUInformation': [ticks('startTime'), plain('cpu', 'java.lang.String'), plain('hwThreads', 'int')],
  'jdk.GCHeapSummary': [
    ticks('startTime'),
    plain('gcId', 'int'),
    pooled('when', 'jdk.types.GCWhen'),
    plain('heapSpace', 'jdk.types.VirtualSpace'),
    plain('heapUsed', 'long'),
  ],
  'jdk.GarbageCollection': [
    ticks('startTime'),
    ticks('duration'),
    plain('gcId', 'int'),
    pooled('name', 'jdk.types.GCName'),
  ],
  'jdk.InitialEnvironmentVariable': [
    ticks('startTime'),
    plain('key', 'java.lang.String'),
    plain('value', 'java.lang.String'),
  ],
}
const typeId = (name: string): number => 19 + Object.keys(types).indexOf(name)

// main → Shop.serve → Cart.total, and the same below a C++ frame.
const pools: NonNullable<DrawnChunk['pools']> = {
  'jdk.types.Symbol': [
    [1, 'shop/Shop'],
    [2, 'serve'],
    [3, 'shop/Cart'],
    [4, 'total'],
    [5, 'libjvm.so'],
    [6, 'ObjectMonitor::enter'],
    [7, 'java/util/concurrent/locks/ReentrantLock$NonfairSync'],
    [8, 'java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionObject'],
  ],
  'java.lang.Class': [
    [1, 1, 0],
    [2, 3, 0],
    [3, 5, 0],
    [4, 7, 0],
    [5, 8, 0],
  ],
  'jdk.types.Method': [
    [1, 1, 2],
    [2, 2, 4],
    [3, 3, 6],
  ],
  'jdk.types.FrameType': [
    [1, 'JIT compiled'],
    [2, 'C++'],
  ],
  'jdk.types.ThreadState': [
    [1, 'STATE_DEFAULT'],
    [2, 'STATE_RUNNABLE'],
  ],
  'jdk.types.StackTrace': [
    [
      1,
      0,
      [
        [2, 20, 1, 1],
        [1, 10, 1, 1],
      ],
    ],
    [
      2,
      1,
      [
        [3, 0, 0, 2],
        [1, 12, 1, 1],
      ],
    ],
    [2n ** 60n + 1n, 0, [[1, 10, 1, 1]]],
  ],
  'java.lang.Thread': [
    [1, 'main', 41, 'main', 1],
    [2, 'worker', 42, 'worker', 7],
  ],
  'jdk.types.GCWhen': [
    [1, 'Before GC'],
    [2, 'After GC'],
  ],
  'jdk.types.GCName': [
    [1, 'G1New'],
    [2, 'G1Full'],
  ],
}

function read(...chunks: readonly Partial<DrawnChunk>[]) {
  const result = readJfr(drawJfr(...chunks.map((chunk) => ({ types, pools, events: [], ...chunk }))), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}
const ms = (n: number): number => n * 1_000_000

describe('readJfr', () => {
  it('resolves stacks through the pools of their chunk and takes the period from the settings', () => {
    const { parts } = read({
      startMs: 5000,
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.ExecutionSample'), 'period', '10 ms'],
        ['jdk.ExecutionSample', ms(100), 1, 1, 2],
        ['jdk.ExecutionSample', ms(300), 2, 2, 2],
      ],
    })
    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatchObject({ kind: 'cpu', covers: 'interval', window: { fromMs: 5000, untilMs: 6000 } })
    expect(drawStacks(parts[0]!.profile)).toEqual([
      '@main shop.Shop.serve;shop.Cart.total cpu=10000000 samples=1',
      '@worker shop.Shop.serve;ObjectMonitor::enter cpu=10000000 samples=1',
    ])
    expect(Array.from(parts[0]!.profile.samples.timeMs!)).toEqual([5100, 5300])
    expect(parts[0]!.profile.meta.notes.join()).toContain('1 different stack is deeper')
  })

  it('reads fixed-width integers, keys beyond 2^53 and clocks beyond 2^53 ticks', () => {
    const start = 2n ** 55n
    for (const compressed of [true, false]) {
      const { parts } = read({
        compressed,
        startTicks: start,
        events: [['jdk.ExecutionSample', start + 250_000_000n, 1, 2n ** 60n + 1n, 1]],
      })
      expect(drawStacks(parts[0]!.profile)).toEqual(['@main shop.Shop.serve cpu=20000000 samples=1'])
      expect(parts[0]!.profile.samples.timeMs![0]).toBeCloseTo(250, 3)
    }
  })

  it('reads each chunk with its own ids', () => {
    const swapped: DrawnTypes = Object.fromEntries(Object.entries(types).toReversed())
    const renamed = {
      ...pools,
      'jdk.types.Symbol': [
        [1, 'other/Place'],
        [2, 'run'],
      ] as const,
    }
    const { parts } = read(
      { events: [['jdk.ExecutionSample', 0, 1, 1, 1]] },
      { startMs: 1000, types: swapped, pools: renamed, events: [['jdk.ExecutionSample', 0, 1, 2n ** 60n + 1n, 1]] },
    )
    expect(drawStacks(parts[0]!.profile).map((line) => line.split(' ')[1])).toEqual([
      'shop.Shop.serve;shop.Cart.total',
      'other.Place.run',
    ])
    expect(parts[0]!.window).toEqual({ fromMs: 0, untilMs: 2000 })
  })

  it('keeps parking on queues and conditions apart from waiting for locks', () => {
    const { parts, facts } = read({
      durationMs: 3000,
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.JavaMonitorEnter'), 'threshold', '20 ms'],
        ['jdk.JavaMonitorEnter', ms(100), ms(50), 1, 1, 1],
        ['jdk.ThreadPark', ms(200), ms(30), 2, 1, 4],
        ['jdk.ThreadPark', ms(500), ms(1000), 2, 1, 5],
      ],
    })
    const [lock] = parts
    expect(lock!.kind).toBe('lock')
    expect(drawStacks(lock!.profile)).toEqual([
      '@main shop.Shop.serve;shop.Cart.total delay=50000000 contentions=1',
      '@worker shop.Shop.serve;shop.Cart.total delay=30000000 contentions=1',
    ])
    expect(lock!.profile.labelSets[1]).toContainEqual({
      key: 'lock',
      value: 'java.util.concurrent.locks.ReentrantLock$NonfairSync',
    })
    expect(lock!.leftOut).toEqual([
      { id: 'parking', text: expect.stringContaining('waiting for work') as string, amount: 1e9 },
    ])
    expect(facts.otherWaits).toEqual([
      { timeMs: 0, kind: 'cond', ns: 500e6 },
      { timeMs: 1000, kind: 'cond', ns: 500e6 },
    ])
    expect(facts.lockThresholdMs).toBe(20)
  })

  it('counts only the part of a wait that lies inside the recording', () => {
    const { parts } = read({
      startTicks: BigInt(ms(60_000)),
      events: [['jdk.JavaMonitorEnter', ms(10_000), ms(50_400), 1, 1, 1]],
    })
    expect(parts[0]!.profile.samples.values[0]![0]).toBeCloseTo(400e6, -3)
  })

  it('leaves out the first allocation sample of threads older than the recording, and says how much', () => {
    const { parts } = read({
      events: [
        ['jdk.ObjectAllocationSample', 10, 1, 1, 1, 900_000_000],
        ['jdk.ObjectAllocationSample', 20, 1, 1, 1, 1000],
        ['jdk.ObjectAllocationSample', 30, 2, 1, 1, 500],
        ['jdk.ThreadStart', 5, 2],
      ],
    })
    expect(drawStacks(parts[0]!.profile).map((line) => line.split(' ').slice(2).join(' '))).toEqual([
      'alloc_space=1000 alloc_objects=1',
      'alloc_space=500 alloc_objects=1',
    ])
    expect(parts[0]!.leftOut).toMatchObject([{ id: 'first-sample', amount: 900_000_000 }])
  })

  it('adds up what each thread allocated, unless threads come and go and take their bytes with them', () => {
    const statistics: readonly DrawnField[] = [ticks('startTime'), plain('allocated', 'long'), threadField('thread')]
    const more: DrawnTypes = {
      ...types,
      'jdk.ThreadAllocationStatistics': statistics,
      'jdk.ThreadEnd': [ticks('startTime'), threadField('thread')],
    }
    const events: DrawnChunk['events'] = [
      ['jdk.ExecutionSample', 0, 1, 1, 1],
      ['jdk.ThreadAllocationStatistics', 0, 1000, 1],
      ['jdk.ThreadAllocationStatistics', ms(5000), 1700, 1],
      ['jdk.ThreadAllocationStatistics', ms(5000), 40, 2],
    ]
    const { allocatedInterval } = read({ types: more, events }).facts
    expect(allocatedInterval).toMatchObject({ window: { fromMs: 0, untilMs: 5000 }, bytes: 740 })
    const churning = read({ types: more, events: [...events, ['jdk.ThreadEnd', ms(900), 2]] })
    expect(churning.facts.allocatedInterval).toBeUndefined()
  })

  it('joins heap sizes after collections with what was collected, and adds up what was allocated between', () => {
    const { facts } = read({
      events: [
        ['jdk.ExecutionSample', 0, 1, 1, 1],
        ['jdk.GCHeapSummary', ms(100), 1, 2, [0, 0], 100],
        ['jdk.GarbageCollection', ms(90), ms(10), 1, 1],
        ['jdk.GCHeapSummary', ms(500), 2, 1, [0, 0], 400],
        ['jdk.GCHeapSummary', ms(510), 2, 2, [0, 0], 90],
        ['jdk.GarbageCollection', ms(500), ms(10), 2, 2],
        ['jdk.CPULoad', ms(0), 0, 0, 0],
        ['jdk.CPULoad', ms(900), 0.25, 0.125, 1],
        ['jdk.CPUInformation', 0, 'x', 8],
      ],
    })
    expect(facts.liveHeapPoints).toEqual([
      { timeMs: 100, bytes: 100, collection: 'young' },
      { timeMs: 510, bytes: 90, collection: 'full' },
    ])
    expect(facts.allocatedTotals).toEqual([
      { timeMs: 100, bytes: 0 },
      { timeMs: 500, bytes: 300 },
    ])
    expect(facts.cpuLoad).toEqual([{ timeMs: 900, share: 0.375 }])
    expect(facts).toMatchObject({ cores: 8, hwThreads: 8, coresFrom: 'jdk.CPUInformation.hwThreads' })
  })

  it('tells CPU from wall samples of async-profiler by thread state, and by engine where states cannot', () => {
    const asyncTypes = { ...types, 'profiler.Window': [ticks('startTime')] }
    const events = [
      ['jdk.ExecutionSample', 0, 1, 1, 1],
      ['jdk.ExecutionSample', 0, 1, 1, 2],
    ] as const
    const setting = (name: string, value: string) =>
      ['jdk.ActiveSetting', 0, typeId('jdk.ExecutionSample'), name, value] as const
    const both = read({
      types: asyncTypes,
      events: [setting('event', 'cpu'), setting('interval', '1000000'), setting('wall', '5000000'), ...events],
    })
    expect(both.parts.map((part) => `${part.kind} ${part.profile.samples.values[0]!.join()}`)).toEqual([
      'cpu 1000000',
      'wall 5000000',
    ])
    const old = read({ types: asyncTypes, events: [setting('event', 'cpu'), setting('interval', '0'), ...events] })
    expect(old.parts.map((part) => `${part.kind} ${part.profile.samples.length}`)).toEqual(['cpu 2'])
  })

  it('says "measured, nothing seen" when locks were recorded and nobody waited', () => {
    const { parts } = read({
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.JavaMonitorEnter'), 'enabled', 'true'],
        ['jdk.ActiveSetting', 0, typeId('jdk.ObjectAllocationSample'), 'enabled', 'false'],
      ],
    })
    expect(parts.map((part) => `${part.kind} ${part.profile.samples.length}`)).toEqual(['lock 0'])
  })

  it('never looks at environment variables', () => {
    const parsed = read({
      events: [
        ['jdk.InitialEnvironmentVariable', 0, 'AWS_SECRET', 's3cr3t'],
        ['jdk.ExecutionSample', 0, 1, 1, 1],
      ],
    })
    expect(JSON.stringify(parsed)).not.toMatch(/s3cr3t|AWS_SECRET/)
  })

  it('keeps complete chunks of a file that breaks off, and refuses one that has none', () => {
    const whole = drawJfr({ types, pools, events: [['jdk.ExecutionSample', 0, 1, 1, 1]] })
    const cut = Uint8Array.from([...whole, ...whole.subarray(0, whole.length - 9)])
    const result = readJfr(cut, options)
    expect(result.ok && result.value.parts[0]!.profile.meta.notes.join()).toContain('still being written')
    const none = readJfr(whole.subarray(0, whole.length - 1), options)
    expect(!none.ok && explainLoadError(none.error)).toBe(
      'app.jfr: the recording has no complete chunk: the last chunk was still being written. End or dump it properly (`jcmd PID JFR.dump filename=out.jfr`, or stop async-profiler) and open that file.',
    )
  })

  it('turns any prefix and any changed bytes into a value or an error value', () => {
    const whole = drawJfr({
      types,
      pools,
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.JavaMonitorEnter'), 'threshold', '20 ms'],
        ['jdk.ExecutionSample', 0, 1, 1, 1],
        ['jdk.JavaMonitorEnter', ms(100), ms(50), 1, 2, 1],
        ['jdk.ThreadPark', ms(200), ms(30), 2, 1, 4],
        ['jdk.ObjectAllocationSample', 20, 1, 1, 1, 1000],
        ['jdk.GCHeapSummary', ms(500), 2, 1, [0, 0], 400],
      ],
    })
    for (let length = 0; length < whole.length; length += 3)
      expectErrorOrValue(readJfr(whole.subarray(0, length), options))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const changed = whole.slice()
          for (const [at, byte] of changes) changed[at] = byte
          expectErrorOrValue(readJfr(changed, options))
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('lets a reader cancel', () => {
    const whole = drawJfr({ types, pools, events: [] })
    const cancel = (): void => {
      throw new CancelledError()
    }
    expect(() => readJfr(whole, { ...options, onProgress: cancel })).toThrow(CancelledError)
  })
})
