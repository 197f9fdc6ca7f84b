/** What a question is about: which captures, which window, and what people said where files are silent. */
import type { Thresholds } from '../diagnosis/diagnosis.ts'
import type { Runtime } from '../profile/profile.ts'
import type { TimeWindow } from '../units.ts'

/** Answers a person or the recording gives where files are silent, and what they changed. */
export interface AnalysisSettings {
  readonly cores?: number
  readonly coresFrom?: string
  readonly threads?: number
  readonly threadsFrom?: string
  readonly thresholds?: Partial<Thresholds>
  /** Window in seconds for files without any time in them. */
  readonly assumedSeconds?: number
  readonly runtime?: Runtime
  readonly service?: string
  /** Process observations of the recording (see sources/recording): for CPU, threads and the RSS gap. */
  readonly process?: readonly {
    readonly atMs: number
    readonly cpuSeconds?: number
    readonly rssBytes?: number
    readonly threads?: number
  }[]
}

/** A window of a set of captures: what every other question is about. */
export interface Subject {
  readonly captureIds: readonly string[]
  readonly window: TimeWindow
  readonly settings: AnalysisSettings
}

/** Two windows (or selections, or recordings) of one service. A is base, B is head. */
export interface ComparisonSubject {
  readonly base: ComparedSubject
  readonly head: ComparedSubject
}

export interface ComparedSubject extends Subject {
  /** "go1.26.8" and the source's labels, for the comparability strip. */
  readonly runtimeText?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Which run of the program: two windows of one run vary less than two runs. The same (or no) text on both sides: one run. */
  readonly run?: string
}
