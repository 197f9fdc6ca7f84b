/**
 * One profile type of two windows: every function tested twice, for its share of the samples and for its cost per second, with the
 * variation of the yardstick. Which rows survive is decided later, over all profile types together (one false discovery rate).
 */
import { buildFunctionTable, type FunctionTable } from '../profile/functions.ts'
import type { MeasuredView, ViewKind } from '../window/windowProfiles.ts'
import { type AlignedTrees, alignTrees } from './alignTrees.ts'
import { type FunctionSides, functionSides } from './functionSides.ts'
import { dispersedP, intervalQuantile } from './statistics/overdispersion.ts'
import { rateRatio, shareDifference, shareRatio, type Estimate } from './statistics/effect.ts'
import { rateTest, shareTest } from './statistics/shareTest.ts'
import {
  acrossRuns,
  assumedYardstick,
  fewestBlocks,
  measuredYardstick,
  type Blocks,
  type Family,
  type Yardstick,
} from './yardstick.ts'

/** Functions with fewer events on both sides together are not tested: no change of theirs could be seen. */
export const fewestEvents = 10

export interface Exposure {
  /** Covered seconds for flows; 1 for what is held. */
  readonly base: number
  readonly head: number
  /** False when per-second cost is not comparable (other core count): only shares decide. */
  readonly comparable: boolean
  /** The files do not say how long they took: there is no "per second". */
  readonly timeless?: true
}

export interface TestedFunction {
  readonly kind: ViewKind
  readonly name: number
  readonly family: Family
  readonly sharePValue: number
  readonly ratePValue: number
  /** False when costs per second were not tested: `ratePValue` is then 1 by definition. */
  readonly rateTested: boolean
  readonly base: number
  readonly head: number
  readonly baseSamples: number
  readonly headSamples: number
  readonly shareDifference: Estimate
  readonly rateDifference: Estimate
  readonly shareRatio: Estimate
  readonly rateRatio: Estimate
}

export interface ComparedView {
  readonly kind: ViewKind
  readonly aligned: AlignedTrees
  readonly functions: FunctionSides
  readonly exposure: Exposure
  readonly yardstick: Yardstick
  readonly tested: readonly TestedFunction[]
  readonly tooFew: number
  readonly testable: boolean
  /** Of the whole: difference of rates. */
  readonly totalDifference: Estimate
  readonly totalPValue: number
}

export interface ViewPair {
  readonly base: MeasuredView
  readonly head: MeasuredView
  /** The same views over consecutive parts of each window; empty when the captures cannot be cut. */
  readonly baseBlocks: readonly MeasuredView[]
  readonly headBlocks: readonly MeasuredView[]
  readonly exposure: Exposure
  /** Two processes rather than two windows of one. */
  readonly separateRuns: boolean
}

export function compareView(pair: ViewPair): ComparedView {
  const { base, head, exposure } = pair
  const { kind } = head
  const aligned = alignTrees(base.tree, head.tree, { baseExposure: exposure.base, headExposure: exposure.head })
  const functions = functionSides(aligned)
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const totals = { base: aligned.base.total[0]!, head: aligned.head.total[0]! }
  const testable = base.testable !== false && head.testable !== false && n.base + n.head > 0
  const within = yardstickOf(pair, functions, aligned, n)
  const yardstick = pair.separateRuns ? acrossRuns(within, functions) : within
  const tested: TestedFunction[] = []
  let tooFew = 0
  const families: readonly Family[] = ['self', 'total']
  for (const family of testable ? families : []) {
    for (let name = 0; name < functions.names.length; name++) {
      const kA = eventsOf(functions.base, family)[name]!
      const kB = eventsOf(functions.head, family)[name]!
      if (kA + kB <= 0) continue
      if (kA + kB < fewestEvents) {
        tooFew++
        continue
      }
      const share = yardstick.share(name, family)
      const rate = yardstick.rate(name, family)
      const a = { k: Math.min(kA, n.base), n: n.base }
      const b = { k: Math.min(kB, n.head), n: n.head }
      // Where one side measured nothing at all there are no shares to compare; costs per second still can be.
      const bothHaveSamples = n.base > 0 && n.head > 0
      const byShare = bothHaveSamples ? shareTest(a, b) : { p: 1, g: 0 }
      const byRate = rateTest(kA, exposure.base, kB, exposure.head)
      const valueA = family === 'self' ? functions.base.self[name]! : functions.base.total[name]!
      const valueB = family === 'self' ? functions.head.self[name]! : functions.head.total[name]!
      tested.push({
        kind,
        name,
        family,
        sharePValue: dispersedP(byShare.p, byShare.g, share),
        rateTested: exposure.comparable,
        ratePValue: exposure.comparable ? dispersedP(byRate.p, byRate.g, rate) : 1,
        base: valueA,
        head: valueB,
        baseSamples: kA,
        headSamples: kB,
        shareDifference: inValues(
          shareDifference(a, b, share.d, intervalQuantile(share)),
          partOf(valueB, totals.head) - partOf(valueA, totals.base),
        ),
        rateDifference: rateDifference(
          { value: valueA, k: kA, exposure: exposure.base },
          { value: valueB, k: kB, exposure: exposure.head },
          rate.d,
          intervalQuantile(rate),
        ),
        shareRatio: shareRatio(a, b, share.d, intervalQuantile(share)),
        rateRatio: rateRatio(kA, exposure.base, kB, exposure.head, rate.d, intervalQuantile(rate)),
      })
    }
  }
  const whole = rateTest(n.base, exposure.base, n.head, exposure.head)
  const wholeEffect = wholeDesignEffect(pair)
  return {
    kind,
    aligned,
    functions,
    exposure,
    yardstick,
    tested,
    tooFew,
    testable,
    totalDifference: rateDifference(
      { value: totals.base, k: n.base, exposure: exposure.base },
      { value: totals.head, k: n.head, exposure: exposure.head },
      wholeEffect,
      2.1,
    ),
    totalPValue: testable ? dispersedP(whole.p, whole.g, { d: wholeEffect, nu: Number.POSITIVE_INFINITY }) : 1,
  }
}

function partOf(value: number, whole: number): number {
  return whole > 0 ? value / whole : 0
}

export const eventsOf = (table: FunctionTable, family: Family): Float64Array =>
  family === 'self' ? table.selfSamples : table.totalSamples

/** Events say how sure, values say how much: the interval of the events around the difference of the values. */
function inValues(events: Estimate, value: number): Estimate {
  return { value, low: value + (events.low - events.value), high: value + (events.high - events.value) }
}

interface Rated {
  readonly value: number
  readonly k: number
  readonly exposure: number
}

/** Rates of values with Poisson events behind them; a side without events borrows the other's value per event for its half event. */
function rateDifference(base: Rated, head: Rated, designEffect: number, quantile: number): Estimate {
  const perEvent = (own: Rated, other: Rated): number =>
    own.k > 0 ? own.value / own.k : other.k > 0 ? other.value / other.k : 0
  const standardError = (own: Rated, other: Rated): number =>
    (perEvent(own, other) * Math.sqrt(designEffect * (own.k + 0.5))) / own.exposure
  const value = head.value / head.exposure - base.value / base.exposure
  const half = quantile * Math.hypot(standardError(base, head), standardError(head, base))
  return { value, low: value - half, high: value + half }
}

function wholeDesignEffect({ baseBlocks, headBlocks }: ViewPair): number {
  const phiOf = (blocks: readonly MeasuredView[]): number => {
    const rates = blocks.map((view) => ({ k: view.tree.totalSamples[0]!, seconds: view.coveredSeconds }))
    const seconds = rates.reduce((sum, one) => sum + one.seconds, 0)
    const mean = rates.reduce((sum, one) => sum + one.k, 0) / seconds
    if (rates.length < fewestBlocks || !(mean > 0)) return 2
    return (
      rates.reduce((sum, one) => sum + (one.k - mean * one.seconds) ** 2 / (mean * one.seconds), 0) / (rates.length - 1)
    )
  }
  return Math.max(1, phiOf(baseBlocks), phiOf(headBlocks))
}

function yardstickOf(
  pair: ViewPair,
  functions: FunctionSides,
  aligned: AlignedTrees,
  n: { readonly base: number; readonly head: number },
): Yardstick {
  const { baseBlocks, headBlocks, exposure } = pair
  if (baseBlocks.length >= fewestBlocks && headBlocks.length >= fewestBlocks) {
    return measuredYardstick(
      blocksOf(baseBlocks, functions, aligned),
      blocksOf(headBlocks, functions, aligned),
      functions.names.length,
      n,
    )
  }
  const statistics = {
    self: { share: [] as number[], rate: [] as number[] },
    total: { share: [] as number[], rate: [] as number[] },
  }
  for (const family of ['self', 'total'] as const) {
    for (let name = 0; name < functions.names.length; name++) {
      const kA = eventsOf(functions.base, family)[name]!
      const kB = eventsOf(functions.head, family)[name]!
      if (kA + kB < 20) continue
      statistics[family].share.push(
        shareTest({ k: Math.min(kA, n.base), n: n.base }, { k: Math.min(kB, n.head), n: n.head }).g,
      )
      statistics[family].rate.push(rateTest(kA, exposure.base, kB, exposure.head).g)
    }
  }
  return assumedYardstick(statistics)
}

function blocksOf(views: readonly MeasuredView[], functions: FunctionSides, aligned: AlignedTrees): Blocks {
  const indexOf = new Map(functions.names.map((name, index) => [name, index]))
  return {
    functions: views.map(({ tree }) => {
      const table = buildFunctionTable(tree)
      const into = {
        self: zeros(),
        total: zeros(),
        selfSamples: zeros(),
        totalSamples: zeros(),
        nodes: new Int32Array(functions.names.length),
      }
      for (const [at, name] of tree.names.entries()) {
        const target = indexOf.get(aligned.renamed.get(name) ?? name)
        if (target === undefined) continue
        into.selfSamples[target]! += table.selfSamples[at]!
        into.totalSamples[target]! += table.totalSamples[at]!
      }
      return into
    }),
    samples: views.map(({ tree }) => tree.totalSamples[0]!),
    seconds: views.map(({ coveredSeconds }) => Math.max(coveredSeconds, 1e-9)),
  }

  function zeros(): Float64Array {
    return new Float64Array(functions.names.length)
  }
}
