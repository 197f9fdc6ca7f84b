/**
 * Who differs inside one window: the values of a label that samples carry (endpoint, tenant), threads, and threads of one kind, each with
 * its part of every profile that knows the label. Ranked by distance from the median of the values, in units of their scatter, with a
 * floor that grows with the sampling: three samples more than the others are no distance. These are parts of one process, so no rule
 * is asked of any of them.
 */
import { type StandIn, type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { Share } from '../base/units.ts'
import { isLevel } from '../base/viewWords.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import { nameOf, threadGroupKey, threadKey } from '../profile/onlyLabel.ts'
import { findContentionUnit, recoverSampleCounts } from '../profile/sampleCounts.ts'
import type { TreePart } from '../profile/buildCallTree.ts'
import { threadGroups } from '../profile/threadGroups.ts'
import { type MeasuredView, type Views, shownOf } from '../window/windowProfiles.ts'
import { medianOf, standsOut } from './distance.ts'

/** What a column is of. */
export interface InsideView {
  readonly kind: ViewKind
  readonly shows?: StandIn
  readonly unit: TreeUnit
  /** What flows are divided by; absent for levels, and where nobody knows how long it took. */
  readonly seconds?: number
  /** Stacks of those who made others wait. */
  readonly isOfHolders?: true
}

export interface InsideFigure {
  /** Base units of the view. */
  readonly amount: number
  /** Of everything in the view, labelled or not. */
  readonly share: Share
  /** Independent events behind it, see sampleCounts.ts. */
  readonly samples: number
}

export type InsideFigures = Readonly<Partial<Record<ViewKind, InsideFigure>>>

export interface InsideValue {
  readonly value: string
  /** Of a group of threads: how many. */
  readonly threads?: number
  readonly figures: InsideFigures
  /** From the median of all values, in scales; 0 where there is nothing to compare. */
  readonly distance: number
  /** The view in which it is furthest out, and the median share there. */
  readonly by?: { readonly kind: ViewKind; readonly median: Share }
}

export interface InsideSplit {
  readonly key: string
  /** Views whose samples carry it, in the order of the panes. */
  readonly views: readonly InsideView[]
  /** Furthest from the median first; of very many the furthest and the largest. */
  readonly values: readonly InsideValue[]
  /** All other values together. */
  readonly rest?: { readonly values: number; readonly figures: InsideFigures }
  /** Samples of these views that do not carry it. */
  readonly without: InsideFigures
}

export interface Inside {
  /** The label in which somebody stands out most first. */
  readonly splits: readonly InsideSplit[]
}

/** How many values a person can read; beyond it the rest is one row. */
export const mostInsideValues = 50
const mostSplits = 12
/** More values than this name single requests, not kinds of them. */
const mostDistinct = 20_000

/** What is too little to tell two values apart, in shares of the view, and as a part of the median. */
const leastShare = 0.02
const leastOfMedian = 0.15
/** A normal scatter has this many median deviations in one standard deviation. */
const madFactor = 1.4826
/** Who is further out than this is no clearer for being further still: the usual order of labels decides then. */
const farEnough = 3 * standsOut

/** People ask for these first where several labels tell as much. */
const usualOrder: readonly RegExp[] = [/endpoint|route|handler/i, /tenant|customer/i, /^thread group$/, /./, /^thread$/]

interface Sum {
  amount: number
  samples: number
}

/** Per key, per value: the sum of one view. */
type Sums = Map<string, Map<string, Sum>>

export function insideOf(views: Views): Inside {
  const known: { readonly view: InsideView; readonly whole: Sum; readonly sums: Sums }[] = []
  const threadNames = new Set<string>()
  for (const kind of viewKinds) {
    const view = shownOf(views[kind])
    if (view?.parts === undefined) continue
    for (const { profile } of view.parts) for (const thread of profile.threads) threadNames.add(nameOf(thread))
  }
  const groups = threadGroups(threadNames)
  for (const kind of viewKinds) {
    const view = shownOf(views[kind])
    if (view?.parts === undefined) continue
    const { whole, sums } = sumsOf(view.parts, groups)
    if (whole.amount > 0) known.push({ view: insideView(kind, view), whole, sums })
  }
  const keys = [...new Set(known.flatMap(({ sums }) => [...sums.keys()]))]
  const splits = keys.flatMap((key) => {
    const own = known.filter(({ sums }) => sums.has(key))
    return splitOf(key, own, groups) ?? []
  })
  const threads = splits.find(({ key }) => key === threadKey)
  const kept = splits.filter(
    // Groups of one each are the threads themselves.
    ({ key, values, rest }) =>
      key !== threadGroupKey ||
      values.length + (rest?.values ?? 0) !== (threads?.values.length ?? 0) + (threads?.rest?.values ?? 0),
  )
  return { splits: kept.toSorted(byClarity).slice(0, mostSplits) }
}

const clarityOf = ({ values }: InsideSplit): number => Math.min(farEnough, values[0]?.distance ?? 0)

const orderOf = (key: string): number => usualOrder.findIndex((one) => one.test(key))

const byClarity = (a: InsideSplit, b: InsideSplit): number =>
  clarityOf(b) - clarityOf(a) || orderOf(a.key) - orderOf(b.key) || (a.key < b.key ? -1 : 1)

function insideView(kind: ViewKind, view: MeasuredView): InsideView {
  const { shows, tree, coveredSeconds } = view
  const isFlow = !isLevel(kind, shows)
  return {
    kind,
    unit: tree.unit,
    ...(shows === undefined ? {} : { shows }),
    ...(isFlow && coveredSeconds > 0 && view.onlyShares !== true ? { seconds: coveredSeconds } : {}),
    ...(view.kind === 'lock' && view.lockSide === 'holder' ? { isOfHolders: true as const } : {}),
  }
}

function addTo(sum: Sum | undefined, amount: number, samples: number): void {
  if (sum === undefined) return
  sum.amount += amount
  sum.samples += samples
}

/** Linear in the samples: they are added up by thread and by set of labels, and those by value. */
function sumsOf(
  parts: readonly TreePart[],
  groups: ReadonlyMap<string, string>,
): { readonly whole: Sum; readonly sums: Sums } {
  const whole = { amount: 0, samples: 0 }
  const sums: Sums = new Map()
  const add = (key: string, value: string, amount: number, samples: number): void => {
    const values = sums.get(key) ?? new Map<string, Sum>()
    sums.set(key, values)
    const known = values.get(value)
    if (known) {
      known.amount += amount
      known.samples += samples
    } else values.set(value, { amount, samples })
  }
  const contention = findContentionUnit(parts.map(({ profile }) => profile))
  for (const { profile, column, scale = 1, countScale, keepSample } of parts) {
    const { samples, threads, labelSets } = profile
    const values = samples.values[column]
    if (values === undefined) continue
    const { counts } = recoverSampleCounts(profile, column, contention)
    const sign = countScale ?? Math.sign(scale)
    const ofThread = threads.map((): Sum => ({ amount: 0, samples: 0 }))
    const ofSet = labelSets.map((): Sum => ({ amount: 0, samples: 0 }))
    const { thread, labelSet } = samples
    for (let sample = 0; sample < samples.length; sample++) {
      if (values[sample] === 0 || keepSample?.(sample) === false) continue
      const amount = values[sample]! * scale
      const events = (counts[sample] ?? 0) * sign
      addTo(whole, amount, events)
      if (thread) addTo(ofThread[thread[sample]!], amount, events)
      if (labelSet) addTo(ofSet[labelSet[sample]!], amount, events)
    }
    threads.forEach((thread, at) => {
      const { amount = 0, samples: events = 0 } = ofThread[at] ?? {}
      if (amount === 0) return
      const name = nameOf(thread)
      add(threadKey, name, amount, events)
      add(threadGroupKey, groups.get(name) ?? name, amount, events)
    })
    labelSets.forEach((set, at) => {
      const { amount = 0, samples: events = 0 } = ofSet[at] ?? {}
      if (amount === 0) return
      const once = new Map(set.map((label) => [JSON.stringify([label.key, label.value]), label]))
      for (const { key, value } of once.values()) {
        const isText = typeof value === 'string' && key !== threadKey && key !== threadGroupKey
        if (isText) add(key, value, amount, events)
      }
    })
  }
  return { whole, sums }
}

function splitOf(
  key: string,
  known: readonly { readonly view: InsideView; readonly whole: Sum; readonly sums: Sums }[],
  groups: ReadonlyMap<string, string>,
): InsideSplit | undefined {
  const names = new Set<string>()
  for (const { sums } of known) for (const [value, { amount }] of sums.get(key) ?? []) if (amount > 0) names.add(value)
  if (names.size < 2 || names.size > mostDistinct) return undefined
  const figureOf = (sum: Sum | undefined, whole: Sum): InsideFigure => {
    const amount = Math.max(0, sum?.amount ?? 0)
    return { amount, share: amount / whole.amount, samples: Math.max(0, sum?.samples ?? 0) }
  }
  const all = [...names].map((value) => ({
    value,
    figures: Object.fromEntries(
      known.map(({ view, whole, sums }) => [view.kind, figureOf(sums.get(key)?.get(value), whole)]),
    ) as InsideFigures,
  }))
  const scales = known.map(({ view: { kind }, whole }) => {
    const shares = all.map(({ figures }) => figures[kind]?.share ?? 0)
    const median = medianOf(shares)
    const deviation = medianOf(shares.map((share) => Math.abs(share - median)))
    return { kind, median, least: Math.max(madFactor * deviation, leastShare, leastOfMedian * median), whole }
  })
  const sizes = threadsOf(key, groups)
  const values = all.map(({ value, figures }): InsideValue => {
    let distance = 0
    let by: InsideValue['by']
    for (const { kind, median, least, whole } of scales) {
      const { share = 0, samples = 0 } = figures[kind] ?? {}
      // Counting has a standard error of the root of the count; one event at least, where none was seen.
      const noise = whole.samples > 0 ? Math.sqrt(Math.max(1, samples, median * whole.samples)) / whole.samples : 0
      const far = Math.abs(share - median) / Math.max(least, noise)
      if (far <= distance) continue
      distance = far
      by = { kind, median }
    }
    const threads = sizes.get(value)
    return { value, figures, distance, ...(by ? { by } : {}), ...(threads === undefined ? {} : { threads }) }
  })
  const without = Object.fromEntries(
    known.flatMap(({ view, whole, sums }) => {
      const carried = [...(sums.get(key)?.values() ?? [])].reduce(
        (sum, one) => ({ amount: sum.amount + one.amount, samples: sum.samples + one.samples }),
        { amount: 0, samples: 0 },
      )
      const left = { amount: whole.amount - carried.amount, samples: whole.samples - carried.samples }
      // Rounding of sums is no sample.
      return left.amount > 1e-9 * whole.amount ? [[view.kind, figureOf(left, whole)] as const] : []
    }),
  ) as InsideFigures
  return { key, views: known.map(({ view }) => view), ...shown(values), without }
}

/** Threads of each group; one is no group. */
function threadsOf(key: string, groups: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  if (key === threadGroupKey) for (const group of groups.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  return new Map([...sizes].filter(([, size]) => size > 1))
}

const largest = ({ figures }: InsideValue): number => Math.max(0, ...Object.values(figures).map(({ share }) => share))

/** Within one scale of the median nobody is nearer than another: their size orders them. */
const apart = ({ distance }: InsideValue): number => (distance < 1 ? 0 : distance)

/** Of very many values the furthest from the median and the largest, and one row for the rest. */
function shown(values: readonly InsideValue[]): Pick<InsideSplit, 'values' | 'rest'> {
  const sorted = values.toSorted(
    (a, b) => apart(b) - apart(a) || largest(b) - largest(a) || (a.value < b.value ? -1 : 1),
  )
  if (sorted.length <= mostInsideValues) return { values: sorted }
  const far = sorted.slice(0, Math.ceil(mostInsideValues * 0.8))
  const large = sorted
    .slice(far.length)
    .toSorted((a, b) => largest(b) - largest(a))
    .slice(0, mostInsideValues - far.length)
  const kept = new Set([...far, ...large])
  const others = sorted.filter((one) => !kept.has(one))
  const figures: Partial<Record<ViewKind, InsideFigure>> = {}
  for (const { figures: own } of others) {
    for (const kind of viewKinds) {
      const one = own[kind]
      if (one === undefined) continue
      const { amount = 0, share = 0, samples = 0 } = figures[kind] ?? {}
      figures[kind] = { amount: amount + one.amount, share: share + one.share, samples: samples + one.samples }
    }
  }
  return { values: [...far, ...large], rest: { values: others.length, figures } }
}
