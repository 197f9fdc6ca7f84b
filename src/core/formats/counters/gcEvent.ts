/** One collection or pause of a JVM, of whichever log. */
import type { LiveHeapPoint } from '../parsedFile.ts'

export interface GcEvent {
  readonly timeMs: number
  readonly onEpoch: boolean
  /** undefined: a pause that neither empties nor measures (initial mark). */
  readonly heap?: { readonly beforeBytes: number; readonly afterBytes: number; readonly roundingBytes: number }
  readonly collection?: LiveHeapPoint['collection']
  /** The heap was filled while it was emptied: what was allocated meanwhile is not in the two numbers. */
  readonly concurrent?: boolean
  readonly pauseMs?: number
  /** Regions of G1 that huge objects have, before and after; absent where the log does not count them. */
  readonly huge?: { readonly before: number; readonly after: number }
  /** It began because a huge object was to be allocated. */
  readonly forHuge?: true
  cpuSeconds?: number
  /** A later line of the same collection says better what is live. */
  superseded?: boolean
}

/** ZGC counts whole pages, which have up to so much and more. */
const pageBytes = 16 * 2 ** 20

/** Of a collection beside the program: how far what is used after it may be from what is live. */
export function wanderOfCollection(freedBytes: number, isZ: boolean): number {
  return Math.max(isZ ? pageBytes : 0, freedBytes / 2)
}
