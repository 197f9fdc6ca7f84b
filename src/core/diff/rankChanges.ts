/** The list of changes over all profile types: what is surely changed, each cause once, the most certain first. */
import type { ViewKind } from '../base/vocabulary.ts'
import { sourcePlace } from '../profile/sourcePlace.ts'
import type { ComparedView } from './compareView.ts'
import type { TestedFunction } from './testFunctions.ts'
import type { Change, Comparison, FunctionCounts } from './comparison.ts'
import { type Decided, decide, splitShareChange } from './decide.ts'
import { nameOnce } from './carried.ts'
import { type Explanation, explainRows, isTakenOver, withTakers } from './explain.ts'
import { changeText } from './wording.ts'
import type { RequestComparison } from './withinRequests.ts'

/** Nobody reads further; the count of all is said beside the list. */
const mostChanges = 500

/** @param ofOne they are one program: of two, no path of the one took the place of a path of the other */
export function rankChanges(
  views: ReadonlyMap<ViewKind, ComparedView>,
  ofOne: boolean = true,
): Pick<Comparison, 'changes' | 'unchanged'> {
  const tested = [...views.values()].flatMap((view) => view.tested)
  const followed = followedIn(views)
  const decided = decide(
    tested,
    (kind) => largerRate(views.get(kind)),
    (one) => {
      const ratio = followed(one)?.ratio
      return ratio === undefined ? undefined : ratio / (views.get(one.kind)?.together?.factor ?? 1)
    },
  )
  const explained = [...views.values()].flatMap((view) =>
    withTakers(
      nameOnce(
        explainRows(onePerFunction(decided.filter((row) => row.tested.kind === view.kind)), {
          aligned: view.aligned,
          outermost: view.functions.outermost,
          decided: view.decided,
          baseExposure: view.ownExposure.base,
          headExposure: view.ownExposure.head,
          ...(view.exposure.parts ? { ofParts: true as const } : {}),
        }),
        { ...view, exposure: view.ownExposure },
      ),
    ),
  )
  const settled = settleCarried(ofOne ? explained : explained.map(withoutSwitch))
  const changes = settled
    .sort((a, b) => tierOf(a) - tierOf(b) || weightOf(b, views) - weightOf(a, views))
    .slice(0, mostChanges)
    .map((row) => changeOf(row, views, followed))
  return {
    changes,
    unchanged: {
      tested: tested.length,
      notDistinguishable: tested.length - decided.length,
      tooFew: [...views.values()].reduce((sum, view) => sum + view.tooFew, 0),
      functions: countFunctions(views, settled),
    },
  }
}

function withoutSwitch(one: Explanation): Explanation {
  const { switched: _switched, ...rest } = one
  return rest
}

type Followed = (tested: TestedFunction) => ReturnType<RequestComparison['followed']>

/** What the CPU profile's labels let expect of functions in profiles of the same windows that carry none. */
function followedIn(views: ReadonlyMap<ViewKind, ComparedView>): Followed {
  const cpu = views.get('cpu')
  const { requests } = cpu ?? {}
  if (!cpu || !requests) return () => undefined
  const indexOf = new Map(cpu.functions.names.map((name, index) => [name, index]))
  return ({ kind, name }) => {
    const view = views.get(kind)
    if (!view || view.requests || kind === 'heap_live') return undefined
    const index = indexOf.get(view.functions.names[name]!)
    return index === undefined ? undefined : requests.followed(index)
  }
}

/** What goes with a function that changed itself is that function's doing, not the mix's. */
function settleCarried(explained: readonly Explanation[]): Explanation[] {
  const changed = new Set(
    explained.flatMap(({ row, name }) => (row.cause === 'itself' ? [`${row.tested.kind} ${name}`] : [])),
  )
  return explained.map((one) => {
    const { tested, q, conservative, asCarried } = one.row
    const carried = one.explainedBy !== undefined && changed.has(`${tested.kind} ${one.explainedBy}`)
    return carried && asCarried ? { ...one, row: { tested, q, conservative, verdict: asCarried } } : one
  })
}

/** A function of a profile type counts once, however it was tested. */
function countFunctions(views: ReadonlyMap<ViewKind, ComparedView>, found: readonly Explanation[]): FunctionCounts {
  const testable = [...views.values()].filter((view) => view.testable)
  const tested = new Set(testable.flatMap((view) => view.tested.map(({ kind, name }) => `${kind} ${name}`)))
  const count = (matches: (row: Decided) => boolean): number => found.filter(({ row }) => matches(row)).length
  const explainedByMix = count(({ cause }) => cause === 'mix')
  const cannotSeparate = count(({ cause }) => cause === 'inseparable')
  const movedWithTotal = count(({ cause, verdict }) => cause === undefined && verdict === 'moved')
  return {
    all: testable.reduce((sum, view) => sum + view.functions.names.length, 0),
    tested: tested.size,
    changed: found.length - explainedByMix - cannotSeparate - movedWithTotal,
    explainedByMix,
    cannotSeparate,
    movedWithTotal,
    notDistinguishable: tested.size - found.length,
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
    const weight = (one: Decided): number =>
      one.conservative * (one.tested.family === 'self' ? 1.25 : 1) + (one.cause === 'itself' ? 1 : 0)
    if (!known || weight(row) > weight(known)) best.set(row.tested.name, row)
  }
  return [...best.values()]
}

/**
 * A path no longer taken first; then own changes; then rows that only carry another's; then what moved because totals or the mix of
 * requests did.
 */
function tierOf({ row, explainedBy, switched }: Explanation): number {
  if (isTakenOver({ switched })) return 3
  if (switched) return 0
  if (row.verdict === 'moved' || row.cause === 'mix' || row.cause === 'inseparable') return 3
  return explainedBy === undefined ? 1 : 2
}

/** A switch weighs what took over as well: the vanished fast path is small, the slow one that replaced it is not. */
function weightOf({ row, switched }: Explanation, views: ReadonlyMap<ViewKind, ComparedView>): number {
  const instead = switched ? switched.weight / largerRate(views.get(row.tested.kind)) : 0
  return Math.max(row.conservative, instead)
}

function changeOf(explanation: Explanation, views: ReadonlyMap<ViewKind, ComparedView>, followed: Followed): Change {
  const { row, explainedBy, switched } = explanation
  const { tested, verdict, q, conservative } = row
  const view = views.get(tested.kind)
  if (!view) throw new Error(`no comparison of ${tested.kind}`)
  const whole = ratesOf(view)
  const totals = { base: view.aligned.base.total[0]!, head: view.aligned.head.total[0]! }
  const rates = { base: tested.base / view.exposure.base, head: tested.head / view.exposure.head }
  const timeless = view.exposure.timeless === true
  const place = sourcePlace(view.aligned.union, tested.name)
  const change: Omit<Change, 'text'> = {
    kind: tested.kind,
    name: view.functions.names[tested.name]!,
    ...(place === '' ? {} : { place }),
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
    ...(timeless ? { sharesOnly: true as const } : {}),
    q,
    conservative,
    ...requestsOf(row, view, followed, views.get('cpu')?.requests?.strata.types.label ?? ''),
    ...(explainedBy === undefined ? {} : { explainedBy }),
    ...(switched ? { switched: { at: switched.at, instead: switched.instead } } : {}),
  }
  const rateMix = tested.requests?.rateMix ?? 0
  return { ...change, text: changeText(change, view.aligned.union.unit, { timeless, rateMix, shows: view.shows }) }
}

function requestsOf(
  { tested, cause }: Decided,
  view: ComparedView,
  followed: Followed,
  labelOfCpu: string,
): Pick<Change, 'requests'> {
  if (!cause) return {}
  if (tested.requests) {
    const { ratio, mix, within, lead } = tested.requests
    return { requests: { cause, label: view.requests?.strata.types.label ?? '', ratio, mix, within, lead } }
  }
  const found = followed(tested)
  return found ? { requests: { cause, label: labelOfCpu, judgedByCpu: true, lead: found.lead } } : {}
}

function ratioOf(tested: TestedFunction, view: ComparedView, moved: boolean): Change['ratio'] {
  return moved || !view.exposure.comparable ? tested.shareRatio : tested.rateRatio
}
