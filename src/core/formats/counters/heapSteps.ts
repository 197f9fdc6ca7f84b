/**
 * Every collector's log tells of heaps that fill and are emptied:
 *
 *   used ▲      a₁        a₂      a₃        what was allocated between two collections is a₂ − b₁;
 *        │    ／│      ／ │    ／ │         a rate is their sum over the time between the first and the last
 *        │  ／  ╰b₁ ／    ╰b₂／   ╰b₃
 *        ╰───────────────────────────▶ time
 */
import type { AllocatedTotal, LiveHeapPoint, FileFacts } from '../parsedFile.ts'

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
  const totals: AllocatedTotal[] = []
  let bytes = 0
  let variance = 0
  let alike = 0
  let padding = 0
  const isAlike = isCutAlike(steps)
  let before: HeapStep | undefined
  for (const step of steps) {
    if (before !== undefined) bytes += Math.max(0, step.beforeBytes - before.afterBytes) + (step.meanwhileBytes ?? 0)
    // Two numbers, each cut to its last digit: an even spread has a twelfth of its width squared as variance.
    const ofStep = (2 * step.roundingBytes ** 2) / 12
    if (before !== undefined && isAlike) alike += Math.sqrt(ofStep)
    if (before !== undefined && !isAlike) variance += ofStep
    if (before !== undefined) padding += step.paddingBytes ?? 0
    // Anything between none and all of it.
    const half = padding / 2
    totals.push({
      timeMs: step.timeMs,
      bytes: bytes - half,
      errorBytes: Math.hypot(Math.sqrt(variance), half / 1.96),
      ...(isAlike ? { sameErrorBytes: alike } : {}),
    })
    before = step
  }
  return { allocatedTotals: thinned(totals) }
}

/**
 * Small heaps fill to the same few megabytes and fall back to the same: each of a thousand collections is then cut off by the same part of
 * a megabyte, and nothing evens out. Three Go services of 4 MB were printed as 112, 164 and 45 MB/s that allocated 88, 137 and 51.
 */
function isCutAlike(steps: readonly HeapStep[]): boolean {
  const printed = steps.filter(({ roundingBytes }) => roundingBytes > 0)
  const digits = (valueOf: (step: HeapStep) => number): number =>
    deviation(printed.map((step) => valueOf(step) / step.roundingBytes))
  const full = digits(({ beforeBytes, meanwhileBytes = 0 }) => beforeBytes + meanwhileBytes)
  return (
    Math.min(
      full,
      digits(({ afterBytes }) => afterBytes),
    ) < digitsThatEvenOut
  )
}
/** Standard deviation, in last digits, of numbers whose cut-off parts are spread evenly. */
const digitsThatEvenOut = 1

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

export function thinned<Point>(points: readonly Point[], most: number = mostPoints): readonly Point[] {
  if (points.length <= most) return points
  const step = Math.ceil(points.length / most)
  const last = points.length - 1
  return points.filter((_, index) => index % step === 0 || index === last)
}

/** Sums survive thinning: the amounts of what is left out go to the next point that stays. */
export function thinnedSums(
  points: readonly { readonly timeMs: number; readonly ns: number }[],
): readonly { readonly timeMs: number; readonly ns: number }[] {
  const kept = new Set(thinned(points))
  let ns = 0
  return points.flatMap((point) => {
    ns += point.ns
    if (!kept.has(point)) return []
    const sum = ns
    ns = 0
    return [{ timeMs: point.timeMs, ns: sum }]
  })
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
