/**
 * How much functions vary when nothing changes. Measured from sub-windows of both windows where there are enough of them
 * (yardstickOfBlocks.ts), else assumed from the two merged profiles; of two runs it is more (acrossRuns.ts). The page always says which.
 * Statistics reference A.8.
 */
import type { Family } from './functionSides.ts'
import { type DesignEffect, genomicControl } from './statistics/overdispersion.ts'

/** Fewer blocks per window than this cannot measure variation. */
export const fewestBlocks = 4

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

/** What is held at two moments of one process: objects that outlive both are the same samples, which would only agree better. */
export const samplingAlone: Yardstick = {
  text: 'sampling alone, of one process at two moments',
  measured: true,
  share: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
  rate: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
  within: () => ({ d: 1, nu: Number.POSITIVE_INFINITY }),
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
