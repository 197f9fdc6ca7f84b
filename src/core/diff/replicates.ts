/**
 * Several runs of each side: they are added up, and how much they differ among each other, where nothing changed, is what a change is
 * measured against. That is measured where two single runs can only be guessed from (statistics reference A.8, several baselines).
 */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { isLevel } from '../base/viewWords.ts'
import { buildCallTreeOfMany, type TreePart } from '../profile/buildCallTree.ts'
import { shownOf, type GatheredView, type MeasuredView, type WindowProfiles } from '../window/windowProfiles.ts'
import { alignTrees } from './alignTrees.ts'
import { functionSides } from './functionSides.ts'
import { assumedBetweenRuns, type BetweenRuns, betweenRunsOf, weightedMedian } from './statistics/empiricalNull.ts'
import { logRatiosOf } from './logRatios.ts'

/** All runs of a side as one; undefined where there is one. The last run says what is not added: cores, threads, warnings. */
export function addedUp(runs: readonly WindowProfiles[]): WindowProfiles | undefined {
  const last = runs.at(-1)
  if (!last || runs.length < 2) return undefined
  const views = Object.fromEntries(viewKinds.map((kind) => [kind, addedView(kind, runs, last.views[kind])]))
  return { ...last, views: views as WindowProfiles['views'] }
}

/** The view of the last run, with all runs in it where they measured the same thing. */
function addedView(kind: ViewKind, runs: readonly WindowProfiles[], last: GatheredView): GatheredView {
  const shown = shownOf(last)
  if (shown?.parts === undefined) return last
  const views = runs.flatMap(({ views: of }) => {
    const view = shownOf(of[kind])
    return view?.parts !== undefined && view.shows === shown.shows && view.tree.unit === shown.tree.unit ? [view] : []
  })
  if (views.length < runs.length) return last
  // What is held is an amount of one moment: the mean over the runs, and no more samples than one has.
  const each = isLevel(kind, shown.shows) ? 1 / views.length : 1
  const parts = views.flatMap(({ parts: of = [] }) =>
    of.map((part): TreePart => ({
      ...part,
      scale: (part.scale ?? 1) * each,
      countScale: (part.countScale ?? Math.sign(part.scale ?? 1)) * each,
    })),
  )
  const { tree } = buildCallTreeOfMany(parts, { unit: shown.tree.unit, negatives: 'zero' })
  const added: MeasuredView = {
    ...shown,
    tree,
    parts,
    total: tree.total[0] ?? 0,
    samples: Math.round(tree.totalSamples[0] ?? 0),
    coveredSeconds: views.reduce((sum, { coveredSeconds }) => sum + coveredSeconds, 0),
    covered: views.flatMap(({ covered }) => covered),
    files: views.flatMap(({ files }) => files),
    ...(views.some(({ testable }) => testable === false) ? { testable: false } : {}),
  }
  return last.state === 'measured' ? added : { ...last, shown: added }
}

/** Runs among which nothing changed need fewer functions to be believed than two that are compared. */
const fewestAmongRuns = 12
/** Degrees of freedom lent by what all functions (all programs) show to each single one, as everywhere here. */
const borrowed = 10
const borrowedOfWhole = 4

/** How much the runs of one side differ, as it counts between so many on each side. Undefined without two of one side. */
export function betweenReplicates(
  kind: ViewKind,
  base: readonly WindowProfiles[],
  head: readonly WindowProfiles[],
): BetweenRuns | undefined {
  const pairs = [...neighbours(kind, base), ...neighbours(kind, head)]
  if (pairs.length === 0) return undefined
  const measured = betweenRunsOf(
    pairs.flatMap(({ ratios }) => ratios),
    fewestAmongRuns,
  )
  if (!measured.learned) return undefined
  // Of the difference of two means: a difference of two single runs has twice the variance of one.
  const many = (1 / Math.max(1, base.length) + 1 / Math.max(1, head.length)) / 2
  const single = spreadOfSingle(pairs, measured.tau)
  return {
    ...measured,
    tau: measured.tau * Math.sqrt(many),
    single: measured.tau,
    shift: 0,
    runs: base.length + head.length,
    ofFunction: (name) => single(name) * Math.sqrt(many),
    ...wholes(kind, base, head),
  }
}

interface Pair {
  readonly names: readonly string[]
  /** Parallel to `names`. */
  readonly ratios: readonly { readonly value: number; readonly variance: number }[]
}

/** Neighbours only: each run counts once or twice, and no more. What moved all functions of one run alike is taken off. */
function neighbours(kind: ViewKind, runs: readonly WindowProfiles[]): readonly Pair[] {
  return runs.slice(1).flatMap((run, at): Pair[] => {
    const a = shownOf(runs[at]!.views[kind])
    const b = shownOf(run.views[kind])
    if (!a || !b || a.testable === false || b.testable === false || a.shows !== b.shows) return []
    const functions = functionSides(alignTrees(a.tree, b.tree, { baseExposure: 1, headExposure: 1 }))
    const samples = { base: a.tree.totalSamples[0]!, head: b.tree.totalSamples[0]! }
    const ratios = logRatiosOf(functions, samples, () => ({ d: 1, nu: Number.POSITIVE_INFINITY }))
    if (ratios.length === 0) return []
    const shift = weightedMedian(
      ratios.map(({ value }) => value),
      ratios.map(({ variance }) => 1 / variance),
    )
    return [
      {
        names: ratios.map(({ name }) => functions.names[name]!),
        ratios: ratios.map(({ value, variance }) => ({ value: value - shift, variance })),
      },
    ]
  })
}

/** A function that differs more from run to run than most do is measured against its own difference, drawn towards theirs; never less. */
function spreadOfSingle(pairs: readonly Pair[], tau: number): (name: string) => number {
  const beyond = new Map<string, { sum: number; pairs: number }>()
  for (const { names, ratios } of pairs) {
    for (const [at, name] of names.entries()) {
      const known = beyond.get(name) ?? { sum: 0, pairs: 0 }
      const { value, variance } = ratios[at]!
      beyond.set(name, { sum: known.sum + value ** 2 - variance, pairs: known.pairs + 1 })
    }
  }
  return (name) => {
    const own = beyond.get(name)
    if (!own) return tau
    return Math.sqrt(Math.max(tau ** 2, (borrowed * tau ** 2 + own.sum) / (borrowed + own.pairs)))
  }
}

/** Of all functions together: what runs of a side differ by in all, with what is usual as if it had been seen a few times before. */
function wholes(
  kind: ViewKind,
  base: readonly WindowProfiles[],
  head: readonly WindowProfiles[],
): Pick<BetweenRuns, 'whole'> {
  const sides = [base, head].map((runs) =>
    runs.flatMap(({ views }) => {
      const view = shownOf(views[kind])
      const seconds = isLevel(kind, view?.shows) ? 1 : (view?.coveredSeconds ?? 0)
      return view && view.total > 0 && seconds > 0 ? [Math.log(view.total / seconds)] : []
    }),
  )
  const squares = sides.reduce((sum, logs) => {
    const mean = logs.reduce((total, log) => total + log, 0) / Math.max(1, logs.length)
    return sum + logs.reduce((total, log) => total + (log - mean) ** 2, 0)
  }, 0)
  const freedom = sides.reduce((sum, logs) => sum + Math.max(0, logs.length - 1), 0)
  if (freedom === 0 || sides.some(({ length }) => length === 0)) return {}
  const usual = assumedBetweenRuns.tau ** 2 / 2
  const variance = (borrowedOfWhole * usual + squares) / (borrowedOfWhole + freedom)
  const many = sides.reduce((sum, { length }) => sum + 1 / length, 0)
  return { whole: { variance: variance * many, nu: borrowedOfWhole + freedom } }
}
