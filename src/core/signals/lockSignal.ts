/** Share of the threads' wall time spent waiting for locks, with the two numbers that idle threads cannot dilute. */
import { nsPerSecond } from '../base/units.ts'
import type { Caution } from '../window/caution.ts'
import { hasNoLock } from '../window/oneThread.ts'
import { type LockView, sees } from '../window/windowProfiles.ts'
import type { LooksReading } from '../window/looksReading.ts'
import { fewestWithWork, openTime, silentTime } from '../window/openWaits.ts'
import { fewestLooks, heldUpBy, waitShare } from './looksBounds.ts'
import type { WorkingThreads } from './account.ts'
import { type Interval, assumedDesignEffect, wilson, z95 } from './intervals.ts'
import type { SignalRange } from './range.ts'
import type { AbsentSignal, PresentSignal, Signal } from './signal.ts'
import { type SignalInput, absent, fewestPieces, ofProcesses, standardErrorOfMean } from './signalInput.ts'

/** @param cpu as it was measured or typed */
export function lockWait(input: SignalInput, cpu: Signal): Signal {
  const { profiles } = input
  const view = profiles.views.lock
  if (view.state === 'absent')
    return view.why.id === 'one-thread' ? zeroByConstruction : absent('lock_wait_pct', { id: 'no-view', view })
  const { looks } = profiles
  if (looks !== undefined && view.coveredSeconds <= 0 && view.files.every((file) => looks.files.includes(file)))
    return fromLooks(input, view, looks, cpu)
  // All that a wall clock saw of the one thread is drawn for its CPU.
  const { cpu: drawn } = profiles.views
  if (drawn.state === 'absent' && drawn.shown?.shows === 'wall' && view.total === 0 && hasNoLock(drawn.shown))
    return zeroByConstruction
  if (view.wholeNs !== undefined) return fromWall(input, view, view.wholeNs)
  const virtual = virtualThreadsIn(input, view)
  if (virtual !== undefined) return unseenOnVirtualThreads(view, virtual)
  if (view.tree.unit !== 'nanoseconds') {
    return absent('lock_wait_pct', { id: 'waits-without-length' })
  }
  if (view.coveredSeconds <= 0) {
    return view.how.id === 'since-start'
      ? absent('lock_wait_pct', { id: 'ranking', of: 'waits' })
      : absent('lock_wait_pct', { id: 'length-unknown' }, { ask: 'window' })
  }
  const open = openTime(input, view)
  const mean = (ns: number): number => ns / nsPerSecond / view.coveredSeconds / (view.processes?.mean ?? 1)
  // A wait is written when it ends: those that dumps show and no event tells of are beside the events.
  const waiters = mean(view.total + (open?.leastNs ?? 0))
  // A profile of all waits says of some that they are for something, and not that it is no lock.
  const unnamedNs = view.leftOut.find(({ id }) => id === 'unnamed-waits')?.amount ?? 0
  const { threads } = profiles
  if (threads === undefined || threads.value <= 0) {
    const unknown = absent(
      'lock_wait_pct',
      { id: 'threads-unknown', waiters },
      { ask: 'threads', standIn: { id: 'threads_waiting', value: waiters } },
    )
    const range =
      open !== undefined || boundOf(view) === 'lower' ? undefined : ofOneThread(view, waiters, mean(unnamedNs))
    return range === undefined ? unknown : { ...unknown, range }
  }
  const raw = (100 * waiters) / threads.value
  const relative =
    open === undefined ? relativeError(view) : (relativeError(view) * mean(view.total)) / Math.max(waiters, 1e-12)
  const silent = silentTime(input, view)
  const share = (ns: number, of: number): number => (100 * mean(ns)) / Math.max(1, Math.min(threads.value, of))
  const unended =
    share((open?.mostNs ?? 0) - (open?.leastNs ?? 0), fewestWithWork(looks) ?? Infinity) +
    share(silent?.mostNs ?? 0, silent?.of ?? Infinity) +
    share(unnamedNs, Infinity)
  const word = profiles.runtime === 'go' ? 'goroutines' : 'threads'
  // As many threads as there ever were, or as few.
  const fewer = threads.value / (threads.high ?? threads.value)
  const more = threads.value / Math.max(1, threads.low ?? threads.value)
  const missed = boundOf(view)
  const bound = unended >= worthSaying ? 'lower' : missed
  // What may be beside it is in `unended`: nothing else was missed.
  const seen = missed === undefined && unnamedNs > 0 ? 1 : seenOf(view)
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, raw * (1 - z95 * relative) * fewer)),
    high: Math.min(100, (raw * (1 + z95 * relative) + unended) * more),
    samples: view.samples + (open?.waits ?? 0),
    samplesOf: 'lock-waits',
    how: {
      id: 'lock-waits',
      ns: view.total + (open?.leastNs ?? 0),
      seconds: view.coveredSeconds,
      threads,
      word,
      above100: raw > 100,
      isLower: bound === 'lower',
      ...(open === undefined ? {} : { open }),
      ...(silent === undefined ? {} : { silent }),
      ...(share(unnamedNs, Infinity) < worthSaying ? {} : { unnamedNs }),
    },
    ...(raw > 100 ? { raw, bound: 'clamped' as const } : bound === undefined ? {} : { bound }),
    ...(seen === undefined ? {} : { seen }),
    ...(unended > 0 ? { unended } : {}),
    of: { id: 'threads', threads: threads.value, word, ...ofProcesses(view) },
    companions: companionsOf(input, waiters),
  }
}

/** Points of a percentage that waits may have beside the figure, below which nobody would read it otherwise. */
const worthSaying = 0.05

/** However many threads there are, there is one: less than one waiting on average is at most that share of them. */
function ofOneThread(view: LockView, waiters: number, unnamed: number): SignalRange | undefined {
  const most = waiters * (1 + z95 * relativeError(view)) + unnamed
  if (view.samples === 0 || most >= 1) return undefined
  return { high: 100 * most, highFrom: { id: 'waiters-of-one-thread', waiters, seconds: view.coveredSeconds } }
}

const zeroByConstruction: PresentSignal = {
  state: 'present',
  id: 'lock_wait_pct',
  value: 0,
  low: 0,
  high: 0,
  samples: 0,
  samplesOf: 'lock-waits',
  how: { id: 'one-thread' },
  of: { id: 'threads', threads: 1, word: 'threads' },
  companions: [],
}

/** Below this share of the events, work on virtual threads is a detail of the JVM. */
const negligibleVirtual = 0.01

/** Virtual threads are there and did nothing that was seen. */
const unseen = 0

/** Share of a JVM's work on virtual threads, where it is enough to hide lock waits; undefined elsewhere. */
function virtualThreadsIn({ facts }: SignalInput, view: LockView): number | undefined {
  const shares = facts.flatMap(({ file, facts: { virtualThreads } }) => {
    if (virtualThreads === undefined || !view.files.includes(file)) return []
    const { seen, of, started, carriers = 0 } = virtualThreads
    // Whoever waits all the time runs in no sample: what carries them tells that they are there.
    if (seen === 0 && started === 0 && carriers > 0) return [unseen]
    // Started ones that no event was of: they ran, and it is not known how much.
    if (of === 0) return [1]
    return seen === 0 && started === 0 ? [] : [Math.max(seen / of, seen === 0 ? negligibleVirtual : 0)]
  })
  const most = Math.max(-1, ...shares)
  return most >= negligibleVirtual || most === unseen ? most : undefined
}

function unseenOnVirtualThreads(view: LockView, share: number): AbsentSignal {
  const waiters = view.coveredSeconds > 0 ? view.total / nsPerSecond / view.coveredSeconds : 0
  return absent(
    'lock_wait_pct',
    { id: 'virtual-threads', share },
    waiters > 0 ? { standIn: { id: 'platform_threads_waiting', value: waiters } } : {},
  )
}

/** Behind these stand waits that are not in the files. */
const missesWaits: ReadonlySet<Caution['id']> = new Set(['holders', 'restarted', 'below-threshold', 'sampled-waits'])

/** With so few waits recorded, how many there were is anybody's guess. */
const fewestSampled = 10

/** The part of all waiting that a recorder of one wait in so many has seen at least; 0 where that is not known. */
function seenOf(view: LockView): number | undefined {
  const sampled = view.cautions.find((caution) => caution.id === 'sampled-waits')
  if (sampled?.id !== 'sampled-waits') return undefined
  return sampled.oneIn === undefined || view.samples < fewestSampled ? 0 : 1 / (2 * sampled.oneIn)
}

/** What the files cannot see makes it a lower bound: a holder profile of an unknown Go version, a JFR threshold. */
function boundOf(view: LockView): 'lower' | undefined {
  return view.lockSide === 'holder' || view.cautions.some(({ id }) => missesWaits.has(id)) ? 'lower' : undefined
}

/** Spread between pieces of the window where there are enough of them; else as if each wait were exponential. */
function relativeError(view: LockView): number {
  const rates = (view.pieces ?? []).map(
    (piece) => piece.total / Math.max(1, piece.window.untilMs - piece.window.fromMs),
  )
  if (rates.length >= fewestPieces && view.total > 0) {
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length
    return mean > 0 ? standardErrorOfMean(rates) / mean : 0
  }
  const events = view.samples
  return events > 0 ? Math.min(1, Math.sqrt((2 * assumedDesignEffect) / events)) : 0
}

/** Dumps: a share with an interval from five looks on that know what every thread waits for; before that, bounds alone. */
function fromLooks(input: SignalInput, view: LockView, reading: LooksReading, cpu: Signal): Signal {
  const found = waitShare(reading)
  if (found === undefined) return absent('lock_wait_pct', { id: 'no-thread-of-the-program', by: view.how })
  const { share, low, high, waiting, counted, parked } = found
  const many = reading.looks.length
  const working: WorkingThreads = {
    waiting,
    counted,
    parked,
    word: reading.runtime === 'go' ? 'goroutines' : 'threads',
  }
  if (heldUpBy(reading, cpu, input.profiles.cores?.value) < 1)
    return absent('lock_wait_pct', { id: 'looks-at-full-cpu', looks: many, ...working })
  if (many < fewestLooks || reading.sees === 'names') {
    return absent('lock_wait_pct', {
      id: 'too-few-looks',
      looks: many,
      namesOnly: reading.sees === 'names',
      ...(reading.runtime === undefined ? {} : { runtime: reading.runtime }),
      ...working,
    })
  }
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: 100 * Math.min(high, Math.max(low, share)),
    low: 100 * low,
    high: 100 * high,
    samples: many,
    samplesOf: 'looks',
    how: { id: 'waits-in-looks', looks: many, ...working },
    of: { id: 'time-of-threads', ...working },
    companions: companionsOf(input, waiting),
  }
}

/** A wall-clock sampler brings its own denominator: all thread time it saw. */
function fromWall(input: SignalInput, view: LockView, wholeNs: number): Signal {
  if (sees(view, 'signalled-thread')) return absent('lock_wait_pct', { id: 'signalled-thread' })
  if (wholeNs <= 0) return absent('lock_wait_pct', { id: 'no-wait-sample' })
  const share = Math.min(1, view.total / wholeNs)
  const { low, high } = wallInterval(view, share, wholeNs)
  // Standing still for what no frame names: any part of it may be for a lock.
  const unnamed = view.leftOut.find(({ id }) => id === 'unnamed-waits')?.amount ?? 0
  // Without those who may have had no work the others' share is more.
  const withWork = Math.max(0, wholeNs - (view.maybeIdleNs ?? 0))
  const diluted = withWork > 0 ? Math.min(1, (high * wholeNs) / withWork) - high : 1 - high
  const isDiluted = diluted > worthOpening
  const open = unnamed / wholeNs + (isDiluted ? diluted : 0)
  const idle = view.leftOut.find(({ id }) => id === 'idle-threads')?.amount ?? 0
  const all = input.profiles.threads
  // The sampler's count has the idle ones in it.
  const threads = all && { ...all, value: (all.value * wholeNs) / (wholeNs + idle) }
  const waiters = threads === undefined ? undefined : share * threads.value
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: 100 * share,
    low: 100 * low,
    high: 100 * Math.min(1, high + open),
    ...(100 * open < worthSaying ? {} : { bound: 'lower' as const, unended: 100 * open }),
    samples: Math.round(view.ticks ?? view.samples),
    samplesOf: view.ticks === undefined ? 'wait-samples' : 'looks',
    how: {
      id: 'thread-time',
      part: view.total,
      whole: wholeNs,
      unit: view.tree.unit,
      by: view.how,
      ...(100 * unnamed < worthSaying * wholeNs ? {} : { unnamed }),
    },
    of: { id: 'threads', word: 'threads', ...(threads === undefined ? {} : { threads: threads.value }) },
    companions: waiters === undefined ? [] : companionsOf(input, waiters),
  } satisfies PresentSignal
}

/** Of a share: a little more room above is not worth calling what was measured a bound. */
const worthOpening = 0.05

/** All threads are looked at in one tick and agree in a convoy: ticks are the independent events, not observations. */
function wallInterval(view: LockView, share: number, wholeNs: number): Interval {
  const shares = (view.pieces ?? []).flatMap((piece) =>
    piece.wholeNs !== undefined && piece.wholeNs > 0 ? [piece.total / piece.wholeNs] : [],
  )
  if (shares.length >= fewestPieces) {
    const half = z95 * standardErrorOfMean(shares)
    return { low: Math.max(0, share - half), high: Math.min(1, share + half) }
  }
  const threads =
    view.ticks === undefined || view.ticks === 0 || view.samples === 0
      ? 1
      : Math.max(1, (view.samples * wholeNs) / Math.max(view.total, 1) / view.ticks)
  const looks = view.ticks ?? view.samples / threads
  return wilson(share * looks, looks, assumedDesignEffect)
}

function companionsOf({ profiles }: SignalInput, waiters: number): PresentSignal['companions'] {
  const cpu = profiles.views.cpu
  const average = { id: 'average_waiters', value: waiters } as const
  if (cpu.state !== 'measured' || cpu.tree.unit !== 'nanoseconds' || cpu.coveredSeconds <= 0) return [average]
  const running = cpu.total / nsPerSecond / cpu.coveredSeconds / (cpu.processes?.mean ?? 1)
  const ratio = waiters + running > 0 ? waiters / (waiters + running) : 0
  return [average, { id: 'contention_ratio', value: 100 * ratio }]
}
