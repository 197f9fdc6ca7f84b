/**
 * What was asked of real stores about real fleets, and what was true: each line of that table again, from servers that answer as those did.
 * Figures are of one process; truth is what the drawing says.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { type DrawnProcess, jvmService, parcaServices, pyroscopeServices } from '../../e2e/servers/drawnServices.ts'
import { type ParcaOptions, startParca } from '../../e2e/servers/parca.ts'
import { type PyroscopeOptions, type StoredService, startPyroscope } from '../../e2e/servers/pyroscope.ts'
import { analyseCaptures, compareCaptures } from '../../e2e/servers/readCaptures.ts'
import type { TestServer } from '../../e2e/servers/serve.ts'
import type { Analysis } from '../core/analysis/analysis.ts'
import { mulberry32 } from '../core/base/random.ts'
import { explainLoadError } from '../core/base/result.ts'
import type { TimeWindow } from '../core/base/units.ts'
import type { SignalId } from '../core/base/vocabulary.ts'
import type { Comparison } from '../core/diff/comparison.ts'
import { plainText } from '../core/diagnosis/words.ts'
import { fleetOf } from '../core/fleet/fleet.ts'
import { createHttp } from './http/http.ts'
import { parca } from './parca/parca.ts'
import { pyroscope } from './pyroscope/pyroscope.ts'
import type { CaptureSet, ProfileSource, Selection } from './source.ts'

const startMs = Date.parse('2026-11-28T10:10:00Z')
const window: TimeWindow = { fromMs: startMs, untilMs: startMs + 600_000 }
const drawn = { startMs, seconds: 600 }
const later = startMs + 3_600_000

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function inPyroscope(
  services: readonly StoredService[],
  more: Partial<PyroscopeOptions> = {},
): Promise<ProfileSource> {
  server = await startPyroscope({ services, nowMs: later, ...more })
  const config = { kind: 'pyroscope', name: 'prod', title: 'prod', url: server.url, headers: {} } as const
  return pyroscope({ http: createHttp({ fetch }), config, now: () => later })
}

async function inParca(services: ParcaOptions['services'], more: Partial<ParcaOptions> = {}): Promise<ProfileSource> {
  server = await startParca({ services, plainNotFound: true, ...more })
  const config = { kind: 'parca', name: 'edge', title: 'edge', url: server.url, headers: {} } as const
  return parca({ http: createHttp({ fetch }), config, now: () => later })
}

async function capturesOf(source: ProfileSource, selection: Selection, of = window): Promise<CaptureSet> {
  const set = await source.captures(selection, of)
  if (!set.ok) throw new Error(explainLoadError(set.error))
  return set.value
}

const asked = async (source: ProfileSource, selection: Selection, cores?: number, of = window): Promise<Analysis> =>
  analyseCaptures(await capturesOf(source, selection, of), of, cores)

function value(analysis: Analysis, id: SignalId): number {
  const signal = analysis.story.signals[id]
  if (signal.state === 'absent') throw new Error(`${id}: ${signal.why}`)
  return signal.value
}

const all = (service: string, labels: Record<string, string> = {}): Selection => ({ service, labels })

const calm = (pod: string, more: Partial<DrawnProcess> = {}): DrawnProcess => ({
  pod,
  cores: 0.03,
  waiters: 0.7,
  goroutines: 78,
  allocMb: 0.3,
  liveMb: 12,
  ...more,
})

/** One of four waits for three quarters of its time, since 10:16:20. */
const orders = [
  calm('orders-0'),
  calm('orders-1'),
  calm('orders-2', { cores: 0.007, waiters: (second) => (second < 380 ? 0.7 : 60), goroutines: 78 }),
  calm('orders-3'),
]

const stores = {
  Pyroscope: (service: string, processes: readonly DrawnProcess[]) =>
    inPyroscope(pyroscopeServices(service, processes, drawn)),
  Parca: (service: string, processes: readonly DrawnProcess[]) => inParca(parcaServices(service, processes, drawn)),
}

describe.each(Object.keys(stores) as (keyof typeof stores)[])('in %s', (store) => {
  it('one sick pod of four is named, with when it became so; the service is not called quiet', async () => {
    const analysis = await asked(await stores[store]('orders', orders), all('orders'), 1)
    expect(analysis.story.diagnosis.pattern).toBe('contention-bound')
    const text = plainText(analysis.story.sentence)
    expect(text).toMatch(
      /^1 of 4 pods contention-bound: orders-2, lock wait at least 7\d % \(median 0\.9 %\), since 10:16:\d\d UTC; the other three quiet\./,
    )
    expect(text).not.toMatch(/quiet: everything/)
  })

  it('the lock wait of all four is their mean, and says so', async () => {
    const analysis = await asked(await stores[store]('orders', orders), all('orders'), 1)
    const truth = (100 * (3 * 0.7 + (0.7 * 380 + 60 * 220) / 600)) / 4 / 78
    expect(value(analysis, 'lock_wait_pct') / truth).toBeCloseTo(1, 1)
    const signal = analysis.story.signals.lock_wait_pct
    expect(signal.state === 'present' && signal.of).toBe('of 78 goroutines’ wall time, mean of 4 processes')
  })

  it('one leaking pod of three leaks, and 311 MB are not held by one', async () => {
    const sessions = [0, 1, 2].map((i) =>
      calm(`sessions-${i}`, { liveMb: 60, ...(i === 1 ? { growthMbPerHour: 1476 } : {}) }),
    )
    const analysis = await asked(await stores[store]('sessions', sessions), all('sessions'), 1)
    expect(analysis.story.diagnosis.pattern).toBe('slow-leak')
    expect(plainText(analysis.story.sentence)).toMatch(
      /^1 of 3 pods slow leak: sessions-1, heap growth \+1,4\d\d MB\/h/,
    )
    const heap = analysis.story.signals.live_heap_mb
    expect(heap.state === 'present' && heap.of).toMatch(/mean of 3 processes/)
  })

  it.each([300, 560])('the same leak is found through a restart after %d s', async (restartsAt) => {
    const sessions = [0, 1, 2].map((i) =>
      calm(`sessions-${i}`, { liveMb: 60, ...(i === 1 ? { growthMbPerHour: 1476, restartsAt } : {}) }),
    )
    // A process that starts anew is away for a moment.
    const lost = sessions.map((one) =>
      one.restartsAt === undefined ? one : { ...one, lost: [restartsAt - 20, restartsAt + 10] as const },
    )
    const set = await capturesOf(await stores[store]('sessions', lost), all('sessions'))
    expect(set.absent).toEqual([])
    const fleet = fleetOf(set.fleet ?? { window, instanceLabels: [], measures: [], failed: [] }, {})
    const leaking = fleet.members.find(({ name }) => name === 'sessions-1')
    expect(leaking?.figures.growthMbPerHour).toBeGreaterThan(1300)
    expect(leaking?.figures.growthMbPerHour).toBeLessThan(1650)
    for (const { name, figures } of fleet.members)
      if (name !== 'sessions-1') expect(Math.abs(figures.growthMbPerHour ?? NaN)).toBeLessThan(50)
  })

  it('a version that lived for a part of the window has its own rates', async () => {
    const pricing = [
      calm('pricing-a', { labels: { version: 'v1' }, until: 277, cores: 0.272, allocMb: 9.4 }),
      calm('pricing-b', { labels: { version: 'v2' }, from: 277, cores: 0.313, allocMb: 9.4 }),
    ]
    const source = await stores[store]('pricing', pricing)
    const v1 = await asked(source, all('pricing', { version: 'v1' }), 1)
    const v2 = await asked(source, all('pricing', { version: 'v2' }), 1)
    expect(value(v1, 'cpu_user_pct')).toBeCloseTo(27.2, 0)
    expect(value(v2, 'cpu_user_pct') / value(v1, 'cpu_user_pct')).toBeCloseTo(1.15, 1)
    expect(value(v1, 'alloc_rate_mb_s')).toBeCloseTo(9.4, 0)
    expect(value(v2, 'alloc_rate_mb_s')).toBeCloseTo(9.4, 0)
  })

  it('a service of seventeen minutes is not diluted by a window of six hours', async () => {
    const young = [calm('young-0', { waiters: 8 })]
    const source = await stores[store]('young', young)
    const long = { fromMs: window.untilMs - 6 * 3_600_000, untilMs: window.untilMs }
    expect(value(await asked(source, all('young'), 1, long), 'lock_wait_pct')).toBeCloseTo((100 * 8) / 78, 0)
  })

  it('three pods of 24 % of half a core are not CPU-bound', async () => {
    const three = [0, 1, 2].map((i) => calm(`api-${i}`, { cores: 0.12 }))
    const analysis = await asked(await stores[store]('api', three), all('api'), 0.5)
    expect(value(analysis, 'cpu_user_pct')).toBeCloseTo(24, 0)
    expect(analysis.story.diagnosis.pattern).toBe('no-clear-pattern')
  })

  it('one of them that is CPU-bound is found, though their mean is not', async () => {
    const three = [0, 1, 2].map((i) => calm(`api-${i}`, { cores: i === 1 ? 0.42 : 0.05 }))
    const analysis = await asked(await stores[store]('api', three), all('api'), 0.5)
    expect(analysis.story.diagnosis.pattern).toBe('cpu-bound')
    expect(plainText(analysis.story.sentence)).toMatch(/^1 of 3 pods CPU-bound on real work: api-1, CPU 0\.4\d cores/)
  })

  it('sixteen pods that allocate 3.1 MB/s each are no allocation churn', async () => {
    const many = Array.from({ length: 16 }, (_, i) => calm(`pricing-${i}`, { allocMb: 3.1 }))
    const analysis = await asked(await stores[store]('pricing', many), all('pricing'), 1)
    expect(value(analysis, 'alloc_rate_mb_s')).toBeCloseTo(3.1, 1)
    expect(plainText(analysis.story.sentence)).toMatch(/^All 16 pods quiet\./)
  })

  it('profiles that wander by milliseconds lose no type and scale no heap', async () => {
    const set = await capturesOf(await stores[store]('orders', orders), all('orders'))
    expect(set.absent).toEqual([])
    const analysis = await analyseCaptures(set, window, 1)
    for (const view of Object.values(analysis.views)) expect(view.state).toBe('measured')
    expect(value(analysis, 'live_heap_mb')).toBeCloseTo(12, 5)
    expect(analysis.threads?.value).toBeCloseTo(78, 5)
  })

  it('all but one pod, or two of them, can be asked for', async () => {
    const source = await stores[store]('orders', orders)
    const rest = await asked(source, all('orders', { 'pod!': 'orders-2' }), 1)
    expect(value(rest, 'lock_wait_pct')).toBeCloseTo(0.9, 1)
    const two = await asked(source, all('orders', { 'pod~': 'orders-0|orders-2' }), 1)
    expect(plainText(two.story.sentence)).toMatch(/^1 of 2 pods contention-bound: orders-2/)
  })

  it('the line along time of what is flat is flat, at any length', async () => {
    const flat = [calm('orders-0', { waiters: 40 })]
    const source = await stores[store]('orders', flat)
    const long = { fromMs: window.fromMs - 7_000_000, untilMs: window.untilMs }
    const timeline = await source.timeline(all('orders'), long)
    const lock = timeline.ok ? timeline.value.series.find(({ kind }) => kind === 'lock') : undefined
    const inner = (lock?.points ?? []).slice(1, -1).map((point) => point.value)
    expect(inner.length).toBeGreaterThan(10)
    expect(Math.max(...inner) / Math.min(...inner)).toBeLessThan(1.1)
  })

  it('asks at most six things at once, and nothing twice', async () => {
    const source = await stores[store]('orders', orders)
    await source.captures(all('orders'), window)
    await source.fleet(all('orders'), window)
    await source.labels(all('orders'), window)
    const said = (server?.asked ?? []).map(({ url, body }) => `${url.pathname}${url.search} ${body.toString('latin1')}`)
    expect(new Set(said).size).toBe(said.length)
    expect(server?.mostAtOnce()).toBeLessThanOrEqual(6)
  })

  it('lists the services that are worst first', async () => {
    const healthy = [0, 1].map((i) => calm(`web-${i}`, { cores: 0.8 }))
    const source =
      store === 'Pyroscope'
        ? await inPyroscope([
            ...pyroscopeServices('web', healthy, drawn),
            ...pyroscopeServices('orders', orders, drawn),
          ])
        : await inParca([...parcaServices('web', healthy, drawn), ...parcaServices('orders', orders, drawn)])
    const triage = await source.triage(window)
    if (!triage.ok) throw new Error(explainLoadError(triage.error))
    const verdicts = triage.value.map(({ service, fleet }) => [service, fleetOf(fleet, {}).verdict?.lead])
    expect(Object.fromEntries(verdicts)).toMatchObject({ orders: 'fires' })
    expect(new Set(verdicts.map(([service]) => service))).toEqual(new Set(['orders', 'web']))
  })
})

describe('in Pyroscope alone', () => {
  it('monitors and parks of a JVM are both waits', async () => {
    const jvm = jvmService('cart', { monitorSeconds: 59, parkSeconds: 89.8, idleSeconds: 900 }, drawn)
    const analysis = await asked(await inPyroscope([jvm]), all('cart'), 1)
    const { lock } = analysis.views
    if (lock.state !== 'measured') throw new Error(lock.text)
    expect(lock.total / 1e9).toBeCloseTo(148.8, 1)
    expect(lock.coveredSeconds).toBeCloseTo(600, 0)
  })

  it('a profile that fails is failed, with its reason and when to ask again; the others are there', async () => {
    const services = pyroscopeServices('orders', orders, drawn)
    const source = await inPyroscope(services, {
      fail: (method, { body }) =>
        method === 'SelectSeries' && body.includes('inuse_space')
          ? { status: 429, headers: { 'retry-after': '7' }, body: 'too many requests' }
          : undefined,
    })
    const set = await capturesOf(source, all('orders'))
    expect(set.absent).toMatchObject([{ kind: 'heap_live', reason: 'failed', retryAfterMs: 7000 }])
    const analysis = await analyseCaptures(set, window, 1)
    const growth = analysis.story.signals.live_heap_slope_mb_h
    expect(growth.state === 'absent' && growth.why).toMatch(/asked too often \(429\) and wants 7 s of peace/)
    expect(analysis.views.cpu.state).toBe('measured')
    // What is not known of one pod is not claimed of it.
    expect(plainText(analysis.story.sentence)).not.toMatch(/slow leak/)
  })

  describe('compares two selections function by function, though a merge counts no events', () => {
    /** Between profiles everything varies by a fifth. */
    const about = (mean: number, seed: number) => {
      const random = mulberry32(seed)
      return () => mean * (0.8 + 0.4 * random())
    }
    const between = async (base: DrawnProcess, head: DrawnProcess): Promise<Comparison> => {
      const source = await inPyroscope(pyroscopeServices('orders', [base, head], drawn))
      const sideOf = async ({ pod }: DrawnProcess) => {
        const set = await source.compared(all('orders', { pod }), window)
        if (!set.ok) throw new Error(explainLoadError(set.error))
        return { set: set.value, window, run: pod }
      }
      return compareCaptures(await sideOf(base), await sideOf(head))
    }
    const lockChanges = ({ changes }: Comparison) =>
      changes.filter(({ kind }) => kind === 'lock').map(({ name, verdict }) => [name, verdict])

    it('the lock of a sick pod grew, and the whole is told from chance', async () => {
      const found = await between(calm('healthy', { waiters: about(0.7, 1) }), calm('sick', { waiters: about(46, 2) }))
      expect(found.views.lock).toMatchObject({ state: 'compared', testable: true, distinguishable: true })
      expect(Object.fromEntries(lockChanges(found))).toMatchObject({ 'sync.(*Mutex).Lock': 'grew' })
    })

    it('the same waiting twice is tested and is no change', async () => {
      const found = await between(calm('a', { waiters: about(5, 3) }), calm('b', { waiters: about(5, 4) }))
      expect(found.views.lock).toMatchObject({ state: 'compared', testable: true, distinguishable: false })
      expect(lockChanges(found)).toEqual([])
    })

    it('a slower machine is said, and is no change of any of its functions', async () => {
      const functions = (factor: number, seed: number) =>
        Object.fromEntries(
          Array.from({ length: 24 }, (_, i) => [`app.step${i}`, about((0.02 + 0.002 * i) * factor, seed + i)]),
        )
      const found = await between(
        calm('before', { functions: functions(1, 100) }),
        calm('after', { functions: functions(0.8, 200) }),
      )
      expect(found.changes.filter(({ kind }) => kind === 'cpu')).toEqual([])
      const cpu = found.views.cpu
      expect(cpu.state === 'compared' && cpu.together).toBeCloseTo(0.8, 1)
    })
  })

  it('hands out each kind of profile as it is known, CPU though heaps are slow, and what there is not at once', async () => {
    let answer = (): void => undefined
    const slow = new Promise<void>((resolve) => (answer = resolve))
    const source = await inPyroscope(pyroscopeServices('orders', orders, drawn), {
      hold: (method, { body }) => (method === 'SelectSeries' && body.includes('inuse_space') ? slow : undefined),
    })
    const parts: { readonly kinds: readonly string[]; readonly awaited: readonly string[] }[] = []
    const set = source.captures(all('orders'), window, undefined, ({ captures, absent }, awaited) => {
      parts.push({ kinds: [...captures.flatMap((one) => one.answers), ...absent.map(({ kind }) => kind)], awaited })
      if (awaited.join() === 'heap_live') answer()
    })
    expect((await set).ok).toBe(true)
    expect(parts.findIndex(({ kinds }) => kinds.includes('cpu'))).toBeLessThan(parts.length - 1)
    expect(parts.at(-1)).toEqual({ kinds: expect.arrayContaining(['heap_live']), awaited: [] })
    // Locks are awaited until both of their profiles and the count of goroutines are there.
    const lock = parts.findLastIndex(({ kinds }) => kinds.includes('lock'))
    for (const { awaited } of parts.slice(0, lock)) expect(awaited).toContain('lock')
  })

  it('a line along time that fails is failed with its reason, and asking again asks for it alone', async () => {
    let broken = true
    const source = await inPyroscope(pyroscopeServices('orders', orders, drawn), {
      fail: (method, { body }) =>
        broken && method === 'SelectSeries' && body.includes('inuse_space')
          ? { status: 504, body: 'too slow' }
          : undefined,
    })
    const first = await source.timeline(all('orders'), window)
    if (!first.ok) throw new Error(explainLoadError(first.error))
    expect(first.value.series.map(({ kind }) => kind)).toEqual(['cpu', 'lock'])
    expect(first.value.failed.map(({ kind, error }) => `${kind} ${error.what}`)).toEqual([
      expect.stringMatching(/^heap .*504/),
    ])
    broken = false
    const before = server?.asked.length ?? 0
    const second = await source.timeline(all('orders'), window)
    expect(second.ok && second.value.failed).toEqual([])
    const again = server?.asked.slice(before).map(({ body }) => body.toString('latin1')) ?? []
    expect(again).toHaveLength(1)
    expect(again[0]).toContain('inuse_space')
  })

  it('a store that lost writes for a minute has so much less time, not so much less CPU', async () => {
    const gap = [calm('a', { cores: 0.5, lost: [200, 320] })]
    const analysis = await asked(await inPyroscope(pyroscopeServices('gap', gap, drawn)), all('gap'), 1)
    expect(value(analysis, 'cpu_user_pct')).toBeCloseTo(50, 0)
    const { cpu } = analysis.views
    expect(cpu.state === 'measured' && cpu.coveredSeconds).toBeLessThan(500)
  })
})

describe('in Parca alone', () => {
  it.each(['404 page not found\n', 'default backend - 404'])(
    'a 404 that says %j in place of "no data" is no data',
    async (body) => {
      const services = parcaServices('orders', orders, drawn)
      const source = await inParca(services, { notFoundBody: body })
      const set = await source.captures(all('nobody'), window)
      expect(set.ok ? '' : explainLoadError(set.error)).toMatch(/it has nothing of nobody in this window/)
    },
  )
})
