import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parcaServices } from '../../../e2e/servers/drawnServices.ts'
import { restartedAt, scraped, startParca, type ParcaOptions } from '../../../e2e/servers/parca.ts'
import { totalOf } from '../../../e2e/servers/pprofBytes.ts'
import { analyseCaptures, wholeTotal } from '../../../e2e/servers/readCaptures.ts'
import type { TestServer } from '../../../e2e/servers/serve.ts'
import { recordedService, type RecordedService } from '../../../e2e/servers/storedProfiles.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { createHttp } from '../http/http.ts'
import type { CaptureSet, ProfileSource, Selection } from '../source.ts'
import { parca } from './parca.ts'

let recorded: RecordedService
beforeAll(async () => {
  recorded = await recordedService('orderbook')
})

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const selection: Selection = { service: 'orderbook', labels: {} }
const incident = (): TimeWindow => recorded.incident
const healthyToIncident = (): TimeWindow => ({
  fromMs: recorded.heap[0]?.atMs ?? 0,
  untilMs: incident().untilMs,
})

async function open(options: Partial<ParcaOptions> = {}): Promise<ProfileSource> {
  const services = [scraped(recorded, { job: 'orderbook', instance: 'a:6060' })]
  server = await startParca({ services, ...options })
  return parca({
    http: createHttp({ fetch }),
    config: { kind: 'parca', name: 'edge', title: 'edge', url: `${server.url}${options.basePath ?? ''}`, headers: {} },
    now: () => incident().untilMs + 3_600_000,
  })
}

async function capturesOf(source: ProfileSource, of = selection, window = incident()): Promise<CaptureSet> {
  const set = await source.captures(of, window)
  if (!set.ok) throw new Error(explainLoadError(set.error))
  return set.value
}

describe('Parca', () => {
  it('lists the values of the service label as services, under a path too', async () => {
    const source = await open({ basePath: '/parca' })
    expect(await source.services(incident())).toEqual({ ok: true, value: [{ name: 'orderbook' }] })
  })

  it('lists labels with their values', async () => {
    const services = ['a:6060', 'b:6060'].map((instance) => scraped(recorded, { job: 'orderbook', instance }))
    expect(await (await open({ services })).labels(selection, incident())).toEqual({
      ok: true,
      value: [{ name: 'instance', values: ['a:6060', 'b:6060'] }],
    })
  })

  it('gives the same diagnosis as the recording it was filled from', async () => {
    const analysis = await analyseCaptures(await capturesOf(await open()), incident(), 1)
    expect(analysis.story.diagnosis.pattern).toBe('contention-bound')
  })

  it('subtracts totals since process start at both ends', async () => {
    const set = await capturesOf(await open())
    const inside = recorded.heap.filter(({ atMs }) => atMs >= incident().fromMs && atMs <= incident().untilMs)
    const first = inside[0]
    const last = inside.at(-1)
    if (first === undefined || last === undefined) throw new Error('too few snapshots')
    const truth = totalOf(last.profile, 'alloc_space') - totalOf(first.profile, 'alloc_space')
    const total = wholeTotal(await analyseCaptures(set, incident()), 'heap_alloc')
    expect(total / truth).toBeCloseTo(1, 2)
  })

  it('finds a restart and counts on both sides of it', async () => {
    const at = recorded.heap[Math.floor(recorded.heap.length / 2)]?.atMs ?? 0
    const source = await open({ services: [restartedAt(scraped(recorded, { job: 'orderbook' }), at)] })
    const set = await capturesOf(source, selection, healthyToIncident())
    expect(set.captures.filter(({ answers }) => answers.includes('heap_alloc')).length).toBe(4)
    const total = wholeTotal(await analyseCaptures(set, healthyToIncident()), 'heap_alloc')
    expect(total).toBeGreaterThan(0)
  })

  it('shows live heap as one snapshot of each instance, added', async () => {
    const services = ['a', 'b'].map((instance, i) => scraped(recorded, { job: 'orderbook', instance }, i * 3000))
    const set = await capturesOf(await open({ services }))
    const live = set.captures.filter(({ answers }) => answers.includes('heap_live'))
    expect(live.at(-1)?.note).toBe('one snapshot of each of 2 instances, added')
    const one = recorded.heap.map(({ profile }) => totalOf(profile, 'inuse_space'))
    const total = wholeTotal(await analyseCaptures({ ...set, captures: live }, incident()), 'heap_live')
    expect(total).toBeGreaterThan(1.8 * Math.min(...one))
    expect(total).toBeLessThan(2.2 * Math.max(...one))
  })

  it('adds the totals of all instances over the times in which they are the same, before a restart and after it', async () => {
    const services = ['a', 'b'].map((instance, i) => scraped(recorded, { job: 'orderbook', instance }, i * 3000))
    const set = await capturesOf(await open({ services }))
    expect(set.captures.filter(({ answers }) => answers.includes('heap_alloc'))).toHaveLength(2)
    const [first = services[0], second = services[1]] = services
    if (first === undefined || second === undefined) throw new Error('two services were made')
    const at = recorded.heap[Math.floor(recorded.heap.length / 2)]?.atMs ?? 0
    const other = await capturesOf(
      await open({ services: [first, restartedAt(second, at)] }),
      selection,
      healthyToIncident(),
    )
    expect(other.absent).toEqual([])
    const ofAllocation = other.captures.filter(({ answers }) => answers.includes('heap_alloc'))
    expect(new Set(ofAllocation.map(({ hints }) => hints.run)).size).toBe(2)
    const analysed = await analyseCaptures(other, healthyToIncident())
    const { heap_alloc: allocated } = analysed.views
    if (allocated.state !== 'measured') throw new Error(allocated.text)
    // Never over the restart, where the difference would be of another process.
    const [before, after] = allocated.covered
    expect(before?.untilMs).toBeLessThan(at + 3001)
    expect(after?.fromMs).toBeGreaterThanOrEqual(at)
    expect(allocated.coveredSeconds).toBeGreaterThan(
      0.7 * ((healthyToIncident().untilMs - healthyToIncident().fromMs) / 1000),
    )
    const alone = await analyseCaptures(
      await capturesOf(await open({ services: [first] }), selection, healthyToIncident()),
      healthyToIncident(),
    )
    const rate = (one: typeof alone): number => {
      const signal = one.story.signals.alloc_rate_mb_s
      return signal.state === 'present' ? signal.value : Number.NaN
    }
    // Per process: two that do the same are as busy as one.
    expect(rate(analysed) / rate(alone)).toBeGreaterThan(0.6)
    expect(rate(analysed) / rate(alone)).toBeLessThan(1.7)
  })

  it('draws a timeline in cores, held bytes and waiters', async () => {
    const timeline = await (await open()).timeline(selection, healthyToIncident())
    if (!timeline.ok) throw new Error(timeline.error.what)
    const [cpu, heap, lock] = timeline.value.series
    const most = (series: typeof cpu): number => Math.max(...(series?.points ?? []).map(({ value }) => value))
    expect(most(cpu)).toBeGreaterThan(0.01)
    expect(most(cpu)).toBeLessThan(1.1)
    const largest = Math.max(...recorded.heap.map(({ profile }) => totalOf(profile, 'inuse_space')))
    expect(most(heap)).toBeLessThanOrEqual(largest)
    expect(most(heap)).toBeGreaterThan(0.9 * largest)
    // 96 sessions queue on one lock.
    expect(most(lock)).toBeGreaterThan(10)
    expect(most(lock)).toBeLessThan(120)
  })
})

describe('what Parca cannot answer is a sentence', () => {
  it.each([true, false])(
    'nothing in the window is empty, not an error of the server (404 as it is: %s)',
    async (plainNotFound) => {
      const source = await open({ plainNotFound })
      const set = await source.captures({ service: 'nobody', labels: {} }, incident())
      expect(set.ok ? '' : explainLoadError(set.error)).toMatch(
        /^edge: it has nothing of nobody in this window\. Choose/,
      )
      const [ref] = (await capturesOf(source)).captures
      await server?.close()
      server = await startParca({ services: [], plainNotFound })
      const later =
        ref &&
        parca({
          http: createHttp({ fetch }),
          config: { kind: 'parca', name: 'edge', title: 'edge', url: server.url, headers: {} },
          now: () => incident().untilMs + 3_600_000,
        })
      expect(await later?.captures(selection, incident())).toMatchObject({ ok: false, error: { code: 'empty' } })
    },
  )

  it('a profile beyond 4 MiB says so, and the others still come', async () => {
    const set = await capturesOf(await open({ limitBytes: 20_000 }))
    const reads = await Promise.all(set.captures.map((ref) => ref.read()))
    const failed = reads.filter((read) => !read.ok)
    expect(failed.length).toBeGreaterThan(0)
    expect(reads.some((read) => read.ok)).toBe(true)
    for (const read of failed)
      expect(read.ok ? '' : explainLoadError(read.error)).toMatch(/larger than the 4 MiB.*Take a shorter window/)
  })

  it('a wrong address says which', async () => {
    const source = await open({ basePath: '/parca' })
    const wrong = parca({
      http: createHttp({ fetch }),
      config: { kind: 'parca', name: 'edge', title: 'edge', url: server?.url ?? '', headers: {} },
      now: () => 0,
    })
    const services = await wrong.services(incident())
    expect(services.ok ? '' : explainLoadError(services.error)).toMatch(/an HTML page came back.*Correct the URL/)
    expect((await source.services(incident())).ok).toBe(true)
  })

  it.each([
    { growthMbPerHour: 0, kind: 'quiet', pattern: 'no-clear-pattern' },
    { growthMbPerHour: 300, kind: undefined, pattern: 'slow-leak' },
  ])('bounds the growth of a heap by five minutes of it: $growthMbPerHour MB/h', async (drawn) => {
    const window = { fromMs: incident().fromMs, untilMs: incident().fromMs + 300_000 }
    const process = { pod: 'calm-0', cores: 0.2, waiters: 0.05, goroutines: 20, allocMb: 3, liveMb: 20 }
    const { growthMbPerHour, kind, pattern } = drawn
    const services = parcaServices('calm', [{ ...process, growthMbPerHour }], { startMs: window.fromMs, seconds: 300 })
    const set = await capturesOf(await open({ services }), { service: 'calm', labels: {} }, window)
    const { diagnosis, signals } = (await analyseCaptures(set, window, 2)).story
    expect(diagnosis).toMatchObject({ pattern, ...(kind === undefined ? {} : { kind }) })
    const slope = signals.live_heap_slope_mb_h
    expect(slope).toMatchObject({ state: 'present', samplesOf: 'snapshots' })
    if (slope.state === 'present') expect(slope.high - growthMbPerHour).toBeLessThan(80)
  })
})
