import { describe, expect, it } from 'vitest'
import { allocated, factsOf, mib, read } from '../../testing/collectorLogs.ts'
import { readText } from '../../testing/readText.ts'

describe('Go’s gctrace', () => {
  const line = (n: number, at: number, heap: string): string =>
    `gc ${n} @${at}s 0%: 0.9+29+0.013 ms clock, 1.8+0.007/0.75/0.27+0.026 ms cpu, ${heap} MB, 50 MB goal, 0 MB stacks, 0 MB globals, 2 P`
  it('adds what was allocated between collections and during them', async () => {
    const facts = await factsOf(`listening\n${line(1, 1, '45->46->29')}\nrequest\n${line(2, 3, '51->53->34')}\n`)
    // 51 − 29 between, 53 − 51 during the second.
    expect([allocated(facts), facts.cores, facts.clock]).toEqual([24, 2, 'own'])
  })
  it('knows no better than a megabyte a collection where each is cut off alike, and better where they differ', async () => {
    const errorMib = async (heapOf: (n: number) => string): Promise<number> => {
      const facts = await factsOf(Array.from({ length: 400 }, (_, n) => line(n + 2, n, heapOf(n))).join('\n'))
      const last = facts.allocatedTotals?.at(-1)
      return Math.hypot(last?.errorBytes ?? 0, last?.sameErrorBytes ?? 0) / mib
    }
    // 4.0 to 1.9 MB is printed like 4.9 to 1.1 MB.
    expect(await errorMib(() => '3->4->1')).toBeCloseTo(Math.sqrt(1 / 6) * 399, 0)
    expect(await errorMib((n) => `${40 + (n % 7)}->${44 + (n % 7)}->${20 + (n % 5)}`)).toBeCloseTo(
      Math.sqrt(399 / 6),
      0,
    )
  })
  it('leaves marking on spare CPU out of the collector’s time, and stops, in which processors stand still', async () => {
    const facts = await factsOf(`${line(1, 1, '4->4->3')}\n${line(2, 3, '4->4->3')}`)
    const [first, second] = facts.collectorTimeTotals ?? []
    expect([first, second].map((one) => one?.seconds)).toEqual([0.000757, 0.001514])
    // Two processors, for one second and for three.
    expect([first, second].map((one) => one?.of)).toEqual([2, 6])
    expect(facts.collectorCpu).toBeUndefined()
  })
  it('says nothing of growth from a few whole megabytes', async () => {
    const { facts, about } = await read(`${line(1, 1, '4->4->3')}\n${line(2, 2, '5->5->4')}`)
    expect(facts.liveHeapPoints).toBeUndefined()
    expect(about?.notes.join()).toContain('too few to tell growth')
  })
  it('is refused where two processes wrote it at a time, and read where one began after the other', async () => {
    const of = (from: number, until: number): readonly string[] =>
      Array.from({ length: until - from }, (_, at) => line(from + at, from + at, '4->4->3'))
    const turns = of(3, 9).flatMap((one, at) => [one, of(7, 13)[at] ?? ''])
    const result = await readText(turns.join('\n'))
    expect(result.ok ? 'read' : result.error.what).toContain('of several processes, among each other')
    const later = await read([...of(1, 9), ...of(1, 4)].join('\n'))
    expect(later.about?.notes.join()).toContain('the first is used')
  })
  it('takes the first of two processes that follow each other, by when each began or by numbers that are missing', async () => {
    const dated = (n: number, at: number, second: number): string =>
      `2026-11-28T02:14:${String(second).padStart(2, '0')}.5Z ${line(n, at, '4->4->3')}`
    const notesOf = async (...lines: readonly string[]): Promise<string> =>
      (await read(lines.join('\n'))).about?.notes.join() ?? ''
    const older = [dated(1, 1, 1), dated(2, 2, 2), dated(900, 3601, 1), dated(901, 3602, 2)]
    expect(await notesOf(...older)).toContain('more than one process: the first is used')
    // The same process; lines of it are missing.
    expect(await notesOf(dated(1, 1, 1), dated(20, 40, 40))).not.toContain('process')
    const cut = [line(1, 1, '4->4->3'), line(2, 3, '8->8->3'), line(20, 40, '90->90->3')]
    expect(await notesOf(...cut)).toContain('after collection 2 some are missing')
    expect(allocated(await factsOf(cut.join('\n')))).toBe(5)
    expect(await notesOf(line(1, 1, '4->4->3'), line(3, 3, '8->8->3'))).not.toContain('missing')
  })
  it('takes its time from the log collector’s stamp', async () => {
    const facts = await factsOf(
      `2026-11-28T02:14:00.5Z ${line(1, 1, '4->4->3')}\n2026-11-28T02:14:02.5Z ${line(2, 3, '9->9->3')}`,
    )
    expect(facts.clock).toBeUndefined()
    expect(facts.allocatedTotals?.map(({ timeMs }) => timeMs)).toEqual([
      Date.parse('2026-11-28T02:14:00.5Z'),
      Date.parse('2026-11-28T02:14:02.5Z'),
    ])
  })
})

describe('Node’s --trace-gc', () => {
  const line = (isolate: string, at: number, kind: string, before: number, after: number): string =>
    `[967:${isolate}]       ${at} ms: ${kind} ${before.toFixed(1)} (4.5) -> ${after.toFixed(1)} (5.5) MB, 3.64 / 0.00 ms  (average mu = 1.000, current mu = 1.000) allocation failure; `
  it('adds up the heaps of workers, each on its own', async () => {
    const facts = await factsOf(
      [
        line('0x1', 100, 'Scavenge', 4, 3),
        line('0x2', 150, 'Scavenge', 30, 2),
        line('0x1', 200, 'Scavenge', 8, 3),
        line('0x2', 250, 'Scavenge', 12, 2),
      ].join('\n'),
    )
    expect(allocated(facts)).toBeCloseTo(15)
  })
  it('is the least that was allocated where buffers outside of its heap made it collect', async () => {
    const steps = [line('0x1', 100, 'Scavenge', 4, 4), line('0x1', 200, 'Scavenge', 4, 4)].join('\n')
    expect((await factsOf(steps)).allocatedBound).toBeUndefined()
    const buffers = steps.replaceAll('allocation failure', 'external memory pressure')
    expect((await factsOf(buffers)).allocatedBound).toBe('lower')
  })
  it('takes live heap from three full collections of one isolate, and never from scavenges', async () => {
    const three = [1, 2, 3].map((n) => line('0x1', n * 100, 'Mark-Compact (reduce)', 4, n))
    expect((await factsOf(three.join('\n'))).liveHeapPoints?.length).toBe(3)
    const scavenges = [1, 2, 3].map((n) => line('0x1', n * 100, 'Scavenge', 4, n))
    expect((await factsOf(scavenges.join('\n'))).liveHeapPoints).toBeUndefined()
  })
})
