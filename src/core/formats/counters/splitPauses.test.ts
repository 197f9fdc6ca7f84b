import { describe, expect, it } from 'vitest'
import { parsedText as read, readText as load } from '../../testing/readText.ts'

const kib = 1024
/** What JDK 8 logs of a collection, in one line or with other lines in the middle. */
const pause = (
  at: string,
  { open, inside, sizes }: { readonly open: string; readonly inside: string; readonly sizes: string },
): string => `${at}: [GC${open}${inside}${sizes}, 0.0100000 secs] [Times: user=0.02 sys=0.00, real=0.01 secs]\n`
const inOneLine = (at: string, sizes: string): string =>
  pause(at, { open: ' (Allocation Failure) ', inside: '[PSYoungGen: 5K->1K(9K)]', sizes })
const ages =
  '\nDesired survivor size 524288 bytes, new threshold 7 (max 15)\n- age   1:     524288 bytes,     524288 total\n'

describe('pauses of JDK 8 with other lines inside', () => {
  const three = (split: (at: string, sizes: string) => string): string =>
    split('1.000', ' 4096K->1024K(9000K)') +
    split('2.000', ' 6144K->2048K(9000K)') +
    split('4.000', ' 8192K->2048K(9000K)')

  it.each([
    ['in one line', inOneLine],
    [
      'of Parallel with ages of survivors',
      (at: string, sizes: string) =>
        pause(at, { open: ' (Allocation Failure) ', inside: `${ages}[PSYoungGen: 5K->1K(9K)]`, sizes }),
    ],
    [
      'of ParNew with ages of survivors',
      (at: string, sizes: string) =>
        pause(at, { open: ` ${at}: [ParNew`, inside: `${ages}: 5K->1K(9K), 0.0090000 secs]`, sizes }),
    ],
    [
      'of CMS, whose phase ends in the middle',
      (at: string, sizes: string) =>
        pause(at, {
          open: ` ${at}: [ParNew${at}: [CMS-concurrent-abortable-preclean: 0.1/0.3 secs] [Times: user=9.00 sys=9.00, real=0.30 secs] \n`,
          inside: ': 5K->1K(9K), 0.0090000 secs]',
          sizes,
        }),
    ],
    [
      'of JDK 7 with a date behind GC, and free lists',
      (at: string, sizes: string) =>
        pause(at, {
          open: `2014-03-12T21:18:26.029-0500: ${at}: [ParNew`,
          inside:
            '\nBefore GC:\nStatistics for BinaryTreeDictionary:\nTotal Free Space: 2801664\n: 5K->1K(9K), 0.0090000 secs]',
          sizes,
        }),
    ],
    [
      'with the heap printed in the middle',
      (at: string, sizes: string) =>
        pause(at, {
          open: ` ${at}: [ParNew{Heap before GC invocations=1 (full 1):\n par new generation   total 9K, used 8K [0x00000006400, 0x00000006a00, 0x00000006a00)\n}\n`,
          inside: ': 5K->1K(9K), 0.0090000 secs]',
          sizes,
        }),
    ],
  ])('%s: the same heap and the same CPU', async (_, split) => {
    const { facts } = await read(three(split))
    expect(facts.allocatedTotals?.map(({ timeMs, bytes }) => [timeMs, bytes / kib])).toEqual([
      [1000, 0],
      [2000, 5120],
      [4000, 5120 + 6144],
    ])
    expect(facts.collectorCpu?.reduce((sum, { ns }) => sum + ns, 0)).toBeCloseTo(3 * 0.02 * 1e9)
  })

  it('a collection inside the pause that marks anew is one of its own', async () => {
    const remark =
      '2.000: [GC (CMS Final Remark) [YG occupancy: 1 K (2 K)]2.001: [GC (CMS Final Remark) 2.001: [ParNew: 5K->1K(9K), 0.002 secs] 6144K->2048K(9000K), 0.002 secs] [Times: user=0.01 sys=0.00, real=0.00 secs] 2.004: [Rescan (parallel) , 0.001 secs] [1 CMS-remark: 1K(2K)] 2048K(9000K), 0.009 secs] [Times: user=0.02 sys=0.00, real=0.01 secs]\n'
    const { facts } = await read(
      inOneLine('1.000', ' 4096K->1024K(9000K)') + remark + inOneLine('4.000', ' 8192K->2048K(9000K)'),
    )
    expect((facts.allocatedTotals?.at(-1)?.bytes ?? 0) / kib).toBe(5120 + 6144)
  })

  it('a pause that breaks off costs itself, and not the one after it', async () => {
    const broken = '1.500: [GC 1.500: [ParNew\nDesired survivor size 524288 bytes\n'
    const { facts } = await read(
      inOneLine('1.000', ' 4096K->1024K(9000K)') + broken + inOneLine('2.000', ' 6144K->2048K(9000K)'),
    )
    expect((facts.allocatedTotals?.at(-1)?.bytes ?? 0) / kib).toBe(5120)
  })

  it('one that begins after many lines of stops is known by them', async () => {
    const stops = '0.892: Total time for which application threads were stopped: 0.0001410 seconds\n'.repeat(900)
    expect((await read(stops + three(inOneLine))).facts.allocatedTotals).toHaveLength(3)
  })

  it('a file of a rotation that holds no collection says what JDK 8 can be told', async () => {
    const result = await load(
      '2016-04-14 22:37:22 GC log file created logs/gc.log.1\nJava HotSpot(TM) 64-Bit Server VM (25.45-b02) for windows-amd64\n',
    )
    expect(result.ok ? undefined : result.error.todo).toContain('-Xloggc:gc.log')
  })
})

describe('unified logs whose lines have no tags', () => {
  const lines = ['GC(0) Pause Young (Normal) 4M->1M(9M) 1.000ms', 'GC(1) Pause Young (Normal) 6M->2M(9M) 1.000ms']
  it.each([
    ['time', '[2026-12-01T12:47:24.827+0000] ', '[2026-12-01T12:47:25.827+0000] '],
    ['time,uptime', '[2026-12-01T12:47:24.827+0000][1.000s] ', '[2026-12-01T12:47:25.827+0000][2.000s] '],
    ['uptimemillis,hostname', '[1000ms][web-1] ', '[2000ms][web-1] '],
    ['uptimenanos,pid,tid', '[1000000000ns][7][9] ', '[2000000000ns][7][9] '],
  ])('%s are read', async (_, first, second) => {
    const { facts } = await read(`${first}${lines[0]}\n${second}${lines[1]}\n`)
    const totals = facts.allocatedTotals ?? []
    expect((totals.at(-1)?.bytes ?? 0) - (totals.at(-2)?.bytes ?? 0)).toBe(5 * 2 ** 20)
  })
  it.each([['[web-1] Using a proxy'], ['[12] GC(x) Pause'], ['[worker] Garbage is collected on Tuesday']])(
    'no log of a collector: %s',
    async (line) => {
      const result = await load(`${line}\n${line}\n`)
      expect(result.ok ? undefined : result.error.what).toContain('none of the formats')
      expect(result.ok ? undefined : result.error.what).not.toContain('JSON')
    },
  )
})
