/** The sentence where no rule holds: what is known, what is not, and what is not ruled out. */
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import { capitalised, listed, unique } from '../base/lists.ts'
import { formatShort } from '../base/numbers.ts'
import { coresText } from './words/fleet.ts'
import { runtimeNames } from './words/runtimes.ts'
import { severalIn } from '../diagnosis/ofSeveral.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { titleOf } from '../diagnosis/rules.ts'
import { signalWord } from '../diagnosis/signalWords.ts'
import type { Finding, Sentence } from '../diagnosis/story.ts'
import { presentOf, sentence, stated, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import { biggestClauses } from './biggest.ts'
import { levelClause, memoryClauses } from './memoryClauses.ts'
import { namesFor, withNames } from './names.ts'
import { type Spoken, type Part, mostly, heapClause, lockClause, seesNone, busyClause } from './clauses.ts'

/** What no rule asks, and a reader must not miss whatever else is quiet. */
const noRuleAsks = [
  'loop-stopped',
  'goroutine-leak',
  'pool-used-up',
  'threads-all-busy',
  'loop-in-call',
  'names-looked-up',
] as const

/** What needs no rule to be worth the first words. */
const comesFirst: ReadonlySet<string> = new Set([
  'deadlock',
  'lock-in-dumps',
  'stuck-in-dumps',
  'nobody-ran',
  'collector-in-quiet',
  'line-in-dumps',
  'heap-full',
  'collector-stops',
  ...noRuleAsks,
  'native-growth',
  'native-categories',
])

/** What dumps show where nothing in them stands out: still more than that nothing was measured. */
const comesWithout = ['crowd-in-dumps', 'few-in-dumps', 'threads-in-dumps'] as const

/** Says what is known and what is not, and no more: "idle or waiting" when nobody looked at the waits. */
export function unclear(input: Spoken): Sentence {
  const { signals, diagnosis, findings = [], runnerUp } = input
  const known = knownClauses(input)
  const several = severalIn(input.profiles.warnings)
  if (several?.runtimes !== undefined) {
    const [one, other] = several.runtimes.map((runtime) => runtimeNames[runtime])
    return sentence(
      `${several.files[0]} is of ${one}, ${several.files[1]} of ${other}: together they are about no program, and no cause is named.`,
    )
  }
  if (several?.isSure === true)
    return sentence(
      `${several.files[0]} and ${several.files[1]} are of two processes, by when their collections were: together they are about neither, and no cause is named.`,
    )
  switch (diagnosis.kind) {
    case 'cannot-tell': {
      // Dumps of threads say what nothing measures: who waits for whom comes before what is missing.
      const seen = findings.find(({ id }) => comesFirst.has(id))?.text
      const open = openClause(diagnosis, signals)
      const cpu = presentOf(signals, 'cpu_user_pct')
      const idle = idleWhatever(signals, diagnosis)
      // Where nothing is known of how much, it is known all the same what is largest.
      const biggest = isMuchOpen(signals) && seen === undefined ? biggestClauses(input) : []
      const level = known.length === 0 && seen === undefined ? levelClause(signals) : []
      // At least so busy is not idle.
      const isLittle = cpu !== undefined && cpu.value < 15 && cpu.bound !== 'lower'
      const first =
        seen ??
        (isLittle || idle.length > 0
          ? findings.find(({ id }) => id === 'crowd-in-dumps' || id === 'few-in-dumps')?.text
          : undefined) ??
        (isLittleKnown(signals, known) && biggest.length === 0 ? stoodText(findings) : undefined)
      const isIdle = isLittle && stated(signals, 'lock_wait_pct') === undefined
      return sentence(
        ...named(first, input),
        ...(known.length > 0
          ? [...known, isIdle ? ', so the service is idle or waiting. ' : '. ', ...biggest]
          : first === undefined && idle.length + biggest.length + level.length === 0
            ? ['No signal that a rule reads was measured. ']
            : idle.length > 0 && first !== undefined
              ? []
              : [...biggest, ...level]),
        ...idle,
        open,
      )
    }
    case 'mixed': {
      const diluted = findings.find(({ id }) => id === 'diluted-by-idle-threads')?.text
      const near = runnerUp === undefined || runnerUp.text === '' ? '' : ` ${runnerUp.text}`
      return sentence(...unaskedClause(input), ...known, '.', diluted === undefined ? near : ` ${diluted}`)
    }
    case 'quiet':
    case 'firm':
    case 'provisional':
    case 'conditional':
      return sentence(...unaskedClause(input), ...known, ': nothing comes near any of the five rules.')
    default:
      return []
  }
}

/** Neither CPU nor waits nor growth: at most how much is allocated. */
const isMuchOpen = (signals: Signals): boolean =>
  stated(signals, 'cpu_user_pct') === undefined &&
  stated(signals, 'lock_wait_pct') === undefined &&
  presentOf(signals, 'live_heap_slope_mb_h') === undefined

/** Nothing, or between which bounds a wait lies. */
function isLittleKnown({ lock_wait_pct: lock, cpu_user_pct: cpu }: Signals, known: readonly Part[]): boolean {
  return known.length === 0 || (lock.state === 'absent' && cpu.state === 'absent')
}

/** Where the threads of dumps stood, the most of them by name where there are so many in one place. */
function stoodText(findings: readonly Finding[]): string | undefined {
  return comesWithout.map((id) => findings.find((one) => one.id === id)?.text).find((text) => text !== undefined)
}

function unaskedClause(input: Spoken): readonly Part[] {
  return named(input.findings?.find(({ id }) => noRuleAsks.some((one) => one === id))?.text, input)
}

/** A finding as the beginning of the sentence. */
const named = (text: string | undefined, input: Spoken): readonly Part[] =>
  text === undefined ? [] : [...withNames(text, namesFor(input)), ' ']

/** Hardly a service may use less than half a core: one that is idle on that is idle on more. */
const leastCores = 0.5

/** "below 0.01 cores" begins no sentence, and is no number to compare with. */
const coresShort = (cores: number): string => (cores < 0.01 ? coresText(cores) : formatShort(cores))

/** "0.04 cores are used: CPU-bound only on fewer than 0.07." */
function idleWhatever(signals: Signals, { excluded = [], thresholds }: Diagnosis): readonly Part[] {
  const { cpu_user_pct: cpu } = signals
  const used = cpu.state === 'absent' && cpu.ask === 'cores' ? cpu.standIn?.value : undefined
  const limit = (100 * (used ?? Infinity)) / (thresholds['cpu-bound'].cpu_user_pct ?? Number.NaN)
  if (used === undefined || !(limit < leastCores) || excluded.includes('cpu-bound')) return []
  if (used === 0) return ['No CPU was seen in use. ']
  return [strong(coresShort(used)), ` cores are used: CPU-bound only on fewer than ${coresShort(limit)}. `]
}

/** "CPU is 45 % busy, most of it in `pricing.applies`, lock wait is 0 % and the heap is flat" */
function knownClauses({ signals, diagnosis, profiles, leading }: Spoken): readonly Part[] {
  const clauses: (readonly Part[])[] = []
  const where = (view: ViewKind): readonly Part[] =>
    leading?.view === view ? mostly(profiles, view, ', most of it in ') : []
  if (stated(signals, 'cpu_user_pct') !== undefined) clauses.push([...busyClause(signals, profiles), ...where('cpu')])
  const lock = stated(signals, 'lock_wait_pct')
  if (lock !== undefined)
    clauses.push(seesNone(signals) ? [lockClause(signals, lock)] : ['lock wait is ', strong(lock), ...where('lock')])
  const rate = stated(signals, 'alloc_rate_mb_s')
  if (leading?.view === 'heap_alloc' && rate !== undefined)
    clauses.push([strong(rate), ' are allocated', ...where('heap_alloc')])
  if (diagnosis.kind === 'cannot-tell' && clauses.length === 0) clauses.push(...memoryClauses(signals))
  const heap = heapClause(signals)
  if (heap !== undefined) clauses.push([heap, ...where('heap_live')])
  // A clause that says where needs a comma of its own before the next one.
  const last = leading === undefined || clauses.length < 2 ? ' and ' : ', and '
  const parts = clauses.flatMap((clause, index) =>
    index === 0 ? clause : [index === clauses.length - 1 ? last : ', ', ...clause],
  )
  const [first, ...rest] = parts
  if (first === undefined) return parts
  return [typeof first === 'string' ? capitalised(first) : { ...first, text: capitalised(first.text) }, ...rest]
}

/** "Not ruled out: GC pressure (allocation rate was not measured). The other four are." */
function openClause({ possible = [], excluded = [], rules, unsettled = [] }: Diagnosis, signals: Signals): string {
  const open = rules.filter(({ id }) => possible.includes(id))
  if (open.length === 0) return ''
  const missing = unique(open.flatMap((rule) => rule.missing))
  // A bound that does not decide was measured all the same.
  const isKnown = (one: SignalId): boolean => unsettled.includes(one) || stated(signals, one) !== undefined
  const reason = missingText(
    missing.filter((one) => !isKnown(one)),
    missing.filter((one) => isKnown(one)),
  )
  const why = reason === '' ? '' : `: ${reason}`
  if (excluded.length === 0) return `Nothing is ruled out yet${why}.`
  const rest = ` The other ${excluded.length === 1 ? 'cause is' : `${excluded.length} causes are`} ruled out.`
  const named = open.map(({ id }) => titleOf(id))
  // One that waits for one number reads best with that number beside it.
  return `Not ruled out: ${listed(named, 'or')}${open.length === 1 && reason !== '' ? ` (${reason})` : why.replace(':', ';')}.${rest}`
}

function missingText(missing: readonly SignalId[], open: readonly SignalId[]): string {
  const say = (ids: readonly SignalId[], what: string): string =>
    ids.length === 0 ? '' : `${listed(ids.map(signalWord))} ${ids.length === 1 ? 'was' : 'were'} not ${what}`
  return [say(missing, 'measured'), say(open, 'settled')].filter((text) => text !== '').join(', ')
}
