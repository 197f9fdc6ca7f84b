import { describe, expect, it } from 'vitest'
import type { DrawnChunk, DrawnField, DrawnTypes } from '../../testing/drawJfr.ts'
import { ms, plain, pooled, pools, read, threadField, ticks, types } from '../../testing/drawnShop.ts'
import { CpuFacts } from './cpuFacts.ts'

const statistics: readonly DrawnField[] = [ticks('startTime'), plain('allocated', 'long'), threadField('thread')]
const more: DrawnTypes = {
  ...types,
  'jdk.ThreadAllocationStatistics': statistics,
  'jdk.ThreadEnd': [ticks('startTime'), threadField('thread')],
  'jdk.CPUTimeSample': [
    ticks('startTime'),
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    threadField('eventThread'),
    { name: 'samplingPeriod', type: 'long', unit: 'NANOSECONDS' },
  ],
  'jdk.CPUTimeSamplesLost': [ticks('startTime'), plain('lostSamples', 'int'), threadField('eventThread')],
  'jdk.DataLoss': [ticks('startTime'), plain('amount', 'long'), plain('total', 'long')],
  'jdk.ContainerConfiguration': [
    ticks('startTime'),
    { name: 'cpuSlicePeriod', type: 'long', unit: 'MICROSECONDS' },
    { name: 'cpuQuota', type: 'long', unit: 'MICROSECONDS' },
    plain('effectiveCpuCount', 'long'),
    plain('memoryLimit', 'long'),
  ],
  'jdk.ContainerCPUThrottling': [
    ticks('startTime'),
    plain('cpuElapsedSlices', 'long'),
    plain('cpuThrottledSlices', 'long'),
    { name: 'cpuThrottledTime', type: 'long', unit: 'NANOSECONDS' },
  ],
}
const sample = ['jdk.ExecutionSample', 0, 1, 1, 1] as const
const readMore = (events: DrawnChunk['events'], chunk: Partial<DrawnChunk> = {}) =>
  read({ types: more, events, ...chunk })

describe('the limits of a container', () => {
  it('are CPUs as a limit on time, which need not be whole', () => {
    const { facts } = readMore([
      sample,
      ['jdk.CPUInformation', 0, 'x', 16],
      ['jdk.ContainerConfiguration', 0, 100_000, 150_000, 2, 512e6],
    ])
    expect(facts).toMatchObject({ cores: 1.5, coresFrom: 'jdk.ContainerConfiguration.cpuQuota', hwThreads: 16 })
    expect(facts.container).toEqual({ cpuLimit: 1.5, effectiveCpus: 2, memoryLimitBytes: 512e6 })
  })

  it('are none where −1 stands for them, and the CPUs that the JVM reckons with are taken', () => {
    const { facts } = readMore([sample, ['jdk.ContainerConfiguration', 0, 100_000, -1, 8, -1]])
    expect(facts).toMatchObject({ cores: 8, coresFrom: 'jdk.ContainerConfiguration.effectiveCpuCount' })
    expect(facts.container).toEqual({ effectiveCpus: 8 })
  })

  it('stop it for times that are counted since it started', () => {
    const { facts } = readMore([
      sample,
      ['jdk.ContainerCPUThrottling', ms(0), 100, 10, 1_000],
      ['jdk.ContainerCPUThrottling', ms(900), 400, 160, 9_000],
      // Without a quota the kernel counts no periods: nothing is known, which is not "never stopped".
    ])
    expect(facts.throttling).toEqual([
      { timeMs: 0, periods: 100, throttledPeriods: 10, throttledNs: 1_000 },
      { timeMs: 900, periods: 400, throttledPeriods: 160, throttledNs: 9_000 },
    ])
    expect(readMore([sample, ['jdk.ContainerCPUThrottling', 0, 0, 0, 0]]).facts.throttling).toBeUndefined()
  })
})

describe('memory outside the heap', () => {
  const native: DrawnTypes = {
    ...types,
    'jdk.types.NMTType': [plain('name', 'java.lang.String')],
    'jdk.types.MetaspaceSizes': [plain('committed', 'long'), plain('used', 'long')],
    'jdk.NativeMemoryUsage': [
      ticks('startTime'),
      { name: 'type', type: 'jdk.types.NMTType', pooled: true },
      plain('reserved', 'long'),
      plain('committed', 'long'),
    ],
    'jdk.DirectBufferStatistics': [ticks('startTime'), plain('count', 'long'), plain('memoryUsed', 'long')],
    'jdk.MetaspaceSummary': [
      ticks('startTime'),
      { name: 'when', type: 'jdk.types.GCWhen', pooled: true },
      plain('metaspace', 'jdk.types.MetaspaceSizes'),
    ],
  }
  const categories = {
    ...pools,
    'jdk.types.NMTType': [
      [1, 'Java Heap'],
      [2, 'Other'],
      [3, 'JVMCI'],
    ] as const,
  }

  it('is what each category committed, without the heap and what is always nothing', () => {
    const { facts } = read({
      types: native,
      pools: categories,
      events: [
        sample,
        ['jdk.NativeMemoryUsage', ms(100), 1, 900, 800],
        ['jdk.NativeMemoryUsage', ms(500), 2, 70, 60],
        ['jdk.NativeMemoryUsage', ms(100), 2, 7, 6],
        ['jdk.NativeMemoryUsage', ms(100), 3, 0, 0],
        ['jdk.DirectBufferStatistics', ms(300), 3, 4096],
        ['jdk.MetaspaceSummary', ms(400), 1, [11, 10]],
        ['jdk.MetaspaceSummary', ms(410), 2, [12, 10]],
      ],
    })
    expect(facts.nativeMemory).toEqual([
      {
        category: 'Other',
        points: [
          { timeMs: 100, bytes: 6 },
          { timeMs: 500, bytes: 60 },
        ],
      },
      { category: 'Direct buffers', points: [{ timeMs: 300, bytes: 4096 }] },
      { category: 'Class metadata', points: [{ timeMs: 410, bytes: 12 }] },
    ])
  })

  it('is not zero where nobody looked', () => {
    expect(readMore([sample]).facts.nativeMemory).toBeUndefined()
  })
})

describe('what was lost', () => {
  const kept = ['jdk.CPUTimeSample', ms(100), 1, 1, 10_000_000] as const

  it('is counted beside what was kept, and said', () => {
    const { facts, parts } = readMore([
      kept,
      kept,
      kept,
      ['jdk.CPUTimeSamplesLost', ms(200), 1, 1],
      ['jdk.DataLoss', ms(300), 2_000_000, 2_000_000],
    ])
    expect(facts.lost).toEqual({ cpuSamples: 1, keptCpuSamples: 3, eventBytes: 2_000_000 })
    const notes = parts[0]?.profile.meta.notes.join()
    expect(notes).toContain('lost 1 of 4 CPU samples (25 %)')
    expect(notes).toContain('lost 2.0 MB of events')
  })

  it('is not mentioned where nothing was', () => {
    const { facts, parts } = readMore([kept, ['jdk.CPUTimeSamplesLost', ms(200), 0, 1]])
    expect(facts.lost).toBeUndefined()
    expect(parts[0]?.profile.meta.notes).toEqual([])
  })
})

describe('threads that ended', () => {
  const before: DrawnChunk['events'] = [
    ['jdk.ThreadAllocationStatistics', ms(0), 1000, 1],
    ['jdk.ThreadAllocationStatistics', ms(0), 500, 2],
    ['jdk.ThreadAllocationStatistics', ms(5000), 1700, 1],
  ]

  it('took their counters with them: their allocation samples say what they allocated', () => {
    const { facts } = readMore(
      [
        ...before,
        ['jdk.ThreadStart', ms(1), 2],
        ['jdk.ObjectAllocationSample', ms(1000), 2, 1, 1, 9_000_000],
        ['jdk.ObjectAllocationSample', ms(1000), 1, 1, 1, 400],
        ['jdk.ThreadEnd', ms(4000), 2],
      ],
      { durationMs: 6000 },
    )
    expect(facts.allocatedInterval?.bytes).toBe(9_000_700)
    expect(facts.allocatedInterval?.how).toContain('samples of those that ended')
  })

  it('make the living ones’ counters say too little where nothing was sampled', () => {
    expect(readMore([sample, ...before], { durationMs: 6000 }).facts.allocatedInterval).toBeUndefined()
  })
})

describe('the clock of a recording', () => {
  const at = (n: number) => ['jdk.ExecutionSample', ms(n), 1, 1, 1] as const
  const every100ms = Array.from({ length: 40 }, (_, i) => at(100 * i))

  it('that ticks faster than it says is corrected by the length of the recording', () => {
    // 4 s of ticks by the header's rate in 3 s of recording.
    const { parts } = read({
      durationMs: 3000,
      events: [...every100ms, ['jdk.JavaMonitorEnter', ms(1000), ms(400), 1, 1, 1]],
    })
    expect(parts[0]?.profile.samples.timeMs?.at(-1)).toBeCloseTo(3000, 0)
    expect(parts[1]?.profile.samples.values[0]?.[0]).toBeCloseTo((400e6 * 3000) / 3900, -4)
    expect(parts[0]?.profile.meta.notes.join()).toContain('ticks 1.30 times as fast')
  })

  it('puts no event where nothing was recorded: a damaged one is left out, in the open', () => {
    const many = Array.from({ length: 200 }, (_, i) => at(10 * i))
    const { parts } = read({ durationMs: 2000, startTicks: 0n, events: [...many, at(9_000_000)] })
    expect(parts[0]?.profile.samples.length).toBe(200)
    expect(parts[0]?.profile.meta.notes.join()).toContain('1 event lies far outside the time of the recording')
    // Where many lie outside, the header is what is odd: nothing is thrown away.
    expect(read({ durationMs: 2000, events: [at(0), at(9_000_000)] }).parts[0]?.profile.samples.length).toBe(2)
  })

  it('is believed where a single event lies outside, or all lie inside', () => {
    const { parts } = read({ durationMs: 4000, events: [...every100ms, at(900_000)] })
    expect(parts[0]?.profile.samples.timeMs?.[10]).toBeCloseTo(1000, 3)
    expect(parts[0]?.profile.meta.notes.join()).not.toContain('times as fast')
  })
})

describe('virtual threads', () => {
  const threads: DrawnTypes = {
    ...types,
    'java.lang.Thread': [...types['java.lang.Thread']!, plain('virtual', 'boolean')],
  }
  const withVirtual = (isVirtual: number) =>
    read({
      types: threads,
      pools: {
        ...pools,
        'java.lang.Thread': [
          [1, 'main', 41, 'main', 1, 0],
          [2, '', 42, '', 7, isVirtual],
        ],
      },
      events: [sample, ['jdk.ExecutionSample', ms(1), 2, 1, 1]],
    }).facts.virtualThreads

  it('are told by the threads that carry them where nothing else is seen of them, whatever those are called', () => {
    const grouped: DrawnTypes = {
      ...more,
      'java.lang.ThreadGroup': [plain('name', 'java.lang.String')],
      'java.lang.Thread': [...threads['java.lang.Thread']!, pooled('group', 'java.lang.ThreadGroup')],
    }
    const inGroup = (group: string) =>
      read({
        types: grouped,
        pools: {
          ...pools,
          'java.lang.ThreadGroup': [[1, group]],
          'java.lang.Thread': [
            [1, 'main', 41, 'main', 1, 0, 0],
            [2, 'ForkJoinPool-1-worker-1', 42, 'ForkJoinPool-1-worker-1', 22, 0, 1],
          ],
        },
        events: [sample, ['jdk.ThreadAllocationStatistics', ms(10), 1000, 2]],
      }).facts.virtualThreads
    expect(inGroup('CarrierThreads')).toEqual({ seen: 0, of: 1, started: 0, carriers: 1 })
    expect(inGroup('main')).toBeUndefined()
  })

  it('are counted where samples were theirs, and not mentioned where none was', () => {
    expect(withVirtual(1)).toEqual({ seen: 1, of: 2, started: 0 })
    expect(withVirtual(0)).toBeUndefined()
  })
})

describe('the collector’s share of CPU by counters', () => {
  /** 20 s at 1 core of 4, of which the Java threads used `threads` cores; the JVM may use two. */
  const measured = (threads: number, pausesNs: number): ReturnType<CpuFacts['finish']>['bounds'] => {
    const facts = new CpuFacts()
    facts.hardwareThreads(4)
    facts.container(-1, 100_000, 2, -1)
    for (let second = 0; second <= 20; second++) facts.load('jdk', second * 1000, second === 0 ? 0 : 0.25)
    for (const atMs of [10_000, 20_000]) {
      facts.threadLoad(atMs, 'java 1', threads / 4)
      facts.threadLoad(atMs, 'java 2', threads / 4)
      facts.gcCpu(atMs - 5000, pausesNs / 2)
    }
    return facts.finish().bounds
  }

  it('is what the process used beyond its Java threads, by the CPUs that the JVM reckons with, ± 10 points', () => {
    const [bound] = measured(0.4, 8e9) ?? []
    expect(bound?.signal).toBe('cpu_alloc_pct')
    expect(bound?.low).toBeCloseTo(50, 0)
    expect(bound?.high).toBeCloseTo(70, 0)
  })

  it('is bounded from above only where no pause shows that a collector was at work', () => {
    const [bound] = measured(0.4, 0) ?? []
    expect(bound?.low).toBe(0)
    expect(bound?.high).toBeCloseTo(70, 0)
  })

  it('counts no time between two recordings in one file, in which nobody looked', () => {
    const facts = new CpuFacts()
    facts.hardwareThreads(4)
    facts.container(-1, 100_000, 2, -1)
    for (const beganMs of [0, 3_600_000]) {
      for (let second = 0; second <= 20; second++) facts.load('jdk', beganMs + second * 1000, second === 0 ? 0 : 0.25)
      for (const atMs of [10_000, 20_000]) {
        facts.threadLoad(beganMs + atMs, 'java 1', 0.25)
        facts.threadLoad(beganMs + atMs, 'java 2', 0.25)
        facts.gcCpu(beganMs + atMs - 5000, 0.1e9)
      }
    }
    // An hour at that load less 40 s of threads would be all the collector's.
    expect(facts.finish().bounds?.[0]?.high).toBeLessThan(20)
  })

  it('is small where Java threads used it all', () => {
    const [bound] = measured(1, 0.2e9) ?? []
    expect(bound?.low).toBeGreaterThan(0.8)
    expect(bound?.low).toBeLessThan(0.9)
    expect(bound?.high).toBeCloseTo(11, 0)
  })

  it('is no more than pauses can have used whose CPU a clock of 10 ms tells', () => {
    // Two pauses of a process that used half a second: 30 ms by the clock, 7 % of it, may be half of that.
    const facts = new CpuFacts()
    facts.hardwareThreads(1)
    for (let second = 0; second <= 20; second++) facts.load('jdk', second * 1000, second === 0 ? 0 : 0.02)
    for (const atMs of [10_000, 20_000]) {
      facts.threadLoad(atMs, 'java 1', 0.018)
      facts.gcCpu(atMs - 5000, 1.5e7)
    }
    const [bound] = facts.finish().bounds ?? []
    expect(bound?.low).toBeLessThan(4)
    expect(bound?.high).toBeGreaterThan(15)
  })

  it('is the container’s own counter that bounds CPU where the recorder measured no load, and only there', () => {
    const counted = (withLoad: boolean) => {
      const facts = new CpuFacts()
      facts.hardwareThreads(4)
      facts.containerCpu(0, 100e9)
      facts.containerCpu(30_000, 145e9)
      if (withLoad) for (const second of [0, 1, 2]) facts.load('jdk', second * 1000, 0.2)
      return facts.finish().bounds
    }
    expect(counted(false)).toMatchObject([{ signal: 'cpu_user_pct', high: 1.5, unit: 'cores' }])
    expect(counted(true)).toBeUndefined()
  })

  it('is not bounded at all where nothing says what threads used', () => {
    const facts = new CpuFacts()
    facts.hardwareThreads(4)
    for (let second = 0; second <= 20; second++) facts.load('jdk', second * 1000, 0.25)
    expect(facts.finish().bounds).toBeUndefined()
  })
})
