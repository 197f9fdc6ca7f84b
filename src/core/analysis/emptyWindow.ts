/** A window in which nothing was recorded, of something that was recorded at another time: no matter of causes at all. */
import { clock, clockWindow, isoDate } from '../base/clock.ts'
import { hullOf, type TimeWindow } from '../base/units.ts'
import { viewKinds } from '../base/vocabulary.ts'
import type { Sentence } from '../diagnosis/story.ts'
import { sentence } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'

export interface EmptyWindow {
  /** When what there is was recorded, where its files say so. */
  readonly taken?: TimeWindow
  /** Something was recorded then, in pieces that are longer than this window. */
  readonly piece?: TimeWindow
}

export function emptyWindowOf({ views, looks }: WindowProfiles, signals: Signals): EmptyWindow | undefined {
  const absent = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'absent' && view.shown === undefined ? [view.why] : []
  })
  if (absent.length < viewKinds.length || looks !== undefined) return undefined
  if (Object.values(signals).some(({ state }) => state === 'present')) return undefined
  const piece = hullOf(absent.flatMap((why) => (why.id === 'reaches-beyond' ? [why.piece] : [])))
  if (piece) return { piece }
  const elsewhere = absent.flatMap((why) => (why.id === 'outside-window' ? [why] : []))
  if (elsewhere.length === 0) return undefined
  const taken = hullOf(elsewhere.flatMap((why) => why.taken ?? []))
  return taken ? { taken } : {}
}

/** "Nothing was recorded in this window. What there is, is of 2026-11-22 18:16:09–18:21:09 IST." */
export function tellEmptyWindow({ taken, piece }: EmptyWindow, zone: string): Sentence {
  if (piece)
    return sentence(
      `What was recorded of ${clockWindow(piece, zone)} is in pieces that reach beyond this window, and a part of one cannot be told from the rest.`,
    )
  const nothing = 'Nothing was recorded in this window.'
  if (taken === undefined) return sentence(nothing)
  const when = taken.fromMs === taken.untilMs ? clock(taken.fromMs, zone) : clockWindow(taken, zone)
  return sentence(`${nothing} What there is, is of ${isoDate(taken.fromMs, zone)} ${when}.`)
}
