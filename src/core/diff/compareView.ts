/**
 * One profile type of two windows: every function tested twice, for its share of the samples and for its cost per second, with the
 * variation of the yardstick. Which rows survive is decided later, over all profile types together (one false discovery rate).
 */
import type { StandIn, ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import { type AlignedTrees, alignTrees } from './alignTrees.ts'
import { countByParts } from './countByParts.ts'
import { localSplits } from './localSplits.ts'
import { fewestEvents, falseDiscoveryRate, smallestEffect } from './tested.ts'
import { eventsOf, families, type Family, type FunctionSides, functionSides } from './functionSides.ts'
import type { Exposure, ViewPair } from './viewPair.ts'
import { movedTogether, type MovedTogether } from './movedTogether.ts'
import { compareRequests, wholeDesignEffect, yardstickOf } from './measureYardstick.ts'
import { assumedBetweenRuns } from './statistics/empiricalNull.ts'
import { rateRatio, shareDifference, shareRatio, type Estimate } from './statistics/effect.ts'
import { type DesignEffect, dispersedP, intervalQuantile } from './statistics/overdispersion.ts'
import { rateTest, shareTest } from './statistics/shareTest.ts'
import type { RequestComparison, WithinRequests } from './withinRequests.ts'
import { movedSubtree } from './movedSubtree.ts'
import { countsClasses } from './untested.ts'
import { acrossRuns, logRatiosOf, type Yardstick } from './yardstick.ts'

export interface TestedFunction {
  readonly kind: ViewKind
  readonly name: number
  readonly family: Family
  /** Of the program itself, neither library nor runtime. */
  readonly own: boolean
  readonly sharePValue: number
  readonly ratePValue: number
  /** False when costs per second were not tested: `ratePValue` is then 1 by definition. */
  readonly rateTested: boolean
  readonly base: number
  readonly head: number
  readonly baseSamples: number
  readonly headSamples: number
  /** Part 0..1 of all samples of both sides together. */
  readonly pooledShare: number
  readonly shareDifference: Estimate
  /** Of costs per second, and their ratio: beside what moved every function alike. */
  readonly rateDifference: Estimate
  readonly shareRatio: Estimate
  readonly rateRatio: Estimate
  /** Where samples say what was asked for. */
  readonly requests?: WithinRequests
}

export interface ComparedView {
  readonly kind: ViewKind
  readonly shows?: StandIn
  readonly aligned: AlignedTrees
  readonly functions: FunctionSides
  readonly exposure: Exposure
  /** `exposure` with what moved every function alike taken out: what costs per second of one function are held against. */
  readonly ownExposure: Exposure
  /** What that was, see movedTogether.ts; absent where nothing did, or where it cannot be told. */
  readonly together?: MovedTogether
  readonly yardstick: Yardstick
  /** Counts by request type, where the samples carry a label that says it. */
  readonly requests?: RequestComparison
  readonly tested: readonly TestedFunction[]
  readonly tooFew: number
  /** Per node of the union: 1 where a change is decided, see localSplits.ts. */
  readonly decided: Uint8Array
  readonly testable: boolean
  /** Events are not counted; what stands for them are equal pieces of the value, see countByParts.ts. */
  readonly countedByParts?: true
  /** Every object by its class, none of which was left to chance, and no stacks. */
  readonly classes?: true
  /** Of the whole: difference of rates. */
  readonly totalDifference: Estimate
  readonly totalPValue: number
}

const independent: DesignEffect = { d: 1, nu: Number.POSITIVE_INFINITY }

export function compareView(asked: ViewPair): ComparedView {
  const byParts = asked.exposure.sharesOnly ? undefined : countByParts(asked)
  const pair = byParts ?? asked
  const { base, head, exposure } = pair
  const { kind, shows } = head
  const aligned = alignTrees(base.tree, head.tree, { baseExposure: exposure.base, headExposure: exposure.head })
  const functions = functionSides(aligned)
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const totals = { base: aligned.base.total[0]!, head: aligned.head.total[0]! }
  const testable = !exposure.sharesOnly && base.testable !== false && head.testable !== false && n.base + n.head > 0
  const requests = testable ? compareRequests(pair, functions, aligned) : undefined
  const oneRun = yardstickOf(pair, functions, aligned, n, requests)
  const elsewhere = pair.separateRuns || pair.elsewhere === true
  const moved =
    testable && elsewhere
      ? movedSubtree(
          aligned,
          functions,
          logRatiosOf(functions, n, () => independent),
        )
      : undefined
  const yardstick = pair.separateRuns
    ? acrossRuns(oneRun, functions, n, {
        given: pair.betweenRuns,
        requests,
        moved,
        computes: kind === 'cpu' && shows === undefined,
      })
    : oneRun
  // Two windows of one process were on one machine: there more of everything has a cause, which is named where it is.
  const together = testable && elsewhere ? movedTogether(aligned, functions, exposure, moved) : undefined
  // What takes 1.08 times as long of everything had 1.08 times the time.
  const own = together ? { ...exposure, head: exposure.head * together.factor } : exposure
  const tested: TestedFunction[] = []
  let tooFew = 0
  for (const family of testable ? families : []) {
    for (let name = 0; name < functions.names.length; name++) {
      const kA = eventsOf(functions.base, family)[name]!
      const kB = eventsOf(functions.head, family)[name]!
      if (kA + kB <= 0 || (family === 'total' && callsNothing(functions, name))) continue
      const valueA = family === 'self' ? functions.base.self[name]! : functions.base.total[name]!
      const valueB = family === 'self' ? functions.head.self[name]! : functions.head.total[name]!
      // What could not be reported whatever it did is no hypothesis: it would only cost the others power.
      const most = Math.max(
        (kA + kB) / Math.max(1, Math.min(n.base, n.head)),
        partOf(valueA, totals.base),
        partOf(valueB, totals.head),
      )
      if (kA + kB < fewestEvents || most < smallestEffect.points) {
        tooFew++
        continue
      }
      const share = yardstick.share(name, family)
      const rate = yardstick.rate(name, family)
      const shareQuantile = intervalQuantile(share)
      const rateQuantile = rate === share ? shareQuantile : intervalQuantile(rate)
      const a = { k: Math.min(kA, n.base), n: n.base }
      const b = { k: Math.min(kB, n.head), n: n.head }
      // Where one side measured nothing at all there are no shares to compare; costs per second still can be.
      const bothHaveSamples = n.base > 0 && n.head > 0
      const byShare = bothHaveSamples ? shareTest(a, b) : { p: 1, g: 0 }
      const byRate = rateTest(kA, own.base, kB, own.head)
      tested.push({
        kind,
        name,
        family,
        own: describeFrame(functions.names[name]!, aligned.union.files[name], aligned.union.modules[name]).own,
        sharePValue: dispersedP(byShare.p, byShare.g, share),
        rateTested: exposure.comparable,
        ratePValue: exposure.comparable ? dispersedP(byRate.p, byRate.g, rate) : 1,
        base: valueA,
        head: valueB,
        baseSamples: kA,
        headSamples: kB,
        pooledShare: Math.min(1, (kA + kB) / (n.base + n.head)),
        shareDifference: inValues(
          shareDifference(a, b, share.d, shareQuantile),
          partOf(valueB, totals.head) - partOf(valueA, totals.base),
        ),
        rateDifference: rateDifference(
          { value: valueA, k: kA, exposure: own.base },
          { value: valueB, k: kB, exposure: own.head },
          rate.d,
          rateQuantile,
        ),
        shareRatio: shareRatio(a, b, share.d, shareQuantile),
        rateRatio: rateRatio(kA, own.base, kB, own.head, rate.d, rateQuantile),
        ...(requests ? { requests: requests.test(name, family, yardstick.within(name, family)) } : {}),
      })
    }
  }
  const whole = rateTest(n.base, exposure.base, n.head, exposure.head)
  const wholeEffect = wholeEffectOf(pair, n)
  return {
    kind,
    ...(shows === undefined ? {} : { shows }),
    aligned,
    functions,
    exposure,
    ownExposure: own,
    ...(together ? { together } : {}),
    yardstick,
    ...(requests ? { requests } : {}),
    ...(byParts ? { countedByParts: true as const } : {}),
    ...(countsClasses(base) && countsClasses(head) ? { classes: true as const } : {}),
    tested,
    tooFew,
    decided: testable
      ? localSplits(aligned, (name) => yardstick.share(name, 'total'), falseDiscoveryRate)
      : new Uint8Array(aligned.union.length),
    testable,
    totalDifference: rateDifference(
      { value: totals.base, k: n.base, exposure: exposure.base },
      { value: totals.head, k: n.head, exposure: exposure.head },
      wholeEffect.d,
      Math.max(2.1, intervalQuantile(wholeEffect)),
    ),
    totalPValue: testable ? dispersedP(whole.p, whole.g, wholeEffect) : 1,
  }
}

/** All its samples are its own on both sides: the same test twice would only cost power. */
function callsNothing({ base, head }: FunctionSides, name: number): boolean {
  return (
    base.selfSamples[name] === base.totalSamples[name] &&
    head.selfSamples[name] === head.totalSamples[name] &&
    base.self[name] === base.total[name] &&
    head.self[name] === head.total[name]
  )
}

function partOf(value: number, whole: number): number {
  return whole > 0 ? value / whole : 0
}

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

/**
 * Two runs of one program differ as a whole too: by what several runs of a side differ by, where there are any, else by as much as is
 * usual, because nothing in two runs shows how much. As a design effect.
 */
function wholeEffectOf(pair: ViewPair, n: { readonly base: number; readonly head: number }): DesignEffect {
  const d = wholeDesignEffect(pair)
  if (!pair.separateRuns) return { d, nu: Number.POSITIVE_INFINITY }
  const { variance, nu } = pair.betweenRuns?.whole ?? { variance: assumedBetweenRuns.tau ** 2, nu: Infinity }
  const between = variance / (1 / Math.max(0.5, n.base) + 1 / Math.max(0.5, n.head))
  return { d: d + between, nu: nu * ((d + between) / between) ** 2 }
}
