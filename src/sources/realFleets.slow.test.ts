/**
 * What was asked of real stores about real fleets, and what was true: each line of that table again, from servers that answer as those did.
 * Figures are of one process; truth is what the drawing says. Comparisons: realComparisons.slow.test.ts; requests: realRequests.slow.test.ts.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { calm, jvmService, parcaServices, pyroscopeServices } from '../../e2e/servers/drawnServices.ts'
import { analyseCaptures } from '../../e2e/servers/readCaptures.ts'
import { explainLoadError } from '../core/base/result.ts'
import { plainText } from '../core/diagnosis/words.ts'
import { fleetOf } from '../core/fleet/fleet.ts'
import { placeText } from '../core/fleet/place.ts'
import {
  all,
  asked,
  bothStores,
  capturesOf,
  closeStore,
  drawn,
  inParca,
  inPyroscope,
  none,
  orders,
  stores,
  value,
  window,
} from '../../e2e/servers/realStores.ts'

afterEach(closeStore)

describe.each(bothStores)('in %s', (store) => {
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

  it('the sick pod alone waits as much as it does', async () => {
    const source = await stores[store]('orders', orders)
    const alone = await asked(source, all('orders', { pod: 'orders-2' }), 1)
    const truth = (100 * (0.7 * 380 + 60 * 220)) / 600 / 78
    expect(Math.abs(value(alone, 'lock_wait_pct') - truth)).toBeLessThan(1.5)
    const healthy = await asked(source, all('orders', { pod: 'orders-1' }), 1)
    expect(value(healthy, 'lock_wait_pct')).toBeCloseTo(0.9, 1)
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
    const fleet = fleetOf(set.fleet ?? none, {})
    const leaking = fleet.members.find(({ name }) => name === 'sessions-1')
    expect(leaking?.figures.growthMbPerHour).toBeGreaterThan(1300)
    expect(leaking?.figures.growthMbPerHour).toBeLessThan(1650)
    for (const { name, figures } of fleet.members)
      if (name !== 'sessions-1') expect(Math.abs(figures.growthMbPerHour ?? NaN)).toBeLessThan(50)
  })

  it('what a service holds does not shrink where one of its pods started anew: it grows through the longer stretch', async () => {
    const sessions = [0, 1, 2].map((i) =>
      calm(`sessions-${i}`, {
        liveMb: 60,
        ...(i === 1 ? { growthMbPerHour: 2952, restartsAt: 480, lost: [460, 490] as const } : {}),
      }),
    )
    const analysis = await asked(await stores[store]('sessions', sessions), all('sessions'), 1)
    expect(analysis.story.diagnosis.pattern).toBe('slow-leak')
    // The mean of three, of which one grows.
    expect(value(analysis, 'live_heap_slope_mb_h')).toBeGreaterThan(800)
    expect(value(analysis, 'live_heap_slope_mb_h')).toBeLessThan(1150)
  })

  it('a service of seventeen minutes is not diluted by a window of a day', async () => {
    const young = [calm('young-0', { waiters: 8 })]
    const source = await stores[store]('young', young)
    const long = { fromMs: window.untilMs - 24 * 3_600_000, untilMs: window.untilMs }
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
    expect(plainText(analysis.story.sentence)).toMatch(
      /^1 of 3 pods CPU-bound on real work: api-1, CPU use 0\.4\d cores/,
    )
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

  it('one name in two namespaces is two services, in the list and by itself', async () => {
    const labels = (namespace: string) => ({ labels: { namespace } })
    const shop = [0, 1].map((i) => calm(`orders-${i}`, labels('shop')))
    const sick = [0, 1].map((i) => calm(`orders-${i}`, { waiters: 60, cores: 0.007, ...labels('canary') }))
    const alone = [calm('web-0', labels('shop'))]
    const source =
      store === 'Pyroscope'
        ? await inPyroscope([
            ...pyroscopeServices('orders', [...shop, ...sick], drawn),
            ...pyroscopeServices('web', alone, drawn),
          ])
        : await inParca([...parcaServices('orders', [...shop, ...sick], drawn), ...parcaServices('web', alone, drawn)])
    const triage = await source.triage(window)
    if (!triage.ok) throw new Error(explainLoadError(triage.error))
    const found = triage.value.map(({ service, place, fleet }) => [
      placeText(place ?? {}),
      service,
      fleetOf(fleet).members.length,
      fleetOf(fleet).verdict?.lead,
    ])
    expect(found.toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual([
      ['', 'web', 1, 'quiet'],
      ['namespace canary', 'orders', 2, 'fires'],
      ['namespace shop', 'orders', 2, 'quiet'],
    ])
    // All of them together are told apart by it before anything else.
    const set = await capturesOf(source, all('orders'))
    const fleet = fleetOf(set.fleet ?? none)
    expect(fleet.splits[0]).toMatchObject({ label: 'namespace', values: [{ value: 'canary' }, { value: 'shop' }] })
    expect(new Set(fleet.members.map(({ name }) => name)).size).toBe(4)
    if (store === 'Pyroscope') {
      const services = await source.services(window)
      expect(services.ok && services.value.map(({ name, place }) => `${name} ${placeText(place ?? {})}`)).toEqual([
        'orders namespace canary',
        'orders namespace shop',
        'web ',
      ])
    }
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

describe('pods that only OpenTelemetry’s names tell apart', () => {
  const dotted = pyroscopeServices('orders', orders, drawn).map(({ labels: { pod = '', ...labels }, types }) => ({
    labels: { ...labels, 'k8s.pod.name': pod, 'k8s.namespace.name': 'shop' },
    types,
  }))

  it('are four, of which one is sick: a store leaves names with dots out unless it is asked for them', async () => {
    const source = await inPyroscope(dotted)
    const text = plainText((await asked(source, all('orders'), 1)).story.sentence)
    expect(text).toMatch(/^1 of 4 pods contention-bound: orders-2, .*; the other three quiet\./)
  })

  it('are chosen one by one, their names in quotes', async () => {
    const source = await inPyroscope(dotted)
    const alone = await asked(source, all('orders', { 'k8s.pod.name': 'orders-1' }), 1)
    expect(value(alone, 'lock_wait_pct')).toBeCloseTo(0.9, 1)
    const others = await asked(source, all('orders', { 'k8s.pod.name!': 'orders-2' }), 1)
    expect(plainText(others.story.sentence)).toMatch(/All 3 pods quiet|[Qq]uiet/)
  })
})
