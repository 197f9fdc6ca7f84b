/** How much functions vary between two runs: by more than inside one. Statistics reference A.8. */
import { eventsOf, type Family, type FunctionSides, type SampleCounts } from './functionSides.ts'
import { logRatiosOf, logRatiosWithin } from './logRatios.ts'
import type { MovedSubtree } from './movedSubtree.ts'
import type { RuntimeWork } from './runtimeWork.ts'
import { learnedInRow } from './samplesInRow.ts'
import { assumedBetweenRuns, type BetweenRuns, betweenRunsOf, fewestForNull } from './statistics/empiricalNull.ts'
import type { DesignEffect } from './statistics/overdispersion.ts'
import { withChance } from './statistics/spreadOfRuns.ts'
import type { RequestComparison } from './withinRequests.ts'
import type { Yardstick } from './yardstick.ts'

/** Fewer functions of one kind do not tell what they differ by: those of both do. */
export const fewestOfKind = 10

export interface TwoRuns {
  readonly functions: Pick<FunctionSides, 'names' | 'base' | 'head'>
  readonly samples: SampleCounts
  /** Measured among several runs of a side. */
  readonly given?: BetweenRuns | undefined
  readonly requests?: RequestComparison | undefined
  readonly moved?: MovedSubtree | undefined
  /** By the function at its top, the functions that are hardly called anywhere else: one that changed must not widen its own null through these. */
  readonly below?: ReadonlyMap<number, readonly number[]>
  /** What a runtime does by itself differs by more: held against what its own functions differ by. */
  readonly runtime?: RuntimeWork | undefined
  /** It is CPU: see `betweenRunsOf`. */
  readonly computes?: boolean
  /** It is waits for locks, the busiest of which are most of all. */
  readonly waits?: boolean
  /** At most so many samples are one event, see `samplesInRow`. */
  readonly inRow?: number
}

/** Two runs vary more than the windows of one: by what their own functions show, else by what is usual. Sub-windows cannot see that. */
export function acrossRuns(within: Yardstick, asked: TwoRuns): Yardstick {
  const { functions, samples, runtime, inRow = 1 } = asked
  // What is assumed of the variation within a run is in what the two runs show; what was measured of it stays.
  const chance = (): DesignEffect => ({ d: 1, nu: Number.POSITIVE_INFINITY })
  const alone = { ...chance(), d: learnedInRow(inRow > 1 ? logRatiosOf(functions, samples, chance) : [], inRow) }
  const program = kindOf(within, alone, asked, (effectOf) => ofProgram(asked, effectOf))
  const byItself = runtime ? kindOf(within, alone, asked, (effectOf) => ofRuntime(asked, runtime, effectOf)) : program
  const kindOfName = (name: number): OfKind => (runtime?.isOf(name) === true ? byItself : program)
  const widen = (
    ofRun: DesignEffect,
    name: number,
    family: Family,
    kind: OfKind = kindOfName(name),
    part: number = 1,
  ): DesignEffect =>
    widened(kind.runs, kind.learned || ofRun.d < alone.d ? alone : ofRun, { ...asked, part }, name, family)
  // What was learned takes the place of what is known within a run: it is one of shares and of rates.
  const known = { self: [] as DesignEffect[], total: [] as DesignEffect[] }
  const ofBoth = (name: number, family: Family): DesignEffect | undefined =>
    kindOfName(name).learned ? (known[family][name] ??= widen(alone, name, family)) : undefined
  const { runs, learned } = program
  // Two runs show little of how much they differ within a request type: there the usual difference is assumed. Several show it.
  const ofRequests = { runs: runs.runs === undefined ? assumedBetweenRuns : runs, learned }
  return {
    measured: within.measured,
    text: textOf(runs, learned, within),
    ...(runs.learned ? {} : { assumed: true as const }),
    share: (name, family) =>
      ofBoth(name, family) ??
      widen(within.share(name, family), name, family, undefined, partThatWanders(asked, name, family)),
    rate: (name, family) => ofBoth(name, family) ?? widen(within.rate(name, family), name, family),
    within: (name, family) => widen(within.within(name, family), name, family, ofRequests),
  }
}

/** Of the functions of one kind: what two runs differ by, and whether that takes the place of what is known within a run. */
interface OfKind {
  readonly runs: BetweenRuns
  readonly learned: boolean
}

type EffectOf = (name: number) => DesignEffect

function kindOf(
  within: Yardstick,
  alone: DesignEffect,
  { given }: TwoRuns,
  learnedFrom: (effectOf: EffectOf) => BetweenRuns,
): OfKind {
  const assumed = within.measured ? undefined : (given ?? learnedFrom(() => alone))
  const learned = assumed !== undefined && (assumed.learned || assumed.partly === true)
  return { runs: learned ? assumed : (given ?? learnedFrom((name) => within.share(name, 'self'))), learned }
}

function ofProgram(
  { functions, samples, runtime, requests, moved, computes = true }: TwoRuns,
  effectOf: EffectOf,
): BetweenRuns {
  const ratios = logRatiosOf(functions, runtime?.program ?? samples, effectOf)
  const own = runtime ? ratios.filter(({ name }) => !runtime.isOf(name)) : ratios
  const pooled = betweenRunsOf(own, fewestForNull, { moved, computes })
  if (!requests) return pooled
  // Another mix of requests moves every share, and one dearer function every other share of its requests: each look is spared by one.
  const inRequests = betweenRunsOf(logRatiosWithin(functions, requests, effectOf))
  return inRequests.learned && (!pooled.learned || inRequests.tau < pooled.tau) ? inRequests : pooled
}

function ofRuntime(
  { functions, samples, computes = true }: TwoRuns,
  runtime: RuntimeWork,
  effectOf: EffectOf,
): BetweenRuns {
  const all = logRatiosOf(functions, samples, effectOf)
  const own = all.filter(({ name }) => runtime.isOf(name))
  return betweenRunsOf(own.length < fewestOfKind ? all : own, fewestForNull, { computes })
}

/**
 * A share of most of the whole cannot wander as its amount does: of x / (x + rest) the logarithm varies by (1 − share)² of what those of
 * x and of the rest vary by together, and the rest, which is several, by no more than one.
 */
function partThatWanders({ functions, samples, waits }: TwoRuns, name: number, family: Family): number {
  // What takes CPU beside one that changed moves with it, and is told by its cost per second.
  if (!waits) return 1
  const k = eventsOf(functions.base, family)[name]! + eventsOf(functions.head, family)[name]!
  const rest = 1 - Math.min(1, k / Math.max(1, samples.base + samples.head))
  return Math.min(1, 2 * rest ** 2)
}

/** What `effect` is within a run, with what these runs differ by of this function. */
function widened(
  { tau: ofAll, nu, ofFunction, spread, without }: BetweenRuns,
  effect: DesignEffect,
  { functions, below, requests, part }: TwoRuns & { readonly part: number },
  name: number,
  family: Family,
): DesignEffect {
  const kA = Math.max(0.5, eventsOf(functions.base, family)[name]!)
  const kB = Math.max(0.5, eventsOf(functions.head, family)[name]!)
  const perEvent = 1 / kA + 1 / kB
  // Another mix of requests moves what each type calls as one, and is no change of it.
  const called = family === 'total' && !requests ? below?.get(name) : undefined
  const known = (called && without?.all(called)) ?? without?.get(name) ?? spread
  if (known && !ofFunction) {
    const { weights } = known
    const squares = part < 1 ? known.squares.map((square) => part * square) : known.squares
    const { variance, nu: nuOfBoth } = withChance({ squares, weights }, effect.d * perEvent)
    return {
      d: variance / perEvent,
      nu: nuOfBoth,
      known: { d: squares.map((square) => effect.d + square / perEvent), weights },
    }
  }
  const tau = ofFunction?.(functions.names[name]!) ?? ofAll
  // τ² on top of D (1/kA + 1/kB), as a design effect of the same form.
  const between = (part * tau ** 2) / perEvent
  return { d: effect.d + between, nu: combinedNu(effect, between, nu) }
}

function textOf(runs: BetweenRuns, learned: boolean, within: Yardstick): string {
  const percent = ((100 * (runs.single ?? runs.tau)) / Math.SQRT2).toFixed(1).replace(/\.0$/, '')
  if (runs.runs !== undefined)
    return `measured among ${runs.runs} runs of A and B: runs of one side differ by ${percent} % per function beside chance`
  if (learned && runs.partly)
    return `few functions tell how much the two runs differ: the usual 10 % per function, drawn to ${percent} % by what these show`
  if (learned) return `learned from the two runs themselves: they differ by ${percent} % per function beside chance`
  if (runs.partly)
    return `${within.text}, and how the two runs differ of which few functions tell: the usual 10 % per function, drawn to ${percent} % by what these show`
  return runs.learned
    ? `${within.text}, and the two runs’ own difference of ${percent} % per function`
    : `${within.text}, and two runs of one program assumed to differ by ${percent} % per function`
}

/** Satterthwaite's degrees of freedom of a sum of two variances. */
function combinedNu({ d, nu }: DesignEffect, between: number, nuBetween: number): number {
  const parts = d ** 2 / nu + between ** 2 / nuBetween
  return parts > 0 ? (d + between) ** 2 / parts : Number.POSITIVE_INFINITY
}
