/**
 * Did a function change, or did the requests that use it come more often? Per function over request types: Cochran–Mantel–Haenszel for
 * the one, Kitagawa's split for the other, and whether the two can be told apart at all. Statistics reference A.6.
 */
import { chiSquare1Tail } from './statistics/distributions.ts'
import type { Estimate } from './statistics/effect.ts'
import { type DesignEffect, dispersedP, intervalQuantile } from './statistics/overdispersion.ts'
import { type Stratum, stratifiedTest } from './statistics/strata.ts'
import type { RequestTypes } from './requestLabel.ts'
import { cellsOf, type StrataCounts } from './strataCounts.ts'
import type { Family } from './functionSides.ts'

/** About ten informative counts, and a third of what the pooled test knows: below, the strata leave nothing to compare. */
const leastVariance = 2.5
const leastInformation = 0.3

/** Functions needed in a request type before "what is typical there" means something, and the most one of them may weigh. */
const fewestTypical = 20
const heaviestTypical = 100

export interface WithinRequests {
  /** Of "nothing changed within any request type"; 1 where too little is left to test. */
  readonly pValue: number
  /** χ²₁ statistic before overdispersion. */
  readonly x: number
  /** Common ratio of shares within request types. */
  readonly ratio: Estimate
  /** The typical ratio of the functions of the same request types: what one dearer neighbour did to everybody's share. */
  readonly typical: number | undefined
  /** Points of share because the mix moved, and because the function changed within it; they add up. */
  readonly mix: number
  readonly within: number
  /** The same of the cost per second. */
  readonly rateMix: number
  readonly rateWithin: number
  readonly separable: boolean
  /** The request type that moved most of the mix part. */
  readonly lead: Lead
}

export interface Lead {
  readonly value: string
  /** Part of all samples. */
  readonly baseShare: number
  readonly headShare: number
}

export interface Strata {
  readonly types: RequestTypes
  readonly base: StrataCounts
  readonly head: StrataCounts
  /** What one event of each side stands for, per covered second. */
  readonly ratePerEvent: { readonly base: number; readonly head: number }
}

export function strataOf({ base, head }: Strata, name: number, family: Family): readonly Stratum[] {
  const a = cellsOf(base, family)
  const b = cellsOf(head, family)
  return Array.from({ length: base.strata }, (_, stratum) => {
    const nA = base.sizes[stratum]!
    const nB = head.sizes[stratum]!
    const cell = name * base.strata + stratum
    return { a: Math.min(a[cell]!, nA), nA, b: Math.min(b[cell]!, nB), nB }
  })
}

/** Tests functions one by one; what is typical per request type is worked out once. */
export class RequestComparison {
  readonly strata: Strata
  readonly #typical: readonly (number | undefined)[]

  constructor(strata: Strata, functions: number) {
    this.strata = strata
    this.#typical = typicalRatios(strata, functions)
  }

  test(name: number, family: Family, effect: DesignEffect): WithinRequests {
    const rows = strataOf(this.strata, name, family)
    const tested = stratifiedTest(rows, effect.d, intervalQuantile(effect))
    const testable = tested.variance >= leastVariance
    const x = tested.x * effect.d
    const { ratePerEvent, base, head } = this.strata
    const rates = splitRates(rows, ratePerEvent.base, ratePerEvent.head)
    return {
      pValue: testable ? dispersedP(chiSquare1Tail(x), x, effect) : 1,
      x,
      ratio: tested.ratio,
      typical: this.#typicalFor(rows),
      mix: tested.mix,
      within: tested.within,
      rateMix: rates.mix,
      rateWithin: rates.within,
      separable: testable && tested.information >= leastInformation,
      lead: this.#lead(rows, sumOf(base.sizes), sumOf(head.sizes), tested.mix === 0 ? rates.mix : tested.mix),
    }
  }

  /**
   * What a function's cost per second would have become had it only followed its request types, from where it runs in this profile:
   * for profiles of the same windows that carry no labels. Undefined where it does not run here.
   */
  followed(name: number): { readonly ratio: number; readonly lead: Lead } | undefined {
    const { base, head, ratePerEvent } = this.strata
    const rows = strataOf(this.strata, name, 'total')
    let before = 0
    let after = 0
    for (const { a, nA, b, nB } of rows) {
      if (nA + nB === 0) continue
      const share = (a + b) / (nA + nB)
      before += nA * share * ratePerEvent.base
      after += nB * share * ratePerEvent.head
    }
    if (!(before > 0)) return undefined
    return { ratio: after / before, lead: this.#lead(rows, sumOf(base.sizes), sumOf(head.sizes), after - before) }
  }

  #typicalFor(rows: readonly Stratum[]): number | undefined {
    let known = 0
    let all = 0
    let sum = 0
    for (const [stratum, { a, b }] of rows.entries()) {
      const typical = this.#typical[stratum]
      all += a + b
      if (typical === undefined) continue
      known += a + b
      sum += (a + b) * Math.log(typical)
    }
    return known * 2 > all ? Math.exp(sum / known) : undefined
  }

  /** Against the function's mean share, so that a request type that grew without it explains why it fell. */
  #lead(rows: readonly Stratum[], nA: number, nB: number, mix: number): Lead {
    const shareOf = ({ a, b, nA: m, nB: n }: Stratum): number => (m + n > 0 ? (a + b) / (m + n) : 0)
    const mean = rows.reduce((sum, row) => sum + row.a + row.b, 0) / Math.max(1, nA + nB)
    let lead = 0
    let most = -Infinity
    for (const [stratum, row] of rows.entries()) {
      const part = (row.nB / Math.max(1, nB) - row.nA / Math.max(1, nA)) * (shareOf(row) - mean) * Math.sign(mix)
      if (part > most) {
        most = part
        lead = stratum
      }
    }
    const { types } = this.strata
    const row = rows[lead]!
    return {
      value: types.strata[lead]!,
      baseShare: row.nA / Math.max(1, nA),
      headShare: row.nB / Math.max(1, nB),
    }
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** Kitagawa's split with what each request type costs per second in place of its part of the whole. */
function splitRates(
  rows: readonly Stratum[],
  ratePerEventA: number,
  ratePerEventB: number,
): { readonly mix: number; readonly within: number } {
  let mix = 0
  let within = 0
  for (const { a, nA, b, nB } of rows) {
    const costA = nA * ratePerEventA
    const costB = nB * ratePerEventB
    const shareA = nA > 0 ? a / nA : nB > 0 ? b / nB : 0
    const shareB = nB > 0 ? b / nB : shareA
    mix += ((costB - costA) * (shareA + shareB)) / 2
    within += ((shareB - shareA) * (costA + costB)) / 2
  }
  return { mix, within }
}

/** Per request type: the capped weighted median of the functions' ratios of self share. */
function typicalRatios({ base, head }: Strata, functions: number): readonly (number | undefined)[] {
  return Array.from({ length: base.strata }, (_, stratum) => {
    const nA = base.sizes[stratum]!
    const nB = head.sizes[stratum]!
    if (nA === 0 || nB === 0) return undefined
    const found: { readonly ratio: number; readonly weight: number }[] = []
    let weights = 0
    for (let name = 0; name < functions; name++) {
      const a = base.self[name * base.strata + stratum]!
      const b = head.self[name * base.strata + stratum]!
      if (a + b < fewestTypical) continue
      const weight = Math.min(a + b, heaviestTypical)
      found.push({ ratio: ((b + 0.5) * nA) / ((a + 0.5) * nB), weight })
      weights += weight
    }
    if (found.length < fewestTypical) return undefined
    found.sort((x, y) => x.ratio - y.ratio)
    let below = 0
    return found.find(({ weight }) => (below += weight) * 2 >= weights)?.ratio
  })
}
