/** Logarithms of head / base of each function, with the variance that sampling explains: what a spread of runs is learned from. */
import type { FunctionTable } from '../profile/functions.ts'
import type { SampleCounts } from './functionSides.ts'
import { z95 } from '../signals/intervals.ts'
import type { DesignEffect } from './statistics/overdispersion.ts'
import type { LogRatio } from './statistics/spreadOfRuns.ts'
import type { RequestComparison } from './withinRequests.ts'

export interface RatioOfFunction extends LogRatio {
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
  samples: SampleCounts,
  effectOf: (name: number) => DesignEffect,
): readonly RatioOfFunction[] {
  const ratios: RatioOfFunction[] = []
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

export function logRatiosWithin(
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
