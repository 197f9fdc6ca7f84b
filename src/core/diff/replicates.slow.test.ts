import { describe, expect, it } from 'vitest'
import { drawnRun, type DrawnRun } from '../testing/drawnService.ts'
import { type Drawn, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'

const known = new Map<string, Drawn>()

/** Two tests look at the same runs. */
function drawnOnce(run: DrawnRun): Drawn {
  const key = JSON.stringify(run)
  const drawn = known.get(key) ?? drawnRun(run)
  known.set(key, drawn)
  return drawn
}

/** The last run speaks for the side, and is the only one that is judged; all of them are in it. */
function side(runs: readonly DrawnRun[]): WindowToCompare {
  const drawn = runs.map(drawnOnce)
  const last = drawn.at(-1)
  if (!last) throw new Error('a side needs a run')
  const window = windowToCompare(last, false)
  return drawn.length === 1 ? window : { ...window, runs: drawn.map(({ whole }) => whole) }
}

function compared(base: readonly DrawnRun[], head: readonly DrawnRun[]): FoundComparison {
  return compareWindows(side(base), side(head), true).comparison
}

/** `count` runs with seeds of their own. */
const runs = (count: number, from: number, more: Omit<DrawnRun, 'seed'>): readonly DrawnRun[] =>
  Array.from({ length: count }, (_, at) => ({ ...more, seed: from + at }))

const seeds = Array.from({ length: 20 }, (_, at) => 1000 + 20 * at)

describe('several runs of each side', () => {
  it('that differ by a tenth per function list nothing where nothing changed', () => {
    const alarms = seeds.filter((seed) => {
      const { changes } = compared(runs(4, seed, { perRun: 0.1 }), runs(4, seed + 10, { perRun: 0.1 }))
      return changes.length > 0
    })
    expect(alarms.length).toBeLessThanOrEqual(2)
  })

  it('show a function half as dear again that two single runs of so unsteady a service do not', () => {
    const dearer = { perRun: 0.1, one: { function1: 1.5 } }
    const firstOf = (count: number): number =>
      seeds.filter((seed) => {
        const [first] = compared(runs(count, seed, { perRun: 0.1 }), runs(count, seed + 10, dearer)).changes
        return first?.name === 'function1' && first.verdict === 'grew'
      }).length
    expect(firstOf(4)).toBeGreaterThanOrEqual(0.9 * seeds.length)
    expect(firstOf(1)).toBeLessThanOrEqual(0.5 * seeds.length)
  })

  it('hold a function that is unsteady by itself against its own wobble, and not against that of the rest', () => {
    const unsteady = { perRun: 0.02, perRunOf: { function2: 0.35 } }
    const listed = seeds.filter((seed) =>
      compared(runs(5, seed, unsteady), runs(5, seed + 10, unsteady)).changes.some(({ name }) => name === 'function2'),
    )
    const single = seeds.filter((seed) =>
      compared(runs(1, seed, unsteady), runs(1, seed + 10, unsteady)).changes.some(({ name }) => name === 'function2'),
    )
    expect(listed.length).toBeLessThan(single.length / 2)
  })

  it('are said as what they are, added up, with rates of one run', () => {
    const one = compared(runs(1, 5, {}), runs(1, 50, {}))
    const three = compared(runs(3, 5, {}), runs(2, 50, {}))
    if (one.views.cpu.state !== 'compared' || three.views.cpu.state !== 'compared') throw new Error('no CPU')
    expect(three.views.cpu.base.samples / one.views.cpu.base.samples).toBeCloseTo(3, 0)
    expect(three.views.cpu.base.rate / one.views.cpu.base.rate).toBeCloseTo(1, 1)
    expect(three.yardstick).toContain('measured among 5 runs of A and B')
    expect(three.comparability).toContainEqual({ level: 'ok', id: 'replicates', runsA: 3, runsB: 2 })
    expect(one.comparability.some(({ id }) => id === 'replicates')).toBe(false)
  })

  it('measure what the whole differs by: unsteady runs hide a third more of everything, steady ones do not', () => {
    const wholeOf = (spread: number): boolean => {
      const unsteady = (from: number, factor: number): readonly DrawnRun[] =>
        [-1.3, -0.6, 0, 0.7, 1.2].map((at, index) => ({ seed: from + index, all: factor * Math.exp(spread * at) }))
      const { cpu } = compared(unsteady(7, 1), unsteady(70, 1.33)).views
      return cpu.state === 'compared' && cpu.distinguishable
    }
    expect(wholeOf(0.02)).toBe(true)
    expect(wholeOf(0.4)).toBe(false)
  })
})
