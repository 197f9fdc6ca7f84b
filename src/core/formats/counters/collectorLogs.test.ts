import { describe, expect, it } from 'vitest'
import { allocated, factsOf, mib, read } from '../../testing/collectorLogs.ts'
import type { FileFacts } from '../parsedFile.ts'

const live = (facts: FileFacts) =>
  (facts.liveHeapPoints ?? []).map(({ timeMs, bytes, collection }) => [timeMs, bytes / mib, collection])
const collectorMs = (facts: FileFacts): number => (facts.collectorCpu ?? []).reduce((sum, { ns }) => sum + ns / 1e6, 0)

describe('a log of G1 under unified logging', () => {
  const log = `
[0.003s][info][gc] Using G1
[0.009s][info][gc,init] CPUs: 4 total, 2 available
[1.000s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 30M->10M(100M) 2.225ms
[1.000s][info][gc,cpu] GC(0) User=0.02s Sys=0.01s Real=0.01s
[2.000s][info][gc] GC(1) Pause Young (Mixed) (G1 Evacuation Pause) 40M->12M(100M) 4.0ms
[3.000s][info][gc] GC(2) Concurrent Mark Cycle
[3.100s][info][gc] GC(2) Pause Remark 20M->18M(100M) 6.485ms
[4.000s][info][gc] GC(3) Pause Full (System.gc()) 38M->11M(100M) 80ms
[4.000s][info][gc,cpu] GC(3) User=0.10s Sys=0.00s Real=0.08s
`
  it('adds up what filled the heap between collections: 30 + 8 + 20 MB', async () => {
    expect(allocated(await factsOf(log))).toBe(58)
  })
  it('allows for what huge objects leave free of their regions: it counts as used and is no object', async () => {
    const total = async (text: string): Promise<readonly number[]> => {
      const last = (await factsOf(text)).allocatedTotals?.at(-1)
      const half = 1.96 * (last?.errorBytes ?? 0)
      return [(last?.bytes ?? 0) - half, (last?.bytes ?? 0) + half].map((bytes) => Math.round(bytes / mib))
    }
    // 30, 30, 8 (before the remark) and 20 MB from the start.
    expect(await total(log)).toEqual([86, 90])
    const regions = (id: number, change: string): string =>
      `[${id + 1}.000s][info][gc,heap] GC(${id}) Humongous regions: ${change}\n[${id + 1}.000s][info][gc] GC(${id}) Pause Young`
    const counted = log
      .replace('[0.009s]', '[0.005s][info][gc,init] Heap Region Size: 2M\n[0.009s]')
      .replace('[1.000s][info][gc] GC(0) Pause Young', regions(0, '0->0'))
      .replace('[2.000s][info][gc] GC(1) Pause Young', regions(1, '10->0'))
    // Ten regions of 2 MB, of which they use more than a half.
    expect(await total(counted)).toEqual([78, 88])
    // Uncounted, it may have been all of it.
    expect(
      await total(
        log.replace(
          'Pause Young (Normal) (G1 Evacuation Pause)',
          'Pause Young (Concurrent Start) (G1 Humongous Allocation)',
        ),
      ),
    ).toEqual([44, 88])
  })
  it('knows what the heap may grow to', async () => {
    const limited = (line: string) => factsOf(`[0.010s][info][gc,init] ${line}\n${log.trim()}`)
    expect((await limited('Heap Max Capacity: 400M')).heapLimitBytes).toBe(400 * mib)
    expect((await limited('Max Capacity: 130M')).heapLimitBytes).toBe(130 * mib)
    expect((await limited('Soft Max Capacity: 130M')).heapLimitBytes).toBeUndefined()
  })
  it('takes live heap from collections that clean the old generation, and says which are young', async () => {
    expect(live(await factsOf(log))).toEqual([
      [1000, 10, 'young'],
      [2000, 12, 'mixed'],
      [4000, 11, 'full'],
    ])
  })
  it('adds User and Sys of every pause, and knows the CPUs available, not the total', async () => {
    const facts = await factsOf(log)
    expect(collectorMs(facts)).toBeCloseTo(130)
    expect(facts.cores).toBe(2)
  })
  it('counts what filled the heap before the first collection, where the log begins with it', async () => {
    expect((await factsOf(log)).allocatedTotals?.slice(0, 2)).toMatchObject([
      { timeMs: 0, bytes: 0 },
      { timeMs: 1000, bytes: 30 * mib },
    ])
    // A log that was rotated begins anywhere.
    expect((await factsOf(log.replaceAll('GC(0)', 'GC(70)'))).allocatedTotals?.[0]?.timeMs).toBe(1000)
  })
  it('counts from the start of the JVM when no line has a date', async () => {
    expect((await factsOf(log)).clock).toBe('own')
  })
  it('lies on the clock of the world when lines have dates, whatever the other decorations', async () => {
    const dated = log.replaceAll(/^\[(\d)\.\d+s\]\[info\]/gm, '[2026-11-28T03:58:0$1.000+0530][0.5s][12345][info ]')
    const facts = await factsOf(dated)
    expect(facts.clock).toBeUndefined()
    expect(facts.allocatedTotals?.[0]?.timeMs).toBe(Date.parse('2026-11-28T03:58:01+05:30'))
    expect(allocated(facts)).toBe(58)
  })
  it('takes the time of what collected the logs of a container, where its own lines have none', async () => {
    const stamped = log
      .trim()
      .split('\n')
      .map((line, index) => `2026-11-28T03:58:${10 + index}.5Z stdout F ${line}`)
      .join('\n')
    const facts = await factsOf(stamped)
    expect(facts.clock).toBeUndefined()
    expect(facts.allocatedTotals?.[0]?.timeMs).toBe(Date.parse('2026-11-28T03:58:12.5Z'))
    expect(allocated(facts)).toBe(58)
  })
  it('has no CPU of the collector where only pauses are logged, which is not zero', async () => {
    const facts = await factsOf(log.replaceAll(/^.*gc,cpu.*$/gm, ''))
    expect(facts.collectorCpu).toBeUndefined()
    expect(facts.collectorPauses?.length).toBe(4)
  })
})

describe('the other collectors', () => {
  it('Parallel and Serial: full collections are live heap', async () => {
    const facts = await factsOf(`[1.0s][info][gc] GC(0) Pause Young (Allocation Failure) 33M->5M(123M) 1.9ms
[2.0s][info][gc] GC(1) Pause Full (Ergonomics) 50M->20M(123M) 30ms`)
    expect(allocated(facts)).toBe(45)
    expect(live(facts)).toEqual([
      [1000, 5, 'young'],
      [2000, 20, 'full'],
    ])
  })
  it('ZGC works beside the program: what it saw allocated is a lower bound', async () => {
    const facts = await factsOf(`[1.0s][info][gc] GC(0) Garbage Collection (Warmup) 104M(10%)->20M(2%)
[2.0s][info][gc] GC(1) Garbage Collection (Proactive) 220M(20%)->24M(2%)`)
    expect([allocated(facts), facts.allocatedBound]).toEqual([200, 'lower'])
    expect(live(facts).map(([, , kind]) => kind)).toEqual(['old', 'old'])
  })
  it('of a collection beside the program half of what it freed may be left, and ZGC counts whole pages', async () => {
    const wander = async (text: string) =>
      (await factsOf(text)).liveHeapPoints?.map(({ wanderBytes = 0 }) => wanderBytes / mib)
    expect(await wander('[1.000s][info][gc] GC(0) Garbage Collection (Warmup) 56M(11%)->40M(8%) 0.338s')).toEqual([16])
    expect(
      await wander(
        '[1.000s][info][gc] GC(0) Concurrent cleanup 99M->98M(480M) 0.1ms\n[1.100s][info][gc] GC(0) Concurrent cleanup 404M->53M(483M) 0.155ms',
      ),
    ).toEqual([175.5])
    expect(await wander('[4.000s][info][gc] GC(3) Pause Full (System.gc()) 38M->11M(100M) 80ms')).toEqual([0])
  })
  describe('of collections beside the program', () => {
    const points = async (text: string) =>
      (await factsOf(text)).liveHeapPoints?.map(({ bytes, collection, wanderBytes = 0 }) => [
        bytes / mib,
        collection,
        Math.round(wanderBytes / mib),
      ])
    const heap = (gc: string, of: string, live: number, meanwhile: number): string =>
      `[1.9s][info][gc,heap     ] ${gc}      Used:      104M (20%)     94M (18%)      94M (18%)      92M (18%)
[1.9s][info][gc,heap     ] ${gc} ${of}    Live:         -                ${live}M (8%)           30M (7%)           30M (7%)            -                  -
[1.9s][info][gc,heap     ] ${gc} ${of} Allocated:        -                 ${meanwhile}M (0%)            0M (0%)            0M (0%)
`
    it('ZGC says with gc* what it marked, which is what is live; without, pages may hold anything', async () => {
      const last = '[2.0s][info][gc          ] GC(1) Garbage Collection (Proactive) 202M(50%)->74M(18%)'
      expect(await points(heap('GC(1)', '', 68, 2) + last)).toEqual([[68, 'old', 1]])
      expect(await points(last)).toEqual([[74, 'old', 64]])
    })
    it('generational ZGC marks both generations in a major one, the young one twice where it promotes it', async () => {
      const last = '[2.0s][info][gc          ] GC(3) Major Collection (Warmup) 104M(20%)->92M(18%) 0.074s'
      const both = heap('GC(3)', 'Y:', 31, 4) + heap('GC(3)', 'Y:', 14, 2) + heap('GC(3)', 'O:', 38, 0)
      expect(await points(both + last)).toEqual([[52, 'old', 1]])
      // Of one that broke off before the old one, nothing is known.
      expect(await points(heap('GC(3)', 'Y:', 14, 2) + last)).toEqual([[92, 'old', 16]])
      const minor = '[2.0s][info][gc          ] GC(4) Minor Collection (Allocation Rate) 280M(70%)->34M(8%) 0.002s'
      expect(await points(heap('GC(4)', 'y:', 14, 2) + minor)).toEqual([[34, 'young', 0]])
    })
    it('Shenandoah says how much of the garbage it left, and what came meanwhile', async () => {
      const cycle = `[132.160s][info][gc] GC(20) Concurrent reset 1.413ms
[132.166s][info][gc,ergo] GC(20) Collectable Garbage: 274M (99%), Immediate: 106M (38%), CSet: 168M (61%)
[132.167s][info][gc] GC(20) Concurrent cleanup 340M->234M(400M) 0.086ms
[132.169s][info][gc] GC(20) Pause Init Update Refs 0.014ms
[132.173s][info][gc] GC(20) Concurrent cleanup 237M->66M(400M) 0.083ms`
      expect(await points(cycle)).toEqual([[66, 'old', 4]])
      // Half of it, where the log does not say: it took 13 ms, and nothing says how fast it was filled.
      const short = cycle.replace(/.*Collectable.*\n/, '')
      expect(await points(short)).toEqual([[66, 'old', 86]])
      const earlier = '[125.000s][info][gc] GC(19) Concurrent cleanup 241M->60M(400M) 0.083ms\n'
      expect((await points(earlier + short))?.at(-1)).toEqual([66, 'old', 9])
      // The same at a hundred times the rate: what came meanwhile counts as live.
      const fast = earlier.replace('125.000', '132.090')
      expect((await points(fast + short))?.at(-1)).toEqual([66, 'old', 86])
    })
    it('generational Shenandoah: a young cycle says nothing of the old generation', async () => {
      expect(
        await points(`[1.0s][info][gc] GC(0) Concurrent cleanup (Young) 347M->226M(400M) 0.192ms
[1.1s][info][gc] GC(0) Concurrent cleanup (Young) 231M->68M(400M) 0.078ms
[1.2s][info][gc] GC(1) Concurrent cleanup (Old) 76M->73M(400M) 0.029ms`),
      ).toEqual([[68, 'young', 0]])
    })
  })
  it('generational ZGC: only major collections clean everything', async () => {
    const facts = await factsOf(`[1.0s][info][gc] GC(0) Minor Collection (Allocation Rate) 512M(50%)->64M(6%) 0.005s
[2.0s][info][gc] GC(1) Major Collection (Warmup) 104M(10%)->20M(2%) 0.012s`)
    expect(live(facts)).toEqual([
      [1000, 64, 'young'],
      [2000, 20, 'old'],
    ])
  })
  it('Shenandoah cleans twice in a cycle: the second says what is live', async () => {
    const facts = await factsOf(`[1.0s][info][gc] GC(0) Concurrent cleanup 104M->90M(256M) 0.064ms
[1.2s][info][gc] GC(0) Concurrent cleanup 95M->20M(256M) 0.064ms
[2.0s][info][gc] GC(1) Pause Degenerated GC (Mark) 100M->21M(256M) 5.2ms`)
    expect(live(facts)).toEqual([
      [1200, 20, 'old'],
      [2000, 21, 'old'],
    ])
    expect(allocated(facts)).toBe(85)
  })
})

describe('a log of Epsilon, which never collects', () => {
  const line = (seconds: string, used: string) =>
    `[${seconds}s][info][gc] Heap: 65536K reserved, 65536K (100.00%) committed, ${used}K (5.04%) used\n`
  const log = `[0.008s][info][gc] Using Epsilon\n[0.009s][info][gc,init] Heap Max Capacity: 64M\n${line('2.000', '3304')}${line('12.000', '28304')}`

  it('counts what was allocated, and bounds what is live', async () => {
    const { facts } = await read(log)
    expect(facts.allocatedTotals).toMatchObject([
      { timeMs: 2000, bytes: 3304 * 1024 },
      { timeMs: 12_000, bytes: 28_304 * 1024 },
    ])
    expect(facts.bounds).toMatchObject([{ signal: 'live_heap_mb', high: (28_304 * 1024) / 1e6 }])
    expect(facts.liveHeapPoints).toBeUndefined()
  })

  it('is not what other collectors say of their heap as they end', async () => {
    const { facts } = await read(
      `[0.1s][info][gc] Using G1\n[1.0s][info][gc] GC(0) Pause Full (System.gc()) 17M->1M(10M) 85.941ms\n${line('2.000', '3304')}${line('12.000', '28304')}`,
    )
    expect(facts.allocatedTotals?.length ?? 0).toBeLessThan(3)
    expect(facts.liveHeapPoints).toHaveLength(1)
  })
})

describe('logs of JDK 8', () => {
  it('one line a collection: the whole heap, not its generations', async () => {
    const facts = await factsOf(
      `2026-05-26T14:45:37.987-0200: 151.126: [GC (Allocation Failure) 151.126: [DefNew: 629119K->69888K(629120K), 0.0584157 secs] 1619346K->1273247K(2027264K), 0.0585007 secs] [Times: user=0.06 sys=0.01, real=0.06 secs]
2026-05-26T14:45:39.987-0200: 153.126: [Full GC (Ergonomics) [PSYoungGen: 10752K->0K(141824K)] [ParOldGen: 1000000K->900000K(1885440K)] 1373247K->900000K(2027264K), [Metaspace: 2575K->2575K(1056768K)], 0.5 secs] [Times: user=0.90 sys=0.00, real=0.50 secs]`,
    )
    expect(allocated(facts) * 1024).toBeCloseTo(100_000)
    expect(live(facts).map(([, bytes, kind]) => [Math.round(Number(bytes) * 1024), kind])).toEqual([
      [1_273_247, 'young'],
      [900_000, 'full'],
    ])
    expect(collectorMs(facts)).toBeCloseTo(970)
    expect(facts.liveHeapPoints?.[0]?.timeMs).toBe(Date.parse('2026-05-26T16:45:37.987Z'))
  })
  it('G1 says the heap and the CPU in lines that follow', async () => {
    const facts = await factsOf(`0.522: [GC pause (G1 Evacuation Pause) (young), 0.0156 secs]
   [Parallel Time: 12.3 ms, GC Workers: 2]
   [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->21.9M(256.0M)]
 [Times: user=0.03 sys=0.01, real=0.02 secs]
1.522: [GC pause (G1 Evacuation Pause) (mixed), 0.0156 secs]
   [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 45.9M(256.0M)->22.5M(256.0M)]
 [Times: user=0.03 sys=0.01, real=0.02 secs]`)
    expect(allocated(facts)).toBeCloseTo(24)
    expect(live(facts).map(([, , kind]) => kind)).toEqual(['young', 'mixed'])
    expect(collectorMs(facts)).toBeCloseTo(80)
  })
  it('times of concurrent phases count the program as well and are left out', async () => {
    const facts = await factsOf(
      `1.0: [GC (Allocation Failure)  33280K->5000K(125952K), 0.0075 secs]
1.500: [CMS-concurrent-mark: 0.412/0.412 secs] [Times: user=0.80 sys=0.02, real=0.41 secs]
2.000: [GC (Allocation Failure)  38280K->5100K(125952K), 0.0075 secs]`.replace('1.0:', '1.000:'),
    )
    expect(facts.collectorCpu).toBeUndefined()
    expect(allocated(facts) * 1024).toBeCloseTo(33_280)
  })
})
