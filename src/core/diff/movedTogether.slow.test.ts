import { describe, expect, it } from 'vitest'
import { tellComparability } from '../analysis/words/comparability.ts'
import { tellHeadline } from '../analysis/words/headline.ts'
import { plainText } from '../diagnosis/words.ts'
import { drawnRun, type DrawnRun } from '../testing/drawnService.ts'
import { windowToCompare } from '../testing/labelledService.ts'
import { treeOf } from '../testing/treeOf.ts'
import { alignTrees } from './alignTrees.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import { functionSides } from './functionSides.ts'
import { movedTogether } from './movedTogether.ts'

function compared(base: DrawnRun, head: DrawnRun): FoundComparison {
  return compareWindows(windowToCompare(drawnRun(base), false), windowToCompare(drawnRun(head), false), true).comparison
}

const seeds = Array.from({ length: 14 }, (_, at) => 100 + 2 * at)
const cpuOf = ({ views: { cpu } }: FoundComparison): Extract<typeof cpu, { readonly state: 'compared' }> => {
  if (cpu.state !== 'compared') throw new Error('no CPU')
  return cpu
}

describe('what moved every function alike', () => {
  it.each([1.08, 1.2, 0.9])('is said, and is nobody’s change: a machine that needs ×%s of the time', (all) => {
    const found = seeds.map((seed) => compared({ seed }, { seed: seed + 1, all }))
    expect(found.filter(({ changes }) => changes.length > 0).length).toBeLessThanOrEqual(1)
    for (const comparison of found) expect(cpuOf(comparison).together).toBeCloseTo(all, 1)
    const fact = found[0]?.comparability.find(({ id }) => id === 'moved-together')
    expect(fact && tellComparability(fact, 'UTC').text).toMatch(
      /^CPU: drift of the machine or of its load, all \d+ functions alike ×\d\.\d\d; it is taken out/,
    )
  })

  it('is said of a run that was hardly let on the CPU, too: few functions have samples there, and more of their parts', () => {
    for (const seed of seeds.slice(0, 5)) {
      const { changes, headline } = compared({ seed }, { seed: seed + 1, all: 0.008 })
      expect(changes.filter(({ verdict }) => verdict !== 'moved')).toEqual([])
      expect(plainText(tellHeadline(headline))).toContain('all functions alike, ×0.01')
    }
  })

  it('hides no function that changed beside it', () => {
    for (const seed of seeds) {
      const { changes } = compared({ seed }, { seed: seed + 1, all: 1.08, one: { function6: 2 } })
      expect(changes[0]).toMatchObject({ name: 'function6', verdict: 'grew' })
      expect(changes[0]?.ratio.low).toBeLessThan(2)
      expect(changes[0]?.ratio.high).toBeGreaterThan(2)
      expect(changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
  })

  it('is said beside a function that fell less than all others: its own cores are no "more"', () => {
    const [seed = 0] = seeds
    const said = (all: number): string =>
      plainText(tellHeadline(compared({ seed }, { seed: seed + 1, all, one: { function6: 1.8 } }).headline))
    expect(said(0.5)).toMatch(
      /^function6 takes more CPU beside all others, which moved together: 0\.0\d+ → 0\.0\d+ cores/,
    )
    expect(said(1)).toMatch(/^function6 takes more CPU: /)
  })

  it('is not a subtree, though most functions are in it: that is its own change, and nothing else shrank', () => {
    for (const seed of seeds) {
      const comparison = compared({ seed }, { seed: seed + 1, callers: { caller0: 2 } })
      expect(cpuOf(comparison).together).toBeUndefined()
      expect(comparison.changes[0]).toMatchObject({ name: 'caller0', verdict: 'grew' })
      expect(comparison.changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
  })

  it('is not one function, however much of the whole that is', () => {
    for (const seed of seeds) {
      const comparison = compared({ seed, one: { function0: 40 } }, { seed: seed + 1, one: { function0: 60 } })
      expect(cpuOf(comparison).together).toBeUndefined()
      expect(comparison.changes[0]).toMatchObject({ name: 'function0', verdict: 'grew' })
    }
  })

  it('is not what one subtree did beside a function of a third that stood still, nor what all but another subtree did', () => {
    for (const seed of seeds) {
      // function9 is below another caller than all that moved.
      const aside = { seed, one: { function9: 25 } }
      const subtree = compared(aside, { ...aside, seed: seed + 1, callers: { caller0: 2 } })
      expect(cpuOf(subtree).together).toBeUndefined()
      expect(subtree.changes[0]).toMatchObject({ name: 'caller0', verdict: 'grew' })
      const others = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`caller${at + 1}`, 1.7]))
      const rest = compared({ seed }, { seed: seed + 1, callers: others })
      expect(rest.changes.filter(({ name, verdict }) => name === 'caller0' && verdict === 'shrank')).toEqual([])
    }
  })

  it('is the headline where it is large: twice the traffic is more CPU as a whole, and no function’s change', () => {
    for (const seed of seeds) {
      const comparison = compared({ seed }, { seed: seed + 1, all: 2 })
      expect(comparison.headline).toMatchObject({ id: 'whole', kind: 'cpu' })
      expect(cpuOf(comparison).distinguishable).toBe(true)
      expect(plainText(tellHeadline(comparison.headline))).toMatch(
        /CPU changed: 0\.6\d → 1\.[34] cores.*; all functions alike, ×(1\.9|2\.0)\d: more to do, or a slower machine/,
      )
      expect(comparison.changes.filter(({ verdict }) => verdict !== 'moved')).toEqual([])
    }
  })

  it('is not said between two runs that agree', () => {
    const found = seeds.filter((seed) => cpuOf(compared({ seed }, { seed: seed + 1 })).together !== undefined)
    expect(found.length).toBeLessThanOrEqual(2)
  })
})

// As recorded of a program in C on a machine that gave it three quarters of the time, in which one function was made to take twice.
describe('one function that changed among many small ones', () => {
  const samples: Readonly<Record<string, readonly [number, number]>> = {
    'search;rank': [572, 483],
    'search;totals': [381, 299],
    'search;join': [259, 191],
    'search;cursor': [217, 153],
    'search;copy': [169, 132],
    'list;build': [347, 290],
    'list;page': [480, 420],
    'list;escape': [249, 183],
    'list;tokens': [197, 164],
    'list;labels': [142, 109],
    'list;header': [211, 178],
    'pay;digest': [282, 471],
    'pay;decode': [182, 157],
    'pay;price': [185, 134],
    'pay;header': [70, 58],
    'pay;envelope': [70, 54],
    'pay;audit': [49, 42],
  }
  const told = (changed: typeof samples): ReturnType<typeof movedTogether> => {
    const side = (at: 0 | 1) =>
      treeOf(
        Object.entries({ ...samples, ...changed }).map(([stack, counts]) => [
          `com.acme.Shop.run;${stack.replace(/\w+/g, (name) => `com.acme.Shop.${name}`)}`,
          counts[at],
        ]),
      )
    const exposure = { base: 10.08, head: 10.9, comparable: true }
    const aligned = alignTrees(side(0), side(1), { baseExposure: exposure.base, headExposure: exposure.head })
    return movedTogether(aligned, functionSides(aligned), exposure)
  }

  it('is no reason to call what all the others did a change of each, though hardly one of them beside it is known well', () => {
    expect(told({})?.factor).toBeCloseTo(0.74, 1)
  })

  it('is one where what its caller calls beside it did not go along', () => {
    expect(told({ 'pay;decode': [182, 197], 'pay;envelope': [70, 77], 'pay;header': [70, 74] })).toBeUndefined()
  })
})

describe('shares without seconds', () => {
  const timeless = ({ ...run }: DrawnRun): ReturnType<typeof windowToCompare> => {
    const side = windowToCompare(drawnRun(run), false)
    const { views } = side.profiles
    if (views.cpu.state !== 'measured') throw new Error('no CPU')
    return { ...side, profiles: { ...side.profiles, views: { ...views, cpu: { ...views.cpu, coveredSeconds: 0 } } } }
  }

  it('are held against what the bulk of them lost to one that doubled: its own ratio is told, and nothing else shrank', () => {
    for (const seed of seeds.slice(0, 6)) {
      const [base, head] = [
        { seed, perRun: 0.005 },
        { seed: seed + 1, perRun: 0.005, one: { function0: 3 } },
      ]
      const { changes } = compareWindows(timeless(base), timeless(head), true).comparison
      expect(changes[0]).toMatchObject({ name: 'function0', verdict: 'grew' })
      expect(changes[0]!.ratio.low).toBeLessThan(3)
      expect(changes[0]!.ratio.high).toBeGreaterThan(3)
      expect(changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
  })
})
