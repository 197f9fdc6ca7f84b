import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes, totalOf } from '../../testing/samples.ts'

/** Folded stacks by name, without perf's marks, as a picture draws them. */
function foldedOf(path: string): ReadonlyMap<string, number> {
  const stacks = new Map<string, number>()
  for (const line of new TextDecoder().decode(sampleBytes(path)).trim().split('\n')) {
    const space = line.lastIndexOf(' ')
    const name = line.slice(0, space).replaceAll(/_\[[kwij]\](?=;|$)/g, '')
    stacks.set(name, (stacks.get(name) ?? 0) + Number(line.slice(space + 1)))
  }
  return stacks
}
const recordOf = (stacks: ReadonlyMap<string, number>): Readonly<Record<string, number>> => Object.fromEntries(stacks)
const drawn = (lines: readonly string[]): ReadonlyMap<string, number> =>
  new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf('=') + 1))]))

describe('pictures of folded stacks', () => {
  it.each(['picture/inferno.svg', 'picture/flamegraph-pl.svg'])(
    '%s gives back every stack to the last sample',
    async (path) => {
      const { parts } = await parsedSample(path)
      const stacks = parts.flatMap(({ profile }) => drawStacks(profile))
      expect(recordOf(drawn(stacks))).toEqual(recordOf(foldedOf('folded/perf-cpu-clock.folded.txt')))
    },
  )
  it.each(['picture/difference-pl.svg', 'picture/difference-inferno.svg'])(
    '%s gives back both sides, except what is gone, which is not drawn',
    async (path) => {
      const { parts } = await parsedSample(path)
      const [base, head] = parts.map(({ profile }) => drawn(drawStacks(profile)))
      expect(head).toEqual(foldedOf('picture/difference-after.folded.txt'))
      const before = new Map(foldedOf('picture/difference-before.folded.txt'))
      before.delete('main;(old) cache.get')
      expect(recordOf(base ?? new Map())).toEqual(recordOf(before))
    },
  )
})

describe('pictures of profilers', () => {
  it('memray’s page and its temporal page agree on the peak', async () => {
    for (const path of ['picture/memray.html.gz', 'picture/memray-temporal.html.gz']) {
      const { parts, facts } = await parsedSample(path)
      expect(totalOf(parts[0]!, 'inuse_space'), path).toBe(27_243_250)
      expect(parts[0]).toMatchObject({ kind: 'heap', covers: 'gauge' })
      // After the first three seconds.
      expect(facts.liveHeapPoints?.length, path).toBeGreaterThan(10)
    }
  })
  it('memray’s command line and lines of source stay in the page', async () => {
    const all = JSON.stringify(await parsedSample('picture/memray.html.gz'))
    expect(all).not.toContain('mem.bin')
    expect(all).not.toContain('bytearray(200_000)')
  })
  it('pyinstrument’s JSON is wall time of one thread, and CPU of the process beside it', async () => {
    const { parts, facts } = await parsedSample('picture/pyinstrument.json')
    expect(parts[0]).toMatchObject({ kind: 'wall', profile: { meta: { durationMs: 4021.702 } } })
    expect(totalOf(parts[0]!, 'wall') / 1e9).toBeCloseTo(4.020363, 4)
    expect(facts.processCpu?.[1]?.seconds).toBe(0.533529)
    const html = await parsedSample('picture/pyinstrument.html.gz')
    expect(totalOf(html.parts[0]!, 'wall') / 1e9).toBeCloseTo(4.0131, 3)
    expect(JSON.stringify(html)).not.toContain('sys_path')
  })
  it('py-spy’s picture of all threads knows them and its ticks', async () => {
    const { parts } = await parsedSample('picture/pyspy-flame.svg')
    expect(parts[0]).toMatchObject({ kind: 'wall', profile: { meta: { ticks: 100 } } })
    expect(parts[0]!.profile.threads.length).toBeGreaterThan(3)
  })
  it('async-profiler’s wall clock picture was looked at 160 times', async () => {
    const { parts } = await parsedSample('picture/async-wall.html')
    expect(parts[0]).toMatchObject({ kind: 'wall', profile: { meta: { ticks: 160, runtime: 'jvm' } } })
    expect(totalOf(parts[0]!, 'wall')).toBe(9920)
  })
  it('Clinic’s flame is V8’s ticks, all of them, by the names of the program', async () => {
    const { parts } = await parsedSample('picture/clinic-flame.html.gz')
    expect(parts[0]).toMatchObject({ kind: 'cpu', covers: 'interval' })
    expect(totalOf(parts[0]!, 'samples')).toBe(539)
    expect(parts[0]?.profile.strings).toEqual(expect.arrayContaining(['parse', 'keepQuote']))
  })
  it('Clinic’s doctor is counters: CPU, memory, collections, and what was allocated at least', async () => {
    const { parts, facts } = await parsedSample('picture/clinic-doctor.html.gz')
    expect(parts).toEqual([])
    expect(facts.processCpu?.at(-1)?.seconds).toBeCloseTo(0.5298, 3)
    expect([facts.allocatedBound, facts.rssPoints?.length, facts.collectorCpu?.length]).toEqual(['lower', 474, 127])
  })
})
