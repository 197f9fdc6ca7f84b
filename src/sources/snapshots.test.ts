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

  it('say by how much the sum is divided when a round has some twice', () => {
    const uneven = draw(`
|         |         |       | |
          |         |         |
`)
    const last = chooseSnapshots(uneven, 1)[0]
    expect(last).toMatchObject({ instances: 2, perInstance: 1.5 })
    expect(last && describeSnapshot(last)).toBe("the store's sum, divided by 1.5 snapshots per instance")
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
