/**
 * What pauses of a collector that were timed by the wall say of its share of the CPU. No CPU: on a busy machine a pause is mostly waiting
 * for its turn (a JVM beside three others on one CPU collected for 38 % of the time, and used a quarter of a core in all).
 * A share follows in two ways:
 *
 * – As time goes, so goes the CPU: the program waits for its turn between pauses as the collector does in them. On two cores, 6 s of pauses
 *   in 10 s are 6 s of CPU beside 8 at most.
 * – Where the CPU is known: what it cannot have used between pauses it used in them.
 */
import type { Share, TimeWindow } from '../base/units.ts'
import { isOneLoop, othersWork } from '../window/oneThread.ts'
import { partsOf } from './counters.ts'
import { z95 } from './intervals.ts'
import type { Signal } from './signal.ts'
import type { SignalInput } from './signalInput.ts'

/** Who may use CPU beside the collector. */
export interface Beside {
  /** Threads of the program that can run at the same time. */
  readonly threads: number
  /** Whether they stand still in a pause; else each has pauses of its own, as isolates of V8 do. */
  readonly areStopped: boolean
  /** How much better than the collector they may fare where there is too little CPU: by so much its odds are less. */
  readonly favour: number
  /** All CPU in use at least, of what there is; 0 where nobody knows. */
  readonly usedShare: Share
}

/**
 * One thread that collects and goes on with the program is given what it is given: 7.0, 5.8 and 6.4 % of the time, and 34, 32 and 29, with
 * one, three and no others on its CPU. Collectors that wait for a helper stand a little worse.
 */
const favourOfOneThread = 1.5
/**
 * One thread that collects is one of many that want the CPU where before it there were all of the program’s: beside three others on its
 * CPU, a serial collector of 8 or 16 threads had 49 and 33 % of the time and 39 and 25 % of the CPU, odds half as high again.
 */
const favourOfMany = 2

export function besideCollector(
  { profiles }: Pick<SignalInput, 'profiles'>,
  cpu: Signal,
  isolates: number | undefined,
): Beside | undefined {
  const cores = profiles.cores?.value
  const usedShare = cpu.state === 'present' && (cpu.bound ?? 'lower') === 'lower' ? Math.min(1, cpu.low / 100) : 0
  if (profiles.runtime !== 'v8') {
    return cores === undefined ? undefined : { threads: cores, areStopped: true, favour: favourOfMany, usedShare }
  }
  const { cpu: view } = profiles.views
  const seen = view.state === 'measured' ? view : view.shown
  const isAlone = seen !== undefined && isOneLoop(seen) && !othersWork(seen) && (isolates ?? 1) === 1
  if (!isAlone && cores === undefined) return undefined
  const threads = isAlone ? 1 : Math.max(cores ?? 1, isolates ?? 1)
  return { threads, areStopped: false, favour: favourOfOneThread, usedShare }
}

/**
 * @param pausedIn seconds of pauses in a part of the time; the neighbours may be busy for a part of it, so the lowest of four counts
 * @param sure what of them is no chance
 */
export function pausedShare(
  pausedIn: (within: TimeWindow) => number,
  within: TimeWindow,
  beside: Beside,
  sure: Share = 1,
): Share {
  // Chance and favour come from different things: they add up as errors do.
  const favour = Math.exp(Math.hypot(Math.log(beside.favour), Math.log(Math.max(sure, 1e-9))))
  const parts = partsOf(within).map((part) => shareByTime(pausedIn(part), secondsOf(part), { ...beside, favour }))
  return Math.min(...parts)
}

const secondsOf = ({ fromMs, untilMs }: TimeWindow): number => (untilMs - fromMs) / 1000

function shareByTime(pauseSeconds: number, seconds: number, { threads, areStopped, favour }: Beside): Share {
  if (!(seconds > 0) || !(pauseSeconds > 0)) return 0
  const paused = Math.min(pauseSeconds, areStopped ? seconds : threads * seconds)
  const rest = areStopped ? threads * (seconds - paused) : threads * seconds - paused
  return paused / (paused + favour * rest)
}

/** Clocks of two sources, and a compiler that works through a pause. */
const sureOfKnown = 0.8

/** Of all CPU, what is more than all cores could use between pauses. */
export function shareByCpu(pauseSeconds: number, seconds: number, { usedShare, areStopped }: Beside): Share {
  if (!areStopped || !(usedShare > 0) || !(seconds > 0)) return 0
  const between = Math.max(0, 1 - pauseSeconds / seconds)
  return sureOfKnown * Math.max(0, 1 - between / usedShare)
}

/** Without what a few long ones of them may be stretched by chance, by their own scatter: part of the sum. */
export function surePart(pauses: readonly { readonly ns: number }[]): Share {
  const sum = pauses.reduce((all, { ns }) => all + ns, 0)
  const mean = sum / Math.max(1, pauses.length)
  const squares = pauses.reduce((all, { ns }) => all + (ns - mean) ** 2, 0)
  return sum > 0 ? Math.max(0, 1 - (z95 * Math.sqrt(squares)) / sum) : 0
}
