/** How much functions vary from one part of a window to the next. Statistics reference A.8. */
import type { FunctionTable } from '../profile/functions.ts'
import { eventsOf, type Family, type SampleCounts } from './functionSides.ts'
import {
  type DesignEffect,
  combinedDesignEffect,
  moderatedPhi,
  pearsonPhi,
  spreadTrend,
} from './statistics/overdispersion.ts'
import { cellsOf, type StrataCounts } from './strataCounts.ts'
import type { Yardstick } from './yardstick.ts'

/** Counts of one window's blocks under the names of the comparison. */
export interface Blocks {
  /** Per block: events of each function and of the whole, and the seconds it covers. */
  readonly functions: readonly FunctionTable[]
  readonly samples: readonly number[]
  readonly seconds: readonly number[]
  /** Per block: events of each request type, where there are any. */
  readonly strataSizes?: readonly Float64Array[]
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
  samples: SampleCounts,
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
