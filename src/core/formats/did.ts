/**
 * What a thread did, as one number: a kind and a place, or the lock that it waited for. A recording has hundreds of thousands of such
 * deeds, nearly all of threads that held nothing meanwhile: whoever needs the name of a place asks for it then.
 *
 *   0 and above   kind + 16 × place       below 0   −1 − row of the lock in the tally
 */
import type { HolderDoingKind } from '../base/lockWaits.ts'

const kinds: readonly HolderDoingKind[] = [
  'disk',
  'network',
  'cpu',
  'lock',
  'condition',
  'sleep',
  'gc',
  'handover',
  'still',
  'unseen',
  'queue',
]
const numbers = Object.fromEntries(kinds.map((kind, number) => [kind, number])) as Readonly<
  Record<HolderDoingKind, number>
>
const room = 16
/** More places than this are one: an `Int32Array` holds them. */
export const mostPlaces: number = 2 ** 26

/** @param place number given by whoever names places; 0 has no name */
export function didAt(kind: HolderDoingKind, place: number): number {
  return Math.min(place, mostPlaces) * room + numbers[kind]
}

export function waitedFor(lockRow: number): number {
  return -1 - lockRow
}

/** The row of the lock that was waited for; −1 for all else. */
export function lockOf(what: number): number {
  return what < 0 ? -1 - what : -1
}

export function kindOf(what: number): HolderDoingKind {
  return what < 0 ? 'lock' : (kinds[what % room] ?? 'unseen')
}

export function placeOf(what: number): number {
  return what < 0 ? 0 : Math.floor(what / room)
}
