/** Two sides out of what is loaded: which is A, of which run, and what each says where the other has something. Pure. */
import { viewKinds } from '../../core/base/vocabulary.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { OpenedSnapshot } from '../../core/analyst/leaving.ts'
import type { Mark } from '../../core/analysis/onset.ts'
import type { ComparisonSubject, Subject } from '../../core/analyst/subject.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import { areOtherProcesses } from '../../core/fleet/difference.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { FleetVerdict } from '../../core/fleet/verdict.ts'
import type { CompareView, View } from '../../core/link/view.ts'
import type { LoadedCaptures } from '../sources/loadCaptures.ts'
import { sourceKey } from '../view/sourceKey.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { settingsOf } from './settings.ts'

export interface BaseSide {
  readonly source: OpenedSource
  readonly captureIds: readonly string[]
  /** Further windows of it, as replicates. */
  readonly others?: readonly { readonly captureIds: readonly string[]; readonly window: TimeWindow }[]
  readonly absent: LoadedCaptures['absent']
  readonly failures: readonly string[]
  /** What the store says of every process of it. */
  readonly fleet?: FleetVerdict
  /** Its processes, each by itself. */
  readonly processes?: Fleet
}

export interface Sides {
  readonly view: View
  readonly compare: CompareView
  /** What is on screen, and what is asked about it. */
  readonly source: OpenedSource
  readonly head: Subject
  readonly base: BaseSide
  /** What the store says of every process on screen. */
  readonly processes?: Fleet
  /** What happened, as sources say and readers note. */
  readonly marks?: readonly Mark[]
}

/** What is asked of the base by itself. */
export function baseSubjectOf(
  view: View,
  window: TimeWindow,
  { source, captureIds, absent, fleet }: BaseSide,
): Subject {
  return {
    captureIds,
    window,
    zone: view.zone,
    settings: settingsOf(view, source),
    ...(fleet === undefined ? {} : { fleet }),
    ...(absent.length === 0 ? {} : { known: absent }),
  }
}

/** A is the earlier window unless the reader insisted on the other order. */
export function comparisonOf({ view, compare, source, head, base, processes, marks = [] }: Sides): ComparisonSubject {
  // A frozen comparison is of its parts already; there are no samples to take others from.
  const only = compare.rest && source.frozen === undefined ? view.only : undefined
  const baseSide = {
    ...(only ? { only: { ...only, rest: true as const } } : {}),
    ...baseSubjectOf(view, compare.base, base),
    labels: base.source.labels,
    ...(base.others && base.others.length > 0
      ? { others: base.others.map((other) => ({ ...other, settings: settingsOf(view, base.source) })) }
      : {}),
    // The two sides of a difference come from two times or two processes, and the file does not say which.
    run: `${base.source.difference ? 'base of ' : ''}${sourceKey(base.source.ref)}`,
    ...(areOtherProcesses(base.processes, processes) ? { processes: 'others' } : {}),
    ...(base.source.runtime === undefined ? {} : { runtimeText: base.source.runtime }),
  }
  const headSide = {
    ...head,
    ...(only ? { only } : {}),
    labels: source.labels,
    run: sourceKey(source.ref),
    ...(source.runtime === undefined ? {} : { runtimeText: source.runtime }),
  }
  const events = marks.length > 0 ? { marks } : {}
  return compare.swapped ? { base: headSide, head: baseSide, ...events } : { base: baseSide, head: headSide, ...events }
}

/** A snapshot that was a comparison has both windows; another snapshot is used as base by its one window. */
export function frozenBaseId({ headId, baseId, baseWindow }: OpenedSnapshot, window: TimeWindow): string {
  const isBase = baseId !== undefined && baseWindow?.fromMs === window.fromMs && baseWindow.untilMs === window.untilMs
  return isBase ? baseId : headId
}

type Absences = Readonly<Record<'A' | 'B', LoadedCaptures['absent'] | undefined>>

/** "Not recorded" gives way to what a source knows of a side: failed, too old, switched off. */
export function withReasons(comparison: Comparison, absent: Absences): Comparison {
  const views = { ...comparison.views }
  const known = (['A', 'B'] as const).flatMap((letter) => (absent[letter] ?? []).map((view) => ({ ...view, letter })))
  for (const kind of viewKinds) {
    const view = views[kind]
    const reasons = known.filter((one) => one.kind === kind)
    if (view.state === 'compared' || reasons.length === 0) continue
    // A window of several files of one kind fails once, not once a file.
    const texts = new Set(reasons.map((one) => `${one.letter}: ${one.text}. Next: ${one.next.text}.`))
    // What did not come may well be there: nobody can say that one of the two windows is without it.
    const isUnread = reasons.some(({ reason }) => reason === 'failed')
    views[kind] = { ...view, state: isUnread ? 'refused' : view.state, text: [...texts].join(' ') }
  }
  return { ...comparison, views }
}
