/** What each pane cannot see, and its labels: data, so that no pane forgets its blind spot. Names of views are core's. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { HeapMode, PaneId, StandIn, ViewKind } from '../../core/base/vocabulary.ts'
import {
  type ViewWords as NamedView,
  standInWords as namedStandIns,
  viewWords as named,
} from '../../core/base/viewWords.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'

export interface ViewWords extends NamedView {
  /** "The … profile was not recorded" */
  readonly profile: string
  /** The outermost frame. */
  readonly root: string
  /** After the value of a function: "2.4 s total", "19.7 MB held". */
  readonly measured: string
  readonly topTitle: string
  readonly cannotSee: string
  /** Column head and tooltip. */
  readonly short: string
}

export const viewWords: Readonly<Record<ViewKind, ViewWords>> = {
  cpu: {
    ...named.cpu,
    profile: 'CPU',
    root: 'all',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'waiting: locks, I/O, queues',
    short: 'CPU',
  },
  heap_live: {
    ...named.heap_live,
    profile: 'live heap',
    root: 'all held',
    measured: 'held',
    topTitle: 'Top 5 by self',
    cannotSee: 'RSS beyond the heap; short-lived bytes',
    short: 'live',
  },
  heap_alloc: {
    ...named.heap_alloc,
    profile: 'allocation',
    root: 'all allocated',
    measured: 'allocated',
    topTitle: 'Top 5 by self',
    cannotSee: 'whether anything is kept; RSS beyond the heap',
    short: 'alloc',
  },
  lock: {
    ...named.lock,
    profile: 'lock',
    root: 'all waiting',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'kernel, database, network; deadlocks',
    short: 'lock wait',
  },
}

/** The same for what is seen in a view's place. */
const standInWords: Readonly<Record<StandIn, ViewWords>> = {
  wall: {
    ...namedStandIns.wall,
    profile: 'wall-clock',
    root: 'all time seen',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'whether a thread worked or waited',
    short: 'wall clock',
  },
  live_objects: {
    ...namedStandIns.live_objects,
    profile: 'live-object',
    root: 'all objects held',
    measured: 'held',
    topTitle: 'Top 5 by self',
    cannotSee: 'how large the objects are',
    short: 'live objects',
  },
  alloc_objects: {
    ...namedStandIns.alloc_objects,
    profile: 'allocated-object',
    root: 'all objects allocated',
    measured: 'allocated',
    topTitle: 'Top 5 by self',
    cannotSee: 'how large the objects are; whether any is kept',
    short: 'alloc objects',
  },
  native_alloc: {
    ...namedStandIns.native_alloc,
    profile: 'native-allocation',
    root: 'all allocated',
    measured: 'allocated',
    topTitle: 'Top 5 by self',
    cannotSee: 'whether anything is kept; the managed heap',
    short: 'native alloc',
  },
  native_live: {
    ...namedStandIns.native_live,
    profile: 'native-memory',
    root: 'all held',
    measured: 'held',
    topTitle: 'Top 5 by self',
    cannotSee: 'the managed heap; memory that was mapped, not allocated',
    short: 'native held',
  },
  bytes: {
    ...namedStandIns.bytes,
    profile: 'byte',
    root: 'all bytes',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'whether they are held or were allocated',
    short: 'bytes',
  },
  off_cpu: {
    ...namedStandIns.off_cpu,
    profile: 'off-CPU',
    root: 'all off the CPU',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'what was waited for',
    short: 'off CPU',
  },
  goroutines: {
    ...namedStandIns.goroutines,
    profile: 'goroutine',
    root: 'all goroutines',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'how long they stand there',
    short: 'goroutines',
  },
  threads: {
    ...namedStandIns.threads,
    profile: 'thread',
    root: 'all threads',
    measured: 'total',
    topTitle: 'Top 5 by self',
    cannotSee: 'how long they stand there',
    short: 'threads',
  },
}

/** Of a view as it is drawn. */
export function paneWordsOf({ kind, shows }: { readonly kind: ViewKind; readonly shows?: StandIn }): ViewWords {
  return shows === undefined ? viewWords[kind] : standInWords[shows]
}

/** Of a view of this window, whatever is drawn there. */
export function wordsIn(views: Analysis['views'] | undefined, kind: ViewKind): ViewWords {
  const view = views?.[kind]
  return view?.state === 'measured' ? paneWordsOf(view) : viewWords[kind]
}

export const paneKeys: Readonly<Record<PaneId, string>> = { cpu: '1', heap: '2', lock: '3' }

/** Views a pane shows in a heap mode, the one whose figure comes first in front. */
export function viewsOfPane(pane: PaneId, heapMode: HeapMode): readonly ViewKind[] {
  if (pane !== 'heap') return [pane]
  return heapMode === 'live' || heapMode === 'native'
    ? ['heap_live']
    : heapMode === 'alloc'
      ? ['heap_alloc']
      : ['heap_live', 'heap_alloc']
}

export interface AbsenceWords {
  /** In place of the figure. */
  readonly figure: string
  /** The same where a number of one function would stand; absent where it is no longer. */
  readonly short?: string
  readonly beside: string
  readonly title: (profile: string) => string
}

/** Empty is never healthy: seven ways of not knowing, none of them looks like another or like zero. */
export const absenceWords: Readonly<Record<ToldAbsence['reason'], AbsenceWords>> = {
  'not-recorded': {
    figure: 'not recorded',
    beside: 'absent is not zero',
    title: (profile) => `The ${profile} profile was not recorded`,
  },
  off: {
    figure: 'switched off',
    beside: 'recorded, but the runtime was not measuring',
    title: (profile) => `The ${profile} profile is switched off in the service`,
  },
  'empty-in-window': {
    figure: 'nothing in this window',
    short: 'nothing here',
    beside: 'recorded, and empty here',
    title: (profile) => `The ${profile} profile holds no samples in this window`,
  },
  'outside-window': {
    figure: 'outside this window',
    short: 'another time',
    beside: 'recorded at another time',
    title: (profile) => `The ${profile} profile covers another time`,
  },
  'reaches-beyond': {
    figure: 'not in so short a window',
    short: 'too short',
    beside: 'recorded in one piece',
    title: (profile) => `The ${profile} profile reaches beyond this window`,
  },
  'too-old': {
    figure: 'too old',
    beside: 'the store keeps it no longer',
    title: (profile) => `The ${profile} profile of this window is no longer kept`,
  },
  failed: {
    figure: 'could not be read',
    short: 'not read',
    beside: 'absent is not zero',
    title: (profile) => `The ${profile} profile could not be read`,
  },
  truncated: {
    figure: 'cut short',
    beside: 'what is missing is not zero',
    title: (profile) => `The ${profile} profile ends early`,
  },
  'none-possible': {
    figure: '0 %',
    short: 'none possible',
    beside: 'nothing here can wait for a lock',
    title: () => 'No lock waits, by construction',
  },
  'ranking-only': {
    figure: 'no amount',
    beside: 'a ranking without a window',
    title: (profile) => `The ${profile} profile counts since the process started`,
  },
  'needs-answer': {
    figure: 'needs an answer',
    beside: 'one fact is not in the file',
    title: (profile) => `The ${profile} profile can be read two ways`,
  },
}

/** In the place of what one function costs in a view that is not there: why, in two words. A failed view may have been recorded all the same. */
export function absentText({ reason }: ToldAbsence): string {
  const { short, figure } = absenceWords[reason]
  return short ?? figure
}
