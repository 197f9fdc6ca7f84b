import { describe, expect, it } from 'vitest'
import { tellFleet } from '../analysis/words/fleet.ts'
import { calmPod, drawFleet, fleetStartMs } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'
import { placeOf } from './place.ts'
import { namesOnset } from './within.ts'

const cores = (value: number) => ({ cores: { value, from: 'the configuration' } })

const member = (fleet: ReturnType<typeof fleetOf>, name: string) => {
  const found = fleet.members.find((one) => one.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

describe('one sick pod of four', () => {
  const sick = (waiting: number) =>
    drawFleet([
      calmPod('orders-0'),
      calmPod('orders-1'),
      calmPod('orders-2', { cores: 0.007, waiters: (second) => (second < 380 ? 0.7 : waiting), goroutines: 78 }),
      calmPod('orders-3'),
    ])

  it('is named with how many, since when, and how the others are', () => {
    const data = sick(70)
    const late = { ...data, window: { fromMs: fleetStartMs + 380_000, untilMs: fleetStartMs + 600_000 } }
    const fleet = fleetOf(late, {})
    expect(fleet.verdict).toMatchObject({ of: 4, lead: 'fires', pattern: 'contention-bound', members: ['orders-2'] })
    expect(fleet.verdict?.rest).toMatchObject({ quiet: 3, fires: 0, may: 0, near: 0, open: 0 })
  })

  it('reads its share of its own goroutines, where the mean over four pods is no pod’s', () => {
    const fleet = fleetOf(sick(200), {})
    // More waiters than goroutines: waits that began earlier are booked when they end.
    expect(member(fleet, 'orders-2').diagnosis.pattern).toBe('contention-bound')
    for (const name of ['orders-0', 'orders-1', 'orders-3']) {
      expect(member(fleet, name).figures.lockWaitPct).toBeCloseTo(0.9, 1)
      expect(member(fleet, name).standing).toBe('quiet')
    }
    const told = tellFleet(fleet.verdict!, 'UTC').text
    expect(told).toMatch(
      /^1 of 4 pods contention-bound: orders-2, if each has half a core or more, lock wait at least \d+ % \(median 0\.9 %\), since 10:16:\d\d UTC; the other three quiet\.$/,
    )
  })

  it('has its onset to the profile', () => {
    const { verdict } = fleetOf(sick(200), {})
    const second = (verdict!.onset!.atMs - fleetStartMs) / 1000
    expect(second).toBeGreaterThanOrEqual(380)
    expect(second).toBeLessThan(396)
    expect(verdict!.onset!.before).toBeCloseTo(0.7, 1)
    expect(verdict!.onset!.after).toBeCloseTo(200, -1)
    expect(namesOnset(verdict)).toBe(true)
    expect(namesOnset(fleetOf(drawFleet([calmPod('a'), calmPod('b')]), {}).verdict)).toBe(false)
  })

  it.each([
    ['minutes later', 180, /since 10:13:\d\d UTC \(the last of them 10:16:\d\d UTC\); the other two/],
    ['in the same minute', 360, /since 10:16:\d\d UTC; the other two/],
  ])('is not alone in that where another one follows %s', (_, second, said) => {
    const sickFrom = (name: string, from: number) =>
      calmPod(name, { cores: 0.007, waiters: (at) => (at < from ? 0.7 : 70), goroutines: 78 })
    const pods = [calmPod('a'), sickFrom('b', 380), sickFrom('c', second), calmPod('d')]
    expect(tellFleet(fleetOf(drawFleet(pods), {}).verdict!, 'UTC').text).toMatch(said)
  })

  it('is possible and no more where a lower bound does not reach the rule', () => {
    const fleet = fleetOf(
      drawFleet([
        calmPod('orders-0'),
        calmPod('orders-1'),
        calmPod('orders-2', { cores: 0.007, waiters: 39.6 }),
        calmPod('orders-3'),
      ]),
      {},
    )
    expect(fleet.verdict).toMatchObject({ lead: 'may', pattern: 'contention-bound', members: ['orders-2'] })
    expect(tellFleet(fleet.verdict!, 'UTC').text).toMatch(
      /^1 of 4 pods possibly contention-bound: orders-2, if each has half a core or more, lock wait at least 5\d %/,
    )
  })

  it('is not made up where all four are alike', () => {
    const { verdict } = fleetOf(drawFleet(['a', 'b', 'c', 'd'].map((name) => calmPod(name))), {})
    expect(verdict).toMatchObject({
      lead: 'quiet',
      of: 4,
      members: expect.arrayContaining(['a', 'b', 'c', 'd']) as unknown,
    })
    expect(tellFleet(verdict!, 'UTC').text).toBe('All 4 pods quiet if each has half a core or more.')
  })
})

describe('one leaking pod of three', () => {
  const leaking = drawFleet([
    calmPod('sessions-0', { liveMb: 90, waiters: 0.01 }),
    calmPod('sessions-1', { liveMb: 90, growthMbPerHour: 1476, waiters: 0.01 }),
    calmPod('sessions-2', { liveMb: 90, waiters: 0.01 }),
  ])

  it('leaks by what it leaks, and the others do not', () => {
    const fleet = fleetOf(leaking, {})
    expect(fleet.verdict).toMatchObject({ pattern: 'slow-leak', members: ['sessions-1'], of: 3 })
    expect(member(fleet, 'sessions-1').signals.live_heap_slope_mb_h).toMatchObject({ state: 'present' })
    expect(member(fleet, 'sessions-1').figures.growthMbPerHour).toBeGreaterThan(1400)
    expect(member(fleet, 'sessions-1').figures.growthMbPerHour).toBeLessThan(1550)
    expect(fleet.verdict?.rest.quiet).toBe(2)
  })

  it('does so through a restart in the window, of which no slope is made', () => {
    const fleet = fleetOf(
      drawFleet([
        calmPod('sessions-0', { liveMb: 90 }),
        calmPod('sessions-1', { liveMb: 90, growthMbPerHour: 1476, restartsAt: 480 }),
      ]),
      {},
    )
    const { growthMbPerHour } = member(fleet, 'sessions-1').figures
    expect(growthMbPerHour).toBeGreaterThan(1300)
    expect(growthMbPerHour).toBeLessThan(1650)
  })

  it('is no leak where pods come one after the other and the sum grows', () => {
    const fleet = fleetOf(
      drawFleet([0, 100, 200, 300].map((from) => calmPod(`web-${from}`, { from, liveMb: 100 }))),
      {},
    )
    expect(fleet.verdict?.lead).toBe('quiet')
    for (const { figures } of fleet.members) expect(Math.abs(figures.growthMbPerHour ?? NaN)).toBeLessThan(50)
  })
})

describe('thresholds', () => {
  it('are of one process: sixteen healthy pods do not allocate too much together', () => {
    const pods = Array.from({ length: 16 }, (_, i) => calmPod(`pricing-${i}`, { allocMb: 3.1, cores: 0.24 }))
    const fleet = fleetOf(drawFleet(pods), cores(1))
    expect(fleet.verdict?.lead).toBe('quiet')
    expect(fleet.members[0]?.figures.allocMbPerSecond).toBeCloseTo(3.1, 0)
  })

  it('divide by the limit of one container: three pods of 24 % are not busy', () => {
    const pods = ['a', 'b', 'c'].map((name) => calmPod(name, { cores: 0.12 }))
    const fleet = fleetOf(drawFleet(pods), cores(0.5))
    for (const { signals, diagnosis } of fleet.members) {
      expect(signals.cpu_user_pct).toMatchObject({ state: 'present' })
      expect(signals.cpu_user_pct.state === 'present' && signals.cpu_user_pct.value).toBeCloseTo(24, 0)
      expect(diagnosis.pattern).toBe('no-clear-pattern')
    }
  })

  it('fire where one process passes them and the mean does not', () => {
    const pods = [calmPod('signer-0'), calmPod('signer-1', { cores: 0.44 }), calmPod('signer-2')]
    const fleet = fleetOf(drawFleet(pods), cores(0.5))
    expect(fleet.verdict).toMatchObject({ pattern: 'cpu-bound', members: ['signer-1'], of: 3 })
  })
})

describe('a process that was there for a part of the window', () => {
  const deploy = drawFleet([
    calmPod('v1-a', { labels: { version: 'v1' }, until: 277, cores: 0.26, allocMb: 9.4 }),
    calmPod('v2-a', { labels: { version: 'v2' }, from: 280, cores: 0.3, allocMb: 9.4 }),
  ])

  it('has rates over its own time', () => {
    const fleet = fleetOf(deploy, {})
    expect(member(fleet, 'v1-a').figures.cores).toBeCloseTo(0.26, 1)
    expect(member(fleet, 'v1-a').seconds).toBeGreaterThan(250)
    expect(member(fleet, 'v1-a').seconds).toBeLessThan(285)
    for (const { figures } of fleet.members) expect(figures.allocMbPerSecond).toBeCloseTo(9.4, 0)
  })

  it('says how much of the window there is data of', () => {
    const alone = fleetOf(drawFleet([calmPod('v1-a', { until: 277 })]), {})
    expect(alone.coverage.cpu).toMatchObject({ instances: 1 })
    expect(alone.coverage.cpu?.insideSeconds).toBeGreaterThan(255)
    expect(alone.coverage.cpu?.insideSeconds).toBeLessThan(280)
    expect(fleetOf(deploy, {}).seconds).toBeGreaterThan(560)
  })

  it('counts lost profiles as lost, and a lock that nobody waited for as no wait', () => {
    const [lost] = fleetOf(drawFleet([calmPod('a', { lost: [200, 300] })]), {}).members
    expect(lost?.figures.cores).toBeCloseTo(0.03, 2)
    expect(lost?.seconds).toBeLessThan(520)
    const [rare] = fleetOf(
      drawFleet([calmPod('a', { waiters: (second) => (second > 300 && second < 316 ? 40 : 0) })]),
      {},
    ).members
    // 40 waiters for one profile of forty.
    expect(rare?.figures.waiters).toBeCloseTo(1, 0)
  })
})

describe('labels', () => {
  it('say where a service lives by the first of those for it that has a value', () => {
    expect(placeOf({ namespace: '', k8s_namespace: 'shop', pod: 'a' })).toEqual({ k8s_namespace: 'shop' })
    expect(placeOf({ namespace: '', pod: 'a' })).toEqual({})
  })

  it('put the one first that separates best, and the pods first where none does', () => {
    const canary = fleetOf(
      drawFleet(
        ['a', 'b', 'c', 'd'].map((name, i) =>
          calmPod(name, {
            labels: { version: i < 2 ? 'v1' : 'v2', zone: i % 2 === 0 ? 'x' : 'y' },
            cores: i < 2 ? 0.2 : 0.6,
          }),
        ),
      ),
      {},
    )
    expect(canary.splits.map(({ label }) => label)).toEqual(['version', 'pod', 'zone'])
    expect(canary.splits[0]?.values.map(({ value }) => value).sort()).toEqual(['v1', 'v2'])
    expect(canary.splits[0]?.values.find(({ value }) => value === 'v2')?.figures.cores).toBeCloseTo(0.6, 1)
    const one = fleetOf(
      drawFleet(
        ['a', 'b', 'c', 'd'].map((name, i) =>
          calmPod(name, { labels: { version: i < 2 ? 'v1' : 'v2' }, cores: i === 2 ? 0.6 : 0.2 }),
        ),
      ),
      {},
    )
    expect(one.splits[0]?.label).toBe('pod')
    expect(one.members[0]?.name).toBe('c')
  })

  it('name one that differs though no rule is near', () => {
    const pods = [0, 1, 2, 3].map((i) => calmPod(`signer-${i}`, { cores: i === 1 ? 0.218 : 0.03 }))
    const { verdict } = fleetOf(drawFleet(pods), cores(2))
    expect(verdict).toMatchObject({ lead: 'differs', members: ['signer-1'] })
    expect(tellFleet(verdict!, 'UTC').text).toBe(
      '1 of 4 pods unlike the rest: signer-1, CPU use 0.22 cores (median 0.030 cores); the other three quiet.',
    )
  })
})

describe('what is not known', () => {
  it('is not zero: without a lock profile nobody is called quiet who may wait', () => {
    const fleet = fleetOf(drawFleet([calmPod('a'), calmPod('b')], { without: ['held', 'parked'] }), cores(1))
    expect(fleet.members.every(({ standing }) => standing === 'open')).toBe(true)
    expect(tellFleet(fleet.verdict!, 'UTC').text).toBe('Both pods without an answer.')
  })

  it('is no fleet without a point', () => {
    expect(fleetOf({ ...drawFleet([]), failed: [] }, {})).toMatchObject({ members: [], splits: [] })
    expect(fleetOf(drawFleet([]), {}).verdict).toBeUndefined()
  })
})

it('finds one of 500, and says of how many', () => {
  const pods = Array.from({ length: 500 }, (_, i) => calmPod(`p-${i}`, i === 77 ? { waiters: 70 } : {}))
  const fleet = fleetOf(drawFleet(pods), {})
  expect(fleet.verdict).toMatchObject({ of: 500, members: ['p-77'], rest: { quiet: 499 } })
  expect(tellFleet(fleet.verdict!, 'UTC').text).toMatch(
    /^1 of 500 pods contention-bound: p-77, if each has half a core or more/,
  )
})
