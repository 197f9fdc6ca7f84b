import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import type { DrawnChunk, DrawnField, DrawnTypes } from '../../testing/drawJfr.ts'
import { ms, plain, pools, read, threadField, ticks, typeId, types } from '../../testing/drawnShop.ts'

const statistics: readonly DrawnField[] = [ticks('startTime'), plain('allocated', 'long'), threadField('thread')]
const more: DrawnTypes = {
  ...types,
  'jdk.ThreadAllocationStatistics': statistics,
  'jdk.ThreadEnd': [ticks('startTime'), threadField('thread')],
}

describe('what the events of a recording say', () => {
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

  it('takes no level from a concurrent cycle of G1, and loses nothing that was allocated around it', () => {
    const { facts } = read({
      pools: { ...pools, 'jdk.types.GCName': [...pools['jdk.types.GCName']!, [3, 'G1Old']] },
      events: [
        ['jdk.ExecutionSample', 0, 1, 1, 1],
        ['jdk.GarbageCollection', ms(90), ms(10), 1, 1],
        ['jdk.GCHeapSummary', ms(100), 1, 2, [0, 0], 100],
        ['jdk.GarbageCollection', ms(200), ms(10), 2, 3],
        ['jdk.GCHeapSummary', ms(200), 2, 1, [0, 0], 150],
        ['jdk.GCHeapSummary', ms(300), 2, 2, [0, 0], 250],
        ['jdk.GarbageCollection', ms(490), ms(10), 3, 1],
        ['jdk.GCHeapSummary', ms(490), 3, 1, [0, 0], 400],
        ['jdk.GCHeapSummary', ms(500), 3, 2, [0, 0], 110],
      ],
    })
    expect(facts.liveHeapPoints?.map(({ bytes, collection }) => `${bytes} ${collection}`)).toEqual([
      '100 young',
      '110 young',
    ])
    expect(facts.allocatedTotals?.at(-1)?.bytes).toBe(300)
  })

  it('knows that a heap collected beside a program that fills it meanwhile may be full of garbage', () => {
    const wanderOf = (allocatedBytes: number) =>
      read({
        types: more,
        pools: { ...pools, 'jdk.types.GCName': [...pools['jdk.types.GCName']!, [3, 'ZGC Major']] },
        events: [
          ['jdk.ExecutionSample', 0, 1, 1, 1],
          ['jdk.ThreadAllocationStatistics', 0, 0, 1],
          ['jdk.ThreadAllocationStatistics', ms(10_000), allocatedBytes, 1],
          ['jdk.GarbageCollection', ms(4000), ms(1000), 1, 3],
          ['jdk.GCHeapSummary', ms(4000), 1, 1, [0, 0], 500e6],
          ['jdk.GCHeapSummary', ms(5000), 1, 2, [0, 0], 500e6],
        ],
      }).facts.liveHeapPoints?.[0]?.wanderBytes
    // 1 s at 500 MB/s, and at 1 MB/s: what is not collected then is live, but for the pages that ZGC counts whole.
    expect(wanderOf(5000e6)).toBe(500e6)
    expect(wanderOf(10e6)).toBe(16 * 1024 ** 2)
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
})
