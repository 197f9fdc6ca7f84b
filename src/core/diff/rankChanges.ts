/** The list of changes over all profile types: what is surely changed, each cause once, the most certain first. */
import type { ViewKind } from '../window/windowProfiles.ts'
import type { ComparedView, TestedFunction } from './compareView.ts'
import type { Change, Comparison } from './comparison.ts'
import { type Decided, decide, splitShareChange } from './decide.ts'
import { type Explanation, explainRows } from './explain.ts'
import { changeText } from './wording.ts'

/** Nobody reads further; the count of all is said beside the list. */
const mostChanges = 500

export function rankChanges(views: ReadonlyMap<ViewKind, ComparedView>): Pick<Comparison, 'changes' | 'unchanged'> {
  const tested = [...views.values()].flatMap((view) => view.tested)
  const decided = decide(tested, (kind) => largerRate(views.get(kind)))
  const explained = [...views.values()].flatMap((view) =>
    explainRows(onePerFunction(decided.filter((row) => row.tested.kind === view.kind)), {
      aligned: view.aligned,
      outermost: view.functions.outermost,
      baseExposure: view.exposure.base,
      headExposure: view.exposure.head,
    }),
  )
  const changes = explained
    .sort((a, b) => tierOf(a) - tierOf(b) || weightOf(b, views) - weightOf(a, views))
    .slice(0, mostChanges)
    .map((row) => changeOf(row, views))
  return {
    changes,
    unchanged: {
      tested: tested.length,
      notDistinguishable: tested.length - decided.length,
      tooFew: [...views.values()].reduce((sum, view) => sum + view.tooFew, 0),
    },
  }
}

function ratesOf({ aligned, exposure }: ComparedView): { readonly base: number; readonly head: number } {
  return { base: aligned.base.total[0]! / exposure.base, head: aligned.head.total[0]! / exposure.head }
}

function largerRate(view: ComparedView | undefined): number {
  if (!view) return 1
  const { base, head } = ratesOf(view)
  return Math.max(base, head, Number.MIN_VALUE)
}

/** Self and total of one function are one finding: the surer one speaks. */
function onePerFunction(rows: readonly Decided[]): readonly Decided[] {
  const best = new Map<number, Decided>()
  for (const row of rows) {
    const known = best.get(row.tested.name)
    // Its own cost says more than what it calls, so self wins unless total is clearly larger.
    const weight = (one: Decided): number => one.conservative * (one.tested.family === 'self' ? 1.25 : 1)
    if (!known || weight(row) > weight(known)) best.set(row.tested.name, row)
  }
  return [...best.values()]
}

/** A path no longer taken first; then own changes; then rows that only carry another's; then shares that moved because totals did. */
function tierOf({ row, explainedBy, switched }: Explanation): number {
  if (switched) return 0
  if (row.verdict === 'moved') return 3
  return explainedBy === undefined ? 1 : 2
}

/** A switch weighs what took over as well: the vanished fast path is small, the slow one that replaced it is not. */
function weightOf({ row, switched }: Explanation, views: ReadonlyMap<ViewKind, ComparedView>): number {
  const instead = switched ? switched.weight / largerRate(views.get(row.tested.kind)) : 0
  return Math.max(row.conservative, instead)
}

function changeOf(explanation: Explanation, views: ReadonlyMap<ViewKind, ComparedView>): Change {
  const { row, explainedBy, switched } = explanation
  const { tested, verdict, q, conservative } = row
  const view = views.get(tested.kind)
  if (!view) throw new Error(`no comparison of ${tested.kind}`)
  const whole = ratesOf(view)
  const totals = { base: view.aligned.base.total[0]!, head: view.aligned.head.total[0]! }
  const rates = { base: tested.base / view.exposure.base, head: tested.head / view.exposure.head }
  const change: Omit<Change, 'text'> = {
    kind: tested.kind,
    name: view.functions.names[tested.name]!,
    of: tested.family,
    verdict,
    base: tested.base,
    head: tested.head,
    baseShare: totals.base > 0 ? tested.base / totals.base : 0,
    headShare: totals.head > 0 ? tested.head / totals.head : 0,
    baseRate: rates.base,
    headRate: rates.head,
    baseSamples: tested.baseSamples,
    headSamples: tested.headSamples,
    ratio: ratioOf(tested, view, verdict === 'moved'),
    rateDifference: tested.rateDifference,
    shareDifference: tested.shareDifference,
    ...splitShareChange(rates, whole),
    q,
    conservative,
    ...(explainedBy === undefined ? {} : { explainedBy }),
    ...(switched ? { switched: { at: switched.at, instead: switched.instead } } : {}),
  }
  return { ...change, text: changeText(change, view.aligned.union.unit, view.exposure.timeless) }
}

function ratioOf(tested: TestedFunction, view: ComparedView, moved: boolean): Change['ratio'] {
  return moved || !view.exposure.comparable ? tested.shareRatio : tested.rateRatio
}
