/** What a question is about: which captures, which window, and what people said where files are silent. */
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { TimeWindow } from '../base/units.ts'
import type { ToldAbsence } from '../diagnosis/story.ts'
import type { Mark } from '../analysis/onset.ts'
import type { FleetVerdict } from '../fleet/verdict.ts'
import type { LabelChoice } from '../profile/onlyLabel.ts'

/** A window of a set of captures: what every other question is about. */
export interface Subject {
  readonly captureIds: readonly string[]
  readonly window: TimeWindow
  readonly settings: AnalysisSettings
  /** Views that the source knows not to be there, and why: failed is not "not recorded". */
  readonly known?: readonly ToldAbsence[]
  /** How each process of a store's selection stands: the rules are about one of them. */
  readonly fleet?: FleetVerdict
  /** Of the reader, for the times in what is told; absent: UTC. It changes words alone, never what is gathered. */
  readonly zone?: string
}

export function zoneOf({ zone = 'UTC' }: Pick<Subject, 'zone'>): string {
  return zone
}

/** Two windows (or selections, or recordings) of one service. A is base, B is head. */
export interface ComparisonSubject {
  readonly base: ComparedSubject
  readonly head: ComparedSubject
  /** Events that a change may have begun beside: deploys, flags, notes. */
  readonly marks?: readonly Mark[]
}

export interface ComparedSubject extends Subject {
  /** Only these samples of it: one value of a label, held against all others of the same window. */
  readonly only?: LabelChoice
  /** "go1.26.8" and the source's labels, for the comparability strip. */
  readonly runtimeText?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Which run of the program: two windows of one run vary less than two runs. The same (or no) text on both sides: one run. */
  readonly run?: string
  /** Which processes of it, where a source knows: after a deploy all are others. The same (or no) text on both sides: the same ones. */
  readonly processes?: string
  /** Other runs of the same thing: they are added up, and what they differ by is what a change is measured against. */
  readonly others?: readonly Subject[]
}
