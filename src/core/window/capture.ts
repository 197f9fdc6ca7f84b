/** A capture is one profile file and what it covers: the unit in which profiles arrive from any source. */
import type { CaptureKind, Coverage, Runtime } from '../base/vocabulary.ts'
import type { ParsedPart } from '../formats/parsedFile.ts'
import type { Profile } from '../profile/profile.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Told } from './told.ts'

/** What the source knows about a file beside its bytes. Everything is optional where the file itself says it. */
export interface CaptureHints {
  readonly kind?: CaptureKind
  /** What a person says of a file that does not say it; never against the file. */
  readonly told?: Told
  /** Of a file about many things (services, processes): which one, by its key; the busiest when absent. */
  readonly of?: string
  readonly covers?: Coverage
  readonly fromMs?: number
  readonly untilMs?: number
  readonly cores?: number
  readonly threads?: number
  readonly runtime?: Runtime
  readonly service?: string
  /** Live heap of a store's merge is a sum over this many snapshots: divide, and say so. */
  readonly summedSnapshots?: number
  /** Made by a store out of several profiles: its own times and period are synthetic, the times here are right. */
  readonly merged?: boolean
  /** Of the same processes, by any name: only totals of one run are subtracted from each other, and only levels of one make a slope. */
  readonly run?: string
  /** What a store's merge is of, where it says how many processes there were and when. */
  readonly processes?: MergedProcesses
  /** When the file was last written, epoch ms, where that orders the files given (`fileDates.ts`): the last resort of a time. */
  readonly fileDateMs?: number
}

/** Several processes, or one that was not there all the time, in one merge. */
export interface MergedProcesses {
  /** Different ones. */
  readonly count: number
  /** Flows: Σ over the processes of the seconds of each. */
  readonly processSeconds?: number
  /** Flows: seconds in which there is data of at least one, the denominator of the sum; the interval asked for may be longer. */
  readonly coveredSeconds?: number
}

/** What one file turned out to be, after reading. A file may answer several questions (Go's heap: live and alloc). */
export interface Capture {
  /** SHA-256 of the bytes as served, hex: the identity under which the worker keeps it. */
  readonly hash: string
  readonly file: string
  readonly profile: Profile
  readonly kind: CaptureKind
  /** Neither the file nor its source says what it counts: it is drawn as `kind`, and no signal is made of it. */
  readonly kindAssumed?: true
  readonly covers: Coverage
  /** What it really covers. A gauge has fromMs === untilMs. Unknown when neither file nor source says. */
  readonly window?: TimeWindow
  readonly hints: CaptureHints
  /** Of a cumulative capture: when it began to count, where that is known. */
  readonly countsFromMs?: number
  /** Dumps of threads: what each of them did at the instants looked at. */
  readonly looks?: NonNullable<ParsedPart['looks']>
  /** One of the two sides of a file that is a difference: head and base are never added up. */
  readonly side?: NonNullable<ParsedPart['side']>
  /** What the reader kept out of the samples, over the whole file. */
  readonly leftOut?: NonNullable<ParsedPart['leftOut']>
}
