/**
 * What dumps of threads bound or measure. The looks are the independent observations, not their threads: those of one instant wait for
 * one another. So what holds of the time between is bounded by how many looks there are, below and above alike: up to four leave room
 * for what none of them met, five and more show their own scatter too. What was seen at the instants of a few is kept apart (`shown`):
 * an example, which is evidence and proves nothing.
 */
import type { SignalBound } from '../base/bounds.ts'
import { unseenIn } from '../base/looks.ts'
import type { LookCount, LooksReading } from '../window/looksReading.ts'
import type { Share } from '../base/units.ts'
import { wilson, z95 } from './intervals.ts'
import type { Signal } from './signal.ts'
import { standardErrorOfMean } from './signalInput.ts'

/** Looks whose own scatter says how sure they are. */
export const fewestLooks = 5

/** One look or two that met nobody may have missed four fifths of the time and more: that is no bound. */
const fewestToExclude = 3

/** Two-sided 95 % points of Student's t for 4, 5, … degrees of freedom; beyond the table, the normal's is near. */
const t95 = [
  2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093,
]

/** Shares of the threads that had work, 0..1. */
export interface WaitShare {
  readonly share: number
  readonly low: number
  readonly high: number
  /** At the instants looked at: as the threads of each would show it if they did not wait for one another. */
  readonly shown: number
  readonly waiting: number
  readonly unknown: number
  /** Per look: without those that were parked or may have been; without those that surely were; and these. */
  readonly threads: number
  readonly counted: number
  readonly parked: number
}

/**
 * Starting jstack or jcmd starts a JVM, which slows whoever holds a lock just when the look is taken: on two cores 2.4 of 12 threads were
 * seen waiting where the program's own timers had 1.1, and 2.0 for 0.4: a seventh of those that did not wait. py-spy, gdb and Go's own
 * dump showed no such thing.
 */
const queueOfTheLook = 1 / 6

/**
 * A Go process dumps itself: where all its processors are busy the dump waits for its turn like any goroutine, and by then the others have
 * run into the lock that a goroutine without a processor holds. On one processor 14 of 16 were seen waiting where the runtime's own counter
 * had 8.1, and 13 where it had 1.6; on two 15 for 11.5 and 12 for 10.8. So on one the looks bound nothing from below, on more less.
 */
export function heldUpBy(reading: LooksReading, cpu: Signal, cores: number | undefined): Share {
  if (reading.runtime !== 'go' || !reading.looks.some(({ running }) => running > 0)) return 1
  const known = cpu.state === 'present' ? cpu.value : cpu.range?.low
  if (known !== undefined && known < fullCpuPct) return 1
  if (cores !== undefined && cores <= 1) return 0
  return known === undefined ? 1 : seenOnSeveral
}
const fullCpuPct = 85
const seenOnSeveral = 0.7

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * @param part of those seen waiting, how many at least also wait between looks
 * @returns undefined where the dumps leave out threads, or nobody had work
 */
export function waitShare({ looks, misses, sees, runtime }: LooksReading, part: Share = 1): WaitShare | undefined {
  const all = mean(looks.map(({ threads }) => threads))
  if (misses !== undefined || looks.length === 0 || all === 0) return undefined
  const most = mean(looks.map(({ threads, parked }) => threads - parked))
  const least = mean(looks.map(({ threads, parked, maybeParked }) => threads - parked - maybeParked))
  const shares = (count: (look: LookCount) => number, of: (look: LookCount) => number): readonly number[] =>
    looks.map((look) => (of(look) > 0 ? Math.min(1, count(look) / of(look)) : 0))
  const lows = shares(
    ({ waiting, threads, parked }) =>
      Math.max(0, waiting - (runtime === 'jvm' ? queueOfTheLook * (threads - parked - waiting) : 0)),
    ({ threads, parked }) => threads - parked,
  )
  const highs = shares(
    (look) => mayWait(look, sees, looks.length < fewestLooks),
    ({ threads, parked, maybeParked }) => threads - parked - maybeParked,
  )
  const waiting = mean(looks.map((look) => look.waiting))
  const unknown = mean(looks.map((look) => look.unknown))
  const highest = Math.max(...highs)
  const unseen = looks.length < fewestToExclude ? 1 : unseenIn(looks.length)
  return {
    share: mean(
      shares(
        (look) => look.waiting,
        ({ threads, parked, maybeParked }) => threads - parked - maybeParked,
      ),
    ),
    low: part * leastBetween(lows, most),
    shown: part * Math.max(0, mean(lows) - Math.max(halfOf(lows, most), ofSoFew(lows, most))),
    high:
      looks.length < fewestLooks
        ? highest + (1 - highest) * unseen
        : Math.min(1, Math.max(unseen, highest === 0 ? 0 : mean(highs) + halfOf(highs, least))),
    waiting,
    unknown,
    threads: least > 0 ? least : most,
    counted: most,
    parked: all - most,
  }
}

/**
 * Of what stands still without a name any part may wait, and what seems to run may be about to. In few looks the instant may be the one
 * between two queues: those who were just let in had waited, and where a writer waits for readers, all who read may wait behind it next.
 * Whoever is not in the dump may wait as well.
 */
function mayWait(look: LookCount, sees: LooksReading['sees'], areFew: boolean): number {
  const { threads, parked, waiting, unknown, running, missing = 0, woken = 0, writers = 0, isCut } = look
  if (isCut || (areFew && writers > 0)) return threads - parked
  return waiting + missing + (sees === 'names' ? unknown + running : areFew ? woken : 0)
}

/**
 * How much of the time at least. One writer that holds everybody up for two thirds of each second is met by one look as 23 waiting of 23
 * (measured: 67 to 69 %, and the threads of that look alone said "at least 75 %"), and a rare one as well. A share between 0 and 1 scatters
 * at most as much as a coin of the same mean, so that up to four looks count as so many tosses, whatever the threads do among each other.
 * From five looks on their own scatter speaks, but for a state that none of them met.
 */
function leastBetween(shares: readonly number[], threads: number): Share {
  const n = shares.length
  const centre = mean(shares)
  if (n < fewestLooks) return wilson(centre * n, n).low
  return Math.max(0, Math.min(1 - unseenIn(n), centre - halfOf(shares, threads)))
}

/** A bound that a reader took from the threads of one look is what they showed; between the looks it holds as for any other look. */
export function betweenLooks(bound: SignalBound): SignalBound {
  const { basis, low } = bound
  if (basis.id !== 'one-look' || low === undefined) return bound
  return { ...bound, low: Math.min(low, 100 * wilson(basis.waiting / basis.threads, 1).low), shown: low }
}

/**
 * Half of the 95 % interval: by scatter from five looks on; before that that of a share of so many threads, once per look, and never
 * narrower than what the looks show.
 */
function halfOf(shares: readonly number[], threads: number): number {
  const n = shares.length
  const centre = mean(shares)
  // Counts of threads cannot tell less than half a thread, however alike the looks are.
  if (n >= fewestLooks)
    return Math.max(0.5 / Math.max(1, threads), (t95[n - fewestLooks] ?? z95) * standardErrorOfMean(shares))
  const one = threads > 0 ? z95 * Math.sqrt((centre * (1 - centre)) / threads / Math.max(1, n)) : 1
  return Math.max(one, ...shares.map((share) => Math.abs(share - centre)))
}

/** Where so few do not wait, a share scatters more than its own binomial says, which is not at all for two of two threads. */
const fewestOthers = 5

function ofSoFew(shares: readonly number[], threads: number): number {
  const centre = mean(shares)
  if (shares.length >= fewestLooks || !(threads > 0) || (1 - centre) * threads >= fewestOthers) return 0
  return centre - wilson(centre * threads, threads).low
}

/**
 * @param cpu as it was measured or typed, and the cores the service may use
 * @param areWaitsRecorded waits were recorded over a time: what a recording's own looks add to them is the waits that have not ended
 * (`openWaits.ts`), and no share of its time
 */
export function boundsOfLooks(
  reading: LooksReading | undefined,
  cpu: Signal,
  cores: number | undefined,
  areWaitsRecorded: boolean,
): readonly SignalBound[] {
  if (reading === undefined) return []
  const apart = { ...reading, looks: reading.looks.filter(({ ofRecording }) => !(areWaitsRecorded && ofRecording)) }
  return [...lockBounds(apart, heldUpBy(apart, cpu, cores)), ...activeBounds(reading), ...collectorBounds(reading)]
}

function lockBounds(reading: LooksReading, part: Share): readonly SignalBound[] {
  const share = waitShare(reading, part)
  if (share === undefined) return []
  const looks = reading.looks.length
  const basis: SignalBound['basis'] =
    reading.sees === 'names'
      ? { id: 'named-waits', waiting: share.waiting, unknown: share.unknown, threads: share.threads, looks }
      : { id: 'looks', waiting: share.waiting, threads: share.threads, looks }
  return [{ signal: 'lock_wait_pct', low: 100 * share.low, high: 100 * share.high, shown: 100 * share.shown, basis }]
}

/** Whoever uses CPU looks runnable: all that do bound it from above. Not for Go, whose collector is in no dump. */
function activeBounds({ looks, runtime, cpu }: LooksReading): readonly SignalBound[] {
  if (cpu !== undefined || (runtime !== 'cpython' && runtime !== 'native')) return []
  const active = looks.reduce((sum, { running }) => sum + running, 0)
  return [
    {
      signal: 'cpu_user_pct',
      unit: 'cores',
      high: poissonUpper95(active) / looks.length,
      basis: { id: 'active-in-looks', active, looks: looks.length },
    },
  ]
}

/** Allocation on the threads of the program is not among the collector's CPU, nor what the virtual machine does for it. */
const besideCollector = 15

function collectorBounds({ cpu }: LooksReading): readonly SignalBound[] {
  if (cpu === undefined || cpu.cpuSeconds <= 0) return []
  const share = (100 * cpu.collectorSeconds) / cpu.cpuSeconds
  const most = Math.max(share, ...cpu.steps.map(({ mostCollectorShare }) => 100 * mostCollectorShare))
  return [
    {
      signal: 'cpu_alloc_pct',
      low: Math.min(share, ...cpu.steps.map(({ collectorShare }) => 100 * collectorShare)),
      high: Math.min(100, most + besideCollector),
      basis: { id: 'collector-threads', cpuSeconds: cpu.collectorSeconds, allCpuSeconds: cpu.cpuSeconds },
    },
  ]
}

/** One-sided 95 % limit of a Poisson mean after `count` events: Wilson and Hilferty's cube, a hundredth up (2.996 for none). */
export function poissonUpper95(count: number): number {
  const freedom = 2 * (count + 1)
  const cube = 1 - 2 / (9 * freedom) + 1.6449 * Math.sqrt(2 / (9 * freedom))
  return 1.01 * (freedom / 2) * cube ** 3
}
