/** The one sentence under the verdict: present tense, numbers with denominators, no more than what was measured. */
import type { SignalId, ViewKind } from '../base/vocabulary.ts'
import { capitalised, listed, unique } from '../base/lists.ts'
import { formatBytes, formatShare, formatShort, formatSpan } from '../base/numbers.ts'
import { coresText } from './words/fleet.ts'
import { bytesPerMb } from '../base/units.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { type Behind, behindWaits, holderWords } from '../diagnosis/findings/holderFindings.ts'
import type { Leading } from '../diagnosis/leading.ts'
import { topOwners } from '../diagnosis/owners.ts'
import { titleOf } from '../diagnosis/rules.ts'
import { signalWord } from '../diagnosis/signalWords.ts'
import type { Finding, Segment, Sentence, Story } from '../diagnosis/story.ts'
import { code, presentOf, sentence, shown, stated, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import { isOneLoop } from '../window/oneThread.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'

export interface Spoken {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  /** Where no rule matched: what is biggest. */
  readonly leading?: Leading | undefined
  readonly runnerUp?: Story['runnerUp']
  readonly findings?: readonly Finding[]
}

type Part = string | Segment

/** ", most of it in `name`": the share is said where it is less than half. */
function mostly(profiles: WindowProfiles, kind: ViewKind, before: string): readonly Part[] {
  const first = leadingOwner(profiles, kind)
  if (first === undefined) return []
  return [
    before.replace('most of it', first.share > 0.5 ? 'most of it' : `${formatShare(first.share)} of it`),
    code(first.name),
  ]
}

function leadingOwner(profiles: WindowProfiles, kind: ViewKind): ReturnType<typeof topOwners>[number] | undefined {
  const view = profiles.views[kind]
  const [first] = view.state === 'measured' ? topOwners(view.tree, kind, 1) : []
  return first === undefined || first.share < 0.1 ? undefined : first
}

/** Without the number of threads the wait is a share of nothing known; how many wait at a time is known all the same. */
function waitClause(signals: Signals, threads: string): readonly Part[] {
  const signal = signals.lock_wait_pct
  const share = stated(signals, 'lock_wait_pct')
  return share === undefined && signal.state === 'absent' && signal.standIn?.id === 'threads_waiting'
    ? [`${threads} wait for locks, `, strong(`${formatShort(signal.standIn.value)} at a time`), ' on average']
    : [`${threads} spend `, strong(share ?? 'an unknown part'), ' of wall time waiting for locks']
}

export function threadWord({ runtime }: WindowProfiles): string {
  return runtime === 'go' ? 'goroutines' : 'threads'
}

/** "the heap is flat" must not claim more than what was measured. */
function heapClause(signals: Signals): string | undefined {
  const slope = presentOf(signals, 'live_heap_slope_mb_h')
  if (slope === undefined) return undefined
  if (slope.value === 0) return slope.high < 50 ? 'the heap is flat' : 'no heap growth is established'
  return slope.value < 0 ? 'the heap shrinks' : `the heap grows ${shown(signals, 'live_heap_slope_mb_h') ?? ''}`
}

/** "at least 0 %" says nothing: of a lower bound that rounds to none, what was recorded. */
function lockClause(signals: Signals, lock: string): string {
  if (!seesNone(signals)) return `lock wait is ${lock}`
  return `${presentOf(signals, 'lock_wait_pct')?.value === 0 ? 'no' : 'next to no'} lock wait was recorded`
}

function seesNone(signals: Signals): boolean {
  const wait = presentOf(signals, 'lock_wait_pct')
  return wait?.bound === 'lower' && wait.value < 0.1
}

/** How busy the CPU is; without a number of cores, how many are in use; of one JavaScript thread, how busy its event loop is. */
function busyClause(signals: Signals, profiles: WindowProfiles): readonly Part[] {
  const cpu = stated(signals, 'cpu_user_pct')
  const { cpu_user_pct: signal } = signals
  if (cpu !== undefined)
    return isEventLoop(signals, profiles)
      ? // Whoever waits for a child process within a call is not busy, and its loop is not free.
        [
          hasStopped(profiles) ? 'the JavaScript thread is ' : 'the event loop is ',
          strong(cpu.replace(/^at most /, '')),
          ' busy',
        ]
      : ['CPU is ', strong(cpu), ' busy']
  const used = signal.state === 'absent' ? signal.standIn?.value : undefined
  return used === undefined
    ? ['how busy the CPU is was not measured']
    : ['CPU use is not known (', strong(formatShort(used)), used === 1 ? ' core used)' : ' cores used)']
}

const hasStopped = ({ views: { cpu } }: WindowProfiles): boolean =>
  cpu.state === 'measured' && cpu.stopped !== undefined

/** What V8’s own sampler sees is one thread, and what waits inside a call counts as running. */
function isEventLoop({ cpu_user_pct: signal }: Signals, { views: { cpu } }: WindowProfiles): boolean {
  return signal.state === 'present' && signal.samplesOf === 'cpu-samples' && cpu.state === 'measured' && isOneLoop(cpu)
}

export function sentenceOf(input: Spoken): Sentence {
  const { signals, profiles, diagnosis } = input
  const cpu = stated(signals, 'cpu_user_pct')
  const lock = stated(signals, 'lock_wait_pct') ?? 'an unknown part'
  const rate = stated(signals, 'alloc_rate_mb_s') ?? 'unknown amounts'
  const heap = heapClause(signals)
  switch (diagnosis.pattern) {
    case 'contention-bound': {
      const ring = input.findings?.find(({ id }) => id === 'deadlock')?.text
      return sentence(
        ring === undefined ? '' : `${ring} `,
        ...waitClause(signals, capitalised(threadWord(profiles))),
        ...mostly(profiles, 'lock', ', most of it in '),
        ...(ring === undefined ? behindClause(behindWaits(profiles)) : []),
        ', while ',
        ...busyClause(signals, profiles),
        '.',
      )
    }
    case 'gc-pressure':
      return sentence(
        'Allocator and collector take ',
        strong(stated(signals, 'cpu_alloc_pct') ?? 'an unknown part'),
        ` of a CPU that is ${cpu === undefined ? 'busy to an unknown degree' : `${cpu} busy`}: `,
        strong(rate),
        ' are allocated',
        ...mostly(profiles, 'heap_alloc', ', most of it in '),
        heap === undefined ? '.' : `, and ${heap}.`,
      )
    case 'slow-leak':
      return sentence(
        'The live heap grows by ',
        strong(stated(signals, 'live_heap_slope_mb_h') ?? 'an unknown amount'),
        ` and holds ${shown(signals, 'live_heap_mb') ?? 'an unknown amount'}`,
        ...growingIn(profiles),
        ', while ',
        ...busyClause(signals, profiles),
        stated(signals, 'lock_wait_pct') === undefined ? '.' : ` and ${lockClause(signals, lock)}.`,
        ...allocatedIn(profiles),
        ...timeToLimit(signals),
      )
    case 'cascading-failure':
      return sentence(
        'CPU is ',
        strong(cpu ?? 'to an unknown degree'),
        ' busy, ',
        strong(rate),
        ` are allocated, and ${threadWord(profiles)} wait for locks `,
        strong(lock),
        ' of their time',
        ...mostly(profiles, 'lock', ', most of it in '),
        '. It looks like overload: check request rate and retries, profiles do not show them.',
      )
    case 'cpu-bound':
      return sentence(
        'CPU is ',
        strong(cpu ?? 'to an unknown degree'),
        ' busy with work of its own',
        ...mostly(profiles, 'cpu', ', most of it in '),
        stated(signals, 'lock_wait_pct') === undefined ? '' : `; ${lockClause(signals, lock)}`,
        heap === undefined ? '.' : `${stated(signals, 'lock_wait_pct') === undefined ? ';' : ' and'} ${heap}.`,
      )
    case 'no-clear-pattern':
      return unclear(input)
    default:
      return []
  }
}

/** ", behind `audit.Append`, which waits for the disk": only where half of all the waiting is explained. */
function behindClause(behind: Behind | undefined): readonly Part[] {
  if (behind === undefined) return []
  const { kind, name } = behind.end ?? behind
  const { which } = holderWords[kind]
  return [
    behind.likely ? ', likely behind ' : ', behind ',
    ...(name === '' ? ['a holder'] : [code(name)]),
    `, which ${which}`,
  ]
}

/** Where nobody recorded what is held, what is allocated is the next best place to look for what stays. */
function growingIn(profiles: WindowProfiles): readonly Part[] {
  return profiles.views.heap_live.state === 'measured'
    ? mostly(profiles, 'heap_live', ', most of it allocated in ')
    : []
}

function allocatedIn(profiles: WindowProfiles): readonly Part[] {
  if (profiles.views.heap_live.state === 'measured') return []
  const first = leadingOwner(profiles, 'heap_alloc')
  if (first === undefined) return []
  return [
    ` ${first.share > 0.5 ? 'Most' : formatShare(first.share)} of what is allocated comes from `,
    code(first.name),
    '.',
  ]
}

const gigabyteMb = 1000

/** "in days" is the rule's word; the number is this. */
function timeToLimit(signals: Signals): readonly Part[] {
  const growth = presentOf(signals, 'live_heap_slope_mb_h')
  if (growth === undefined || growth.value <= 0) return []
  const limit = growth.companions.find((one) => one.id === 'hours_to_limit')
  if (limit?.id === 'hours_to_limit')
    return [
      limit.value > 0
        ? ` At this rate the ${limit.of === 'heap' ? 'heap’s ' : ''}limit of ${formatBytes(limit.limitBytes)} is reached in ${formatSpan(limit.value * 3600)}.`
        : ` It is above the limit of ${formatBytes(limit.limitBytes)} already.`,
    ]
  const more = formatBytes(gigabyteMb * bytesPerMb)
  return [` At this rate +${more} in ${formatSpan((gigabyteMb / growth.value) * 3600)}; the memory limit is not known.`]
}

/** What needs no rule to be worth the first words. */
const comesFirst: ReadonlySet<string> = new Set([
  'deadlock',
  'lock-in-dumps',
  'line-in-dumps',
  'pool-used-up',
  'heap-full',
  'loop-stopped',
  'native-growth',
  'native-categories',
])

/** Says what is known and what is not, and no more: "idle or waiting" when nobody looked at the waits. */
function unclear(input: Spoken): Sentence {
  const { signals, diagnosis, findings = [], runnerUp } = input
  const known = knownClauses(input)
  switch (diagnosis.kind) {
    case 'cannot-tell': {
      // Dumps of threads say what nothing measures: who waits for whom comes before what is missing.
      const seen = findings.find(({ id }) => comesFirst.has(id))?.text
      const open = openClause(diagnosis, signals)
      const cpu = presentOf(signals, 'cpu_user_pct')?.value
      const idle = idleWhatever(signals, diagnosis)
      const isIdle = cpu !== undefined && cpu < 15 && stated(signals, 'lock_wait_pct') === undefined
      return sentence(
        seen === undefined ? '' : `${seen} `,
        ...(known.length > 0
          ? [...known, isIdle ? ', so the service is idle or waiting. ' : '. ']
          : seen === undefined && idle.length === 0
            ? ['No signal that a rule reads was measured. ']
            : []),
        ...idle,
        open,
      )
    }
    case 'mixed': {
      const diluted = findings.find(({ id }) => id === 'diluted-by-idle-threads')?.text
      const near = runnerUp === undefined || runnerUp.text === '' ? '' : ` ${runnerUp.text}`
      return sentence(...known, '.', diluted === undefined ? near : ` ${diluted}`)
    }
    case 'quiet':
    case 'firm':
    case 'provisional':
    case 'conditional':
      return sentence(...stoppedClause(findings), ...known, ': nothing comes near any of the five rules.')
    default:
      return []
  }
}

/** What no rule asks, and a reader must not miss. */
function stoppedClause(findings: readonly { readonly id: string; readonly text: string }[]): readonly Part[] {
  const stopped = findings.find(({ id }) => id === 'loop-stopped')
  return stopped === undefined ? [] : [`${stopped.text} `]
}

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
  return [strong(coresShort(used)), ` cores are used: CPU-bound only on fewer than ${coresShort(limit)}. `]
}

/** "CPU is 45 % busy, most of it in `pricing.applies`, lock wait is 0 % and the heap is flat" */
function knownClauses({ signals, profiles, leading }: Spoken): readonly Part[] {
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
  const heap = heapClause(signals)
  if (heap !== undefined) clauses.push([heap, ...where('heap_live')])
  // A clause that says where needs a comma of its own before the next one.
  const last = leading === undefined || clauses.length < 2 ? ' and ' : ', and '
  const parts = clauses.flatMap((clause, index) =>
    index === 0 ? clause : [index === clauses.length - 1 ? last : ', ', ...clause],
  )
  const [first, ...rest] = parts
  return typeof first === 'string' ? [capitalised(first), ...rest] : parts
}

/** "Not ruled out: GC pressure (allocation rate was not measured). The other four are." */
function openClause({ possible = [], excluded = [], rules, unsettled = [] }: Diagnosis, signals: Signals): string {
  const open = rules.filter(({ id }) => possible.includes(id))
  if (open.length === 0) return ''
  const missing = unique(open.flatMap((rule) => rule.missing))
  // A bound that does not decide was measured all the same.
  const isKnown = (one: SignalId): boolean => unsettled.includes(one) || signals[one].state === 'present'
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
