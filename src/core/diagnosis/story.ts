/** What the banner, the Markdown for chat, the JSON and the embed say: one object, so that they cannot differ. */
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import type { Diagnosis, LookAt } from './diagnosis.ts'
import type { Counted } from '../signals/account.ts'
import type { AbsentSignal, PresentSignal } from '../signals/signal.ts'
import type { AbsenceReason, Guidance } from '../window/absence.ts'

/** Text with emphasis as data: views decide how bold or mono looks, Markdown how it is escaped. */
export type Segment = { readonly text: string; readonly as?: 'strong' | 'code' }
export type Sentence = readonly Segment[]

/** A signal with its facts in words. Whoever needs the meaning asks `counted`, which snapshots of before version 2 do not have. */
export interface ToldPresentSignal extends Omit<PresentSignal, 'how' | 'of' | 'samplesOf' | 'companions'> {
  /** "Σ 3.1 s CPU over 30 s × 4 cores" */
  readonly how: string
  /** "of 4 cores", "of 64 threads’ wall time"; and shorter, for the strip: "of 64 threads". */
  readonly of: string
  readonly shortOf?: string
  readonly samplesOf: string
  readonly counted?: Counted
  /** `how` and how many of what, said once. */
  readonly provenance?: string
  readonly companions: readonly { readonly id: string; readonly text: string; readonly value: number }[]
}

export interface ToldAbsentSignal extends Omit<AbsentSignal, 'why' | 'standIn'> {
  readonly why: string
  /** Something of it was recorded, and no number comes of it: not known, which is not "not recorded". */
  readonly recorded?: true
  /** It was asked for and did not come, or could not be read: whether it was recorded nobody knows. */
  readonly failed?: true
  /** How to obtain it, and the command where there is one. */
  readonly next: string
  readonly command?: string
  readonly standIn?: { readonly text: string; readonly value: number }
}

export type ToldSignal = ToldPresentSignal | ToldAbsentSignal
export type ToldSignals = Readonly<Record<SignalId, ToldSignal>>

/** No view, in words: of a window that was gathered, or of a store that has none. */
export interface ToldAbsence {
  readonly state: 'absent'
  readonly kind: ViewKind
  readonly reason: AbsenceReason
  readonly text: string
  readonly next: Guidance
  /** Failed, and asking again can help after so long. */
  readonly retryAfterMs?: number
}

export interface Story {
  readonly diagnosis: Diagnosis
  readonly signals: ToldSignals
  /** "Threads spend 71 % of wall time waiting, most of it in logging.Handler.handle, while CPU is 5 % busy." */
  readonly sentence: Sentence
  readonly lookAt: { readonly view: LookAt; readonly text: string }
  /** Where no rule matched: the signal that comes nearest to one. */
  readonly leads?: SignalId
  /** What to leave alone for now: "json.dumps looks big (38 %), but of a CPU that is 5 % busy" */
  readonly misleading: readonly { readonly view: ViewKind; readonly name: string; readonly sentence: Sentence }[]
  /** One specific act; the rule's own advice is `diagnosis.patternText`. */
  readonly next: string
  /** The same with its names as names. */
  readonly act?: Sentence
  /** To copy, with HOST or PID to be filled in. */
  readonly nextCommand?: string
  /** What there is to win at most without the waits; contention only. */
  readonly win?: string
  /** Certainty, runner-up, findings, misreadings, blind spots. */
  readonly certainty?: Certainty
  readonly runnerUp?: {
    readonly id: string
    /** "Near CPU-bound: …"; empty where it is not near enough to be told. */
    readonly text: string
    readonly missing: readonly { readonly signal: string; readonly value: number | null; readonly threshold: number }[]
  }
  readonly alsoMatches: readonly string[]
  readonly findings: readonly Finding[]
  readonly misreadings: readonly { readonly id: string; readonly text: string }[]
  readonly warnings: readonly string[]
}

export interface Certainty {
  /** Share of resamples with the same answer, 0..1. */
  readonly same: number
  readonly statement: 'firm' | 'likely' | 'not-enough-data'
  readonly text: string
  readonly slope: 'established' | 'not-established' | 'not-measured'
  readonly slopeText: string
  readonly subWindows?: { readonly same: number; readonly of: number }
}

export interface Finding {
  readonly id: string
  readonly text: string
  readonly evidence: readonly string[]
  readonly confirm: string
  readonly view?: ViewKind
  /** A row for each profile: what it points at, how much of it that is, and whether it is the one to act on. */
  readonly points?: readonly {
    readonly view: ViewKind
    readonly name: string
    readonly amount: string
    readonly act: boolean
  }[]
}
