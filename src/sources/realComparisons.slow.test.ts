/** Two selections or two times of a fleet in a store held against each other; truth is what the drawing says. */
import { afterEach, describe, expect, it } from 'vitest'
import { type DrawnProcess, calm, parcaServices, pyroscopeServices } from '../../e2e/servers/drawnServices.ts'
import { analyseCaptures } from '../../e2e/servers/readCaptures.ts'
import { explainLoadError } from '../core/base/result.ts'
import type { TimeWindow } from '../core/base/units.ts'
import type { Comparison } from '../core/diff/comparison.ts'
import { differenceOf } from '../core/fleet/difference.ts'
import { fleetOf } from '../core/fleet/fleet.ts'
import {
  about,
  all,
  asked,
  bothStores,
  capturesOf,
  closeStore,
  compared,
  drawn,
  inParca,
  inPyroscope,
  none,
  startMs,
  stores,
  value,
  window,
} from '../../e2e/servers/realStores.ts'

afterEach(closeStore)

describe.each(bothStores)('in %s', (store) => {
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
    // Held against each other in that window: what allocates the same "took less" when its time was taken for all of it.
    const between = await compared(source, [{ version: 'v1' }, window], [{ version: 'v2' }, window], 'pricing')
    const alloc = between.views.heap_alloc
    if (alloc.state !== 'compared') throw new Error('not compared')
    expect(alloc.head.rate / alloc.base.rate).toBeCloseTo(1, 1)
    expect(between.changes.filter(({ kind }) => kind === 'heap_alloc')).toEqual([])
    const { cpu } = between.views
    expect(cpu.state === 'compared' && cpu.head.rate / cpu.base.rate).toBeCloseTo(1.15, 1)
  })

  it('a new version by time is its changed function, and nothing else', async () => {
    const steady = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`app.step${i}`, 0.01 + i / 1000]))
    const pricing = [
      calm('v1', { until: 300, functions: { ...steady, 'app.volSurface': about(0.094, 5) } }),
      calm('v2', { from: 300, functions: { ...steady, 'app.volSurface': about(0.157, 6) } }),
    ]
    const source = await stores[store]('pricing', pricing)
    const [before, after] = [300, 600].map((second) => ({
      fromMs: startMs + (second - 300) * 1000,
      untilMs: startMs + second * 1000,
    }))
    if (before === undefined || after === undefined) throw new Error('two windows')
    const between = await compared(source, [{}, before], [{}, after], 'pricing')
    const cpu = between.changes.filter(({ kind, explainedBy }) => kind === 'cpu' && explainedBy === undefined)
    // A share that is smaller because another function grew has moved, and is told as that.
    const own = cpu.filter(({ verdict }) => verdict !== 'moved')
    expect(own.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['app.volSurface grew'])
    expect((cpu[0]?.baseRate ?? 0) / 1e6).toBeCloseTo(94, -1)
    expect((cpu[0]?.headRate ?? 0) / 1e6).toBeCloseTo(157, -1)
  })

  it('the sick region against the healthy one is a change of its locks, never quiet in both', async () => {
    const zones = [0, 1, 2, 3].map((i) =>
      calm(`orders-${i}`, { labels: { region: i < 2 ? 'eu' : 'us' }, waiters: i === 3 ? about(46, 7) : about(0.7, i) }),
    )
    const source = await stores[store]('orders', zones)
    const sides = await Promise.all(
      ['eu', 'us'].map(async (region) => fleetOf((await capturesOf(source, all('orders', { region }))).fleet ?? none)),
    )
    const [eu, us] = sides
    if (eu === undefined || us === undefined) throw new Error('two regions')
    const [first] = differenceOf(eu, us)
    expect(first).toMatchObject({ figure: 'lockWaitPct', result: 'grew' })
    expect(first?.base).toBeCloseTo(0.9, 1)
    expect(first?.head).toBeCloseTo(30, -1)
    expect([eu.verdict?.lead, us.verdict?.members]).toEqual(['quiet', ['orders-3']])
  })
})

describe('in Parca alone', () => {
  it('a function that grew within the window has a line over time, out of merges of its parts', async () => {
    const steady = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`app.step${i}`, about(0.02, i)]))
    const pods = ['a', 'b'].map((pod, i) =>
      calm(pod, {
        waiters: about(0.7, i),
        functions: { ...steady, 'app.volSurface': (second) => (second < 300 ? 0.05 : 0.2) },
      }),
    )
    const source = await stores.Parca('pricing', pods)
    const half = (from: number): TimeWindow => ({
      fromMs: startMs + from * 1000,
      untilMs: startMs + (from + 300) * 1000,
    })
    const found = await compared(source, [{}, half(0)], [{}, half(300)], 'pricing')
    const grown = found.changes.find(({ name }) => name === 'app.volSurface')
    expect(grown?.verdict).toBe('grew')
    const points = grown?.line?.points ?? []
    expect(points.length).toBeGreaterThanOrEqual(8)
    // Two pods: 0.1 cores before, 0.4 after.
    for (const { fromMs, untilMs, value: rate } of points) {
      const middle = ((fromMs + untilMs) / 2 - startMs) / 1000
      if (Math.abs(middle - 300) > 40) expect(rate / 1e9).toBeCloseTo(middle < 300 ? 0.1 : 0.4, 1)
    }
  })

  it('totals since process start are subtracted at the edges of every part, and allocate what the whole does', async () => {
    const pods = ['a', 'b'].map((pod) => calm(pod, { allocMb: 6 }))
    const source = await stores.Parca('pricing', pods)
    const whole = await source.captures(all('pricing'), window)
    const parts = await source.compared(all('pricing'), window)
    if (!whole.ok || !parts.ok) throw new Error('both are there')
    const allocations = (set: typeof whole.value) =>
      set.captures.filter(({ answers }) => answers.includes('heap_alloc'))
    expect(allocations(whole.value)).toHaveLength(2)
    expect(allocations(parts.value)).toHaveLength(7)
    const rate = async (set: typeof whole.value): Promise<number> =>
      value(await analyseCaptures(set, window, 1), 'alloc_rate_mb_s')
    expect(await rate(whole.value)).toBeCloseTo(6, 0)
    expect((await rate(parts.value)) / (await rate(whole.value))).toBeCloseTo(1, 2)
  })

  it('a scrape that was late and the next one on time are two, never one sum and a restart after it', async () => {
    const [late] = parcaServices('orders', [calm('orders-2', { waiters: 20, allocMb: 6 })], drawn)
    if (late === undefined) throw new Error('one was drawn')
    // Every fourth snapshot of the totals came when the next was due.
    const types = [...late.types].map(
      ([id, profiles]) =>
        [
          id,
          /inuse|goroutine|delta/.test(id)
            ? profiles
            : profiles.map((one, i) =>
                i % 4 === 3 ? { ...one, atMs: (profiles[i + 1]?.atMs ?? one.atMs + 400) - 400 } : one,
              ),
        ] as const,
    )
    const source = await inParca([{ ...late, types: new Map(types) }])
    const set = await source.compared(all('orders'), window)
    if (!set.ok) throw new Error('it is there')
    const analysis = await analyseCaptures(set.value, window, 1)
    expect(value(analysis, 'alloc_rate_mb_s')).toBeCloseTo(6, 0)
    expect(value(analysis, 'lock_wait_pct')).toBeGreaterThan(20)
    expect(value(analysis, 'lock_wait_pct')).toBeLessThan(30)
    const { lock } = analysis.views
    expect(lock.state === 'measured' && lock.how).not.toContain('restart')
    // Of several processes as well, whose rounds are one window: the store hides the second of two in one step.
    const others = parcaServices('orders', [calm('orders-1', { waiters: 20, allocMb: 6 })], drawn)
    const both = await inParca([{ ...late, types: new Map(types) }, ...others])
    const round = await both.captures(all('orders'), window)
    if (!round.ok) throw new Error('it is there')
    expect(value(await analyseCaptures(round.value, window, 1), 'alloc_rate_mb_s')).toBeCloseTo(6, 0)
  })

  it('a part in which a process came has the time that it was there, not the whole stretch', async () => {
    const pods = [calm('a', { allocMb: 6 }), calm('b', { allocMb: 6, from: 250 })]
    const source = await stores.Parca('pricing', pods)
    const set = await source.compared(all('pricing'), window)
    if (!set.ok) throw new Error('it is there')
    const runs = new Set(set.value.captures.flatMap(({ hints }) => hints.run ?? []))
    expect(runs.size).toBeGreaterThan(1)
    expect(value(await analyseCaptures(set.value, window, 1), 'alloc_rate_mb_s')).toBeCloseTo(6, 0)
    const first = { fromMs: startMs, untilMs: startMs + 200_000 }
    expect(value(await analyseCaptures(set.value, first, 1), 'alloc_rate_mb_s')).toBeCloseTo(6, 0)
  })

  it('judges each process once in the list of services, though intervals come with fewer labels than totals and levels', async () => {
    const pods = [0, 1, 2, 3].map((i) => calm(`orders-${i}`, { labels: { region: i < 2 ? 'eu' : 'us', build: 'v1' } }))
    const source = await inParca(parcaServices('orders', pods, drawn))
    const list = await source.triage(window)
    if (!list.ok) throw new Error(explainLoadError(list.error))
    const [orders] = list.value.map(({ fleet }) => fleetOf(fleet))
    expect(orders?.members.map(({ name }) => name).toSorted()).toEqual(['orders-0', 'orders-1', 'orders-2', 'orders-3'])
    expect(orders?.verdict?.lead).toBe('quiet')
  })

  it('lists one name in two namespaces as two services, and a name in one as it is', async () => {
    const source = await inParca([
      ...parcaServices('billing', [calm('b-0', { labels: { namespace: 'shop' } })], drawn),
      ...parcaServices('billing', [calm('b-1', { labels: { namespace: 'canary' } })], drawn),
      ...parcaServices('orders', [calm('o-0', { labels: { namespace: 'shop' } })], drawn),
    ])
    expect(await source.services(window)).toEqual({
      ok: true,
      value: [
        { name: 'billing', place: { namespace: 'canary' } },
        { name: 'billing', place: { namespace: 'shop' } },
        { name: 'orders' },
      ],
    })
  })
})

describe('in Pyroscope alone', () => {
  describe('compares two selections function by function, though a merge counts no events', () => {
    const between = async (base: DrawnProcess, head: DrawnProcess): Promise<Comparison> => {
      const source = await inPyroscope(pyroscopeServices('orders', [base, head], drawn))
      return compared(source, [{ pod: base.pod }, window], [{ pod: head.pod }, window])
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

    const functions = (factor: number, seed: number) =>
      Object.fromEntries(
        Array.from({ length: 24 }, (_, i) => [`app.step${i}`, about((0.02 + 0.002 * i) * factor, seed + i)]),
      )

    it('a deploy onto a slower machine is said as well, before against after', async () => {
      const pods = [
        calm('before', { until: 300, cores: 0.04, functions: functions(1, 100) }),
        calm('after', { from: 300, cores: 0.05, functions: functions(1.25, 200) }),
      ]
      const source = await inPyroscope(pyroscopeServices('orders', pods, drawn))
      const half = (from: number): TimeWindow => ({
        fromMs: startMs + from * 1000,
        untilMs: startMs + (from + 300) * 1000,
      })
      const found = await compared(source, [{}, half(0)], [{}, half(300)])
      expect(found.changes.filter(({ kind }) => kind === 'cpu')).toEqual([])
      const { cpu } = found.views
      expect(cpu.state === 'compared' && cpu.together).toBeCloseTo(1.25, 1)
    })

    it('a slower machine is said, and is no change of any of its functions', async () => {
      const found = await between(
        calm('before', { cores: 0.04, functions: functions(1, 100) }),
        calm('after', { cores: 0.032, functions: functions(0.8, 200) }),
      )
      expect(found.changes.filter(({ kind }) => kind === 'cpu')).toEqual([])
      const cpu = found.views.cpu
      expect(cpu.state === 'compared' && cpu.together).toBeCloseTo(0.8, 1)
    })

    it('what costs as much there as before is not said to take more', async () => {
      const found = await between(
        calm('before', { cores: 0.03, functions: functions(1, 100) }),
        calm('after', { cores: 0.03, functions: functions(0.8, 200) }),
      )
      expect(found.changes.filter(({ kind }) => kind === 'cpu').map(({ name, text }) => [name, text])).toEqual([
        ['app.Handle', 'costs what it did while the others took less: 0.030 → 0.030 cores (2.8 % → 3.5 % of CPU).'],
      ])
    })
  })
})
