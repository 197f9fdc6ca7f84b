import { describe, expect, it } from 'vitest'
import { parsedText as read, readText as load } from '../../testing/readText.ts'

describe('GC.heap_info', () => {
  it.each([
    [
      'G1',
      '12962:\n garbage-first heap   total 524288K, used 333299K [0x0, 0x1)\n Metaspace       used 4427K, committed 4608K\n',
      333_299,
    ],
    [
      'Parallel',
      ' PSYoungGen      total 76288K, used 5244K [0x0)\n  eden space 65536K, 8% used [0x0)\n ParOldGen       total 175104K, used 20480K [0x0)\n',
      25_724,
    ],
    ['ZGC', ' ZHeap           used 104M, capacity 256M, max capacity 256M\n', 104 * 1024],
    [
      'G1 of JDK 25',
      '3848:\ngarbage-first heap   total reserved 524288K, committed 389120K, used 8183K [0x0, 0x1)\n region size 1024K, 7 young (7168K), 3 survivors (3072K)\n',
      8183,
    ],
    [
      'Serial of JDK 25',
      'DefNew     total 19648K, used 14717K [0x0)\n eden space 17472K,  84% used [0x0)\nTenured    total 43712K, used 1166K [0x0)\n the  space 43712K,   2% used [0x0)\n',
      15_883,
    ],
    ['Epsilon', 'Epsilon Heap\nAllocation space:\n space 65536K,  49% used [0x0)\n', 32_768],
    [
      'what is there now, not of the history below it,',
      'Heap:\n def new generation   total 116352K, used 26907K [0x0)\n tenured generation   total 258048K, used 3447K [0x0)\n\nGC Heap History (4 events):\n{Heap before GC invocations=0 (full 0):\n def new generation   total 116160K, used 93094K [0x0)\n',
      30_354,
    ],
  ])('of %s bounds live heap from above', async (_, text, kib) => {
    const { facts } = await read(text)
    expect(facts.bounds).toMatchObject([{ signal: 'live_heap_mb', high: (kib * 1024) / 1e6 }])
  })
})

describe('VM.native_memory', () => {
  const summary = `12962:

Native Memory Tracking:

Total: reserved=2017445KB, committed=497873KB
-                 Java Heap (reserved=524288KB, committed=389120KB)
                            (mmap: reserved=524288KB, committed=389120KB)
-                    Thread (reserved=31850KB, committed=2146KB)
                            (stack: reserved=31744KB, committed=2040KB)
-                     Other (reserved=11298KB, committed=11298KB)
-    Native Memory Tracking (reserved=0KB, committed=0KB)
`
  it('is memory outside the heap by whose it is, of a moment it does not name', async () => {
    const { facts, parts } = await read(summary)
    expect(parts).toEqual([])
    expect(facts).toEqual({
      clock: 'instant',
      nativeMemory: [
        { category: 'Thread', points: [{ timeMs: 0, bytes: 2146 * 1024 }] },
        { category: 'Other', points: [{ timeMs: 0, bytes: 11_298 * 1024 }] },
      ],
    })
  })

  it('of a diff says what came since its baseline, in any scale', async () => {
    const { facts } = await read(`Native Memory Tracking:

Total: reserved=2124MB +157MB, committed=271MB -213MB
-                 Java Heap (reserved=512MB, committed=17MB -363MB)
-                        GC (reserved=46MB, committed=37MB -7MB)
-                     Other (reserved=168MB +157MB, committed=168MB +157MB)
`)
    expect(facts.nativeRises).toEqual([{ category: 'Other', bytes: 157 * 1024 ** 2 }])
    expect(facts.nativeMemory?.map(({ category }) => category)).toEqual(['GC', 'Other'])
  })

  it('without a category is one sentence', async () => {
    await expect(read('12962:\n\nNative Memory Tracking:\n')).rejects.toThrow('without a category')
  })
})

describe('a class histogram', () => {
  const text = `14570:
 num     #instances         #bytes  class name (module)
-------------------------------------------------------
   1:          8868         412728  [B (java.base@17.0.15)
   2:            10           1000  [[Lapp.Order;
   3:          8774         210576  java.lang.String (java.base@17.0.15)
Total         17652         624304
`
  it('is bytes by class, as Java writes class names', async () => {
    const { parts, facts } = await read(text)
    expect(parts[0]?.profile.strings).toEqual(expect.arrayContaining(['byte[]', 'app.Order[][]', 'java.lang.String']))
    expect(facts.classHistogramTotals).toEqual([{ timeMs: 0, bytes: 624_304 }])
    expect(facts.liveHeapPoints).toBeUndefined()
  })
  it('of jmap may count garbage and does not say so: jcmd’s begins with the process, and collects before it counts', async () => {
    const plain = text.slice(text.indexOf('\n') + 1)
    const { facts, parts } = await read(plain)
    expect(facts.classHistogramTotals).toEqual([{ timeMs: 0, bytes: 624_304, mayHoldGarbage: true }])
    expect(parts[0]?.profile.meta.notes.join()).toContain('garbage')
    expect((await read(text)).parts[0]?.profile.meta.notes.join()).not.toContain('garbage')
  })
  it('is the last of several in one file, and says so: the first is no longer what is held', async () => {
    const later = text.replace('412728', '912728').replace('624304', '1124304')
    const { facts, parts } = await read(text + later)
    expect(facts.classHistogramTotals).toEqual([{ timeMs: 0, bytes: 1_124_304 }])
    expect(parts[0]?.profile.samples.values[0]?.join()).toBe('912728,1000,210576')
    expect(parts[0]?.profile.meta.notes.join()).toContain('2 histograms stand in it')
    expect((await read(text)).parts[0]?.profile.meta.notes.join()).not.toContain('stand in it')
  })
  it('that breaks off has no total', async () => {
    const { facts, parts } = await read(text.slice(0, text.indexOf('Total')))
    expect(facts).toEqual({})
    expect(parts[0]?.profile.meta.notes.join()).toContain('breaks off')
  })
})

describe('jstat -gcutil', () => {
  const table = (timed: boolean, rows: readonly string[]): string =>
    [`${timed ? 'Timestamp ' : ''}S0 S1 E O M CCS YGC YGCT FGC FGCT CGC CGCT GCT`, ...rows].join('\n')
  const g1 = [
    '- 100.00 9.19 6.17 95.03 78.98 38 2.262 1 0.160 0 0.000 2.423',
    '- 87.50 82.70 6.40 95.03 78.98 40 2.347 1 0.160 0 0.000 2.508',
  ]

  it('with times says how long collections took, and nothing of bytes', async () => {
    const { facts } = await read(
      table(
        true,
        g1.map((row, at) => `${at + 1}.0 ${row}`),
      ),
    )
    expect(facts).toEqual({
      clock: 'own',
      collectorPauseTotals: [
        { timeMs: 1000, seconds: 2.423 },
        { timeMs: 2000, seconds: 2.508 },
      ],
    })
  })

  it('is read with the causes of -gccause behind it, of any number of words', async () => {
    const causes = ['Heap Inspection Initiated GC No GC', 'No GC Allocation Failure']
    const rows = g1.map((row, at) => `${at + 1}.0 ${row} ${causes[at]}`)
    const { facts } = await read(
      table(true, rows).replace(' GCT\n', ' GCT    LGCC                 GCC                 \n'),
    )
    expect(facts.collectorPauseTotals).toHaveLength(2)
  })

  it('without times, or of ZGC, says what to record', async () => {
    const said = async (text: string): Promise<string> => {
      const result = await load(text)
      return result.ok ? 'read' : `${result.error.what}: ${result.error.todo}`
    }
    expect(await said(table(false, g1))).toMatch(/without -t.*jstat -gc -t PID 1000/)
    const z = '- - 100.00 100.00 95.49 78.50 76 0.001 - - 24 0.000 0.002'
    expect(await said(table(true, [`1.0 ${z}`, `2.0 ${z}`]))).toMatch(/it is of ZGC.*VM\.log/)
  })
})

describe('jstat -gc', () => {
  const columns = 'S0C S1C S0U S1U EC EU OC OU MC MU CCSC CCSU YGC YGCT FGC FGCT CGC CGCT GCT'
  const row = (at: string, eden: number, young: number): string =>
    `${at} 0.0 1024.0 0.0 512.0 10240.0 ${eden}.0 11264.0 2972.0 4480.0 4279.2 512.0 448.1 ${young} 0.139 0 0.000 0 0.000 0.139`.trim()
  const timed = (...rows: readonly string[]) => read(['  Timestamp ' + columns, ...rows].join('\n'))
  const rateOf = async (...rows: readonly string[]) => {
    const { facts } = await timed(...rows)
    const rate = facts.bounds?.find(({ signal }) => signal === 'alloc_rate_mb_s')
    const kib = (mb: number | undefined) => (mb === undefined ? undefined : Math.round((mb * 1e6) / 1024))
    return [kib(rate?.low), kib(rate?.high)]
  }
  it('with times: what eden gained is exact', async () => {
    const { facts } = await timed(row('1.0', 1024, 3), row('2.0', 4096, 3))
    expect(facts.allocatedTotals).toEqual([
      { timeMs: 1000, bytes: 0 },
      { timeMs: 2000, bytes: 3072 * 1024 },
    ])
  })
  it('a collection between two rows widens it: at least what is in eden, at most that and all of eden before it', async () => {
    const rows = [row('1.0', 1024, 3), row('2.0', 4096, 3), row('3.0', 2048, 4)]
    expect(await rateOf(...rows)).toEqual([Math.round((3072 + 2048) / 2.1), Math.round((3072 + 8192) / 1.9)])
  })
  it('with more of them between rows eden was full some times: at least', async () => {
    expect(await rateOf(row('1.0', 1024, 3), row('2.0', 4096, 5))).toEqual([
      Math.round((4096 + 10240 / 4) / 1.1),
      undefined,
    ])
    // Counters of a process that was started anew.
    expect(await rateOf(row('1.0', 1024, 5), row('2.0', 4096, 1))).toEqual([undefined, undefined])
  })
  it('what is too large for eden goes to the old generation, and with a collection any of it came and went', async () => {
    const large = row('2.0', 1024, 3).replace('2972.0', '6972.0')
    expect(await rateOf(row('1.0', 1024, 3), large)).toEqual([Math.round(2000 / 1.1), undefined])
  })
  it('of two JVMs one after the other has no rate, and of one with -h, which repeats the names, has', async () => {
    const head = `  Timestamp ${columns}`
    const first = [row('1.0', 1024, 3), row('2.0', 4096, 3)]
    const other = [row('501.0', 1024, 903), row('502.0', 4096, 903)]
    const apart = await timed(...first, head, ...other)
    expect(apart.facts.bounds?.map(({ signal }) => signal)).toEqual(['live_heap_mb'])
    expect(apart.about?.notes.join()).toContain('several runs of jstat')
    const back = await timed(...other, head, ...first)
    expect(back.facts.bounds?.map(({ signal }) => signal)).toEqual(['live_heap_mb'])
    const repeated = await timed(...first, head, row('3.0', 5120, 3))
    expect(repeated.facts.allocatedTotals?.at(-1)?.bytes).toBe(4096 * 1024)
  })
  it('of ZGC without generations knows only how full it is: nothing is said of what it allocates', async () => {
    const z = (at: string, used: string, collections: number) =>
      `${at} - - - - - - 131072.0 ${used} 448.0 258.6 128.0 12.9 - - - - ${collections} 0.001 0.001`
    await expect(timed(z('5.0', '12288.0', 87), z('6.4', '4096.0', 102))).rejects.toThrow('ZGC')
  })
  it('of Shenandoah has levels with garbage, and none that is left after a collection', async () => {
    const shenandoah = (at: string, used: string, pauses: number) =>
      `${at} - - - - - - 131072.0 ${used} 448.0 286.3 128.0 12.4 0 0.000 ${pauses} 0.4 - - 0.4`
    const { facts } = await timed(shenandoah('3.6', '61696.0', 160), shenandoah('4.9', '29184.0', 180))
    expect(facts.liveHeapPoints).toBeUndefined()
  })
  it('of ZGC it knows the last collection alone, and is refused; Shenandoah has one space', async () => {
    const dashes = (eden: string, at: string, used: number) =>
      `${at} - - - - ${eden} 409600.0 ${used}.0 4480.0 4279.2 512.0 448.1 0 0.000 0 0.000 - - 0.000`
    expect(await rateOf(dashes('- -', '1.0', 9216), dashes('- -', '2.0', 10240))).toEqual([undefined, undefined])
    const { facts } = await timed(dashes('- -', '1.0', 9216), dashes('- -', '2.0', 10240))
    expect(facts.allocatedTotals?.at(-1)?.bytes).toBe(1024 * 1024)
    await expect(timed(dashes('387072.0 0.0', '1.0', 0), dashes('387072.0 0.0', '2.0', 0))).rejects.toThrow('ZGC')
  })
  it('without times it has no rate, and says how to get one', async () => {
    const { facts, about } = await read([` ${columns}`, row('', 1024, 3), row('', 4096, 3)].join('\n'))
    expect(facts.allocatedTotals).toBeUndefined()
    expect(facts.bounds?.[0]).toMatchObject({ signal: 'live_heap_mb' })
    expect(about?.notes.join()).toContain('-t')
  })
})
