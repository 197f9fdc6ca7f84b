/**
 * Which tested functions changed: one false discovery rate of 5 % over every test of the comparison (all profile types, self and
 * total, share and rate together), then the effect size. The effect size never enters a p-value. Statistics reference A.4, A.5.
 */
import type { TestedFunction } from './compareView.ts'
import { conservativeChange, type Estimate } from './statistics/effect.ts'
import { falseDiscoveryRates } from './statistics/falseDiscovery.ts'
import type { Verdict } from './comparison.ts'

export const falseDiscoveryRate = 0.05

/** At least this part of the profile's total, and a ratio whose interval stays outside this band around 1. */
export const smallestEffect = { points: 0.0025, ratioLow: 0.95, ratioHigh: 1.05 } as const

export interface Decided {
  readonly tested: TestedFunction
  readonly verdict: Verdict
  readonly q: number
  /** Lower limit of the change as a part of the larger total, 0..1. */
  readonly conservative: number
}

/** `totalRates`: per kind, the rate of the whole on both sides, to turn a rate difference into a part of the whole. */
export function decide(
  tested: readonly TestedFunction[],
  largerTotalRate: (kind: TestedFunction['kind']) => number,
): readonly Decided[] {
  const p = new Float64Array(tested.length * 2)
  for (const [row, { sharePValue, ratePValue }] of tested.entries()) {
    p[row * 2] = sharePValue
    p[row * 2 + 1] = ratePValue
  }
  const q = falseDiscoveryRates(p)
  const decided: Decided[] = []
  for (const [row, one] of tested.entries()) {
    const qShare = q[row * 2]!
    const qRate = q[row * 2 + 1]!
    const shareLeast = conservativeChange(one.shareDifference)
    const rateLeast = conservativeChange(one.rateDifference) / largerTotalRate(one.kind)
    const byShare = qShare <= falseDiscoveryRate && shareLeast >= smallestEffect.points && outside(one.shareRatio)
    const byRate = qRate <= falseDiscoveryRate && rateLeast >= smallestEffect.points && outside(one.rateRatio)
    if (!byShare && !byRate) continue
    decided.push({
      tested: one,
      verdict: verdictOf(one, byShare, byRate),
      q: byShare && byRate ? Math.min(qShare, qRate) : byShare ? qShare : qRate,
      conservative: Math.max(byShare ? shareLeast : 0, byRate ? rateLeast : 0),
    })
  }
  return decided
}

function outside({ low, high }: Estimate): boolean {
  return low > smallestEffect.ratioHigh || high < smallestEffect.ratioLow
}

function verdictOf(one: TestedFunction, byShare: boolean, byRate: boolean): Verdict {
  if (one.headSamples === 0) return 'gone'
  if (one.baseSamples === 0) return 'new'
  const shareUp = one.shareDifference.value > 0
  const rateUp = one.rateDifference.value > 0
  // Only the share moved, or the share and the cost moved against each other: the total did it, not the function.
  if (byShare && !byRate) return one.rateTested ? 'moved' : shareUp ? 'grew' : 'shrank'
  return rateUp ? 'grew' : 'shrank'
}

/** Δshare = own + dilution, exactly: r/R split at the midpoint of both factors. Rates of the function and of the whole. */
export function splitShareChange(
  function_: { readonly base: number; readonly head: number },
  whole: { readonly base: number; readonly head: number },
): { readonly own: number; readonly dilution: number } {
  if (!(whole.base > 0) || !(whole.head > 0)) return { own: 0, dilution: 0 }
  return {
    own: ((function_.head - function_.base) * (1 / whole.base + 1 / whole.head)) / 2,
    dilution: ((function_.base + function_.head) / 2) * (1 / whole.head - 1 / whole.base),
  }
}
