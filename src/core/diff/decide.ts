/**
 * Which tested functions changed: one false discovery rate of 5 % over every test of the comparison (all profile types, self and
 * total, share, rate and within request types together), then the effect size. The effect size never enters a p-value. Statistics
 * reference A.4 to A.6.
 */
import type { TestedFunction } from './testFunctions.ts'
import { partsOfRate } from './partsOfRate.ts'
import { falseDiscoveryRate, smallestEffect } from './tested.ts'
import { conservativeChange, type Estimate } from './statistics/effect.ts'
import { falseDiscoveryRates } from './statistics/falseDiscovery.ts'
import type { Cause, Verdict } from './comparison.ts'
import { isWaitedElsewhere } from './waitsElsewhere.ts'
import type { WithinRequests } from './withinRequests.ts'

/** The mix explains a change when at least this part of it is the mix's. */
const mixExplains = 0.5

export interface Decided {
  readonly tested: TestedFunction
  readonly verdict: Verdict
  /** Where samples carry request types. */
  readonly cause?: Cause
  /** What would be said of it without request types: of what only goes with a function that changed itself. */
  readonly asCarried?: Verdict
  readonly q: number
  /** Lower limit of the change as a part of the larger total, 0..1. */
  readonly conservative: number
}

/** By profile type and name: what the labels of another profile of the same windows let expect, see `RequestComparison.followed`. */
export type Expected = (tested: TestedFunction) => number | undefined

interface Evidence {
  readonly qShare: number
  readonly qRate: number
  readonly qWithin: number
  readonly shareLeast: number
  readonly rateLeast: number
  readonly withinLeast: number
  readonly byShare: boolean
  readonly byRate: boolean
  readonly byWithin: boolean
  readonly expected: number | undefined
  readonly moves: Moves
}

/** The most points of share that any function of the profile gained and lost within request types. */
interface Moves {
  readonly up: number
  readonly down: number
}

const noMoves: Moves = { up: 0, down: 0 }

function movesWithin(tested: readonly TestedFunction[]): ReadonlyMap<TestedFunction['kind'], Moves> {
  const found = new Map<TestedFunction['kind'], Moves>()
  for (const { kind, requests } of tested) {
    if (!requests?.separable) continue
    const { up, down } = found.get(kind) ?? noMoves
    found.set(kind, { up: Math.max(up, requests.within), down: Math.max(down, -requests.within) })
  }
  return found
}

/** `largerTotalRate`: per kind, the rate of the whole on both sides, to turn a rate difference into a part of the whole. */
export function decide(
  tested: readonly TestedFunction[],
  largerTotalRate: (kind: TestedFunction['kind']) => number,
  expected: Expected = () => undefined,
): readonly Decided[] {
  const q = falseDiscoveryRates(pValues(tested), weightsOf(tested))
  const moves = movesWithin(tested)
  const decided: Decided[] = []
  let row = 0
  for (const one of tested) {
    const qShare = q[row++]!
    const qRate = q[row++]!
    const qWithin = one.requests ? q[row++]! : 1
    const shareLeast = leastOfShare(one)
    const rateLeast = conservativeChange(one.rateDifference) / largerTotalRate(one.kind)
    const withinLeast = one.requests ? conservativeWithin(one.requests, one.shareDifference) : 0
    const passes = (qOf: number, least: number, ratio: Estimate): boolean =>
      qOf <= falseDiscoveryRate && least >= one.leastPoints && outside(ratio)
    const byShare = one.agrees.share && passes(qShare, shareLeast, one.shareRatio)
    const standsOut = !one.standsOutByShare || (byShare && isSameWay(one)) || isAllThatIsWaitedFor(one, tested)
    const byRate = one.agrees.rate && passes(qRate, rateLeast, one.rateRatio) && standsOut
    const found = decideOne(one, {
      qShare,
      qRate,
      qWithin,
      shareLeast,
      rateLeast,
      withinLeast,
      byShare,
      byRate,
      byWithin: one.requests !== undefined && passes(qWithin, withinLeast, ratioWithin(one.requests, one.shareRatio)),
      expected: expected(one),
      moves: moves.get(one.kind) ?? noMoves,
    })
    if (found && !isWaitedElsewhere(one, found.verdict, tested)) decided.push(found)
  }
  return decided
}

const nearlyAll = 0.9

/** There is no other that it could stand out from: that it is waited for more says no more than that the whole is. */
const isAllThatIsWaitedFor = ({ kind, pooledShare }: TestedFunction, all: readonly TestedFunction[]): boolean =>
  pooledShare >= nearlyAll &&
  all.every((other) => other.kind !== kind || other.pooledShare >= nearlyAll || other.pooledShare <= 1 - nearlyAll)

/** Few of many waits may be most of their time, and many hardly any: both shares have to have changed. */
function leastOfShare({ shareDifference, shareOfEvents, leastPoints }: TestedFunction): number {
  if (!shareOfEvents) return conservativeChange(shareDifference)
  return Math.abs(shareDifference.value) < leastPoints ? 0 : conservativeChange(shareOfEvents)
}

function pValues(tested: readonly TestedFunction[]): Float64Array {
  const p: number[] = []
  for (const { sharePValue, ratePValue, requests } of tested) {
    p.push(sharePValue, ratePValue)
    if (requests) p.push(requests.pValue)
  }
  return Float64Array.from(p)
}

/** Parallel to `pValues`. */
function weightsOf(tested: readonly TestedFunction[]): Float64Array {
  const weights: number[] = []
  for (const [at, weight] of partsOfRate(tested).entries()) {
    const { rateTested, requests } = tested[at]!
    weights.push(weight, rateTested ? weight : 0)
    if (requests) weights.push(weight)
  }
  return Float64Array.from(weights)
}

function decideOne(tested: TestedFunction, evidence: Evidence): Decided | undefined {
  const { qShare, qRate, shareLeast, rateLeast, byShare, byRate, byWithin } = evidence
  const { requests } = tested
  if (requests && byWithin && !isNeighbours(requests, tested, evidence.moves)) {
    return {
      tested,
      verdict: oneSided(tested) ?? (isUp(requests, tested) ? 'grew' : 'shrank'),
      cause: 'itself',
      q: evidence.qWithin,
      conservative: Math.max(evidence.withinLeast, byRate ? rateLeast : 0),
    }
  }
  if (!byShare && !byRate) return undefined
  const pooled = {
    tested,
    q: byShare && byRate ? Math.min(qShare, qRate) : byShare ? qShare : qRate,
    conservative: Math.max(byShare ? shareLeast : 0, byRate ? rateLeast : 0),
  }
  if (!requests) {
    if (byShare && !byRate && isAgainstTheTotal(tested)) return undefined
    // Costs that rose just as the requests of another, labelled profile did are no evidence of other code.
    const { expected } = evidence
    const follows = byRate && expected !== undefined && isChange(expected) && holds(tested.rateRatio, expected)
    return follows
      ? { ...pooled, verdict: 'moved', cause: 'mix' }
      : { ...pooled, verdict: verdictOf(tested, byShare, byRate) }
  }
  const part = byShare
    ? requests.mix / tested.shareDifference.value
    : requests.rateMix / (requests.rateMix + requests.rateWithin)
  const cause = requests.separable && part >= mixExplains ? 'mix' : 'inseparable'
  return { ...pooled, verdict: oneSided(tested) ?? 'moved', cause, asCarried: verdictOf(tested, byShare, byRate) }
}

function outside({ low, high }: Estimate): boolean {
  return low > smallestEffect.ratioHigh || high < smallestEffect.ratioLow
}

const holds = ({ low, high }: Estimate, value: number): boolean => low <= value && value <= high

const isChange = (ratio: number): boolean => ratio > smallestEffect.ratioHigh || ratio < smallestEffect.ratioLow

const hasRatio = ({ ratio }: WithinRequests): boolean => ratio.value > 0 && Number.isFinite(ratio.value)

/** A function that one side never saw has no ratio within request types; that of the shares, with half a sample each, stands in. */
function ratioWithin(requests: WithinRequests, shareRatio: Estimate): Estimate {
  return hasRatio(requests) ? requests.ratio : shareRatio
}

/** Points of share that the function changed at least within its request types: the part of `within` its ratio's interval leaves. */
function conservativeWithin(requests: WithinRequests, shareDifference: Estimate): number {
  if (!hasRatio(requests)) return conservativeChange(shareDifference)
  const { low, value, high } = requests.ratio
  const nearest = low > 1 ? low : high < 1 ? high : 1
  return nearest === 1 ? 0 : Math.abs(requests.within) * (Math.log(nearest) / Math.log(value))
}

const isUp = (requests: WithinRequests, tested: TestedFunction): boolean =>
  ratioWithin(requests, tested.shareRatio).value > 1

/**
 * Within a request type shares add up to one as well: where one function became dearer, all others lost share. Such a function is not
 * said to have shrunk when it did as the typical function of its request types, and its cost per second does not show it either. Where that
 * cost went with how often its requests came, it shows nothing: then of two that moved against each other it is the one that moved more,
 * because what one function gained is what all others lost together.
 */
function isNeighbours(requests: WithinRequests, tested: TestedFunction, moves: Moves): boolean {
  const up = isUp(requests, tested)
  const { low, high } = ratioWithin(requests, tested.shareRatio)
  const { typical } = requests
  const unlikeTypical =
    typical !== undefined &&
    (up ? low > smallestEffect.ratioHigh * Math.max(1, typical) : high < smallestEffect.ratioLow * Math.min(1, typical))
  if (unlikeTypical) return false
  if (typical === undefined && Math.abs(requests.rateMix) >= mixExplains * Math.abs(requests.rateWithin))
    return Math.abs(requests.within) < (up ? moves.down : moves.up)
  if (!tested.rateTested) return typical !== undefined
  return up ? tested.rateDifference.low <= 0 : tested.rateDifference.high >= 0
}

function oneSided({ baseSeen, headSeen }: TestedFunction): 'gone' | 'new' | undefined {
  return headSeen === 0 ? 'gone' : baseSeen === 0 ? 'new' : undefined
}

const isSameWay = ({ shareDifference, rateDifference }: TestedFunction): boolean =>
  shareDifference.value > 0 === rateDifference.value > 0

/**
 * A share that rose as the total did, or fell with it, did not move because of the total; and its cost alone is not told from chance.
 * Neither sentence is true of it.
 */
const isAgainstTheTotal = (one: TestedFunction): boolean =>
  one.rateTested &&
  one.baseSamples > 0 &&
  one.headSamples > 0 &&
  !isWithAmount(one) &&
  one.rateRatio.value > one.shareRatio.value === one.shareDifference.value > 0

/** Of waits the share is what tells, see `standsOutByShare`. */
const isWithAmount = (one: TestedFunction): boolean =>
  one.standsOutByShare === true && one.agrees.rate && isSameWay(one)

function verdictOf(one: TestedFunction, byShare: boolean, byRate: boolean): Verdict {
  const shareUp = one.shareDifference.value > 0
  const rateUp = one.rateDifference.value > 0
  // Only the share moved, or the share and the cost moved against each other: the total did it, not the function.
  if (byShare && !byRate && !isWithAmount(one) && one.headSamples > 0 && one.baseSamples > 0)
    return one.rateTested ? 'moved' : shareUp ? 'grew' : 'shrank'
  return oneSided(one) ?? (rateUp ? 'grew' : 'shrank')
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
