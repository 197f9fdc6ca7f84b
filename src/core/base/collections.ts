/**
 * When which collection of a process was: their numbers count up with time. Two lists that no one process can have written are of two, or
 * of one before and after it was started again.
 */
import type { EpochMs } from './units.ts'

export interface Collections {
  /** 'start': ms since the process began. */
  readonly clock: 'world' | 'start'
  /** From 1 up, ascending; not all of them. */
  readonly numbers: readonly number[]
  /** When each of them was. */
  readonly timesMs: readonly number[]
  /** Two files of one process may time the same collection so far apart: at its begin or its end, and others run beside it. */
  readonly slackMs?: number
  /** When the process began, where each line says the time of day as well. */
  readonly startedMs?: EpochMs
  /** A log, which leaves none of its collections out. */
  readonly isLog?: true
}

const mostKept = 512
/** A log's lines are stamped when somebody reads them, some of them late and together, and clocks are set. */
const startSlackMs = 10_000
/** Between a log and the one it goes on in a line or two are torn. */
const mostTorn = 3

/** A collection that was printed twice is one; of many logs' lines every nth is enough. */
export function collectionsOf(
  clock: Collections['clock'],
  all: readonly { readonly number: number; readonly timeMs: number }[],
): Collections {
  const step = Math.ceil(all.length / mostKept)
  const kept = all.filter((_, at) => at % step === 0 || at === all.length - 1).toSorted((a, b) => a.number - b.number)
  return { clock, numbers: kept.map((one) => one.number), timesMs: kept.map((one) => one.timeMs) }
}

/**
 * On the clock of the world only where both lived at once: a process that was started again is told by its totals, and is the same service.
 */
export function areOfTwo(one: Collections, other: Collections): boolean {
  if (beganApart(one.startedMs, other.startedMs)) return true
  const slackMs = Math.max(one.slackMs ?? 0, other.slackMs ?? 0)
  if (one.clock !== other.clock || (one.clock === 'world' && !areAtOnce(one, other))) return false
  let a = 0
  let b = 0
  let before = -Infinity
  let number = 0
  while (a < one.numbers.length || b < other.numbers.length) {
    const ofOne = one.numbers[a] ?? Infinity
    const ofOther = other.numbers[b] ?? Infinity
    const timeMs = (ofOne <= ofOther ? one.timesMs[a++] : other.timesMs[b++]) ?? Number.NaN
    const next = Math.min(ofOne, ofOther)
    if (timeMs < before - slackMs || (next === number && Math.abs(timeMs - before) > slackMs)) return true
    before = timeMs
    number = next
  }
  return false
}

function areAtOnce({ timesMs: one }: Collections, { timesMs: other }: Collections): boolean {
  return Math.min(...one) <= Math.max(...other) && Math.min(...other) <= Math.max(...one)
}

export const beganApart = (one: EpochMs | undefined, other: EpochMs | undefined): boolean =>
  one !== undefined && other !== undefined && Math.abs(one - other) > startSlackMs

/** More collections lie between these two than a torn line explains. */
export const isGap = (last: number, next: number): boolean => next > last + 1 + mostTorn

/**
 * Two logs by the clock of their process, between which collections are missing: the ends of one that was kept in parts and logs of two, an
 * old and a young one, look alike.
 */
export function mayBeOfTwo(
  all: readonly Collections[],
): readonly [earlier: Collections, later: Collections] | undefined {
  const logs = all
    .filter(({ clock, isLog, startedMs }) => clock === 'start' && isLog === true && startedMs === undefined)
    .toSorted((a, b) => (a.numbers[0] ?? 0) - (b.numbers[0] ?? 0))
  let [until] = logs
  for (const log of logs) {
    if (until !== undefined && isGap(until.numbers.at(-1) ?? 0, log.numbers[0] ?? 0)) return [until, log]
    if ((log.numbers.at(-1) ?? 0) > (until?.numbers.at(-1) ?? 0)) until = log
  }
  return undefined
}
