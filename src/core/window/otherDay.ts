/** Dumps that say by their own clock that they are of another day than what lies beside them: left out, and named. */
import type { EpochMs } from '../base/units.ts'
import type { Capture } from './capture.ts'

export interface OtherDay {
  readonly id: 'other-day'
  readonly file: string
  /** By the clock of its machine, as if that were UTC. */
  readonly localMs: EpochMs
}

/** Zones are from 12 hours behind to 14 ahead, and people take dumps when the profiles are done. */
const dayMs = 24 * 3600 * 1000
/** What has no date may be laid from 1970 on. */
const earliestMs = Date.UTC(2001, 0)

/** When it was, by what is in it or who recorded it: a copy has the date of the copy. */
const knownWindow = ({ window, hints }: Capture): Capture['window'] =>
  window !== undefined && hints.fileDateMs === undefined && window.fromMs > earliestMs ? window : undefined

/** The first of its looks, where no one knows when it was and all are of another day. */
export function otherDayOf(capture: Capture, others: readonly Capture[]): OtherDay | undefined {
  const { looks = [], file } = capture
  const [first] = looks
  if (first?.localMs === undefined || knownWindow(capture) !== undefined) return undefined
  const times = others.flatMap((other) => knownWindow(other) ?? [])
  if (times.length === 0) return undefined
  const from = Math.min(...times.map(({ fromMs }) => fromMs)) - dayMs
  const until = Math.max(...times.map(({ untilMs }) => untilMs)) + dayMs
  const isOther = looks.every(
    ({ atMs, localMs }) => atMs === undefined && localMs !== undefined && (localMs < from || localMs > until),
  )
  return isOther ? { id: 'other-day', file, localMs: first.localMs } : undefined
}
