/**
 * How much functions vary when nothing changes. Measured from sub-windows of both windows where there are enough of them, else
 * assumed from the two merged profiles; the page always says which. Statistics reference A.8.
 */
import type { FunctionTable } from '../profile/functions.ts'
import {
  type DesignEffect,
  combinedDesignEffect,
  genomicControl,
  moderatedPhi,
  pearsonPhi,
  spreadTrend,
} from './statistics/overdispersion.ts'

/** Fewer blocks per window than this cannot measure variation. */
export const fewestBlocks = 4

/** Counts of one window's blocks under the names of the comparison. */
export interface Blocks {
  /** Per block: events of each function and of the whole, and the seconds it covers. */
  readonly functions: readonly FunctionTable[]
  readonly samples: readonly number[]
  readonly seconds: readonly number[]
}

export type Family = 'self' | 'total'

export interface Yardstick {
  readonly text: string
  readonly measured: boolean
  /** Design effect of a function's share and of its rate. */
  share(name: number, family: Family): DesignEffect
  rate(name: number, family: Family): DesignEffect
}

interface Spread {
  readonly phi: Float64Array
  readonly mean: Float64Array
  readonly trend: number
  readonly blocks: number
}

const countsOf = (table: FunctionTable, family: Family): Float64Array =>
  family === 'self' ? table.selfSamples : table.totalSamples

export function measuredYardstick(
  base: Blocks,
  head: Blocks,
  names: number,
  samples: { readonly base: number; readonly head: number },
): Yardstick {
  const spreads = {
    self: {
      share: [spreadOf(base, names, 'self', 'share'), spreadOf(head, names, 'self', 'share')],
      rate: [spreadOf(base, names, 'self', 'rate'), spreadOf(head, names, 'self', 'rate')],
    },
    total: {
      share: [spreadOf(base, names, 'total', 'share'), spreadOf(head, names, 'total', 'share')],
      rate: [spreadOf(base, names, 'total', 'rate'), spreadOf(head, names, 'total', 'rate')],
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
    text: `${base.functions.length} and ${head.functions.length} sub-windows`,
    share: (name, family) => effect(name, spreads[family].share),
    rate: (name, family) => effect(name, spreads[family].rate),
  }
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
      k[block] = countsOf(blocks.functions[block]!, family)[name] ?? 0
      sum += k[block]!
    }
    mean[name] = sum / count
    phi[name] = sum > 0 ? pearsonPhi(k, n) : Number.NaN
  }
  const spreads: { phi: number; mean: number }[] = []
  for (let name = 0; name < names; name++) if (mean[name]! >= 2) spreads.push({ phi: phi[name]!, mean: mean[name]! })
  return { phi, mean, trend: spreadTrend(spreads), blocks: count }
}

/**
 * Two runs of one unchanged program on a shared machine: a function's cost differs by about a tenth from run to run (a Kafka broker's
 * windows wandered by 14 %; two recordings of one build here by 9 to 22 % in system calls). Sub-windows of either run cannot see that.
 */
export const betweenRuns = 0.1

export function acrossRuns(
  within: Yardstick,
  functions: { readonly base: FunctionTable; readonly head: FunctionTable },
): Yardstick {
  // The variance of a count whose mean wanders by a part c is c² · k² on top: c² · k relative to Poisson's k. Mean of both sides.
  const widened = (effect: DesignEffect, name: number, family: Family): DesignEffect => {
    const k = (countsOf(functions.base, family)[name]! + countsOf(functions.head, family)[name]!) / 2
    return { d: effect.d + betweenRuns ** 2 * k, nu: effect.nu }
  }
  return {
    measured: within.measured,
    text: `${within.text}, and two runs of one program assumed to differ by ${betweenRuns * 100} % per function`,
    share: (name, family) => widened(within.share(name, family), name, family),
    rate: (name, family) => widened(within.rate(name, family), name, family),
  }
}

/** `statistics`: G of every function with at least 20 pooled samples, per family. */
export function assumedYardstick(
  statistics: Readonly<Record<Family, { readonly share: readonly number[]; readonly rate: readonly number[] }>>,
): Yardstick {
  const effects = {
    self: { share: genomicControl(statistics.self.share, 1.3), rate: { d: 2, nu: Number.POSITIVE_INFINITY } },
    total: { share: genomicControl(statistics.total.share, 2), rate: { d: 2, nu: Number.POSITIVE_INFINITY } },
  } as const
  const rounded = (d: number): string => d.toFixed(1)
  return {
    measured: false,
    text: `assumed variation, ${rounded(effects.self.share.d)} times (self) and ${rounded(effects.total.share.d)} times (total) that of independent samples`,
    share: (_name, family) => effects[family].share,
    rate: (_name, family) => effects[family].rate,
  }
}
