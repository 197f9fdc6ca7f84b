/**
 * How often a comparison says something: where nothing changed (false alarms), and where one function became dearer (power), by effect,
 * samples and how much runs differ; beside it the rule that two runs differ by a tenth per function whatever they show.
 */
import { assumedBetweenRuns } from '../diff/statistics/empiricalNull.ts'
import type { ComparedView } from '../diff/compareView.ts'
import type { Change } from '../diff/comparison.ts'
import type { Estimate } from '../diff/statistics/effect.ts'
import { changesIn, compareDrawnRuns, drawnView, type DrawnRuns, plantedName, type Shape } from './twoRuns.ts'

export interface CurvePoint {
  readonly samples: number
  /** Standard deviation of a function's log-cost from run to run. */
  readonly perRun: number
  /** 1.2: the planted function is a fifth dearer; 1: nothing changed. */
  readonly factor: number
  /** Of the program beside the planted one. */
  readonly functions: number
  readonly shape: Shape
  readonly captures?: number
  /** What it is expected to stand out by: its log-ratio in standard deviations of chance and runs together. */
  readonly z: number
  /** Of the pairs in which it did stand out by 4 or more, as measured: how many, and the part in which it stood first. */
  readonly standing: { readonly pairs: number; readonly first: number }
  /** Parts 0..1 of the pairs: anything was listed; the planted function stood first. */
  readonly any: number
  readonly first: number
  /** Of those found first, whose interval held the truth. */
  readonly covered: number
  /** Of all pairs, found or not: the interval of the planted function's ratio held the truth. */
  readonly held: number
  /** Parts of the pairs in which it did not stand first: nothing was listed; one of its callers stood there; something else did. */
  readonly missed: { readonly nothing: number; readonly caller: number; readonly other: number }
  /** As many comparisons again, made when it is looked at. */
  readonly assumed: Assumed
}

interface Assumed {
  readonly any: number
  readonly first: number
}

export const share = 0.08
/** Other seeds where settings are judged than where they were tuned. */
export const firstSeeds: Readonly<Record<Shape, number>> = {
  flat: 9000,
  nested: 40_000,
  deep: 500_000,
  uneven: 900_000,
}
const standsOut = 4

export function curvePoint(
  at: Pick<CurvePoint, 'samples' | 'perRun' | 'factor' | 'captures'> & {
    readonly functions?: number
    readonly shape?: Shape
  },
  pairs: number,
): CurvePoint {
  const { samples, perRun, factor, functions = 200, shape = 'flat' } = at
  const k = samples * share
  const deviation = Math.sqrt(1 / k + 1 / (k * factor) + 2 * perRun ** 2)
  const counts = {
    any: 0,
    first: 0,
    covered: 0,
    held: 0,
    standing: 0,
    standingFirst: 0,
    nothing: 0,
    caller: 0,
  }
  const drawn = Array.from({ length: pairs }, (_, pair): DrawnRuns => {
    const planted = { share, factor }
    return { functions, samples, perRun, planted, shape, seed: firstSeeds[shape] + pair, ...capturesOf(at) }
  })
  for (const runs of drawn) {
    const view = drawnView(runs)
    const learned = changesIn(view)
    const ratio = plantedRatio(view)
    if (ratio && holds(ratio, factor)) counts.held++
    const stands = ratio !== undefined && Math.log(ratio.value) >= standsOut * deviation
    if (stands) counts.standing++
    const [top] = learned
    if (top) counts.any++
    if (top?.name === plantedName) {
      counts.first++
      if (stands) counts.standingFirst++
      if (holds(top.ratio, factor)) counts.covered++
    } else if (!top) counts.nothing++
    else if (isCaller(top.name, view)) counts.caller++
  }
  return {
    ...at,
    functions,
    shape,
    z: Math.log(factor) / deviation,
    standing: { pairs: counts.standing, first: counts.standingFirst / counts.standing },
    any: counts.any / pairs,
    first: counts.first / pairs,
    covered: counts.first > 0 ? counts.covered / counts.first : Number.NaN,
    held: counts.held / pairs,
    missed: {
      nothing: counts.nothing / pairs,
      caller: counts.caller / pairs,
      other: (pairs - counts.first - counts.nothing - counts.caller) / pairs,
    },
    get assumed() {
      return assumedOf(drawn)
    },
  }
}

const capturesOf = ({ captures }: Pick<CurvePoint, 'captures'>): Pick<DrawnRuns, 'captures'> =>
  captures === undefined ? {} : { captures }

function assumedOf(drawn: readonly DrawnRuns[]): Assumed {
  const listed = drawn.map((runs) => compareDrawnRuns({ ...runs, betweenRuns: assumedBetweenRuns }))
  const part = (isSo: (changes: readonly Change[]) => boolean): number => listed.filter(isSo).length / drawn.length
  return { any: part(({ length }) => length > 0), first: part(([top]) => top?.name === plantedName) }
}

function plantedRatio({ functions, tested }: ComparedView): Estimate | undefined {
  const name = functions.names.indexOf(plantedName)
  return tested.find((one) => one.name === name)?.rateRatio
}

/** Of the planted function. */
function isCaller(name: string, { aligned: { union } }: ComparedView): boolean {
  const planted = union.names.indexOf(plantedName)
  for (let at = union.name.indexOf(planted); at > 0; at = union.parent[at]!)
    if (union.name[at] !== planted && union.names[union.name[at]!] === name) return true
  return false
}

const holds = ({ low, high }: Estimate, factor: number): boolean => low <= factor && factor <= high
