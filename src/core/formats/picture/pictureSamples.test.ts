import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { drawStacks, expectErrorOrValue, stackNames } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes, totalOf } from '../../testing/samples.ts'
import { readFile } from '../readFile.ts'
import { readAsyncHtml } from './asyncHtml.ts'

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
  it('pyinstrument’s awaited time is no work of the function that awaits', async () => {
    const frame = (name: string, time: number, children: readonly object[] = []): object => ({
      function: name,
      file_path: name.startsWith('[') ? '' : '/srv/app.py',
      line_no: 3,
      time,
      children,
    })
    const session = {
      start_time: 1_795_850_431,
      duration: 3,
      cpu_time: 1,
      root_frame: frame('main', 3, [frame('[await]', 2), frame('[self]', 0.5)]),
    }
    const result = await readFile(new TextEncoder().encode(JSON.stringify(session)), {
      fileName: 'x.json',
      maxInflatedBytes: 1e8,
    })
    expect(result.ok ? drawStacks(result.value.parts[0]!.profile).toSorted() : []).toEqual([
      'app.main wall=1000000000',
      'app.main;[await] wall=2000000000',
    ])
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

describe('async-profiler’s heat map', () => {
  it('gives back every sample of the recording it was made of, and when it was taken', async () => {
    const { parts } = await parsedSample('picture/async-heatmap.html.gz')
    const recorded = (await parsedSample('jfr/async.jfr')).parts.find(({ kind }) => kind === 'cpu')!.profile
    const profile = parts[0]!.profile
    const counted = (of: typeof profile): readonly number[] => {
      const seen: Record<string, number> = {}
      for (const stack of of.samples.stack) {
        const name = stackNames(of, stack).join(';').replaceAll('/', '.')
        seen[name] = (seen[name] ?? 0) + 1
      }
      return Object.values(seen).toSorted((a, b) => a - b)
    }
    expect(profile.samples.length).toBe(534)
    expect(counted(profile)).toEqual(counted(recorded))
    const [first, last] = [profile.samples.timeMs?.[0] ?? 0, profile.samples.timeMs?.at(-1) ?? 0]
    expect(Math.abs(first - (recorded.samples.timeMs?.toSorted()[0] ?? 0))).toBeLessThan(60)
    expect((last - first) / 1000).toBeCloseTo(10, 0)
    expect(parts[0]?.kind).toBeUndefined()
  })

  it('is refused with its own sentence where what is packed contradicts itself, and never hangs', () => {
    const page = new TextDecoder().decode(gunzipSync(sampleBytes('picture/async-heatmap.html.gz')))
    const at = page.indexOf('<pre id="executionsHeatmap">')
    for (const cut of [60, 500, 2000, 3000]) {
      const broken = page.slice(0, at + cut) + page.slice(page.indexOf('</pre>'))
      const result = readAsyncHtml(new TextEncoder().encode(broken), { fileName: 'heat.html', maxInflatedBytes: 1e9 })
      expectErrorOrValue(result)
    }
    const empty = readAsyncHtml(
      new TextEncoder().encode('<pre id="executionsHeatmap">SE</pre><pre id="methods">SE</pre>'),
      {
        fileName: 'heat.html',
        maxInflatedBytes: 1e9,
      },
    )
    expect(empty.ok ? '' : empty.error.what).toContain('cannot be unpacked')
  })
})
