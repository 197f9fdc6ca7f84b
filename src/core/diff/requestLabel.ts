/**
 * Which label says what the service was asked for, so that a function that changed can be told from a request type that came more
 * often (statistics reference A.6). Chosen by name, from a fixed list: a label may as well name an outcome (`cache=miss`) or an
 * identity (a span), and comparing within outcomes would hide the very change that is looked for.
 */
import type { TreePart } from '../profile/buildCallTree.ts'
import { findContentionUnit, recoverSampleCounts } from '../profile/sampleCounts.ts'

/** Best first. Compared without case; spaces, dots and dashes are underscores. */
const requestLabels: readonly string[] = [
  'endpoint',
  'trace_endpoint',
  'http_route',
  'route',
  'handler',
  'http_handler',
  'rpc_method',
  'grpc_method',
  'rpc',
  'operation',
  'operation_name',
  'span_name',
  'resource',
  'resource_name',
  'controller',
  'action',
  'page',
  'path',
  'url_path',
  'method',
  'command',
  'query',
  'topic',
  'queue',
  'job',
  'job_name',
  'task',
  'task_name',
  'pool',
  'thread_pool',
  'tenant',
  'customer',
]

/** More values than this are cut: the smallest are "other". */
const mostValues = 60
/** The label must be on at least this part of the samples of each side. */
const leastCovered = 1 / 3
/** Values that both sides have must make up at least this part of what is labelled. */
const leastShared = 1 / 2
/** With fewer samples per value it names single requests, not kinds of them. */
const fewestPerValue = 10

/** One label's values as strata, numbered: 0 has no such label, then the values, then perhaps "other". */
export interface RequestTypes {
  readonly label: string
  /** Names of the strata. */
  readonly strata: readonly string[]
  readonly stratumOf: ReadonlyMap<string, number>
  /** Part of each side's samples that carries the label. */
  readonly covered: { readonly base: number; readonly head: number }
  /** Number of distinct values, before the smallest were put together. */
  readonly values: number
}

/** A part with the events of each of its samples, signed; samples that are not counted have 0. */
export interface CountedPart {
  readonly part: TreePart
  readonly events: Float64Array
}

/** Linear in the samples. */
export function countedParts(parts: readonly TreePart[]): readonly CountedPart[] {
  const unit = findContentionUnit(parts.map(({ profile }) => profile))
  return parts.map((part) => {
    const { profile, column, keepSample } = part
    const values = profile.samples.values[column]
    const sign = part.countScale ?? Math.sign(part.scale ?? 1)
    const { counts } = recoverSampleCounts(profile, column, unit)
    const events = new Float64Array(profile.samples.length)
    for (let sample = 0; sample < events.length; sample++) {
      if (values?.[sample] === 0 || keepSample?.(sample) === false) continue
      events[sample] = counts[sample]! * sign
    }
    return { part, events }
  })
}

const plain = (key: string): string => key.toLowerCase().replaceAll(/[ .-]/g, '_')

/** Does any sample carry a label of the list? Most profiles do not, and nothing more is then looked at. */
export function mayHaveRequestTypes(parts: readonly TreePart[]): boolean {
  return parts.some(({ profile }) =>
    profile.labelSets.some((set) => set.some(({ key }) => requestLabels.includes(plain(key)))),
  )
}

/** The first label of the list that is good enough on both sides; undefined when there is none. */
export function chooseRequestTypes(
  base: readonly CountedPart[],
  head: readonly CountedPart[],
): RequestTypes | undefined {
  const sides = { base: eventsByLabel(base), head: eventsByLabel(head) }
  const keys = [...sides.base.byKey.keys()].sort(
    (a, b) => requestLabels.indexOf(plain(a)) - requestLabels.indexOf(plain(b)) || (a < b ? -1 : 1),
  )
  for (const key of keys) {
    const found = typesOf(key, sides.base, sides.head)
    if (found) return found
  }
  return undefined
}

interface LabelledEvents {
  readonly all: number
  /** Label → value → events. */
  readonly byKey: ReadonlyMap<string, ReadonlyMap<string, number>>
}

function eventsByLabel(parts: readonly CountedPart[]): LabelledEvents {
  let all = 0
  const byKey = new Map<string, Map<string, number>>()
  for (const { part, events } of parts) {
    const { samples, labelSets } = part.profile
    const ofSet = new Float64Array(labelSets.length)
    for (let sample = 0; sample < events.length; sample++) {
      all += events[sample]!
      const set = samples.labelSet?.[sample] ?? -1
      if (set >= 0) ofSet[set]! += events[sample]!
    }
    for (const [set, labels] of labelSets.entries()) {
      if (ofSet[set] === 0) continue
      for (const { key, value } of labels) {
        if (typeof value !== 'string' || value === '' || !requestLabels.includes(plain(key))) continue
        const values = byKey.get(key) ?? new Map<string, number>()
        values.set(value, (values.get(value) ?? 0) + ofSet[set]!)
        byKey.set(key, values)
      }
    }
  }
  return { all, byKey }
}

function typesOf(label: string, base: LabelledEvents, head: LabelledEvents): RequestTypes | undefined {
  const a = base.byKey.get(label)
  const b = head.byKey.get(label)
  if (!a || !b) return undefined
  const sum = (values: Iterable<number>): number => [...values].reduce((total, one) => total + one, 0)
  const both = [...a.keys()].filter((value) => b.has(value))
  for (const [side, all] of [
    [a, base.all],
    [b, head.all],
  ] as const) {
    const labelled = sum(side.values())
    if (!(labelled >= leastCovered * all)) return undefined
    if (sum(both.map((value) => side.get(value) ?? 0)) < leastShared * labelled) return undefined
  }
  const pooled = [...new Set([...a.keys(), ...b.keys()])]
    .map((value) => ({ value, events: (a.get(value) ?? 0) + (b.get(value) ?? 0) }))
    .sort((x, y) => y.events - x.events || (x.value < y.value ? -1 : 1))
  if (pooled.length < 2 || sum(pooled.map(({ events }) => events)) < fewestPerValue * pooled.length) return undefined
  const kept = pooled.length > mostValues ? pooled.slice(0, mostValues - 1) : pooled
  const strata = [`no ${label}`, ...kept.map(({ value }) => value), ...(kept.length < pooled.length ? ['others'] : [])]
  const stratumOf = new Map<string, number>()
  for (const [rank, { value }] of pooled.entries()) stratumOf.set(value, Math.min(rank, kept.length) + 1)
  return {
    label,
    strata,
    stratumOf,
    covered: { base: sum(a.values()) / base.all, head: sum(b.values()) / head.all },
    values: pooled.length,
  }
}

/** Stratum of every label set of a profile. */
export function stratumOfSets({ part }: CountedPart, { label, stratumOf }: RequestTypes): Int32Array {
  return Int32Array.from(part.profile.labelSets, (labels) => {
    const value = labels.find(({ key }) => key === label)?.value
    return typeof value === 'string' ? (stratumOf.get(value) ?? 0) : 0
  })
}
