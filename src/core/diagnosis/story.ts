/** What the banner, the Markdown for chat, the JSON and the embed say: one object, so that they cannot differ. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { Diagnosis, LookAt } from './diagnosis.ts'
import type { Signals } from '../signals/signal.ts'

/** Text with emphasis as data: views decide how bold or mono looks, Markdown how it is escaped. */
export type Segment = { readonly text: string; readonly as?: 'strong' | 'code' }
export type Sentence = readonly Segment[]

export interface Story {
  readonly diagnosis: Diagnosis
  readonly signals: Signals
  /** "Threads spend 71 % of wall time waiting, most of it in logging.Handler.handle, while CPU is 5 % busy." */
  readonly sentence: Sentence
  readonly lookAt: { readonly view: LookAt; readonly text: string }
  /** "json.dumps, 38 % of a CPU that is 5 % busy" */
  readonly misleading: readonly { readonly view: ViewKind; readonly name: string; readonly sentence: Sentence }[]
  /** Next step in the rule's words. */
  readonly next: string
  /** Certainty, runner-up, findings, misreadings, blind spots. */
  readonly certainty?: Certainty
  readonly runnerUp?: {
    readonly id: string
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
}
