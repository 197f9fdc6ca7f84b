/** What is said of one view of two windows: both sides with their totals, what they differ by, and where that is decided. */
import type { ViewKind } from '../base/vocabulary.ts'
import { pathOfNode } from '../profile/framePath.ts'
import { type AbsentView, type MeasuredView, type WindowProfiles, shownOf } from '../window/windowProfiles.ts'
import type { Side } from './comparabilityFact.ts'
import type { ComparedView } from './compareView.ts'
import type { Change, SideTotal, ViewComparison } from './comparison.ts'
import { whereDecided } from './explain.ts'
import { conservativeChange, type Estimate } from './statistics/effect.ts'
import { smallestEffect } from './tested.ts'
import { viewSentence } from './wording.ts'

export type FoundViewComparison =
  | Extract<ViewComparison, { state: 'compared' }>
  | {
      readonly state: 'one-sided' | 'absent' | 'refused'
      readonly kind: ViewKind
      readonly missing: readonly { readonly side: Side; readonly view: AbsentView }[]
    }

export function viewComparison(
  kind: ViewKind,
  base: WindowProfiles,
  head: WindowProfiles,
  view: ComparedView | undefined,
  changes: readonly Change[],
): FoundViewComparison {
  const a = shownOf(base.views[kind])
  const b = shownOf(head.views[kind])
  if (!view || a === undefined || b === undefined) {
    const missing = [base.views[kind], head.views[kind]].flatMap((side, index) =>
      side.state === 'absent' ? [{ side: index === 0 ? ('A' as const) : ('B' as const), view: side }] : [],
    )
    return { state: missing.length === 0 ? 'refused' : missing.length === 2 ? 'absent' : 'one-sided', kind, missing }
  }
  return comparedOf({ a, b }, view, changes)
}

/** The function whose change comes first: what one split cannot tell from chance, all its stacks together did. */
function decidedOrFound({ aligned: { union }, decided }: ComparedView, [first]: readonly Change[]): Uint8Array {
  const at = first === undefined ? -1 : union.names.indexOf(first.name)
  return at < 0 ? decided : decided.map((one, node) => (union.name[node] === at ? 1 : one))
}

const leastOfWhole = smallestEffect.ratioHigh - 1

export function comparedOf(
  { a, b }: { readonly a: MeasuredView; readonly b: MeasuredView },
  view: ComparedView,
  changes: readonly Change[],
): Extract<ViewComparison, { state: 'compared' }> {
  const { kind } = view
  const side = (measured: MeasuredView, exposure: number): SideTotal => ({
    total: measured.total,
    rate: measured.total / exposure,
    seconds: measured.coveredSeconds,
    per: exposure,
    samples: measured.samples,
  })
  const distinguishable =
    view.testable &&
    !view.exposure.sharesOnly &&
    // Sums over times that nobody knows: one is larger because it took longer, for all that is known.
    !view.exposure.timeless &&
    view.totalPValue < 0.05 &&
    // As of a function: what may be less than a twentieth is what two windows of one service differ by.
    conservativeChange(view.totalDifference) >
      leastOfWhole * Math.min(a.total / view.exposure.base, b.total / view.exposure.head)
  const compared = {
    state: 'compared' as const,
    kind,
    ...(view.shows === undefined ? {} : { shows: view.shows }),
    unit: view.aligned.union.unit,
    base: side(a, view.exposure.base),
    head: side(b, view.exposure.head),
    difference: distinguishable ? view.totalDifference : withZero(view.totalDifference),
    ...(view.together ? { together: view.together.factor } : {}),
    ...(view.exposure.sharesOnly ? { sharesOnly: true as const } : {}),
    distinguishable,
    testable: view.testable,
    nodes: view.aligned.union.length,
  }
  // One function may be found where the whole cannot be told from chance.
  const found = changes.filter((change) => change.kind === kind && change.verdict !== 'moved')
  const decidedAt =
    distinguishable || found.length > 0
      ? whereDecided({
          aligned: view.aligned,
          decided: decidedOrFound(view, found),
          baseExposure: view.ownExposure.base,
          headExposure: view.ownExposure.head,
        })
      : 0
  return {
    ...compared,
    ...(decidedAt > 0 ? { decidedAt: pathOfNode(view.aligned.union, decidedAt) } : {}),
    sentence: viewSentence(
      compared,
      changes.filter((change) => change.kind === kind),
      view.tested.length,
    ),
  }
}

/** The interval and the test are approximations of their own; what the test does not tell from nothing, the interval may not either. */
function withZero({ low, value, high }: Estimate): Estimate {
  return { low: Math.min(low, 0), value, high: Math.max(high, 0) }
}
