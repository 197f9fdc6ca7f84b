/**
 * One profile type of two windows: every function tested (testFunctions.ts), and where in the tree a change is decided, with the
 * variation of the yardstick. Which rows survive is decided later, over all profile types together (one false discovery rate).
 */
import type { StandIn, ViewKind } from '../base/vocabulary.ts'
import { type AlignedTrees, alignTrees } from './alignTrees.ts'
import { countByParts } from './countByParts.ts'
import { samplesInRow } from './samplesInRow.ts'
import { localSplits } from './localSplits.ts'
import { falseDiscoveryRate } from './tested.ts'
import { type FunctionSides, families, functionSides } from './functionSides.ts'
import type { Exposure, ViewPair } from './viewPair.ts'
import { movedTogether, type MovedTogether } from './movedTogether.ts'
import { compareRequests, wholeDesignEffect, yardstickOf } from './measureYardstick.ts'
import { assumedBetweenRuns } from './statistics/empiricalNull.ts'
import type { Estimate } from './statistics/effect.ts'
import { type DesignEffect, dispersedP, intervalQuantile } from './statistics/overdispersion.ts'
import { rateTest } from './statistics/shareTest.ts'
import { type TestedFunction, rateDifference, testFunctions } from './testFunctions.ts'
import type { RequestComparison } from './withinRequests.ts'
import { movedSubtree } from './movedSubtree.ts'
import { subtreesOf } from './subtrees.ts'
import { runtimeWork } from './runtimeWork.ts'
import { countsClasses } from '../window/countsClasses.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { alignedUpToOwnCode, meetsBufferEnds, viewUpToOwnCode } from './upToOwnCode.ts'
import { acrossRuns, fewestOfKind } from './acrossRuns.ts'
import { logRatiosOf } from './logRatios.ts'
import type { Yardstick } from './yardstick.ts'

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
  const isAtEnds = meetsBufferEnds(base) || meetsBufferEnds(head)
  const counted = isAtEnds ? alignedUpToOwnCode(aligned) : aligned
  const functions = functionSides(counted)
  const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
  const totals = { base: aligned.base.total[0]!, head: aligned.head.total[0]! }
  const testable = !exposure.sharesOnly && base.testable !== false && head.testable !== false && n.base + n.head > 0
  const requests = testable ? compareRequests(pair, functions, aligned) : undefined
  const oneRun = yardstickOf(isAtEnds ? withBlocks(pair, viewUpToOwnCode) : pair, functions, aligned, n, requests)
  const elsewhere = pair.separateRuns || pair.elsewhere === true
  const apart = testable && elsewhere ? runtimeWork(counted) : undefined
  const ofProgram =
    apart && logRatiosOf(functions, apart.program, () => independent).filter(({ name }) => !apart.isOf(name))
  const runtime = ofProgram && ofProgram.length >= fewestOfKind ? apart : undefined
  const ratios = !elsewhere || !testable ? [] : (runtime && ofProgram) || logRatiosOf(functions, n, () => independent)
  const subtrees = ratios.length > 0 ? subtreesOf(counted, functions, ratios) : []
  const moved = movedSubtree(counted, functions, ratios, subtrees)
  const yardstick = pair.separateRuns
    ? acrossRuns(oneRun, {
        functions,
        samples: n,
        given: pair.betweenRuns,
        requests,
        moved,
        below: new Map(
          subtrees.map(({ top, inside }) => [
            top,
            ratios.flatMap(({ name }, row) => (inside[row] === 1 ? [name] : [])),
          ]),
        ),
        runtime,
        computes: kind === 'cpu' && shows === undefined,
        waits: kind === 'lock',
        inRow: Math.max(samplesInRow(base), samplesInRow(head)),
      })
    : oneRun
  const events = ofEvents(pair)
  // Two windows of one process were on one machine: there more of everything has a cause, which is named where it is.
  const together =
    testable && elsewhere ? movedTogether(counted, functions, events, { subtree: moved, runtime }) : undefined
  // What takes 1.08 times as long of everything had 1.08 times the time.
  const beside = (all: Exposure): Exposure => (together ? { ...all, head: all.head * together.factor } : all)
  const own = beside(exposure)
  // Without seconds one function that doubled takes a share from each other one: they are held against what the bulk of them lost.
  const ofShares =
    testable && elsewhere && !requests && !exposure.comparable && !exposure.parts
      ? movedTogether(counted, functions, { ...n, comparable: true }, { subtree: moved, runtime, shares: true })?.factor
      : undefined
  const { tested, tooFew } = testable
    ? testFunctions({
        kind,
        aligned,
        functions,
        exposure,
        own,
        ofEvents: beside(events),
        yardstick,
        requests,
        separateRuns: pair.separateRuns,
        runtime,
        families: isAtEnds ? ['total'] : families,
        ofShares,
      })
    : { tested: [], tooFew: 0 }
  const whole = rateTest(n.base, events.base, n.head, events.head)
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
      ? localSplits(counted, (name) => yardstick.share(name, 'total'), falseDiscoveryRate)
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

/**
 * A JVM takes so many samples of what it allocates in a second at most: where sixty times as much is allocated they are three times as
 * many, and each stands for more. What a second of them is, so that they are as much as their bytes.
 */
function ofEvents({ base, head, exposure }: ViewPair): Exposure {
  if (!meetsBufferEnds(base) || !meetsBufferEnds(head)) return exposure
  const perEvent = ({ tree }: MeasuredView): number => tree.total[0]! / tree.totalSamples[0]!
  const more = perEvent(head) / perEvent(base)
  return more > 0 && Number.isFinite(more) ? { ...exposure, head: exposure.head / more } : exposure
}

/** What they vary by is of the same counts. */
function withBlocks(pair: ViewPair, made: (view: MeasuredView) => MeasuredView): ViewPair {
  const { baseBlocks, headBlocks } = pair
  const ofBase = baseBlocks.map(made)
  return { ...pair, baseBlocks: ofBase, headBlocks: headBlocks === baseBlocks ? ofBase : headBlocks.map(made) }
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
