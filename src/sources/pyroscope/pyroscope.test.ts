import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { goService, startPyroscope, type PyroscopeOptions } from '../../../e2e/servers/pyroscope.ts'
import { analyseCaptures, wholeTotal } from '../../../e2e/servers/readCaptures.ts'
import type { TestServer } from '../../../e2e/servers/serve.ts'
import { totalOf } from '../../../e2e/servers/pprofBytes.ts'
import { recordedService, type RecordedService } from '../../../e2e/servers/storedProfiles.ts'
import { explainLoadError } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { createHttp } from '../http/http.ts'
import type { CaptureSet, ProfileSource, Selection } from '../source.ts'
import { pyroscope } from './pyroscope.ts'

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
const afterwards = (): number => incident().untilMs + 3_600_000

async function open(options: Partial<PyroscopeOptions> = {}, config: object = {}): Promise<ProfileSource> {
  const services = [goService(recorded, { service_name: 'orderbook', pod: 'a', region: 'ap-south-1' })]
  server = await startPyroscope({ services, nowMs: afterwards(), ...options })
  return pyroscope({
    http: createHttp({ fetch }),
    config: {
      kind: 'pyroscope',
      name: 'prod',
      title: 'prod',
      url: `${server.url}${options.basePath ?? ''}`,
      headers: {},
      ...config,
    },
    now: afterwards,
  })
}

async function capturesOf(source: ProfileSource, of = selection, window = incident()): Promise<CaptureSet> {
  const set = await source.captures(of, window)
  if (!set.ok) throw new Error(explainLoadError(set.error))
  return set.value
}

describe('Pyroscope', () => {
  it('shows waits off the CPU where an eBPF profiler sends no others, of each of its pods: those in the acquire of a lock are lock waits', async () => {
    const types = goService(recorded, {}).types
    const sent = new Map(
      [
        ['process_cpu:cpu:nanoseconds:cpu:nanoseconds', 'process_cpu:cpu:nanoseconds:cpu:nanoseconds'],
        ['off_cpu:off_cpu:nanoseconds::', 'block:delay:nanoseconds:contentions:count'],
      ].map(([as = '', of = '']) => [as, types.get(of) ?? []] as const),
    )
    const services = ['a', 'b'].map((pod) => ({ labels: { service_name: 'orderbook', pod }, types: sent }))
    const set = await capturesOf(await open({ services }))
    expect(set.absent.map(({ kind }) => kind)).toEqual(['heap_live', 'heap_alloc'])
    expect(set.captures.find(({ answers }) => answers.includes('lock'))?.hints.processes).toEqual({ count: 2 })
    const { views, story } = await analyseCaptures(set, incident(), 1)
    expect(views.lock.state).toBe('measured')
    expect(story.diagnosis.pattern).toBe('contention-bound')
  })

  it('lists its services and what each can show, from one call', async () => {
    const source = await open()
    expect(await source.services(incident())).toEqual({
      ok: true,
      value: [{ name: 'orderbook', views: ['cpu', 'heap_alloc', 'heap_live', 'lock'] }],
    })
    expect(server?.asked.map(({ url }) => url.pathname)).toEqual(['/querier.v1.QuerierService/Series'])
  })

  it('lists ten thousand services from that one call', async () => {
    const { types } = goService(recorded, {})
    const few = new Map(
      [...types].filter(([id]) => /:(cpu|\w+_space|delay):/.test(id)).map(([id, all]) => [id, all.slice(-1)] as const),
    )
    const services = Array.from({ length: 10_000 }, (_, i) => ({
      labels: { service_name: `service-${i}` },
      types: few,
    }))
    const listed = await (await open({ services })).services(incident())
    if (!listed.ok) throw new Error(listed.error.what)
    expect(listed.value).toHaveLength(10_000)
    expect(listed.value.every(({ views }) => views?.length === 4)).toBe(true)
    expect(server?.asked).toHaveLength(1)
  })

  it('lists the labels of a service with their values, without the service itself', async () => {
    const services = ['a', 'b'].map((pod) => goService(recorded, { service_name: 'orderbook', pod }))
    expect(await (await open({ services })).labels(selection, incident())).toEqual({
      ok: true,
      value: [{ name: 'pod', values: ['a', 'b'] }],
    })
  })

  it('gives the same diagnosis as the recording it was filled from', async () => {
    const analysis = await analyseCaptures(await capturesOf(await open()), incident(), 1)
    expect(analysis.story.diagnosis.pattern).toBe('contention-bound')
    const { cpu } = analysis.views
    if (cpu.state !== 'measured') throw new Error(cpu.text)
    // The store says that its merge lasted five times as long; only the window asked for counts.
    expect(cpu.coveredSeconds).toBeCloseTo((incident().untilMs - incident().fromMs) / 1000, 3)
  })

  it('shows live heap as one snapshot, not as the sum over the window', async () => {
    const set = await capturesOf(await open())
    const live = set.captures.filter(({ answers }) => answers.includes('heap_live'))
    expect(live.length).toBe(5)
    expect(live.every(({ note }) => note === 'one snapshot')).toBe(true)
    const last = recorded.heap.findLast(({ atMs }) => atMs <= incident().untilMs)
    if (last === undefined) throw new Error('no heap in the window')
    expect(wholeTotal(await analyseCaptures(set, incident()), 'heap_live')).toBe(totalOf(last.profile, 'inuse_space'))
  })

  it('adds one snapshot of each instance, and never two of one', async () => {
    const services = ['a', 'b', 'c'].map((pod, i) => goService(recorded, { service_name: 'orderbook', pod }, i * 4000))
    const set = await capturesOf(await open({ services }))
    const live = set.captures.filter(({ answers }) => answers.includes('heap_live'))
    expect(live.at(-1)?.note).toBe('one snapshot of each of 3 instances, added')
    const total = wholeTotal(await analyseCaptures({ ...set, captures: live }, incident()), 'heap_live')
    const one = recorded.heap.map(({ profile }) => totalOf(profile, 'inuse_space'))
    expect(total).toBeGreaterThan(2.5 * Math.min(...one))
    expect(total).toBeLessThan(3.5 * Math.max(...one))
  })

  it('draws a timeline in cores, held bytes and waiters', async () => {
    const whole = { fromMs: recorded.cpu[0]?.fromMs ?? 0, untilMs: incident().untilMs }
    const timeline = await (await open()).timeline(selection, whole)
    if (!timeline.ok) throw new Error(timeline.error.what)
    const [cpu, heap, lock] = timeline.value.series
    expect([cpu?.unit, heap?.unit, lock?.unit]).toEqual(['cores', 'bytes', 'waiters'])
    expect(Math.max(...(cpu?.points ?? []).map(({ value }) => value))).toBeLessThan(1.1)
    const snapshots = recorded.heap.map(({ profile }) => totalOf(profile, 'inuse_space'))
    const values = (heap?.points ?? []).map(({ value }) => value)
    expect(Math.max(...values)).toBeLessThan(1.2 * Math.max(...snapshots))
    expect(Math.min(...values)).toBeGreaterThan(0.8 * Math.min(...snapshots))
  })

  it('draws a day of heap as levels, not as the sum over each step', async () => {
    const once = goService(recorded, { service_name: 'orderbook', pod: 'a' })
    const snapshots = once.types.get('memory:inuse_space:bytes:space:bytes') ?? []
    const everyMs = (snapshots.at(-1)?.atMs ?? 0) - (snapshots[0]?.atMs ?? 0) + 15_000
    const day = 86_400_000
    const again = Array.from({ length: Math.floor(day / everyMs) }, (_, i) =>
      snapshots.map((one) => ({ ...one, atMs: one.atMs - i * everyMs })),
    )
    const types = new Map([['memory:inuse_space:bytes:space:bytes', again.toReversed().flat()]])
    const source = await open({ services: [{ ...once, types }] })
    const timeline = await source.timeline(selection, {
      fromMs: incident().untilMs - day + 1,
      untilMs: incident().untilMs,
    })
    if (!timeline.ok) throw new Error(timeline.error.what)
    const [heap] = timeline.value.series
    const points = heap?.points ?? []
    expect(points.length).toBeGreaterThan(300)
    expect(points.length).toBeLessThanOrEqual(401)
    const sizes = snapshots.map(({ terms: [term] }) => (term ? totalOf(term.profile, 'inuse_space') : 0))
    // The first and the last step are only partly inside.
    const whole = points.slice(1, -1).map(({ value }) => value)
    expect(Math.max(...whole)).toBeLessThan(1.2 * Math.max(...sizes))
    expect(Math.min(...whole)).toBeGreaterThan(0.8 * Math.min(...sizes))
  })

  it('works under a path, with a tenant, and as a data source of Grafana', async () => {
    const source = await open({ basePath: '/api/datasources/proxy/uid/abc', tenant: 'team-a' }, { tenant: 'team-a' })
    expect((await source.services(incident())).ok).toBe(true)
  })

  it('asks for no window twice: the same window has the same keys, another has others', async () => {
    const source = await open()
    const ids = async (window = incident()): Promise<string[]> =>
      (await capturesOf(source, selection, window)).captures.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
    const shorter = await ids({ ...incident(), fromMs: incident().fromMs + 30_000 })
    expect(shorter[0]).not.toBe((await ids())[0])
    expect(new Set(await ids()).size).toBe((await ids()).length)
  })

  it('quotes what could end a selector', async () => {
    const name = 'a"} or {b="\\c\n'
    const source = await open({ services: [goService(recorded, { service_name: name })] })
    expect((await capturesOf(source, { service: name, labels: {} })).captures.length).toBeGreaterThan(5)
  })

  it('says which runtime records no locks and how to switch on what can be', async () => {
    const full = goService(recorded, { service_name: 'orderbook' })
    const without = new Map([...full.types].filter(([id]) => !/^(mutex|block|goroutines):/.test(id)))
    const set = await capturesOf(await open({ services: [{ ...full, types: without }] }))
    expect(set.absent).toMatchObject([{ kind: 'lock', reason: 'not-recorded' }])
    const go = new Map([...full.types].filter(([id]) => !/^(mutex|block):/.test(id)))
    const goSet = await capturesOf(await open({ services: [{ ...full, types: go }] }))
    expect(goSet.absent[0]?.next.text).toMatch(/SetMutexProfileFraction/)
  })
})

describe('what Pyroscope cannot answer is a sentence', () => {
  const sentence = async (
    options: Partial<PyroscopeOptions>,
    window = incident(),
    of = selection,
    config: object = {},
  ): Promise<string> => {
    const set = await (await open(options, config)).captures(of, window)
    return set.ok ? 'no error' : explainLoadError(set.error)
  }
  const day = 86_400_000

  it('no tenant, wrong path, too long, too old, unknown service, nothing at all, another clock', async () => {
    expect(await sentence({ tenant: 'team-a' })).toMatch(/no tenant was sent. Set "tenant"/)
    expect(await sentence({ basePath: '/pyroscope' }, incident(), selection, { url: `${server?.url}/wrong` })).toMatch(
      /could not be reached|no Pyroscope query API/,
    )
    expect(await sentence({}, { fromMs: incident().untilMs - 2 * day, untilMs: incident().untilMs })).toMatch(
      /longer than this server answers in one query \(24h\)\. Take a shorter window/,
    )
    expect(await sentence({}, { fromMs: incident().fromMs - 9 * day, untilMs: incident().untilMs - 9 * day })).toMatch(
      /its oldest profile is from .*, after this window/,
    )
    expect(await sentence({}, incident(), { service: 'nobody', labels: {} })).toMatch(
      /nothing of nobody in this window/,
    )
    expect(await sentence({ services: [] })).toMatch(/received no profile at all/)
    const ahead = [goService(recorded, { service_name: 'orderbook' }, 2 * 3_600_000)]
    expect(await sentence({ services: ahead })).toMatch(/min ahead of the store’s own clock/)
  })

  it('a failing profile leaves the others alone', async () => {
    const source = await open({
      fail: (method, { body }) =>
        method === 'SelectMergeProfile' && body.includes('mutex:delay') ? { status: 504, body: 'timeout' } : undefined,
    })
    const reads = await Promise.all((await capturesOf(source)).captures.map((ref) => ref.read()))
    const failed = reads.filter((read) => !read.ok)
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({ error: { code: 'timeout', where: 'prod: mutex delay' } })
  })

  it('a failing snapshot timeline leaves CPU, allocation and locks alone', async () => {
    const source = await open({
      fail: (method, { body }) =>
        method === 'SelectSeries' && body.includes('inuse_space')
          ? { status: 500, body: '{"message":"boom"}' }
          : undefined,
    })
    const set = await capturesOf(source)
    expect(set.absent).toMatchObject([{ kind: 'heap_live', reason: 'failed', text: expect.stringContaining('boom') }])
    expect(set.captures.flatMap(({ answers }) => answers)).toEqual(
      expect.arrayContaining(['cpu', 'heap_alloc', 'lock']),
    )
  })

  it('a sum of several pods whose series cannot be read is that of several, and of one that of one', async () => {
    const failing = {
      fail: (method: string) => (method === 'SelectSeries' ? { status: 500, body: 'the block is damaged' } : undefined),
    }
    const pods = ['a', 'b', 'c'].map((pod) => goService(recorded, { service_name: 'orderbook', pod }))
    const cpuUse = async (services: typeof pods) => {
      const source = await open({ ...failing, services })
      const analysis = await analyseCaptures(await capturesOf(source), incident(), 1)
      await server?.close()
      const signal = analysis.story.signals.cpu_user_pct
      return signal.state === 'present' ? signal.value : undefined
    }
    const alone = await cpuUse(pods.slice(0, 1))
    expect(alone).toBeGreaterThan(0)
    expect(await cpuUse(pods)).toBeCloseTo(alone ?? Number.NaN, 5)
  })

  it('a window partly older than the lookback says what may be missing', async () => {
    const source = await open({ nowMs: incident().fromMs + 7 * day + 60_000 })
    const late = pyroscope({
      http: createHttp({ fetch }),
      config: { kind: 'pyroscope', name: 'prod', title: 'prod', url: server?.url ?? '', headers: {} },
      now: () => incident().fromMs + 7 * day + 60_000,
    })
    expect((await capturesOf(late)).notes[0]).toMatch(/hands out only the last 7 days unless configured otherwise/)
    expect((await capturesOf(source)).notes).toEqual([])
  })
})
