/**
 * Every function tested twice, for its share of the samples and for its cost per second, each with the variation of the yardstick.
 * Statistics reference A.2 to A.4.
 */
import type { ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import type { AlignedTrees } from './alignTrees.ts'
import { type Family, type FunctionSides, eventsOf, valuesOf } from './functionSides.ts'
import { type Estimate, rateRatio, shareDifference, shareRatio } from './statistics/effect.ts'
import { dispersedP, intervalQuantile } from './statistics/overdispersion.ts'
import type { RuntimeWork } from './runtimeWork.ts'
import { rateTest, shareTest } from './statistics/shareTest.ts'
import { fewestEvents, smallestEffect, smallestOfRuntime } from './tested.ts'
import type { Exposure } from './viewPair.ts'
import type { RequestComparison, WithinRequests } from './withinRequests.ts'
import type { Yardstick } from './yardstick.ts'

export interface TestedFunction {
  readonly kind: ViewKind
  readonly name: number
  readonly family: Family
  /** Of the program itself, neither library nor runtime. */
  readonly own: boolean
  /** It is of little news below this part 0..1 of the profile's total. */
  readonly leastPoints: number
  readonly sharePValue: number
  readonly ratePValue: number
  /** False when costs per second were not tested: `ratePValue` is then 1 by definition. */
  readonly rateTested: boolean
  readonly base: number
  readonly head: number
  readonly baseSamples: number
  readonly headSamples: number
  /** Samples with it anywhere on their stack: a function that only called others was there. */
  readonly baseSeen: number
  readonly headSeen: number
  /** Part 0..1 of all samples of both sides together. */
  readonly pooledShare: number
  readonly shareDifference: Estimate
  /** Of waits, the longest of which are most of their time: what tells by how much at least is how many there were. */
  readonly shareOfEvents?: Estimate
  /** Of waits in two runs, which all become many times as many where there is more to do: one lock has to stand out from the others. */
  readonly standsOutByShare?: boolean
  /** Of costs per second, and their ratio: beside what moved every function alike. */
  readonly rateDifference: Estimate
  readonly shareRatio: Estimate
  readonly rateRatio: Estimate
  /** Whether events became more where amounts did. Fewer waits that last longer are neither more nor less by a test of their number. */
  readonly agrees: { readonly share: boolean; readonly rate: boolean }
  /** Where samples say what was asked for. */
  readonly requests?: WithinRequests
}

interface Asked {
  readonly kind: ViewKind
  readonly aligned: AlignedTrees
  readonly functions: FunctionSides
  readonly exposure: Exposure
  /** What costs per second of one function are held against. */
  readonly own: Exposure
  /** The same for how many events there were a second. */
  readonly ofEvents: Exposure
  readonly yardstick: Yardstick
  readonly requests: RequestComparison | undefined
  /** Two runs, and not processes of one beside each other: these differ by no such factors. */
  readonly separateRuns: boolean
  /** Where it is told apart: then a share is one of all that is the program's work. */
  readonly runtime: RuntimeWork | undefined
  /** What the bulk of the functions' shares moved by, head / base: because one that changed took from them all. 1 where it is not told. */
  readonly ofShares?: number | undefined
  /** Both, unless what a function does itself is not told from what it calls. */
  readonly families: readonly Family[]
}

/** Each function in each family, but for those of which nothing could be said whatever they did: `tooFew`. */
export function testFunctions(asked: Asked): { readonly tested: readonly TestedFunction[]; readonly tooFew: number } {
  const { aligned, functions } = asked
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const totals = { base: aligned.base.total[0]!, head: aligned.head.total[0]! }
  const tested: TestedFunction[] = []
  let tooFew = 0
  for (const family of asked.families) {
    for (let name = 0; name < functions.names.length; name++) {
      const kA = eventsOf(functions.base, family)[name]!
      const kB = eventsOf(functions.head, family)[name]!
      if (kA + kB <= 0 || (asked.families.length > 1 && family === 'total' && callsNothing(functions, name))) continue
      const base = valuesOf(functions.base, family)[name]!
      const head = valuesOf(functions.head, family)[name]!
      // What could not be reported whatever it did is no hypothesis: it would only cost the others power.
      const most = Math.max(
        (kA + kB) / Math.max(1, Math.min(n.base, n.head)),
        partOf(base, totals.base),
        partOf(head, totals.head),
      )
      if (kA + kB < fewestEvents || most < leastPointsOf(name, asked)) tooFew++
      else tested.push(testFunction(asked, { name, family, n, totals, base, head, kA, kB }))
    }
  }
  return { tested, tooFew }
}

interface Counts {
  readonly name: number
  readonly family: Family
  /** Events and values of the whole. */
  readonly n: Sides
  readonly totals: Sides
  /** Values and events of this function. */
  readonly base: number
  readonly head: number
  readonly kA: number
  readonly kB: number
}

interface Sides {
  readonly base: number
  readonly head: number
}

function testFunction(asked: Asked, counts: Counts): TestedFunction {
  const { kind, aligned, functions, exposure, own, ofEvents, yardstick, requests, runtime, ofShares = 1 } = asked
  const { name, family, n, totals, base, head, kA, kB } = counts
  const of = runtime === undefined || runtime.isOf(name) ? n : runtime.program
  const share = yardstick.share(name, family)
  const rate = yardstick.rate(name, family)
  const shareQuantile = intervalQuantile(share)
  const rateQuantile = rate === share ? shareQuantile : intervalQuantile(rate)
  const a = { k: Math.min(kA, n.base), n: n.base }
  const b = { k: Math.min(kB, n.head), n: n.head }
  // Where one side measured nothing at all there are no shares to compare; costs per second still can be.
  const bothHaveSamples = n.base > 0 && n.head > 0
  const ofA = { k: Math.min(kA, of.base), n: of.base }
  const ofB = { k: Math.min(kB, of.head * ofShares), n: of.head * ofShares }
  const byShare = bothHaveSamples ? shareTest(ofA, ofB) : { p: 1, g: 0 }
  const byRate = rateTest(kA, ofEvents.base, kB, ofEvents.head)
  const shareOfEvents = shareDifference(a, b, share.d, shareQuantile)
  return {
    kind,
    name,
    family,
    own: describeFrame(functions.names[name]!, aligned.union.files[name], aligned.union.modules[name]).own,
    leastPoints: leastPointsOf(name, asked),
    sharePValue: dispersedP(byShare.p, byShare.g, share),
    rateTested: exposure.comparable,
    ratePValue: exposure.comparable ? dispersedP(byRate.p, byRate.g, rate) : 1,
    base,
    head,
    baseSamples: kA,
    headSamples: kB,
    baseSeen: eventsOf(functions.base, 'total')[name]!,
    headSeen: eventsOf(functions.head, 'total')[name]!,
    pooledShare: Math.min(1, (kA + kB) / (n.base + n.head)),
    shareDifference: inValues(shareOfEvents, partOf(head, totals.head) - partOf(base, totals.base)),
    ...(kind === 'lock' ? { shareOfEvents, standsOutByShare: asked.separateRuns } : {}),
    rateDifference: rateDifference(
      { value: base, k: kA, exposure: own.base },
      { value: head, k: kB, exposure: own.head },
      rate.d,
      rateQuantile,
    ),
    shareRatio: shareRatio(ofA, ofB, share.d, shareQuantile),
    rateRatio: rateRatio(kA, ofEvents.base, kB, ofEvents.head, rate.d, rateQuantile),
    agrees: {
      share: isSameWay(kA / n.base, kB / n.head, partOf(base, totals.base), partOf(head, totals.head)),
      rate: isSameWay(kA / ofEvents.base, kB / ofEvents.head, base / own.base, head / own.head),
    },
    ...(requests ? { requests: requests.test(name, family, yardstick.within(name, family)) } : {}),
  }
}

const isSameWay = (eventsA: number, eventsB: number, amountA: number, amountB: number): boolean =>
  (eventsB - eventsA) * (amountB - amountA) >= 0

const leastPointsOf = (name: number, { runtime }: Asked): number =>
  runtime?.isOf(name) === true ? smallestOfRuntime : smallestEffect.points

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

export interface Rated {
  readonly value: number
  readonly k: number
  readonly exposure: number
}

/** Rates of values with Poisson events behind them; a side without events borrows the other's value per event for its half event. */
export function rateDifference(base: Rated, head: Rated, designEffect: number, quantile: number): Estimate {
  const perEvent = (own: Rated, other: Rated): number =>
    own.k > 0 ? own.value / own.k : other.k > 0 ? other.value / other.k : 0
  const standardError = (own: Rated, other: Rated): number =>
    (perEvent(own, other) * Math.sqrt(designEffect * (own.k + 0.5))) / own.exposure
  const value = head.value / head.exposure - base.value / base.exposure
  const half = quantile * Math.hypot(standardError(base, head), standardError(head, base))
  return { value, low: value - half, high: value + half }
}
