/** One object from which the banner, the Markdown for chat, the JSON and the embed speak. Present tense, numbers with denominators. */
import type { PatternId, SignalId, ViewKind } from '../base/vocabulary.ts'
import type { FoundCertainty } from '../diagnosis/certainty.ts'
import type { TwoStates } from '../diagnosis/stability.ts'
import { slopeStatement } from './words/growth.ts'
import { tellLack } from './words/lacks.ts'
import { tellAccount, tellSignals } from './words/signals.ts'
import { tellTwoStates, tellTypedAgainst, tellWarning } from './words/warnings.ts'
import type { Finding, Segment, Sentence, Story } from '../diagnosis/story.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { titleOf } from '../diagnosis/rules.ts'
import { signalWord } from '../diagnosis/signalWords.ts'
import type { Signals } from '../signals/signal.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { listed, unique } from '../base/lists.ts'
import { misleadingOf } from './misleading.ts'
import { formatShare, formatShort } from '../base/numbers.ts'
import { topOwners } from '../diagnosis/owners.ts'
import { code, presentOf, sentence, shown, stated, strong } from '../diagnosis/words.ts'

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
}

export function tellStory(input: StoryInput): Story {
  const { diagnosis, signals, profiles, zone, mixed } = input
  return {
    diagnosis,
    signals: tellSignals(signals, zone),
    sentence: sentenceOf(input),
    lookAt: { view: diagnosis.lookAt, text: lookAtTexts[diagnosis.lookAt] },
    misleading: misleadingOf(input),
    next: nextOf(input),
    ...(input.certainty ? { certainty: { ...input.certainty, slopeText: slopeText(signals, zone) } } : {}),
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
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

const lookAtTexts: Readonly<Record<Diagnosis['lookAt'], string>> = {
  cpu: 'CPU',
  heap_live: 'HEAP live',
  heap_alloc: 'HEAP alloc',
  lock: 'LOCK',
  none: '',
}

function viewOf(profiles: WindowProfiles, kind: ViewKind): MeasuredView | undefined {
  const view = profiles.views[kind]
  return view.state === 'measured' ? view : undefined
}

/** ", most of it in `name`" when one function stands for a third or more, else "in `name` most". */
function mostly(profiles: WindowProfiles, kind: ViewKind, before: string): readonly (string | Segment)[] {
  const view = viewOf(profiles, kind)
  const [first] = view === undefined ? [] : topOwners(view.tree, kind, 1)
  if (first === undefined || first.share < 0.1) return []
  return [
    before.replace('most of it', first.share > 0.5 ? 'most of it' : `${formatShare(first.share)} of it`),
    code(first.name),
  ]
}

function threadWord(profiles: WindowProfiles): string {
  return profiles.runtime === 'go' ? 'Goroutines' : 'Threads'
}

/** "the heap is flat" must not claim more than what was measured. */
function heapClause(signals: Signals): string | undefined {
  const slope = presentOf(signals, 'live_heap_slope_mb_h')
  if (slope === undefined) return undefined
  if (slope.value === 0) return slope.high < 50 ? 'the heap is flat' : 'no heap growth is established'
  return slope.value < 0 ? 'the heap shrinks' : `the heap grows ${shown(signals, 'live_heap_slope_mb_h') ?? ''}`
}

/** How busy the CPU is; without a number of cores, how many are in use. */
function busyClause(signals: Signals): readonly (string | Segment)[] {
  const cpu = stated(signals, 'cpu_user_pct')
  if (cpu !== undefined) return ['CPU is ', strong(cpu), ' busy']
  const { cpu_user_pct: signal } = signals
  const used = signal.state === 'absent' ? signal.standIn?.value : undefined
  return used === undefined
    ? ['how busy the CPU is was not measured']
    : [strong(formatShort(used)), used === 1 ? ' core is in use' : ' cores are in use']
}

function sentenceOf(input: StoryInput): Sentence {
  const { signals, profiles, diagnosis } = input
  const cpu = stated(signals, 'cpu_user_pct') ?? '?'
  const lock = stated(signals, 'lock_wait_pct')
  const alloc = stated(signals, 'cpu_alloc_pct') ?? '?'
  const rate = stated(signals, 'alloc_rate_mb_s') ?? '?'
  const heap = heapClause(signals)
  switch (diagnosis.pattern) {
    case 'contention-bound':
      return sentence(
        `${threadWord(profiles)} spend `,
        strong(lock ?? '?'),
        ' of wall time waiting for locks',
        ...mostly(profiles, 'lock', ', most of it in '),
        ', while ',
        ...busyClause(signals),
        '.',
      )
    case 'gc-pressure':
      return sentence(
        'Allocator and collector take ',
        strong(alloc),
        ` of a CPU that is ${cpu === '?' ? 'busy to an unknown degree' : `${cpu} busy`}: `,
        strong(rate),
        ' are allocated',
        ...mostly(profiles, 'heap_alloc', ', most of it in '),
        heap === undefined ? '.' : `, and ${heap}.`,
      )
    case 'slow-leak':
      return sentence(
        'The live heap grows by ',
        strong(stated(signals, 'live_heap_slope_mb_h') ?? '?'),
        ` and holds ${shown(signals, 'live_heap_mb') ?? 'an unknown amount'}`,
        ...mostly(profiles, 'heap_live', ', most of it allocated in '),
        ', while ',
        ...busyClause(signals),
        lock === undefined ? '.' : ` and lock wait is ${lock}.`,
      )
    case 'cascading-failure':
      return sentence(
        'All at once: CPU is ',
        strong(cpu),
        ' busy, ',
        strong(rate),
        ' are allocated, and ',
        threadWord(profiles).toLowerCase(),
        ' wait for locks ',
        strong(lock ?? '?'),
        ' of their time. Consistent with load beyond capacity; request rate, retries and the order of onset are not in profiles.',
      )
    case 'cpu-bound':
      return sentence(
        'CPU is ',
        strong(cpu),
        ' busy with work of its own',
        ...mostly(profiles, 'cpu', ', most of it in '),
        lock === undefined ? '' : `; lock wait is ${lock}`,
        heap === undefined ? '.' : `${lock === undefined ? ';' : ' and'} ${heap}.`,
      )
    case 'no-clear-pattern':
      return unclear(input)
    default:
      return []
  }
}

/** Says what is known and what is not, and no more: "idle or waiting" when nobody looked at the waits. */
function unclear({ signals, diagnosis, runnerUp, findings = [] }: StoryInput): Sentence {
  const known: (string | Segment)[] = []
  const cpu = shown(signals, 'cpu_user_pct')
  const lock = shown(signals, 'lock_wait_pct')
  const heap = heapClause(signals)
  const clauses: (readonly (string | Segment)[])[] = []
  if (cpu !== undefined) clauses.push(['CPU is ', strong(cpu), ' busy'])
  if (lock !== undefined) clauses.push(['lock wait is ', strong(lock)])
  if (heap !== undefined) clauses.push([heap])
  clauses.forEach((clause, index) => {
    if (index > 0) known.push(index === clauses.length - 1 ? ' and ' : ', ')
    known.push(...clause)
  })
  const start = clauses.length === 0 ? 'No signal that a rule reads was measured' : ''
  const first = known[0]
  if (typeof first === 'string') known[0] = first.charAt(0).toUpperCase() + first.slice(1)
  switch (diagnosis.kind) {
    case 'cannot-tell': {
      const cpuValue = presentOf(signals, 'cpu_user_pct')?.value
      const idle =
        cpuValue !== undefined && cpuValue < 15 && lock === undefined ? ', so the service is idle or waiting' : ''
      // Dumps of threads say what nothing measures: who waits for whom comes before what is missing.
      const seen = findings.find(({ id }) => id === 'deadlock' || id === 'lock-in-dumps')?.text
      const rest = `${possibleClause(diagnosis)}${missingClause(diagnosis.notMeasured)}`
      if (seen !== undefined && clauses.length === 0) return sentence(`${seen} ${rest}`)
      return sentence(seen === undefined ? '' : `${seen} `, start, ...known, `${idle}. ${rest}`)
    }
    case 'mixed':
      return sentence(...known, `. No rule matches${runnerUp === undefined ? '.' : `; ${runnerUp.text}.`}`)
    case 'quiet':
    case 'firm':
    case 'provisional':
    case 'conditional':
      return sentence(start, ...known, ': every rule was evaluated, none is near.')
    default:
      return []
  }
}

/** "Contention-bound or cascading failure, or none of the five; nothing else. ": said wherever something is excluded. */
function possibleClause({ possible = [], excluded = [] }: Diagnosis): string {
  const open = possible.filter((id) => id !== 'no-clear-pattern')
  if (excluded.length === 0 || open.length === 0) return ''
  const words = open.map(titleOf).join(' or ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, or none of the five: nothing else fits. `
}

function missingClause(ids: readonly SignalId[]): string {
  const words = listed(ids.map(signalWord))
  return ids.length === 0
    ? ''
    : `${words.charAt(0).toUpperCase()}${words.slice(1)} ${ids.length === 1 ? 'was' : 'were'} not measured.`
}

const nextSteps: Readonly<Record<PatternId, string>> = {
  'contention-bound': 'fine-grain or lock-free',
  'gc-pressure': 'pool buffers, reuse slices',
  'slow-leak': 'check eviction policy',
  'cascading-failure': 'shed load NOW, do not optimise',
  'cpu-bound': 'optimise the hot function',
  'no-clear-pattern': 'collect more data, do not act on noise',
}

/** The rule's own words; when nobody can tell, how to measure what is missing. */
function nextOf({ diagnosis, signals, zone }: StoryInput): string {
  if (diagnosis.kind === 'cannot-tell') {
    const steps = unique([...(diagnosis.asks ?? []), ...diagnosis.notMeasured]).flatMap((id) => {
      const signal = signals[id]
      return signal.state === 'absent' ? [tellLack(signal.why, zone).next] : []
    })
    const [first] = steps
    if (first !== undefined) return first
  }
  return nextSteps[diagnosis.pattern]
}
