/** One view of both windows as a pair to compare: with its parts, and over how long or how many processes each side is. */
import type { ViewKind } from '../base/vocabulary.ts'
import { isLevel } from '../base/viewWords.ts'
import { type MeasuredView, type WindowProfiles, sees, shownOf } from '../window/windowProfiles.ts'
import { cpuByCounters, secondsOf } from './cpuByCounters.ts'
import { inStretches } from './inStretches.ts'
import { otherThings } from './sameThing.ts'
import { perProcess } from './shownFacts.ts'
import type { ViewPair } from './viewPair.ts'
import type { WindowToCompare } from './windowToCompare.ts'
import { fewestBlocks } from './yardstick.ts'

export function pairOf(
  kind: ViewKind,
  base: WindowToCompare,
  head: WindowToCompare,
): Omit<ViewPair, 'separateRuns'> | undefined {
  const a = shownOf(base.profiles.views[kind])
  const b = shownOf(head.profiles.views[kind])
  if (a === undefined || b === undefined) return undefined
  return pairOfViews({ a, b, partOf: ({ views }) => shownOf(views[kind]) }, base, head)
}

/** Both cut by time, or both by the order of their samples. */
function partsOf(
  a: MeasuredView,
  b: MeasuredView,
  byTimeA: readonly MeasuredView[],
  byTimeB: readonly MeasuredView[],
): Pick<ViewPair, 'baseBlocks' | 'headBlocks'> {
  const byTime = { baseBlocks: byTimeA, headBlocks: byTimeB }
  if (Math.max(byTimeA.length, byTimeB.length) >= fewestBlocks) return byTime
  const [baseBlocks, headBlocks] = [inStretches(a), inStretches(b)]
  return Math.min(baseBlocks.length, headBlocks.length) === 0 ? byTime : { baseBlocks, headBlocks }
}

export function pairOfViews(
  sides: {
    readonly a: MeasuredView
    readonly b: MeasuredView
    /** The same view of a part of a window. */
    readonly partOf: (part: WindowProfiles) => MeasuredView | undefined
  },
  base: WindowToCompare,
  head: WindowToCompare,
): Omit<ViewPair, 'separateRuns'> | undefined {
  const { a, b, partOf } = sides
  const { kind } = b
  // Wall-clock time and CPU are not two amounts of one thing, nor are objects and bytes.
  if (a.shows !== b.shows || a.tree.unit !== b.tree.unit) return undefined
  const isPart = base.isPart === true || head.isPart === true
  const flow = !isLevel(kind, a.shows)
  const blocksOf = (blocks: readonly WindowProfiles[]): readonly MeasuredView[] =>
    flow
      ? blocks.flatMap((block) => {
          const part = partOf(block)
          const isTimed = part !== undefined && (isPart || part.coveredSeconds > 0)
          return isTimed && part.shows === a.shows ? [part] : []
        })
      : []
  const summable = flow || [a, b].every(isAmount)
  const secondsKnown =
    !isPart &&
    summable &&
    (!flow || (a.coveredSeconds > 0 && b.coveredSeconds > 0)) &&
    ![a, b].some(isOnlyReady) &&
    !atOtherRates(a, b)
  const sharesOnly = otherThings(a, b).length > 0
  const per = perProcess(a, b) ?? { base: 1, head: 1 }
  const coresDiffer =
    kind === 'cpu' && a.shows === undefined && base.profiles.cores?.value !== head.profiles.cores?.value
  const counted = secondsKnown && a.total > 0 && b.total > 0 ? cpuByCounters(a, b, base, head) : undefined
  return {
    base: a,
    head: b,
    ...partsOf(a, b, blocksOf(base.blocks), blocksOf(head.blocks)),
    exposure: {
      base: (counted ? secondsOf(a, counted.base) : flow && secondsKnown ? a.coveredSeconds : 1) * per.base,
      head: (counted ? secondsOf(b, counted.head) : flow && secondsKnown ? b.coveredSeconds : 1) * per.head,
      comparable: secondsKnown && !coresDiffer && !sharesOnly && counted?.loose !== true,
      ...(counted ? { counted } : {}),
      ...(sharesOnly ? { sharesOnly: true as const } : {}),
      ...(secondsKnown && !counted?.loose ? {} : { timeless: true as const }),
      ...(isPart ? { parts: true as const } : {}),
    },
  }
}

/**
 * Counts of threads that looked ready to run (py-spy's pictures): how many depends on what else the machine does and on the sampler's
 * rate, twice as many of one program at one load were measured. Whose they are is another question.
 */
const isOnlyReady = (view: MeasuredView): boolean => view.tree.unit === 'count' && sees(view, 'ready-counts')

/** Looks of a sampler that took more of them in a second on one side. */
function atOtherRates(a: MeasuredView, b: MeasuredView): boolean {
  if (a.tree.unit !== 'count') return false
  const [ours, theirs] = [a, b].map(({ parts = [] }) => {
    const metas = parts.map(({ profile }) => profile.meta)
    const ticks = metas.reduce((sum, meta) => sum + (meta.ticks ?? 0), 0)
    return ticks / metas.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)
  })
  return ours !== undefined && theirs !== undefined && Math.abs(ours / theirs - 1) > 0.05
}

/** Of what is held: not so many snapshots that nobody counted, nor what fits into a queue. Such rank who holds, and that is all. */
const isAmount = (view: MeasuredView): boolean => view.onlyShares !== true && !sees(view, 'kept-sample')
