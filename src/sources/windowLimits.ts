/** What a window's place in time means for a store: still filling, older than it hands out, ahead of its clock. */
import type { EpochMs, Milliseconds, TimeWindow } from '../core/base/units.ts'
import type { SourceError } from './source.ts'
import type { StoreClock } from './storeClock.ts'

export interface WindowQuestion {
  readonly where: string
  readonly window: TimeWindow
  /** By the store's clock, where it says what that is. */
  readonly nowMs: EpochMs
  /** How far that is ahead of this computer's. */
  readonly aheadMs?: Milliseconds | undefined
  /** How far back the store answers unless configured otherwise. */
  readonly lookbackMs?: Milliseconds
}

export const timeOf = ({ nowMs, aheadMs }: StoreClock): Pick<WindowQuestion, 'nowMs' | 'aheadMs'> => ({
  nowMs: nowMs(),
  aheadMs: aheadMs(),
})

/** Clocks that are kept right at all are within this. */
const clocksDifferMs = 60_000

/** "this computer’s clock is 10 min ahead of prod’s"; empty where they agree, or nobody knows. */
function clockText({ where, aheadMs = 0 }: WindowQuestion): string {
  if (Math.abs(aheadMs) < clocksDifferMs) return ''
  return `this computer’s clock is ${minutes(Math.abs(aheadMs))} ${aheadMs < 0 ? 'ahead of' : 'behind'} the one of ${where}`
}

/** Agents send what they have every 15 s or so, and stores need a moment to take it in. */
const settlingMs = 2 * 60_000

export const isSettled = (window: TimeWindow, nowMs: EpochMs): boolean => window.untilMs < nowMs - settlingMs

export function windowNotes(question: WindowQuestion): readonly string[] {
  const { where, window, nowMs, lookbackMs } = question
  const notes: string[] = []
  const clock = clockText(question)
  if (clock !== '')
    notes.push(
      `${clock.replace(/^t/, 'T')}: what is chosen as the last minutes is not the last of what ${where} has. Times here are those of its data.`,
    )
  if (lookbackMs !== undefined && window.fromMs < nowMs - lookbackMs && window.untilMs >= nowMs - lookbackMs)
    notes.push(
      `${where} hands out only the last ${days(lookbackMs)} unless configured otherwise: what lies before ${iso(nowMs - lookbackMs)} may be missing here without being said.`,
    )
  if (window.untilMs > nowMs + 60_000)
    notes.push(
      question.aheadMs === undefined
        ? 'The window ends in the future by this computer’s clock: its end is still empty, or the clock is behind.'
        : `The window ends in the future by the clock of ${where}: its end is still empty.`,
    )
  else if (!isSettled(window, nowMs))
    notes.push(`${where} may still be receiving profiles of the last minutes of this window.`)
  return notes
}

export interface EmptyQuestion extends WindowQuestion {
  /** The service or selection that has nothing. */
  readonly what: string
  /** Of everything in the store, when it says; 0 when it has nothing. */
  readonly oldestMs?: EpochMs
  readonly newestMs?: EpochMs
}

/** An empty answer is never just empty: too old, not there yet, another clock, or really nothing. */
export function emptyBecause(question: EmptyQuestion): SourceError {
  const { where, what, window, nowMs, lookbackMs, oldestMs, newestMs } = question
  const say = (code: SourceError['code'], reason: string, todo: string): SourceError => ({
    code,
    where,
    what: reason,
    todo,
  })
  if (newestMs === 0)
    return say(
      'empty',
      'it has received no profile at all',
      'see whether the agents or SDKs send to this server, and to this tenant',
    )
  const clock = clockText(question)
  // It would be looked for at the agents, and it is this computer.
  if (clock !== '' && (window.fromMs > nowMs || (newestMs !== undefined && newestMs < window.fromMs)))
    return say(
      'empty',
      `nothing is in this window: ${clock}, where it is ${iso(nowMs)}`,
      'set the clock of this computer, or choose the window by the time of the store',
    )
  if (window.fromMs > nowMs + 60_000)
    return say(
      'empty',
      'the window lies in the future by this computer’s clock',
      'set the clock of this computer, or choose an earlier window',
    )
  // One clock that is ahead explains what is missing at the end of time, and nothing of last month or of a name that nobody has.
  const stampedAheadMs = newestMs === undefined ? 0 : newestMs - nowMs
  if (stampedAheadMs > 5 * 60_000 && window.untilMs > nowMs - stampedAheadMs)
    return say(
      'empty',
      question.aheadMs === undefined
        ? `it has nothing of ${what} in this window, and the newest profile there is ${minutes(stampedAheadMs)} ahead of this computer’s clock`
        : `it has nothing of ${what} in this window, and the newest profile of all services is ${minutes(stampedAheadMs)} ahead of the store’s own clock`,
      question.aheadMs === undefined
        ? 'compare the clocks of this computer and of the servers, then choose the window again'
        : `see whether ${what} runs and is profiled; if the clocks of its servers are ahead, choose a window that ends later`,
    )
  if (newestMs !== undefined && newestMs < window.fromMs)
    return say(
      'empty',
      `its newest profile is from ${iso(newestMs)}, before this window`,
      'choose an earlier window, or see why the agents stopped sending',
    )
  if (oldestMs !== undefined && oldestMs > window.untilMs)
    return say(
      'too-old',
      `its oldest profile is from ${iso(oldestMs)}, after this window`,
      'choose a later window, or open a saved snapshot',
    )
  if (lookbackMs !== undefined && window.untilMs < nowMs - lookbackMs)
    return say(
      'too-old',
      `the window ended more than ${days(lookbackMs)} ago, and unless configured otherwise nothing that old is handed out even when it is kept`,
      'have the lookback limit of the server raised, or open a saved snapshot of this window',
    )
  return say(
    'empty',
    `it has nothing of ${what} in this window`,
    'choose another window or fewer labels, or see whether the service was running and profiled',
  )
}

const iso = (ms: EpochMs): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
const days = (ms: Milliseconds): string => (ms === 86_400_000 ? '24 hours' : `${Math.round(ms / 86_400_000)} days`)
const minutes = (ms: Milliseconds): string => `${Math.round(ms / 60_000)} min`
