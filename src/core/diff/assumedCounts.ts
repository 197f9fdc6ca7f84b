/**
 * Folded stacks do not say whether their numbers are counts. Where hardly a stack was seen once they may as well be periods, times or
 * bytes that are small, and what stands behind them is unknown. Two windows tell: of counts, most stacks differ by about the root of
 * what was seen; weights of `w` a sample differ by `w` times as much. Small stacks are asked, which differences between runs hardly touch.
 */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { alignTrees } from './alignTrees.ts'

/** Stacks that were seen too seldom say too little, and too few of them say nothing. */
const fewestSeen = 4
const fewestStacks = 10
/** Median of χ² with one degree of freedom. */
const medianOfChance = 0.4549
/** More than runs of one program differ by in the smaller half of their stacks. */
const mostDispersion = 4

export function withCheckedCounts<Side extends { readonly profiles: WindowProfiles }>(
  base: Side,
  head: Side,
): readonly [base: Side, head: Side] {
  const doubtful = viewKinds.filter((kind) => {
    const [a, b] = [base.profiles.views[kind], head.profiles.views[kind]]
    const isAsked = (view: typeof a): view is typeof a & MeasuredView => view.state === 'measured'
    if (!isAsked(a) || !isAsked(b) || (a.countsAssumed !== true && b.countsAssumed !== true)) return false
    return dispersionOf(a, b) > mostDispersion
  })
  return doubtful.length === 0 ? [base, head] : [untested(base, doubtful), untested(head, doubtful)]
}

/** How much stacks differ beyond chance: 1 for counts of one program. 0 where too few say it. */
export function dispersionOf(
  a: Pick<MeasuredView, 'tree' | 'coveredSeconds'>,
  b: Pick<MeasuredView, 'tree' | 'coveredSeconds'>,
): number {
  const { base, head } = alignTrees(a.tree, b.tree, { baseExposure: a.coveredSeconds, headExposure: b.coveredSeconds })
  const stacks = Array.from(base.selfSamples, (seenA, node) => ({ seenA, seen: seenA + (head.selfSamples[node] ?? 0) }))
    .filter(({ seen }) => seen >= fewestSeen)
    .toSorted((one, other) => one.seen - other.seen)
  // Of the bulk: one stack that changed by far moves the share of all others in the sum.
  const share = middleOf(stacks.slice(stacks.length >> 1).map(({ seenA, seen }) => seenA / seen))
  const smaller = stacks.slice(0, Math.max(fewestStacks, stacks.length >> 1))
  if (smaller.length < fewestStacks || !(share > 0 && share < 1)) return 0
  const squares = smaller.map(({ seenA, seen }) => (seenA - seen * share) ** 2 / (seen * share * (1 - share)))
  return middleOf(squares) / medianOfChance
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
}

export function untested<Side extends { readonly profiles: WindowProfiles }>(
  side: Side,
  kinds: readonly ViewKind[],
): Side {
  const { views } = side.profiles
  const doubted = Object.fromEntries(kinds.map((kind) => [kind, { ...views[kind], testable: false }]))
  return { ...side, profiles: { ...side.profiles, views: { ...views, ...doubted } } }
}
