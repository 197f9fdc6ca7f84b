/** Aliases that say what a number is. Names carry the unit as well (`durationMs`, `totalBytes`). */
export type Nanoseconds = number
export type Bytes = number
/** Milliseconds since 1970-01-01 UTC, fractions allowed. */
export type EpochMs = number
export type Milliseconds = number
/** A part of a whole, 0..1. */
export type Share = number

/** Decimal, as in every text and threshold of the product: 1 MB = 10^6 bytes. */
export const bytesPerMb = 1e6
export const nsPerSecond = 1e9

/** Half-open and absolute: fromMs <= t < untilMs. */
export interface TimeWindow {
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
}

/** The shortest window that has all of them in it; undefined for none. */
export function hullOf(times: readonly TimeWindow[]): TimeWindow | undefined {
  if (times.length === 0) return undefined
  const fromMs = Math.min(...times.map((time) => time.fromMs))
  return { fromMs, untilMs: Math.max(...times.map((time) => time.untilMs)) }
}

export const lengthMs = (window: TimeWindow): number => window.untilMs - window.fromMs

export function overlapMs(a: TimeWindow, b: TimeWindow): number {
  return Math.max(0, Math.min(a.untilMs, b.untilMs) - Math.max(a.fromMs, b.fromMs))
}
