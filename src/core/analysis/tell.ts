/** One object from which the banner, the Markdown for chat, the JSON and the embed speak. */
import type { SignalId } from '../base/vocabulary.ts'
import { viewWords } from '../base/viewWords.ts'
import type { FoundCertainty } from '../diagnosis/certainty.ts'
import type { TwoStates } from '../diagnosis/stability.ts'
import { capitalised, unique } from '../base/lists.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { leadingOf } from '../diagnosis/leading.ts'
import { plainText, sentence } from '../diagnosis/words.ts'
import type { Finding, Sentence, Story } from '../diagnosis/story.ts'
import { winOf } from '../diagnosis/win.ts'
import type { FleetVerdict } from '../fleet/verdict.ts'
import type { Signals } from '../signals/signal.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { emptyWindowOf, tellEmptyWindow } from './emptyWindow.ts'
import { misleadingOf } from './misleading.ts'
import { nextActOf } from './next.ts'
import { type Spoken, threadWord } from './clauses.ts'
import { sentenceOf } from './sentence.ts'
import { tellFleet } from './words/fleet.ts'
import { slopeStatement } from './words/growth.ts'
import { tellLack } from './words/lacks.ts'
import { tellAccount, tellSignals } from './words/signals.ts'
import { tellTwoStates, tellTypedAgainst, tellWarning } from './words/warnings.ts'
import { tellWin } from './words/win.ts'

export interface StoryInput {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  /** Of the reader, for every time in it. */
  readonly zone: string
  readonly certainty?: FoundCertainty
  readonly runnerUp?: Story['runnerUp']
  readonly alsoMatches?: readonly string[]
  readonly findings?: readonly Finding[]
  readonly misreadings?: Story['misreadings']
  readonly mixed?: TwoStates
  /** Typed by a reader, and not what the files show. */
  readonly typedAgainst?: readonly SignalId[]
  /** How each of several processes stands; `ofOne`: the diagnosis is that of the worst of them, the signals are means. */
  readonly fleet?: FleetVerdict
  readonly ofOne?: boolean
}

/** Who of several processes it is comes first; what they are on average is said as that, and not where the answer is one of theirs. */
function withFleet(spoken: Spoken & Pick<StoryInput, 'fleet' | 'ofOne'>, zone: string): Sentence {
  const { fleet, ofOne = false } = spoken
  if (fleet === undefined) return sentenceOf(spoken)
  const { text } = tellFleet(fleet, zone)
  return ofOne ? sentence(text) : sentence(`${text} On average: `, ...sentenceOf(spoken))
}

/** The virtual machine printed who waits for whom, or owners did. "Most likely" one is none yet; one process of several is not the service. */
const isCertain = ({ diagnosis, profiles, fleet }: StoryInput): boolean =>
  diagnosis.pattern === 'no-clear-pattern' && fleet === undefined && (profiles.looks?.deadlocks ?? []).length > 0

export function tellStory(input: StoryInput): Story {
  const { diagnosis, signals, profiles, zone, mixed } = input
  const leading =
    diagnosis.pattern === 'no-clear-pattern' && diagnosis.kind !== 'quiet'
      ? leadingOf(signals, diagnosis.thresholds)
      : undefined
  const lookAt =
    leading !== undefined && profiles.views[leading.view].state === 'measured' ? leading.view : diagnosis.lookAt
  const spoken = { ...input, leading }
  const act = nextActOf(spoken)
  const win = diagnosis.lookAt === 'lock' && input.ofOne !== true ? winOf(signals) : undefined
  const empty = input.fleet === undefined ? emptyWindowOf(profiles, signals) : undefined
  const certain = empty ? 'no-data' : isCertain(input) ? 'deadlock' : undefined
  return {
    diagnosis: certain === undefined ? diagnosis : { ...diagnosis, certain },
    signals: tellSignals(signals, zone),
    sentence: empty ? tellEmptyWindow(empty, zone) : withFleet(spoken, zone),
    lookAt: { view: lookAt, text: lookAtText(lookAt, diagnosis) },
    misleading: misleadingOf(input, lookAt),
    next: plainText(act.text),
    act: act.text,
    ...(leading === undefined ? {} : { leads: leading.signal }),
    ...(act.command === undefined ? {} : { nextCommand: act.command }),
    ...(win === undefined ? {} : { win: tellWin(win, threadWord(profiles)) }),
    ...(input.certainty && !empty ? { certainty: { ...input.certainty, slopeText: slopeText(signals, zone) } } : {}),
    ...(input.runnerUp ? { runnerUp: input.runnerUp } : {}),
    alsoMatches: input.alsoMatches ?? [],
    findings: input.findings ?? [],
    misreadings: input.misreadings ?? [],
    warnings: unique([
      ...profiles.warnings.map((warning) => tellWarning(warning, zone)),
      ...(mixed === undefined ? [] : [tellTwoStates(mixed, zone)]),
      ...(input.typedAgainst ?? []).map(tellTypedAgainst),
    ]),
  }
}

function slopeText({ live_heap_slope_mb_h: slope }: Signals, zone: string): string {
  if (slope.state === 'absent') return `Heap growth not measured: ${tellLack(slope.why, zone).why}`
  const text =
    slope.how.id === 'growth' ? slopeStatement(slope.how.growth, slope.how.source, zone) : tellAccount(slope.how, zone)
  return `${capitalised(text)}.`
}

/** "HEAP alloc": the chip beside the sentence. More load than capacity is in no profile; who waits for what is. */
function lookAtText(view: Diagnosis['lookAt'], { pattern }: Diagnosis): string {
  if (view === 'none') return pattern === 'cascading-failure' ? 'the load first, then LOCK' : ''
  const [pane = '', ...mode] = viewWords[view].pane.split(' ')
  return [pane.toUpperCase(), ...mode].join(' ')
}
