/** Where each signal comes from, in words a person can check: "3.1 s CPU over 30 s × 4 cores (the recording)". */
import { bytesPerMb } from '../../base/units.ts'
import { clock } from '../../base/clock.ts'
import {
  formatBytes,
  formatNs,
  formatNumber,
  formatSeconds,
  formatShare,
  formatShort,
  formatSpan,
} from '../../base/numbers.ts'
import { type SignalId, signalIds } from '../../base/vocabulary.ts'
import type { ToldSignal, ToldSignals } from '../../diagnosis/story.ts'
import type { TreeUnit } from '../../profile/callTree.ts'
import type {
  Account,
  Companion,
  Counted,
  CpuTimeAccount,
  Denominator,
  StandIn,
  ThreadsWord,
} from '../../signals/account.ts'
import type { AbsentSignal, PresentSignal, Signals } from '../../signals/signal.ts'
import { tellArithmetic } from './arithmetic.ts'
import { lookedAt, timeOfThreads, waitingThreads } from './dumpedThreads.ts'
import { growthWords, rawSlopeWords, slopeAccount } from './growth.ts'
import { tellLack } from './lacks.ts'
import { tell, type WordsOf } from './tellable.ts'

const countedWords: Readonly<Record<Counted, string>> = {
  'cpu-samples': 'CPU samples',
  'counter-readings': 'readings of the process’ CPU counter',
  'load-events': 'CPULoad events',
  'dumps-with-cpu-times': 'dumps that print CPU times',
  'sampled-allocations': 'sampled allocations',
  'counter-differences': 'counter differences',
  'every-live-block': 'live blocks, none sampled',
  'sampled-live-objects': 'sampled live objects',
  collections: 'collections',
  snapshots: 'snapshots',
  'lock-waits': 'lock waits',
  'wait-samples': 'wait samples',
  looks: 'looks at all threads',
  typed: 'number typed by a reader',
  'stored-profiles': 'profiles in the store',
}

const coresText = (cores: number): string =>
  `${formatNumber(cores, Number.isInteger(cores) ? 0 : 1)} ${cores === 1 ? 'core' : 'cores'}`

const threadsText = (threads: number, word: ThreadsWord): string =>
  `${formatNumber(threads, threads < 10 && !Number.isInteger(threads) ? 1 : 0)} ${threads === 1 ? word.slice(0, -1) : word}`

const amountOf =
  (unit: TreeUnit, counted: string) =>
  (value: number): string =>
    unit === 'nanoseconds' ? formatNs(value) : `${formatNumber(value)} ${counted}`

const cpuTimeWords = {
  samples: ({ ns, ofGil, seconds, processes }) =>
    `${formatNs(ns)} ${ofGil ? 'of GIL-holder samples' : 'CPU'} over ${formatSpan(seconds)}${processes === undefined ? '' : ` × ${processesText(processes)}`}`,
  counter: ({ cpuSeconds, seconds }) =>
    `${formatSeconds(cpuSeconds)} CPU by the process’ own counter over ${formatSpan(seconds)}`,
  load: ({ events, cores }) => `mean of ${events} CPULoad events × hardware threads, ${formatShort(cores)} cores used`,
  dumps: ({ cpuSeconds, seconds, profilerSeconds }) =>
    `${formatSeconds(cpuSeconds)} CPU by the threads’ own times over ${formatSpan(seconds)} between dumps${profilerSeconds >= 0.01 ? `, ${formatSeconds(profilerSeconds)} of attaching and recording left out` : ''}`,
} satisfies WordsOf<CpuTimeAccount>

const boundWords = { lower: ': a lower bound', upper: ': an upper bound' } as const

type LockAccount = Extract<Account, { readonly id: 'lock-waits' }>

function silentWords({ threads, of, mostNs }: NonNullable<LockAccount['silent']>): string {
  return `; ${threads} of ${of} busy threads stopped writing events, and a wait is written when it ends: at most ${formatNs(mostNs)} more`
}

function openWords({ waits, leastNs, mostNs }: NonNullable<LockAccount['open']>): string {
  const whose = waits === 1 ? 'the wait of 1 thread' : `waits of ${waits} threads`
  const inIt = leastNs > 0 ? `, ${formatNs(leastNs)} of it seen in dumps` : ''
  return `; ${whose} had not ended${inIt}, at most ${formatNs(mostNs)}`
}

const accountWords = {
  'cpu-of-cores': ({ time, cores, bound, ofFewest }, zone) => {
    const most =
      ofFewest &&
      `; ${formatShare(ofFewest.percent / 100)} of ${coresText(ofFewest.cores)}, if its container may use no more`
    return `${tell<CpuTimeAccount>(cpuTimeWords, time, zone)} × ${coresText(cores.value)} (${cores.from})${bound === undefined ? '' : boundWords[bound]}${most ?? ''}`
  },
  'share-of-cpu': ({ part, whole, idle, unit, collectorOnly, unnamed, leavesOnly }) => {
    const amount = amountOf(unit, 'samples')
    const apart = idle > 0 ? `; ${amount(idle)} of the collector’s work on spare CPU taken out` : ''
    return `${amount(part)} of ${amount(whole)} in allocator or collector frames${apart}${collectorOnly ? '; JavaScript samples show the collector only' : ''}${unnamed === undefined ? '' : `; ${amount(unnamed)} more end where functions have no names, the allocator perhaps among them`}${leavesOnly ? '; without stacks: what the allocator called is not told from other work' : ''}`
  },
  allocated: ({ bytes, seconds, by }, zone) =>
    `${formatBytes(bytes)} over ${formatSpan(seconds)}: ${tellArithmetic(by, zone)}`,
  'counted-bytes': ({ bytes, seconds, said }) =>
    `${formatBytes(bytes)} over ${formatSpan(seconds)}: ${said ?? 'the runtime’s own counter'}`,
  'in-use': ({ by }, zone) => `bytes in use: ${tellArithmetic(by, zone)}`,
  'after-collection': ({ collection, atMs, wanderMb, withGarbage }, zone) =>
    `${withGarbage === true && wanderMb === undefined ? 'at most, for old garbage counts: ' : ''}used after the ${collection === 'unknown' ? '' : `${collection} `}collection of ${clock(atMs, zone)}${wanderMb === undefined ? '' : `: at most, up to ${formatBytes(wanderMb * bytesPerMb)} of it came while it collected`}`,
  growth: ({ growth, source }, zone) => slopeAccount(growth, source, zone),
  'lock-waits': ({ ns, seconds, threads, word, above100, isLower, open, silent, unnamedNs }) =>
    `${formatNs(ns)} of lock waits over ${formatSpan(seconds)} × ${threadsText(threads.value, word)} (${threads.from})${above100 ? '; above 100 % because waits that began earlier are booked when they end' : ''}${open === undefined ? '' : openWords(open)}${silent === undefined ? '' : silentWords(silent)}${unnamedNs === undefined ? '' : `; beside them ${formatNs(unnamedNs)} for what no frame says`}${isLower ? boundWords.lower : ''}`,
  'bounded-beside': ({ by, measured }, zone) =>
    `${by.id === 'looks' ? `${formatShort(by.waiting)} of ${formatShort(by.threads)} threads in ${lookedAt(by.looks)}` : 'another bound'}; beside it ${tellAccount(measured, zone)}`,
  'one-thread': () => 'one JavaScript thread without workers has no lock to wait for',
  typed: (typed) =>
    typed.of === 'cpu'
      ? `${typed.text} in use of ${coresText(typed.cores.value)} (${typed.cores.from}), typed by a reader`
      : `${typed.of === 'growth' ? `growth of ${typed.text}` : `${typed.text} allocated`}, typed by a reader`,
  'waits-in-looks': ({ looks, ...working }) => `on average of ${lookedAt(looks)} ${waitingThreads(working)}`,
  'thread-time': ({ part, whole, unit, by, unnamed }, zone) => {
    const amount = amountOf(unit, 'looks')
    return `${amount(part)} of ${amount(whole)} of thread time seen waiting for a lock (${tellArithmetic(by, zone)})${unnamed === undefined ? '' : `; beside them ${amount(unnamed)} stood still where no frame says for what${boundWords.lower}`}`
  },
} satisfies WordsOf<Account>

const processesText = (processes: number): string =>
  `${formatNumber(processes, Number.isInteger(processes) ? 0 : 1)} processes`

const meanOf = (processes: number | undefined): string =>
  processes === undefined ? '' : `, mean of ${processesText(processes)}`

const eachOf = (processes: number | undefined): string =>
  processes === undefined ? '' : ` each, mean of ${processesText(processes)}`

const denominatorWords = {
  cores: ({ cores, processes }) => `of ${coresText(cores)}${eachOf(processes)}`,
  'that-cpu': () => 'of that CPU',
  'as-typed': () => 'as typed',
  seconds: ({ seconds, processes }) => `over ${formatSpan(seconds)}${meanOf(processes)}`,
  instant: ({ atMs, processes }, zone) =>
    `${atMs === undefined ? 'at an unknown time' : `at ${clock(atMs, zone)}`}${meanOf(processes)}`,
  threads: ({ threads, word, processes }) =>
    `of ${threads === undefined ? `all ${word}` : threadsText(threads, word)}’${threads === 1 ? 's' : ''} wall time${meanOf(processes)}`,
  'time-of-threads': (working) => timeOfThreads(working),
} satisfies WordsOf<Denominator>

const companionWords = {
  cores_used: ({ value }) => `${formatShort(value)} cores used`,
  idle_marking: ({ amount, unit }) =>
    `${amountOf(unit, 'samples')(amount)} of the collector’s work on spare CPU, taken out`,
  raw_slope: ({ value, low, high }) => `raw ${growthWords({ raw: value, low, high })}`,
  average_waiters: ({ value }) => `${formatShort(value)} threads waiting on average`,
  contention_ratio: ({ value }) => `${formatShare(value / 100)} of wait + CPU is waiting`,
  hours_to_limit: ({ value, limitBytes }) =>
    value > 0
      ? `${formatSpan(value * 3600)} until ${formatBytes(limitBytes)} are used`
      : `already above ${formatBytes(limitBytes)}`,
} satisfies WordsOf<Companion>

const standInWords = {
  cores_used: ({ value }) => `${formatShort(value)} cores used`,
  pauses_only: ({ value }) => `GC pauses only: ${formatShort(value)} % of CPU`,
  threads_waiting: ({ value }) => `${formatShort(value)} threads waiting on average`,
  raw_slope: ({ value }) => rawSlopeWords(value),
  platform_threads_waiting: ({ value }) => `${formatShort(value)} platform threads waiting on average`,
} satisfies WordsOf<StandIn>

export function tellAccount(account: Account, zone: string): string {
  return tell<Account>(accountWords, account, zone)
}

export function tellDenominator(denominator: Denominator, zone: string): string {
  return tell<Denominator>(denominatorWords, denominator, zone)
}

/** Where there is little room: what is of several processes is the mean of what each has. */
function shortDenominator(of: Denominator, zone: string): string {
  const whole = tellDenominator(of, zone)
  const short = whole.replace(/, mean of .*$/, '')
  const plain = of.id === 'threads' ? short.replace(/’s? wall time/, '') : short
  return short === whole || plain.endsWith(' each') ? plain : `${plain} each`
}

export function tellCompanion(companion: Companion, zone: string): string {
  return tell<Companion>(companionWords, companion, zone)
}

/** The words of some accounts say already how many of what there were. */
function namesCounted(account: Account): boolean {
  switch (account.id) {
    case 'cpu-of-cores':
      return account.time.id === 'load'
    case 'growth':
      return account.source.id === 'line'
    case 'thread-time':
      return account.by.id === 'looks' && account.by.count > 1
    case 'lock-waits':
    case 'bounded-beside':
    case 'one-thread':
      return true
    case 'share-of-cpu':
    case 'allocated':
    case 'counted-bytes':
    case 'in-use':
    case 'after-collection':
    case 'waits-in-looks':
    case 'typed':
      return false
    default:
      return account satisfies never
  }
}

function tellPresent(signal: PresentSignal, zone: string): ToldSignal {
  const { how, of, samplesOf, companions, ...numbers } = signal
  const account = tellAccount(how, zone)
  const counted = countedWords[samplesOf]
  const samples = `${formatNumber(signal.samples)} ${counted}`
  return {
    ...numbers,
    how: account,
    of: tellDenominator(of, zone),
    shortOf: shortDenominator(of, zone),
    samplesOf: counted,
    counted: samplesOf,
    // One of them says nothing about how sure it is.
    provenance: signal.samples > 1 && !namesCounted(how) ? `${account} · ${samples}` : account,
    companions: companions.map((one) => ({ id: one.id, text: tellCompanion(one, zone), value: one.value })),
  }
}

function tellAbsent({ standIn, why, ...rest }: AbsentSignal, zone: string): ToldSignal {
  return {
    ...rest,
    ...tellLack(why, zone),
    // What could not be read may well have been recorded, and what is of another time was.
    ...(why.id === 'no-view' && !/^(?:failed|outside-window|reaches-beyond)$/.test(why.view.reason)
      ? {}
      : { recorded: true as const }),
    ...(why.id === 'no-view' && why.view.reason === 'failed' ? { failed: true as const } : {}),
    ...(standIn === undefined
      ? {}
      : { standIn: { text: tell<StandIn>(standInWords, standIn, zone), value: standIn.value } }),
  }
}

export function tellSignals(signals: Signals, zone: string): ToldSignals {
  return Object.fromEntries(
    signalIds.map((id): readonly [SignalId, ToldSignal] => {
      const signal = signals[id]
      return [id, signal.state === 'present' ? tellPresent(signal, zone) : tellAbsent(signal, zone)]
    }),
  ) as Record<SignalId, ToldSignal>
}
