/** What the compared profiles themselves show of how the two windows may be read. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { type MeasuredView, type WindowProfiles, shownOf } from '../window/windowProfiles.ts'
import type { ComparableSide } from './comparability.ts'
import type { ComparabilityFact } from './comparabilityFact.ts'
import type { ComparedView } from './compareView.ts'
import type { TwoMoments } from './twoMoments.ts'

interface Runs {
  readonly runs?: readonly WindowProfiles[]
}

/** Means differ by less than this where a pod came a little late. */
const sameCount = Math.log(1.05)

/**
 * Sums over as many processes are compared as sums. One pod beside the three others, or three replicas where there were six, have no common
 * sum: amounts are then those of one process, on average.
 */
export function perProcess(
  a: MeasuredView,
  b: MeasuredView,
): { readonly base: number; readonly head: number } | undefined {
  const base = a.processes?.mean ?? 1
  const head = b.processes?.mean ?? 1
  return Math.abs(Math.log(base / head)) < sameCount ? undefined : { base, head }
}

/** It says what was allocated between the two, and over which time. */
export function withMoments(facts: readonly ComparabilityFact[], moments: TwoMoments): readonly ComparabilityFact[] {
  const others = facts.filter(
    (fact) => fact.id !== 'no-lengths' && !(fact.id === 'untestable' && fact.kind === 'heap_alloc'),
  )
  return [{ level: 'note', id: 'two-moments', ...moments }, ...others]
}

export function replicated({ runs: a = [] }: Runs, { runs: b = [] }: Runs): ComparabilityFact[] {
  const [runsA, runsB] = [Math.max(1, a.length), Math.max(1, b.length)]
  return runsA + runsB > 2 ? [{ level: 'ok', id: 'replicates', runsA, runsB }] : []
}

export function countsOfProcesses(base: ComparableSide, head: ComparableSide): ComparabilityFact[] {
  for (const kind of viewKinds) {
    const a = shownOf(base.profiles.views[kind])
    const b = shownOf(head.profiles.views[kind])
    const per = a && b && perProcess(a, b)
    if (per) return [{ level: 'note', id: 'per-process', processesA: per.base, processesB: per.head }]
  }
  return []
}

/** Said once, however many profiles show it. */
export function movedPackages(views: ReadonlyMap<ViewKind, ComparedView>): ComparabilityFact[] {
  const found = [...views.values()].flatMap(({ aligned }) => aligned.packages ?? [])
  const packages = [...new Map(found.map((one) => [`${one.base} ${one.head}`, one])).values()]
  return packages.length > 0 ? [{ level: 'note', id: 'renamed-packages', packages }] : []
}

export function countedCpu(views: ReadonlyMap<ViewKind, ComparedView>): ComparabilityFact[] {
  const { counted } = views.get('cpu')?.exposure ?? {}
  return counted ? [{ level: 'note', id: 'cpu-by-counters', kind: 'cpu', ...counted }] : []
}

/** Less than this in either direction is not worth a word. */
const worthSaying = Math.log(1.02)

export function commonMoves(views: ReadonlyMap<ViewKind, ComparedView>): ComparabilityFact[] {
  return [...views.values()].flatMap(({ kind, shows, together }): ComparabilityFact[] =>
    together && Math.abs(Math.log(together.factor)) >= worthSaying
      ? [{ level: 'note', id: 'moved-together', kind, ...(shows === undefined ? {} : { shows }), ...together }]
      : [],
  )
}
