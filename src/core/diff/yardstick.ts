/**
 * How much functions vary when nothing changes. Measured from sub-windows of both windows where there are enough of them, else
 * assumed from the two merged profiles; the page always says which. Statistics reference A.8.
 */
import type { FunctionTable } from '../profile/functions.ts'
import { eventsOf, type Family, type FunctionSides } from './functionSides.ts'
import { assumedBetweenRuns, type BetweenRuns, betweenRunsOf, fewestForNull } from './statistics/empiricalNull.ts'
import {
  type DesignEffect,
  combinedDesignEffect,
  genomicControl,
  moderatedPhi,
  pearsonPhi,
  spreadTrend,
} from './statistics/overdispersion.ts'
import { type LogRatio, withChance } from './statistics/spreadOfRuns.ts'
import { z95 } from '../signals/intervals.ts'
import type { MovedSubtree } from './movedSubtree.ts'
import { learnedInRow } from './samplesInRow.ts'
import type { RequestComparison } from './withinRequests.ts'
import { cellsOf, type StrataCounts } from './strataCounts.ts'

/** Fewer blocks per window than this cannot measure variation. */
export const fewestBlocks = 4

/** Counts of one window's blocks under the names of the comparison. */
export interface Blocks {
  /** Per block: events of each function and of the whole, and the seconds it covers. */
  readonly functions: readonly FunctionTable[]
  readonly samples: readonly number[]
  readonly seconds: readonly number[]
  /** Per block: events of each request type, where there are any. */
  readonly strataSizes?: readonly Float64Array[]
}

export interface Yardstick {
  readonly text: string
  readonly measured: boolean
  /** How much two runs differ could not be learned from them. */
  readonly assumed?: true
  /** Design effect of a function's share and of its rate. */
  share(name: number, family: Family): DesignEffect
  rate(name: number, family: Family): DesignEffect
  /** Of its share within request types; the drift of their mix is not in it. */
  within(name: number, family: Family): DesignEffect
}

interface Spread {
  readonly phi: Float64Array
  readonly mean: Float64Array
  readonly trend: number
  readonly blocks: number
}

export function measuredYardstick(
  base: Blocks,
  head: Blocks,
  names: number,
  samples: { readonly base: number; readonly head: number },
  counts?: { readonly base: StrataCounts; readonly head: StrataCounts },
): Yardstick {
  const within = (family: Family): readonly [Spread, Spread] | undefined =>
    counts && [spreadWithin(base, counts.base, names, family), spreadWithin(head, counts.head, names, family)]
  const spreads = {
    self: {
      share: [spreadOf(base, names, 'self', 'share'), spreadOf(head, names, 'self', 'share')],
      rate: [spreadOf(base, names, 'self', 'rate'), spreadOf(head, names, 'self', 'rate')],
      within: within('self'),
    },
    total: {
      share: [spreadOf(base, names, 'total', 'share'), spreadOf(head, names, 'total', 'share')],
      rate: [spreadOf(base, names, 'total', 'rate'), spreadOf(head, names, 'total', 'rate')],
      within: within('total'),
    },
  } as const
  const effect = (name: number, [a, b]: readonly [Spread, Spread]): DesignEffect => {
    const phiA = moderatedPhi({ phi: a.phi[name]!, mean: a.mean[name]! }, a.trend, a.blocks)
    const phiB = moderatedPhi({ phi: b.phi[name]!, mean: b.mean[name]! }, b.trend, b.blocks)
    return combinedDesignEffect(
      phiA,
      Math.max(1, samples.base),
      phiB,
      Math.max(1, samples.head),
      Math.min(a.blocks, b.blocks),
    )
  }
  return {
    measured: true,
    text: partsText(base.functions.length, head.functions.length, base === head),
    share: (name, family) => effect(name, spreads[family].share),
    rate: (name, family) => effect(name, spreads[family].rate),
    within: (name, family) => effect(name, spreads[family].within ?? spreads[family].share),
  }
}

/** What is held at two moments of one process: objects that outlive both are the same samples, which would only agree better. */
export const samplingAlone: Yardstick = {
  text: 'sampling alone, of one process at two moments',
  measured: true,
  share: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
  rate: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
  within: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
}

function partsText(base: number, head: number, same: boolean): string {
  return same ? `measured among the ${base} windows of one side` : `measured inside A and B (${base} and ${head} parts)`
}

function spreadOf(blocks: Blocks, names: number, family: Family, of: 'share' | 'rate'): Spread {
  const phi = new Float64Array(names)
  const mean = new Float64Array(names)
  const count = blocks.functions.length
  const k = new Float64Array(count)
  const n = new Float64Array(count)
  // A rate is the share of a whole so large that p(1 − p) is p: Poisson as the limit of the binomial.
  const rateScale = 1e9
  for (let block = 0; block < count; block++)
    n[block] = of === 'share' ? blocks.samples[block]! : blocks.seconds[block]! * rateScale
  for (let name = 0; name < names; name++) {
    let sum = 0
    for (let block = 0; block < count; block++) {
      k[block] = eventsOf(blocks.functions[block]!, family)[name] ?? 0
      sum += k[block]!
    }
    mean[name] = sum / count
    phi[name] = sum > 0 ? pearsonPhi(k, n) : Number.NaN
  }
  return spread(phi, mean, count)
}

function spread(phi: Float64Array, mean: Float64Array, blocks: number): Spread {
  const spreads: { phi: number; mean: number }[] = []
  for (let name = 0; name < mean.length; name++)
    if (mean[name]! >= 2) spreads.push({ phi: phi[name]!, mean: mean[name]! })
  return { phi, mean, trend: spreadTrend(spreads), blocks }
}

/** Against what each block's own mix of request types makes expect: what is left is the function's own variation. */
function spreadWithin(blocks: Blocks, counts: StrataCounts, names: number, family: Family): Spread {
  const sizes = blocks.strataSizes ?? []
  const cells = cellsOf(counts, family)
  const { strata } = counts
  const phi = new Float64Array(names).fill(Number.NaN)
  const mean = new Float64Array(names)
  const share = new Float64Array(strata)
  for (let name = 0; name < names; name++) {
    for (let stratum = 0; stratum < strata; stratum++)
      share[stratum] = counts.sizes[stratum]! > 0 ? cells[name * strata + stratum]! / counts.sizes[stratum]! : 0
    let squares = 0
    let observed = 0
    for (const [block, size] of sizes.entries()) {
      const k = eventsOf(blocks.functions[block]!, family)[name] ?? 0
      let expected = 0
      let variance = 0
      for (let stratum = 0; stratum < strata; stratum++) {
        const p = Math.min(1, share[stratum]!)
        expected += size[stratum]! * p
        variance += size[stratum]! * p * (1 - p)
      }
      observed += k
      if (variance > 0) squares += (k - expected) ** 2 / variance
    }
    mean[name] = observed / Math.max(1, sizes.length)
    if (observed > 0 && sizes.length > 1) phi[name] = squares / (sizes.length - 1)
  }
  return spread(phi, mean, sizes.length)
}

/** Two runs vary more than the windows of one: by what their own functions show, else by what is usual. Sub-windows cannot see that. */
export function acrossRuns(
  within: Yardstick,
  functions: Pick<FunctionSides, 'names' | 'base' | 'head'>,
  samples: { readonly base: number; readonly head: number },
  {
    given,
    requests,
    moved,
    computes = true,
    inRow = 1,
  }: {
    readonly given?: BetweenRuns | undefined
    readonly requests?: RequestComparison | undefined
    readonly moved?: MovedSubtree | undefined
    /** It is CPU: see `betweenRunsOf`. */
    readonly computes?: boolean
    /** At most so many samples are one event, see `samplesInRow`. */
    readonly inRow?: number
  } = {},
): Yardstick {
  // What is assumed of the variation within a run is in what the two runs show; what was measured of it stays.
  const chance = (): DesignEffect => ({ d: 1, nu: Number.POSITIVE_INFINITY })
  const alone = { ...chance(), d: learnedInRow(inRow > 1 ? logRatiosOf(functions, samples, chance) : [], inRow) }
  // Another mix of requests moves every share, and one dearer function every other share of its requests: each look is spared by one.
  const learnedFrom = (effectOf: (name: number) => DesignEffect): BetweenRuns => {
    const pooled = betweenRunsOf(logRatiosOf(functions, samples, effectOf), fewestForNull, { moved, computes })
    if (!requests) return pooled
    const inRequests = betweenRunsOf(logRatiosWithin(functions, requests, effectOf))
    return inRequests.learned && (!pooled.learned || inRequests.tau < pooled.tau) ? inRequests : pooled
  }
  const assumed = within.measured ? undefined : (given ?? learnedFrom(() => alone))
  const learned = assumed !== undefined && (assumed.learned || assumed.partly === true)
  const runs = learned ? assumed : (given ?? learnedFrom((name) => within.share(name, 'self')))
  const widened = (
    ofRun: DesignEffect,
    name: number,
    family: Family,
    { tau: ofAll, nu, ofFunction, spread, without }: BetweenRuns = runs,
  ): DesignEffect => {
    const effect = learned || ofRun.d < alone.d ? alone : ofRun
    const kA = Math.max(0.5, eventsOf(functions.base, family)[name]!)
    const kB = Math.max(0.5, eventsOf(functions.head, family)[name]!)
    const perEvent = 1 / kA + 1 / kB
    const known = without?.get(name) ?? spread
    if (known && !ofFunction) {
      const { variance, nu: nuOfBoth } = withChance(known, effect.d * perEvent)
      const { squares, weights } = known
      return {
        d: variance / perEvent,
        nu: nuOfBoth,
        known: { d: squares.map((square) => effect.d + square / perEvent), weights },
      }
    }
    const tau = ofFunction?.(functions.names[name]!) ?? ofAll
    // τ² on top of D (1/kA + 1/kB), as a design effect of the same form.
    const between = tau ** 2 / perEvent
    return { d: effect.d + between, nu: combinedNu(effect, between, nu) }
  }
  // What was learned takes the place of what is known within a run: it is one of shares and of rates.
  const known = { self: [] as DesignEffect[], total: [] as DesignEffect[] }
  const ofBoth = (name: number, family: Family): DesignEffect | undefined =>
    learned ? (known[family][name] ??= widened(alone, name, family)) : undefined
  return {
    measured: within.measured,
    text: textOf(runs, learned, within),
    ...(runs.learned ? {} : { assumed: true as const }),
    share: (name, family) => ofBoth(name, family) ?? widened(within.share(name, family), name, family),
    rate: (name, family) => ofBoth(name, family) ?? widened(within.rate(name, family), name, family),
    // Two runs show little of how much they differ within a request type: there the usual difference is assumed. Several show it.
    within: (name, family) =>
      widened(within.within(name, family), name, family, runs.runs === undefined ? assumedBetweenRuns : runs),
  }
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

interface OfFunction extends LogRatio {
  readonly name: number
}

/** Expected on either side, were there no change: with fewer the logarithm of a ratio is far from normal. */
const fewestExpected = 10

/**
 * Of each function's own samples: callers repeat what they call and would count one difference many times. Which functions count, and how
 * well each is taken to be measured, is told by both sides together: by the counts of one, those that came out alike would be chosen.
 */
export function logRatiosOf(
  { base, head }: { readonly base: FunctionTable; readonly head: FunctionTable },
  samples: { readonly base: number; readonly head: number },
  effectOf: (name: number) => DesignEffect,
): readonly OfFunction[] {
  const ratios: OfFunction[] = []
  const ofBase = samples.base / (samples.base + samples.head)
  for (let name = 0; name < base.selfSamples.length; name++) {
    const kA = base.selfSamples[name]!
    const kB = head.selfSamples[name]!
    const expectedA = (kA + kB) * ofBase
    const expectedB = kA + kB - expectedA
    // What one side alone has is no difference of two runs.
    if (kA <= 0 || kB <= 0 || Math.min(expectedA, expectedB) < fewestExpected) continue
    const { d } = effectOf(name)
    ratios.push({
      name,
      value: Math.log((kB + 0.5) / samples.head) - Math.log((kA + 0.5) / samples.base),
      variance: d * (1 / expectedA + 1 / expectedB),
    })
  }
  return ratios
}

function logRatiosWithin(
  { base, head }: { readonly base: FunctionTable; readonly head: FunctionTable },
  requests: RequestComparison,
  effectOf: (name: number) => DesignEffect,
): readonly LogRatio[] {
  const ratios: LogRatio[] = []
  for (let name = 0; name < base.selfSamples.length; name++) {
    if (base.selfSamples[name]! < 5 || head.selfSamples[name]! < 5) continue
    const { d } = effectOf(name)
    const { low, value, high } = requests.test(name, 'self', { d, nu: Number.POSITIVE_INFINITY }).ratio
    if (!(low > 0) || !Number.isFinite(high)) continue
    ratios.push({ name, value: Math.log(value), variance: (Math.log(high / low) / (2 * z95)) ** 2 })
  }
  return ratios
}

/** Satterthwaite's degrees of freedom of a sum of two variances. */
function combinedNu({ d, nu }: DesignEffect, between: number, nuBetween: number): number {
  const parts = d ** 2 / nu + between ** 2 / nuBetween
  return parts > 0 ? (d + between) ** 2 / parts : Number.POSITIVE_INFINITY
}

/** `statistics`: G (X within request types) of every function with at least 20 pooled samples, per family. */
export function assumedYardstick(
  statistics: Readonly<Record<Family, { readonly share: readonly number[]; readonly within: readonly number[] }>>,
): Yardstick {
  const effects = {
    self: {
      share: genomicControl(statistics.self.share, 1.3),
      rate: { d: 2, nu: Number.POSITIVE_INFINITY },
      within: genomicControl(statistics.self.within, 1.3),
    },
    total: {
      share: genomicControl(statistics.total.share, 2),
      rate: { d: 2, nu: Number.POSITIVE_INFINITY },
      within: genomicControl(statistics.total.within, 2),
    },
  } as const
  const rounded = (d: number): string => d.toFixed(1)
  return {
    measured: false,
    text: `assumed variation, ${rounded(effects.self.share.d)} times (self) and ${rounded(effects.total.share.d)} times (total) that of independent samples`,
    share: (_name, family) => effects[family].share,
    rate: (_name, family) => effects[family].rate,
    within: (_name, family) => effects[family].within,
  }
}
