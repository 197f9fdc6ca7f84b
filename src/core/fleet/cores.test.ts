import { describe, expect, it } from 'vitest'
import { tellFleet } from '../analysis/words/fleet.ts'
import { calmPod, drawFleet } from '../testing/drawnFleet.ts'
import { fleetOf } from './fleet.ts'

const cores = (value: number) => ({ cores: { value, from: 'the configuration' } })
const told = (...[data, options]: Parameters<typeof fleetOf>) => tellFleet(fleetOf(data, options).verdict!, 'UTC').text

describe('busy pods of which nobody says how many cores they may use', () => {
  const busy = (n: number, used: number) =>
    drawFleet(Array.from({ length: n }, (_, i) => calmPod(`web-${i}`, { cores: used })))

  it('are CPU-bound below a number of cores, and the number is said', () => {
    const { verdict, members } = fleetOf(busy(2, 0.9), {})
    expect(verdict).toMatchObject({ lead: 'open', pattern: 'cpu-bound', members: ['web-0', 'web-1'] })
    // 60 % of 1.5 cores.
    expect(verdict?.belowCores).toBeCloseTo(1.5, 1)
    expect(tellFleet(verdict!, 'UTC').text).toMatch(
      /^Both pods CPU-bound on real work if each may use fewer than 1\.5 cores: CPU use 0\.\d+ cores\.$/,
    )
    // What is said is what giving the number gives.
    expect(fleetOf(busy(2, 0.9), cores(1.4)).verdict).toMatchObject({ lead: 'fires', pattern: 'cpu-bound' })
    expect(fleetOf(busy(2, 0.9), cores(1.7)).verdict?.lead).not.toBe('fires')
    expect(members.every(({ standing }) => standing === 'open')).toBe(true)
  })

  it('say nothing of the kind where they use little: hardly a process may use less than half a core', () => {
    expect(fleetOf(busy(2, 0.1), {}).verdict?.belowCores).toBeUndefined()
  })

  it('say nothing of the kind where waits exclude it', () => {
    const waiting = drawFleet([calmPod('a', { cores: 0.9, waiters: 30 }), calmPod('b', { cores: 0.9, waiters: 30 })])
    expect(fleetOf(waiting, {}).verdict?.belowCores).toBeUndefined()
  })
})

describe('pods that use more cores than each was said to have', () => {
  const pods = (used: readonly number[]) => drawFleet(used.map((each, i) => calmPod(`web-${i}`, { cores: each })))

  it('are not 100 % busy of a number that is wrong, and that is said', () => {
    const { verdict, members } = fleetOf(pods([0.02, 1.3, 0.02]), cores(1))
    expect(verdict?.lead).not.toBe('fires')
    expect(members.find(({ name }) => name === 'web-1')?.signals.cpu_user_pct).toMatchObject({
      state: 'absent',
      why: { id: 'more-than-cores' },
    })
    expect(tellFleet(verdict!, 'UTC').text).toMatch(
      /web-1 uses 1\.3 cores, more than the 1 said \(the configuration\): give the right number of cores\.$/,
    )
    expect(told(pods([1.3, 1.3]), cores(1))).toMatch(
      /^Both pods CPU-bound on real work if each may use fewer than 2\.\d cores: .* web-0 and web-1 use up to 1\.3 cores, more than/,
    )
  })

  it('are CPU-bound at a little more than all of them: that is the clocks of two sources', () => {
    expect(fleetOf(pods([1.03, 1.03]), cores(1)).verdict).toMatchObject({ lead: 'fires', pattern: 'cpu-bound' })
    expect(fleetOf(pods([1.03, 1.03]), cores(1)).verdict?.over).toBeUndefined()
  })
})

describe('the half core that nobody said', () => {
  it('is said where what is said depends on it, beside what it is a condition of', () => {
    expect(told(drawFleet([calmPod('a'), calmPod('b', { cores: 0.05, waiters: 70 })]))).toMatch(
      /^1 of 2 pods contention-bound: b, if each has half a core or more, .*; the other quiet\.$/,
    )
  })

  it('is not said of pods that use next to nothing', () => {
    const idle = { cores: 0.007, waiters: 0.01 }
    expect(told(drawFleet([calmPod('a', idle), calmPod('b', { ...idle, waiters: 70 })]))).toMatch(
      /^1 of 2 pods contention-bound: b, .*; the other quiet\.$/,
    )
    expect(told(drawFleet([calmPod('a', idle), calmPod('b', idle)]))).toBe('Both pods quiet.')
  })
})
