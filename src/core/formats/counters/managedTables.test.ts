import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample } from '../../testing/samples.ts'
import { parsedText as read, readText } from '../../testing/readText.ts'

describe('dotnet-counters', () => {
  const csv = `Timestamp,Provider,Counter Name,Counter Type,Mean/Increment
11/28/2026 04:13:53,System.Runtime,CPU Usage (%),Metric,10
11/28/2026 04:13:53,System.Runtime,Allocation Rate (B / 1 sec),Rate,1000000
11/28/2026 04:13:53,System.Runtime,GC Heap Size (MB),Metric,40
11/28/2026 04:13:54,System.Runtime,CPU Usage (%),Metric,12
11/28/2026 04:13:54,System.Runtime,Allocation Rate (B / 1 sec),Rate,3000000
11/28/2026 04:13:54,System.Runtime,Working Set (MB),Metric,80
11/28/2026 04:13:55,System.Runtime,Allocation Rate (B / 1 sec),Rate,5000000
`
  it('as CSV lies on its own clock: its times do not say where they are', async () => {
    const { facts, about } = await read(csv)
    expect([facts.clock, about?.runtime]).toEqual(['own', 'dotnet'])
    expect(facts.allocatedTotals).toEqual([
      { timeMs: 0, bytes: 0 },
      { timeMs: 1000, bytes: 3e6 },
      { timeMs: 2000, bytes: 8e6 },
    ])
    expect(facts.rssPoints).toEqual([{ timeMs: 1000, bytes: 80e6 }])
    expect(facts.bounds).toMatchObject([
      { signal: 'cpu_user_pct', basis: { tool: 'dotnet-counters' } },
      { signal: 'live_heap_mb', high: 40 },
    ])
    expect(facts.bounds?.[0]?.low).toBeLessThan(11)
    expect(facts.bounds?.[0]?.high).toBeGreaterThan(11)
  })
  it.each([
    ['American', (second: number) => `11/28/2026 4:13:${second} AM`],
    [
      'an American afternoon over its hour',
      (second: number) => (second < 55 ? `11/28/2026 12:59:${second + 5} PM` : '11/28/2026 1:00:00 PM'),
    ],
    ['German', (second: number) => `28.11.2026 04:13:${second}`],
    ['British', (second: number) => `28/11/2026 04:13:${second}`],
    ['Swedish', (second: number) => `2026-11-28 04:13:${second}`],
  ])('as CSV of a machine with habits of its own is the same: %s', async (_habit, at) => {
    const local = csv.replaceAll(/11\/28\/2026 04:13:(\d\d)/g, (_, second: string) => at(Number(second)))
    const here = (await read(local.replaceAll(',10\n', ',10,0\n'))).facts
    expect(here.allocatedTotals).toEqual([
      { timeMs: 0, bytes: 0 },
      { timeMs: 1000, bytes: 3e6 },
      { timeMs: 2000, bytes: 8e6 },
    ])
    expect(here.bounds?.[0]?.high).toBeLessThan(14)
  })
  it('as JSON has times of the world, and counters with tags are added up', async () => {
    const event = (second: number, name: string, value: number) => ({
      timestamp: `2026-11-28 04:13:5${second}Z`,
      provider: 'System.Runtime',
      name,
      counterType: 'Rate',
      value,
    })
    const { facts } = await read(
      JSON.stringify({
        TargetProcess: 'hunter2 --secret',
        StartTime: '11/28/2026 4:13:50 AM',
        Events: [
          event(1, 'dotnet.process.cpu.time (s / 1 sec)[cpu.mode=user]', 0.2),
          event(1, 'dotnet.process.cpu.time (s / 1 sec)[cpu.mode=system]', 0.1),
          event(2, 'dotnet.process.cpu.time (s / 1 sec)[cpu.mode=user]', 0.5),
          event(2, 'dotnet.process.cpu.time (s / 1 sec)[cpu.mode=system]', 0.1),
          event(2, 'dotnet.process.cpu.count ({cpu})', 4),
        ],
      }),
    )
    const atMs = Date.parse('2026-11-28T04:13:51Z')
    expect(facts).toMatchObject({
      cores: 4,
      processCpu: [
        { timeMs: atMs, seconds: 0 },
        { timeMs: atMs + 1000, seconds: 0.6 },
      ],
    })
    expect(JSON.stringify(facts)).not.toContain('hunter2')
  })
})

describe('a summary of memray', () => {
  it('is what was allocated at least: pymalloc’s small objects hide in its arenas', async () => {
    const { facts, about } = await parsedSample('memray/stats.json')
    const rate = facts.bounds?.find(({ signal }) => signal === 'alloc_rate_mb_s')
    expect(rate?.low).toBeGreaterThan(0)
    expect(rate).not.toHaveProperty('high')
    expect(about?.notes.join()).toContain('at least')
    expect(JSON.stringify(facts)).not.toContain('command')
  })
})

describe('a list of tracemalloc', () => {
  it('as printed: lines with what they hold, and what the list leaves out in a box of its own', async () => {
    const { parts } = await read(`[ Top 10 ]
/srv/payments/cache.py:41: size=4855 KiB, count=39757, average=125 B
/srv/payments/app.py:7: size=100 B, count=1, average=100 B
1066 other: 1000.0 KiB
Total allocated size: 5855.1 KiB
`)
    expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge' })
    expect(drawStacks(parts[0]!.profile).join('\n')).toContain('inuse_space=4971520')
    expect(drawStacks(parts[0]!.profile).join('\n')).toContain('(not in the list) inuse_space=1024000 ')
  })
  it('of the documentation’s recipe is the same', async () => {
    const { parts } = await read('Top 10 lines\n#1: payments/cache.py:41: 4855.3 KiB\n    self.kept.append(x)\n')
    expect(JSON.stringify(parts)).not.toContain('self.kept')
    expect(parts[0]?.profile.samples.length).toBe(1)
  })
  it('of differences says how much the lines grew, and no rate: no time is in it', async () => {
    const { parts, facts } = await read(
      '[ Top 10 differences ]\n/srv/cache.py:41: size=8173 KiB (+3000 KiB), count=41757 (+2000), average=200 B\n',
    )
    expect(parts[0]?.profile.meta.notes.join()).toContain('grew by 3,072 kB')
    expect(facts).toEqual({})
  })
})

describe('heaps of .NET by type', () => {
  const report = (total: string): string =>
    `      ${total}  GC Heap bytes\n          13,633  GC Heap objects\n\n   Object Bytes     Count  Type\n        200,024       190  System.Byte[] (Bytes > 100K)  [System.Private.CoreLib.dll]\n             22     2,094  System.String  [System.Private.CoreLib.dll]\n`

  it.each(['39,114,093', '39.114.093', '39 114 093', '39\u202f114\u202f093'])(
    'dotnet-gcdump report has the bytes that are live, in the separators of its machine: %s',
    async (total) => {
      const { facts, parts } = await read(report(total))
      expect(facts.classHistogramTotals).toEqual([{ timeMs: 0, bytes: 39_114_093 }])
      // A row is the size of one object: no share of the heap is made of it.
      expect(parts.every(({ profile }) => profile.samples.length === 0)).toBe(true)
    },
  )

  it('dumpheap -stat adds its objects up, garbage among them', async () => {
    const rows = '7ffc1e20d3d4     1        24 System.Object\n7ffc1e20d3d5 10001  80000024 System.Byte[]\n'
    const text = `Statistics:\n          MT Count TotalSize Class Name\n${rows}`
    const { facts, parts } = await read(`${text}Total 10002 objects, 80000048 bytes\n`)
    expect(facts.classHistogramTotals).toEqual([{ timeMs: 0, bytes: 80_000_048, mayHoldGarbage: true }])
    expect(parts[0]?.profile.samples.values[0]?.reduce((sum, value) => sum + value, 0)).toBe(80_000_048)
    const cut = await readText(text)
    expect(cut.ok ? undefined : cut.error.what).toContain('breaks off')
  })
})
