import { describe, expect, it } from 'vitest'
import { tellComparability } from '../analysis/words/comparability.ts'
import { tellHeadline } from '../analysis/words/headline.ts'
import { mulberry32 } from '../base/random.ts'
import { plainText } from '../diagnosis/words.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows, type FoundComparison } from './compare.ts'

interface Run {
  readonly seed: number
  /** Everything by this factor. */
  readonly all?: number
  /** Callers (a subtree each) by their factor. */
  readonly callers?: Readonly<Record<string, number>>
  /** One function by its factor. */
  readonly one?: Readonly<Record<string, number>>
}

/** 96 functions under twelve callers, 20,000 samples in 300 s; a function differs by 2 % from run to run. */
function run({ seed, all = 1, callers = {}, one = {} }: Run): ReturnType<typeof drawnWindow> {
  const random = mulberry32(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const costs = Array.from({ length: 96 }, (_, at) => 1 / (at + 3) ** 0.7)
  const sum = costs.reduce((total, cost) => total + cost, 0)
  const paths: Record<string, number> = {}
  for (const [at, cost] of costs.entries()) {
    // Two in three functions stand below the first of the callers.
    const caller = at % 3 === 0 ? `caller${1 + (at % 11)}` : 'caller0'
    const mean =
      ((20_000 * cost) / sum) * all * (callers[caller] ?? 1) * (one[`function${at}`] ?? 1) * Math.exp(0.02 * normal())
    paths[`main;${caller};function${at}`] = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
  }
  return drawnWindow({ from: 0, blockSeconds: 300, blocks: [{ '': paths }] })
}

function compared(base: Run, head: Run): FoundComparison {
  return compareWindows(windowToCompare(run(base), false), windowToCompare(run(head), false), true).comparison
}

const seeds = Array.from({ length: 20 }, (_, at) => 100 + 2 * at)
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

  it('hides no function that changed beside it', () => {
    for (const seed of seeds) {
      const { changes } = compared({ seed }, { seed: seed + 1, all: 1.08, one: { function6: 2 } })
      expect(changes[0]).toMatchObject({ name: 'function6', verdict: 'grew' })
      expect(changes[0]?.ratio.low).toBeLessThan(2)
      expect(changes[0]?.ratio.high).toBeGreaterThan(2)
      expect(changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
    }
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
