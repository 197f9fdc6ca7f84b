/** Waits that had not ended when their recording did: events have none of their time, dumps in the same file some of it. */
import { overlapMs, type EpochMs, type Nanoseconds } from '../base/units.ts'
import type { GatherContext } from './gatherContext.ts'
import type { LooksReading } from './looksReading.ts'
import type { LockView } from './windowProfiles.ts'

export interface OpenTime {
  /** Threads that wait. */
  readonly waits: number
  /** For which they are known to have waited, and may have. */
  readonly leastNs: Nanoseconds
  readonly mostNs: Nanoseconds
}

/** Of the files and the time of `view`. */
export function openTime({ facts }: Pick<GatherContext, 'facts'>, view: LockView): OpenTime | undefined {
  const waits = facts.flatMap(({ file, facts: { openWaits } }) =>
    openWaits === undefined || !view.files.includes(file) ? [] : openWaits,
  )
  const lasting = waits.filter(({ fromMs, endMs }) => timeIn(view, fromMs, endMs) > 0)
  if (lasting.length === 0) return undefined
  return {
    waits: lasting.length,
    leastNs: lasting.reduce((sum, { seenMs, untilMs }) => sum + timeIn(view, seenMs, untilMs), 0),
    mostNs: lasting.reduce((sum, { fromMs, endMs }) => sum + timeIn(view, fromMs, endMs), 0),
  }
}

const timeIn = ({ covered }: LockView, fromMs: EpochMs, untilMs: EpochMs): Nanoseconds =>
  1e6 * covered.reduce((sum, one) => sum + overlapMs(one, { fromMs, untilMs }), 0)

export interface SilentTime {
  readonly threads: number
  readonly mostNs: Nanoseconds
  /** Threads that wrote events. */
  readonly of: number
}

/** One thread alone has done what it had to do. */
const fewestSilent = 2

/** Time of threads after their last event, of the files and the time of `view`. */
export function silentTime({ facts }: Pick<GatherContext, 'facts'>, view: LockView): SilentTime | undefined {
  const all = facts.flatMap(({ file, facts: { fellSilent } }) =>
    fellSilent === undefined || fellSilent.since.length < fewestSilent || !view.files.includes(file)
      ? []
      : [fellSilent],
  )
  if (all.length === 0) return undefined
  return {
    threads: Math.max(...all.map(({ since }) => since.length)),
    of: Math.max(...all.map(({ of }) => of)),
    mostNs: all.reduce(
      (sum, { since, endMs }) => sum + since.reduce((own, fromMs) => own + timeIn(view, fromMs, endMs), 0),
      0,
    ),
  }
}

/** One thread in a queue may be there for a moment. */
const fewestInQueue = 2

/**
 * Threads that had something to do, in the look with the fewest of them in which several wait: those that hang are no smaller part of the
 * service for the pools that idle beside them. Undefined where nobody queues.
 */
export function fewestWithWork(looks: LooksReading | undefined): number | undefined {
  const queues = (looks?.looks ?? []).filter(({ waiting }) => waiting >= fewestInQueue)
  return queues.length === 0
    ? undefined
    : Math.min(...queues.map(({ threads, parked, maybeParked }) => threads - parked - maybeParked))
}
