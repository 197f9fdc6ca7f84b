/** Why there is no view, and what to do about it, as facts; their words are in analysis/words/absences.ts. */
import type { Runtime, ViewKind } from '../base/vocabulary.ts'
import type { TimeWindow } from '../base/units.ts'

/** Different states with different texts; none of them means healthy. */
export type AbsenceReason =
  | 'not-recorded'
  | 'off'
  | 'empty-in-window'
  | 'outside-window'
  /** What was recorded then reaches beyond the window, and cannot be cut. */
  | 'reaches-beyond'
  | 'too-old'
  | 'failed'
  | 'truncated'
  | 'ranking-only'
  /** Nothing to record: what the program is cannot do that. */
  | 'none-possible'
  | 'needs-answer'

export type Absence =
  | { readonly id: 'not-recorded' }
  | { readonly id: 'served-empty' }
  /** One JavaScript thread without workers: it has nobody to wait for a lock with. */
  | { readonly id: 'one-thread' }
  | { readonly id: 'outside-window'; readonly taken?: TimeWindow }
  /** `piece`: the shortest window in which all of what reaches beyond this one lies. */
  | { readonly id: 'reaches-beyond'; readonly piece: TimeWindow }
  /** A sample that waits is not CPU. */
  | { readonly id: 'wall-only' }
  /** A `?seconds=` heap: how it grew, not how large it is. */
  | { readonly id: 'growth-not-level'; readonly file: string }
  | { readonly id: 'level-or-growth'; readonly file: string }
  | { readonly id: 'no-named-wait'; readonly files: readonly string[] }
  | { readonly id: 'python-without-native' }
  | { readonly id: 'virtual-threads-left-out' }
  /** One part of the samples is asked for, and they do not say which part they are of. */
  | { readonly id: 'without-label'; readonly key: string }
  /** A store was asked for its series and did not give them. */
  | { readonly id: 'series-failed' }
  | { readonly id: 'text'; readonly text: string }

export type NextStep =
  /** How to switch the profile on in that runtime. */
  | { readonly id: 'record'; readonly runtime?: Runtime; readonly kind: ViewKind }
  | { readonly id: 'move-window' }
  | { readonly id: 'widen-window'; readonly to: TimeWindow }
  | { readonly id: 'dump-all-threads' }
  | { readonly id: 'told'; readonly next: Guidance }

/** What to switch on, at which safe rate; `command` is copyable. */
export interface Guidance {
  readonly text: string
  readonly command?: string
  readonly cost?: string
  readonly notWhen?: string
}
