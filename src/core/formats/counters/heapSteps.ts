/**
 * Every collector's log tells of heaps that fill and are emptied:
 *
 *   used ▲      a₁        a₂      a₃        what was allocated between two collections is a₂ − b₁;
 *        │    ／│      ／ │    ／ │         a rate is their sum over the time between the first and the last
 *        │  ／  ╰b₁ ／    ╰b₂／   ╰b₃
 *        ╰───────────────────────────▶ time
 */
import type { LiveHeapPoint, FileFacts } from '../parsedFile.ts'

export interface HeapStep {
  /** End of the collection, on the clock of the log. */
  readonly timeMs: number
  readonly beforeBytes: number
  readonly afterBytes: number
  /** Allocated while it collected, where the log says so (Go). */
  readonly meanwhileBytes?: number
  /** What its last printed digit is worth. */
  readonly roundingBytes: number
  /** Of what filled the heap since the step before, so much may be no object: what huge ones leave free of their regions. */
  readonly paddingBytes?: number
}

/** A process begins with an empty heap: of a log from its very first collection on, on a clock that begins with the process. */
export const emptyHeap: HeapStep = { timeMs: 0, beforeBytes: 0, afterBytes: 0, roundingBytes: 0 }

/** A log of days has more steps than any line needs points. */
const mostPoints = 4000

/** Bytes allocated since the first collection of the log, with the error that rounding leaves. */
export function allocatedOf(steps: readonly HeapStep[]): Pick<FileFacts, 'allocatedTotals'> {
  if (steps.length < 2) return {}
  const totals: { timeMs: number; bytes: number; errorBytes: number }[] = []
  let bytes = 0
  let variance = 0
  let padding = 0
  let before: HeapStep | undefined
  for (const step of steps) {
    if (before !== undefined) bytes += Math.max(0, step.beforeBytes - before.afterBytes) + (step.meanwhileBytes ?? 0)
    // Two numbers, each cut to its last digit: an even spread has a twelfth of its width squared as variance.
    if (before !== undefined) variance += (2 * step.roundingBytes ** 2) / 12
    if (before !== undefined) padding += step.paddingBytes ?? 0
    // Anything between none and all of it.
    const half = padding / 2
    totals.push({ timeMs: step.timeMs, bytes: bytes - half, errorBytes: Math.hypot(Math.sqrt(variance), half / 1.96) })
    before = step
  }
  return { allocatedTotals: thinned(totals) }
}

export function thinned<Point>(points: readonly Point[], most: number = mostPoints): readonly Point[] {
  if (points.length <= most) return points
  const step = Math.ceil(points.length / most)
  const last = points.length - 1
  return points.filter((_, index) => index % step === 0 || index === last)
}

/** Collections that clean everything, thinned apart from those of the young generation, so that none drowns the other. */
export function livePoints(points: readonly LiveHeapPoint[]): Pick<FileFacts, 'liveHeapPoints'> {
  if (points.length === 0) return {}
  const young = points.filter(({ collection }) => collection === 'young')
  const thorough = points.filter(({ collection }) => collection !== 'young')
  return {
    liveHeapPoints: [...thinned(young, 500), ...thinned(thorough, 500)].toSorted((a, b) => a.timeMs - b.timeMs),
  }
}
