/** One collection or pause of a JVM, of whichever log. */
import type { LiveHeapPoint } from '../parsedFile.ts'

export interface GcEvent {
  readonly timeMs: number
  readonly onEpoch: boolean
  /** undefined: a pause that neither empties nor measures (initial mark). */
  readonly heap?: { readonly beforeBytes: number; readonly afterBytes: number; readonly roundingBytes: number }
  readonly collection?: LiveHeapPoint['collection']
  /** What it marked as live, where it says so (ZGC with gc*), and what was allocated while it marked: what died meanwhile is no more. */
  readonly marked?: { readonly liveBytes: number; readonly meanwhileBytes: number }
  /** The heap was filled while it was emptied: what was allocated meanwhile is not in the two numbers. */
  readonly concurrent?: boolean
  /** From its first line to this one; absent where it has one line that does not say. */
  readonly cycleMs?: number
  /** What was used when its cycle first freed something, where this is not the first time. */
  readonly startBytes?: number
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
/** Regions and pages of which less than this is garbage are left as they are. */
const leftInRegions = 0.25
/** What is allocated while it collects comes in bursts: so many times the rate since the collection before. */
export const bursts = 2

/** Of a collection beside the program: how far what is used after it may be from what is live. */
export function wanderOfCollection(freedBytes: number, isZ: boolean): number {
  return Math.max(isZ ? pageBytes : 0, freedBytes / 2)
}

export function levelsAfter(events: readonly GcEvent[]): readonly LiveHeapPoint[] {
  const points: LiveHeapPoint[] = []
  let before: GcEvent | undefined
  for (const event of events) {
    const { timeMs, heap, collection, superseded, marked } = event
    if (heap === undefined) continue
    if (collection !== undefined && superseded !== true) {
      const bytes = marked?.liveBytes ?? heap.afterBytes
      points.push({
        timeMs,
        bytes,
        collection,
        ...(collection === 'old' ? { wanderBytes: wanderOf(event, before) } : {}),
      })
    }
    if (superseded !== true) before = event
  }
  return points
}

/** What was allocated while it collected counts as live: its rate, where the log says how long it took, is less than half of what it freed. */
function wanderOf(
  { timeMs, heap, marked, concurrent, cycleMs, startBytes }: GcEvent,
  before: GcEvent | undefined,
): number {
  if (heap === undefined) return 0
  if (marked !== undefined) return marked.meanwhileBytes / 2
  const isZ = concurrent === true
  const most = wanderOfCollection(heap.beforeBytes - heap.afterBytes, isZ)
  if (cycleMs === undefined || before?.heap === undefined) return most
  const betweenMs = timeMs - cycleMs - before.timeMs
  if (!(betweenMs > 0)) return most
  const perMs = Math.max(0, (startBytes ?? heap.beforeBytes) - before.heap.afterBytes) / betweenMs
  const kept = (leftInRegions * heap.afterBytes) / 1.96
  return Math.min(most, Math.max(isZ ? pageBytes : 0, kept + bursts * perMs * cycleMs))
}
