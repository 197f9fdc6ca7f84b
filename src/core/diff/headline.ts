/** Of all that a comparison found, what is said first: the change in the profile that decides, by the function that carries it. */
import { isTakenOver } from './explain.ts'
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import type { Story } from '../diagnosis/story.ts'
import type { ComparedView } from './compareView.ts'
import type { Change, CommonMove, Headline, VisibleChange } from './comparison.ts'
import { carrierOf, carriesAlone, isApart, signalHeadline } from './signalHeadline.ts'
import { smallestVisibleIncrease } from './statistics/effect.ts'
import type { Profilers, WithoutData } from './untested.ts'
import { untestedHeadline } from './untestedHeadline.ts'

type Views = ReadonlyMap<ViewKind, ComparedView>
type Level = Extract<Headline, { readonly id: 'whole' }>['level']

export interface HeadlineInput {
  readonly views: Views
  readonly base: Story
  readonly head: Story
  readonly changes: readonly Change[]
  /** They are two programs: how much of each is in functions of both. */
  readonly apart?: Omit<Extract<Headline, { readonly id: 'other-programs' }>, 'id'> | undefined
  /** The two were recorded by unlike profilers. */
  readonly profilers?: Profilers | undefined
  /** Of the profiles that could be held against each other there are none. */
  readonly without?: WithoutData | undefined
  /** Profiles that are not held against each other, nor are their signals. */
  readonly refused: ReadonlySet<ViewKind>
  /** Profiles of which the whole changed by more than noise. */
  readonly changedWholes: readonly ViewKind[]
}

/** Where nothing decides: what is looked at first, if it changed about as much. */
const viewOrder: readonly ViewKind[] = ['cpu', 'lock', 'heap_alloc', 'heap_live']
/** A later profile has to have changed this much more. */
const clearlyMore = 2

const signalOf: Readonly<Record<ViewKind, SignalId>> = {
  cpu: 'cpu_user_pct',
  lock: 'lock_wait_pct',
  heap_alloc: 'alloc_rate_mb_s',
  heap_live: 'live_heap_mb',
}

/** @returns the headline, and the row of `changes` it speaks of */
export function headlineOf(input: HeadlineInput): { readonly headline: Headline; readonly change?: Change } {
  const { views, changes, changedWholes, apart } = input
  if (apart) {
    const { partA, partB, of, runtimes } = apart
    return {
      headline: { id: 'other-programs', partA, partB, ...(of ? { of } : {}), ...(runtimes ? { runtimes } : {}) },
    }
  }
  const deciding = decidingView(input)
  const bySignal = deciding === undefined ? undefined : ofItsSignals(deciding, input)
  const untested = (): Headline => untestedHeadline(views, input)
  if (![...views.values()].some(({ testable }) => testable)) {
    const found = untested()
    return { headline: found.id === 'classes' && found.changed ? found : (bySignal ?? found) }
  }
  const own = changes.filter(
    ({ verdict, explainedBy, requests }) =>
      verdict !== 'moved' && explainedBy === undefined && (requests === undefined || requests.cause === 'itself'),
  )
  const first = own.filter(({ kind }) => kind === deciding)
  const change = leadOf(first.length > 0 ? first : own, orderFor(input))
  // The profile that decides changed, and nothing in it could be told apart: that is said before what changed elsewhere.
  if (first.length === 0 && bySignal) return { headline: bySignal }
  if (deciding !== undefined && first.length === 0 && changedWholes.includes(deciding))
    return { headline: ofWhole(deciding, input) }
  if (change && isAll(change)) return { headline: ofWhole(change.kind, input), change }
  if (change) return { headline: ofChange(change, input), change }
  const [whole] = changedWholes
  // Shares that moved beside a whole in which everything moved are no news.
  const aside = whole !== undefined && views.get(whole)?.together && changes.every(({ requests }) => !requests)
  if (whole !== undefined && (changes.length === 0 || aside)) return { headline: ofWhole(whole, input) }
  const [moved] = changes
  if (!moved) {
    const isTested = [...views.values()].some(({ tested }) => tested.length > 0)
    if (!isTested) return { headline: untested() }
    const together = commonIn(views)
    const onlyShares = [...views.values()].every(({ tested, exposure }) => tested.length === 0 || exposure.timeless)
    return {
      headline: {
        id: 'none',
        visible: visibleIn(views),
        ...(together.length > 0 ? { together } : {}),
        ...(onlyShares ? { onlyShares } : {}),
      },
    }
  }
  if (moved.requests) {
    const { label, lead } = moved.requests
    const share = { base: lead.baseShare, head: lead.headShare }
    return { headline: { id: 'mix', label, value: lead.value, share, ...ofView(moved.kind, input) }, change: moved }
  }
  return { headline: { id: 'moved', name: moved.name, ...ofView(moved.kind, input) }, change: moved }
}

/** Where the profile that decides cannot be tested, or is none of what its signals measure: what these say. */
function ofItsSignals(kind: ViewKind, input: HeadlineInput): Headline | undefined {
  if (isLevelApart(kind, input)) return ofWhole(kind, input)
  return input.refused.has(kind) ? undefined : signalHeadline(kind, input.views.get(kind), input)
}

/** Of a profile in which nothing can be tested: its own signal stands clear of that of the other side. */
function isLevelApart(kind: ViewKind, { views, base, head }: HeadlineInput): boolean {
  const view = views.get(kind)
  if (view === undefined || view.testable || view.shows !== undefined || view.exposure.parts) return false
  return isApart(base.signals[signalOf[kind]], head.signals[signalOf[kind]])
}

/** The profile that the worse verdict points at: B's, or A's where B reads well again. */
function decidingView({ base, head }: HeadlineInput): ViewKind | undefined {
  for (const { diagnosis } of [head, base]) {
    if (diagnosis.pattern === 'cascading-failure') return 'lock'
    if (diagnosis.pattern !== 'no-clear-pattern' && diagnosis.lookAt !== 'none') return diagnosis.lookAt
  }
  return undefined
}

/** Where no rule matched, the profile that comes nearest to one is looked at before the others. */
function orderFor({ base, head }: HeadlineInput): readonly ViewKind[] {
  const nearest = head.lookAt.view === 'none' ? base.lookAt.view : head.lookAt.view
  return nearest === 'none' ? viewOrder : [nearest, ...viewOrder.filter((kind) => kind !== nearest)]
}

/** The largest of the first profile in order, unless a later one changed much more. */
function leadOf(changes: readonly Change[], order: readonly ViewKind[]): Change | undefined {
  let best: Change | undefined
  for (const kind of order) {
    const ofKind = changes.filter((change) => change.kind === kind)
    const top = ofKind.find((change) => change.switched && !isTakenOver(change)) ?? mostOf(ofKind)
    if (top && (!best || top.conservative > clearlyMore * weightOf(best))) best = top
  }
  return best
}

/** It was all of what was spent, and still is: that more is spent says nothing of it. What is held has its holder, and a lock its waiter. */
const isAll = ({ kind, baseShare, headShare, verdict, requests }: Change): boolean =>
  (kind === 'cpu' || kind === 'heap_alloc') &&
  (verdict === 'grew' || verdict === 'shrank') &&
  requests === undefined &&
  Math.min(baseShare, headShare) > nearlyAll

const nearlyAll = 0.95

/** Less than this is the same amount. */
export const stoodStill = 0.02

const weightOf = (change: Change): number => (isTakenOver(change) ? 0 : change.switched ? 1 : change.conservative)

const mostOf = (changes: readonly Change[]): Change | undefined =>
  changes.reduce<Change | undefined>((most, one) => (most && weightOf(most) >= weightOf(one) ? most : one), undefined)

function ofChange(change: Change, input: HeadlineInput): Headline {
  const { kind, name, verdict, switched } = change
  const of = {
    ...ofView(kind, input),
    rate: { base: change.baseRate, head: change.headRate },
  }
  const [instead] = switched?.instead ?? []
  if (switched && instead !== undefined) return { id: 'switched', name, at: switched.at, instead, ...of }
  if (verdict === 'moved') return { id: 'moved', name, ...of }
  const within = withinOf(change, of.timeless || of.ofParts === true)
  const share = { base: change.baseShare, head: change.headShare }
  return { id: 'function', name, verdict, share, ...(within === undefined ? {} : { within }), ...of }
}

/** What its amount does not show, and would be said against its own figures. */
function withinOf(
  { verdict, baseRate, headRate, requests }: Change,
  sharesOnly: boolean,
): Extract<Headline, { readonly id: 'function' }>['within'] {
  if (sharesOnly || (verdict !== 'grew' && verdict !== 'shrank')) return undefined
  const stood = Math.abs(headRate / baseRate - 1) < stoodStill
  if (!stood && headRate > baseRate === (verdict === 'grew')) return undefined
  return requests?.ratio ? { label: requests.label, ratio: requests.ratio.value } : 'others'
}

function ofWhole(kind: ViewKind, input: HeadlineInput): Headline {
  const view = input.views.get(kind)
  const { together, testable } = view ?? {}
  const carrier = view && !view.exposure.timeless ? carrierOf(view) : undefined
  // Where few functions moved alike, one of them may be all there is.
  const isOne = carrier && (!together || (together.ofParts && carriesAlone(view!, carrier.name)))
  return {
    id: 'whole',
    ...(isOne ? { carrier } : together ? { together: together.factor } : {}),
    ...(testable === false ? { untested: true as const } : {}),
    ...ofView(kind, input),
  }
}

function ofView(kind: ViewKind, { views, base, head }: HeadlineInput): Omit<Extract<Headline, { id: 'whole' }>, 'id'> {
  const view = views.get(kind)
  if (!view) throw new Error(`no comparison of ${kind}`)
  const { aligned, exposure, shows } = view
  // The signals of two parts are those of their process, which has one.
  const level = shows === undefined && !exposure.parts ? levelOf(kind, base, head) : undefined
  return {
    kind,
    ...(shows === undefined ? {} : { shows }),
    unit: aligned.union.unit,
    rate: { base: aligned.base.total[0]! / exposure.base, head: aligned.head.total[0]! / exposure.head },
    timeless: exposure.timeless === true,
    ...(exposure.parts ? { ofParts: true as const } : {}),
    ...(level ? { level } : {}),
  }
}

function levelOf(kind: ViewKind, base: Story, head: Story): Level {
  const signal = signalOf[kind]
  const a = base.signals[signal]
  const b = head.signals[signal]
  return a.state === 'present' && b.state === 'present' ? { signal, base: a.value, head: b.value } : undefined
}

/** So much is seen in any chart of the service, and asks what it was. */
const much = Math.log(1.1)

function commonIn(views: Views): readonly CommonMove[] {
  return [...views.values()].flatMap(({ kind, shows, together }): CommonMove[] =>
    together && Math.abs(Math.log(together.factor)) >= much
      ? [{ kind, ...(shows === undefined ? {} : { shows }), factor: together.factor }]
      : [],
  )
}

/** Of the function whose share is nearest to this: large enough to matter, small enough to be one of many. */
const typicalShare = 0.1

function visibleIn(views: Views): readonly VisibleChange[] {
  return [...views.values()].flatMap((view): VisibleChange[] => {
    const { kind, shows, testable, aligned, functions, yardstick } = view
    const n = { base: aligned.base.totalSamples[0]!, head: aligned.head.totalSamples[0]! }
    if (!testable || !(n.base > 0) || !(n.head > 0)) return []
    let best: VisibleChange | undefined
    for (const { name, family, baseSamples } of view.tested) {
      if (family !== 'total' && functions.base.totalSamples[name] !== functions.base.selfSamples[name]) continue
      const share = baseSamples / n.base
      if (best && Math.abs(Math.log(share / typicalShare)) >= Math.abs(Math.log(best.share / typicalShare))) continue
      const increase = smallestVisibleIncrease(
        { k: baseSamples, n: n.base },
        { k: (baseSamples * n.head) / n.base, n: n.head },
        yardstick.share(name, family).d,
      )
      // Where there are only shares, none grows beyond all.
      const isSeen = view.exposure.comparable || share * (1 + increase) < 1
      if (share > 0 && Number.isFinite(increase) && isSeen)
        best = {
          kind,
          ...(shows === undefined ? {} : { shows }),
          share,
          increase,
          ...(yardstick.assumed ? { assumed: true as const } : {}),
        }
    }
    return best ? [best] : []
  })
}
