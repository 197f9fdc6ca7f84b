import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cadenceOf, chooseSnapshots, describeSnapshot, type InstanceTimes } from './snapshots.ts'

/** One instance per line; a mark is a snapshot, a column a second. */
function draw(lines: string): InstanceTimes[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      atMs: line.split('').flatMap((mark, second) => (mark === '|' ? [1_000_000 + second * 1000] : [])),
    }))
}

describe('single snapshots out of a store that adds them up', () => {
  const two = draw(`
 |         |         |         |
     |         |         |         |
`)

  it('are asked for one by one where there is one instance', () => {
    const [first] = two
    const chosen = chooseSnapshots(first === undefined ? [] : [first], 5)
    expect(chosen.map(({ atMs }) => (atMs - 1_000_000) / 1000)).toEqual([1, 11, 21, 31])
    for (const { asked, atMs, perInstance } of chosen) {
      expect(perInstance).toBe(1)
      expect(asked.fromMs).toBeLessThan(atMs)
      expect(asked.untilMs).toBeGreaterThan(atMs)
      expect(asked.untilMs - asked.fromMs).toBeLessThan(4000)
    }
  })

  it('are asked for in rounds, one of each instance', () => {
    const last = chooseSnapshots(two, 1)[0]
    expect(last).toMatchObject({ instances: 2, perInstance: 1 })
    expect(last && describeSnapshot(last)).toBe('one snapshot of each of 2 instances, added')
    expect(cadenceOf(two)).toBe(10_000)
  })

  it('go back to the last snapshot of one that has few and is still there, and not to that of one that is gone', () => {
    const seldom = draw(`
 |     |     |     |     |     |     |     |
   |     |     |     |     |     |     |     |
    |              |              |
`)
    expect(chooseSnapshots(seldom, 5).at(-1)).toMatchObject({ instances: 3 })
    const gone = draw(`
 |     |     |     |     |     |     |     |     |     |     |     |
   |     |     |     |     |     |     |     |     |     |     |     |
    |     |     |
`)
    const last = chooseSnapshots(gone, 5).at(-1)
    expect(last).toMatchObject({ instances: 2 })
    expect((last?.atMs ?? 0) - 1_000_000).toBeGreaterThan(60_000)
  })

  it('hold nobody twice where one comes out of turn', () => {
    const uneven = draw(`
|         |         |       | |
          |         |         |
`)
    const last = chooseSnapshots(uneven, 1)[0]
    expect(last).toMatchObject({ instances: 2, perInstance: 1, atMs: 1_030_000 })
    expect(last?.asked.fromMs).toBeGreaterThan(1_028_000)
  })

  it('say by how much the sum is divided where one instance has two in the same second', () => {
    const doubled = [{ atMs: [1_000_000, 1_000_000] }]
    const last = chooseSnapshots(doubled, 1)[0]
    expect(last).toMatchObject({ instances: 1, perInstance: 2 })
    expect(last && describeSnapshot(last)).toBe("the store's sum, divided by 2 snapshots per instance")
  })

  it('hold each of four pods once however its scrapes wander by milliseconds', () => {
    const wander = fc.array(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 20, maxLength: 20 }), {
      minLength: 4,
      maxLength: 4,
    })
    fc.assert(
      fc.property(wander, (jitter) => {
        const times = jitter.map((own, pod) => ({
          atMs: own.map((ms, k) => 1e12 + pod * 2500 + k * 10_000 + ms),
        }))
        const chosen = chooseSnapshots(times, 5, 'milliseconds')
        expect(chosen).toHaveLength(5)
        for (const { asked, instances, perInstance, of } of chosen) {
          expect([instances, perInstance]).toEqual([4, 1])
          const inside = times.map(({ atMs }) => atMs.filter((at) => at >= asked.fromMs && at < asked.untilMs).length)
          expect(inside).toEqual([1, 1, 1, 1])
          expect(new Set(of).size).toBe(4)
        }
      }),
    )
  })

  it('take those that are there before and after a deploy', () => {
    const deploy = draw(`
|         |         |
     |         |         |
                            |         |         |
                              |         |         |
`)
    const chosen = chooseSnapshots(deploy, 3)
    expect(chosen.every(({ perInstance }) => perInstance === 1)).toBe(true)
    expect(chosen[0]?.of).toEqual(expect.arrayContaining([0, 1]))
    expect(chosen.at(-1)?.of).toEqual(expect.arrayContaining([2, 3]))
  })

  it('take no longer where ten thousand send within the same second, of which none can be had without the others', () => {
    const many = Array.from({ length: 10_000 }, () => ({ atMs: [1_000_000, 1_015_000, 1_030_000] }))
    const before = performance.now()
    const rounds = chooseSnapshots(many, 5)
    // One by one it took three seconds.
    expect(performance.now() - before).toBeLessThan(1000)
    expect(rounds.at(-1)).toMatchObject({ atMs: 1_030_000, instances: 10_000, perInstance: 1 })
    expect(rounds.map(({ instances }) => instances)).toEqual([10_000, 10_000, 10_000])
  })

  it('are none where nothing was recorded, and one where there is one', () => {
    expect(chooseSnapshots([], 5)).toEqual([])
    expect(chooseSnapshots([{ atMs: [] }], 5)).toEqual([])
    expect(chooseSnapshots([{ atMs: [1_000_000] }], 5)).toHaveLength(1)
  })

  it('always end with the last, ascend, and hold each instance about once when snapshots are regular', () => {
    const regular = fc.record({
      instances: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 2, max: 60 }),
      cadenceMs: fc.integer({ min: 5, max: 60 }).map((seconds) => seconds * 1000),
      most: fc.integer({ min: 1, max: 8 }),
      offsets: fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 6, maxLength: 6 }),
    })
    fc.assert(
      fc.property(regular, ({ instances, count, cadenceMs, most, offsets }) => {
        const times = Array.from({ length: instances }, (_, i) => ({
          atMs: Array.from(
            { length: count },
            (__, k) => 1e12 + k * cadenceMs + Math.floor(((offsets[i] ?? 0) / 1000) * cadenceMs),
          ),
        }))
        const chosen = chooseSnapshots(times, most)
        const all = times.flatMap(({ atMs }) => atMs)
        expect(chosen.length).toBeGreaterThan(0)
        expect(chosen.length).toBeLessThanOrEqual(most)
        expect(chosen.at(-1)?.atMs).toBe(Math.max(...all))
        for (const [i, { asked, atMs, perInstance }] of chosen.entries()) {
          expect(atMs).toBeGreaterThan(chosen[i - 1]?.atMs ?? 0)
          expect(perInstance).toBe(1)
          // What the store will add up is what was counted.
          const summed = all.filter((at) => at >= asked.fromMs && at < asked.untilMs).length
          expect(summed).toBe(chosen[i]?.instances)
        }
      }),
    )
  })
})

it('takes no more time for many processes than their snapshots do', () => {
  // Two thousand, each at a time of its own: every snapshot begins a round of all of them.
  const many = Array.from({ length: 2000 }, (_, i) => ({
    atMs: Array.from({ length: 40 }, (_round, k) => 1_000_000 + k * 15_000 + i * 7),
  }))
  const before = process.cpuUsage()
  const chosen = chooseSnapshots(many, 5, 'milliseconds')
  const { user, system } = process.cpuUsage(before)
  expect(chosen.map(({ instances, of }) => [instances, new Set(of).size])).toEqual(
    Array.from({ length: 5 }, () => [2000, 2000]),
  )
  expect((user + system) / 1e6).toBeLessThan(2)
})
