/** Share of the threads' wall time spent waiting for locks, with the two numbers that idle threads cannot dilute. */
import { formatNs, formatNumber, formatShare, formatShort, formatSpan } from '../base/numbers.ts'
import { nsPerSecond } from '../base/units.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import type { LooksReading } from '../window/looksReading.ts'
import { fewestLooks, waitShare } from './looksBounds.ts'
import { type Interval, assumedDesignEffect, wilson, z95 } from './intervals.ts'
import type { AbsentSignal, PresentSignal, Signal } from './signal.ts'
import { type SignalInput, absent, fewestPieces, standardErrorOfMean } from './signalInput.ts'

export function lockWait(input: SignalInput): Signal {
  const { profiles } = input
  const view = profiles.views.lock
  if (view.state === 'absent') return absent('lock_wait_pct', view.text, view.next.text)
  if (profiles.looks !== undefined && view.files.every((file) => profiles.looks?.files.includes(file)))
    return fromLooks(input, view, profiles.looks)
  if (view.wholeNs !== undefined) return fromWall(input, view, view.wholeNs)
  const virtual = virtualThreadsIn(input, view)
  if (virtual !== undefined) return unseenOnVirtualThreads(view, virtual)
  if (view.tree.unit !== 'nanoseconds') {
    return absent(
      'lock_wait_pct',
      'The file counts lock waits and does not say how long they were.',
      'Record a profile with durations.',
    )
  }
  if (view.coveredSeconds <= 0) {
    return view.how.includes('ranking')
      ? absent(
          'lock_wait_pct',
          'One snapshot counts every wait since the process started: a ranking, not a rate.',
          'Take a second snapshot some time later.',
        )
      : absent(
          'lock_wait_pct',
          'The file does not say how long it took.',
          'Give the length of the recording in seconds.',
          { ask: 'window' },
        )
  }
  const waiters = view.total / nsPerSecond / view.coveredSeconds
  const { threads } = profiles
  if (threads === undefined || threads.value <= 0) {
    return absent(
      'lock_wait_pct',
      `How many threads there are is in none of the files; on average ${formatShort(waiters)} of them wait for locks.`,
      'Give the number of threads (for Go: goroutines).',
      {
        ask: 'threads',
        standIn: { text: `${formatShort(waiters)} threads waiting on average`, value: waiters },
      },
    )
  }
  const raw = (100 * waiters) / threads.value
  const relative = relativeError(view)
  const word = profiles.runtime === 'go' ? 'goroutines' : 'threads'
  const count = formatNumber(threads.value, threads.value < 10 && !Number.isInteger(threads.value) ? 1 : 0)
  const bound = boundOf(view)
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, raw * (1 - z95 * relative))),
    high: Math.min(100, raw * (1 + z95 * relative)),
    samples: view.samples,
    samplesOf: 'lock waits',
    how: `Σ ${formatNs(view.total)} of lock waits over ${formatSpan(view.coveredSeconds)} × ${count} ${word} (${threads.from})${raw > 100 ? '; above 100 % because waits that began earlier are booked when they end' : ''}${bound === 'lower' ? ': a lower bound' : ''}`,
    ...(raw > 100 ? { raw, bound: 'clamped' as const } : bound === undefined ? {} : { bound }),
    of: `of ${count} ${word}’ wall time`,
    companions: companionsOf(input, waiters),
  }
}

/** Below this share of the events, work on virtual threads is a detail of the JVM. */
const negligibleVirtual = 0.01

/** Share of a JVM's work on virtual threads, where it is enough to hide lock waits; undefined elsewhere. */
function virtualThreadsIn({ facts }: SignalInput, view: MeasuredView): number | undefined {
  const shares = facts.flatMap(({ file, facts: { virtualThreads } }) => {
    if (virtualThreads === undefined || !view.files.includes(file)) return []
    const { seen, of, started } = virtualThreads
    // Started ones that no event was of: they ran, and it is not known how much.
    return [of > 0 ? Math.max(seen / of, started > 0 && seen === 0 ? negligibleVirtual : 0) : 1]
  })
  const most = Math.max(0, ...shares)
  return most >= negligibleVirtual ? most : undefined
}

function unseenOnVirtualThreads(view: MeasuredView, share: number): AbsentSignal {
  const waiters = view.coveredSeconds > 0 ? view.total / nsPerSecond / view.coveredSeconds : 0
  return absent(
    'lock_wait_pct',
    `Flight Recorder writes no lock wait of virtual threads, and ${formatShare(share)} of the work seen here ran on them: not seen is not zero.`,
    'Take a few thread dumps that list virtual threads: jcmd PID Thread.dump_to_file -format=json threads.json',
    waiters > 0
      ? { standIn: { text: `${formatShort(waiters)} platform threads waiting on average`, value: waiters } }
      : {},
  )
}

/** What the files cannot see makes it a lower bound: a holder profile of an unknown Go version, a JFR threshold. */
function boundOf(view: MeasuredView): 'lower' | undefined {
  return view.lockSide === 'holder' || view.cautions.some((caution) => caution.includes('lower bound'))
    ? 'lower'
    : undefined
}

/** Spread between pieces of the window where there are enough of them; else as if each wait were exponential. */
function relativeError(view: MeasuredView): number {
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
function fromLooks(input: SignalInput, view: MeasuredView, reading: LooksReading): Signal {
  const found = waitShare(reading)
  if (found === undefined) return absent('lock_wait_pct', 'The dumps show no thread of the program.', view.how)
  const { share, low, high, waiting, counted, parked } = found
  const many = reading.looks.length
  const looked = many === 1 ? 'one look' : `${many} looks`
  const threads = reading.runtime === 'go' ? 'goroutines' : 'threads'
  const whole = (count: number): string => formatNumber(count, count < 10 && !Number.isInteger(count) ? 1 : 0)
  const beside = parked > 0 ? `; ${whole(parked)} parked for want of work are not counted` : ''
  const wait =
    waiting === 0
      ? `none of ${whole(counted + parked)} ${threads} waits for a lock`
      : `${whole(waiting)} of ${whole(counted)} ${threads} wait for a lock${beside}`
  if (many < fewestLooks || reading.sees === 'names') {
    const names = reading.sees === 'names'
    return absent(
      'lock_wait_pct',
      `In ${looked} ${wait}${names ? ', by functions named for it' : many === 1 ? ', at that instant' : ''}.`,
      names ? 'Take dumps with --native, five or more.' : 'Take five dumps or more, some seconds apart.',
    )
  }
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: 100 * Math.min(high, Math.max(low, share)),
    low: 100 * low,
    high: 100 * high,
    samples: many,
    samplesOf: 'looks at all threads',
    how: `on average of ${looked} ${wait}`,
    of: `of the time of ${whole(counted)} ${threads}`,
    companions: companionsOf(input, waiting),
  }
}

/** A wall-clock sampler brings its own denominator: all thread time it saw. */
function fromWall(input: SignalInput, view: MeasuredView, wholeNs: number): Signal {
  if (wholeNs <= 0)
    return absent('lock_wait_pct', 'The wait profile has no samples in this window.', 'Take a longer window.')
  const share = Math.min(1, view.total / wholeNs)
  const { low, high } = wallInterval(view, share, wholeNs)
  const { threads } = input.profiles
  const waiters = threads === undefined ? undefined : share * threads.value
  const count = threads === undefined ? 'all' : formatNumber(threads.value)
  const amount = (value: number): string =>
    view.tree.unit === 'nanoseconds' ? formatNs(value) : `${formatNumber(value)} looks`
  return {
    state: 'present',
    id: 'lock_wait_pct',
    value: 100 * share,
    low: 100 * low,
    high: 100 * high,
    samples: Math.round(view.ticks ?? view.samples),
    samplesOf: view.ticks === undefined ? 'wait samples' : 'looks at all threads',
    how: `${amount(view.total)} of ${amount(wholeNs)} of thread time seen waiting for a lock (${view.how})`,
    of: `of ${count} threads’ wall time`,
    companions: waiters === undefined ? [] : companionsOf(input, waiters),
  } satisfies PresentSignal
}

/** All threads are looked at in one tick and agree in a convoy: ticks are the independent events, not observations. */
function wallInterval(view: MeasuredView, share: number, wholeNs: number): Interval {
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
  const average = { id: 'average_waiters', text: `${formatShort(waiters)} threads waiting on average`, value: waiters }
  if (cpu.state !== 'measured' || cpu.tree.unit !== 'nanoseconds' || cpu.coveredSeconds <= 0) return [average]
  const running = cpu.total / nsPerSecond / cpu.coveredSeconds
  const ratio = waiters + running > 0 ? waiters / (waiters + running) : 0
  return [
    average,
    { id: 'contention_ratio', text: `${formatShare(ratio)} of wait + CPU is waiting`, value: 100 * ratio },
  ]
}
