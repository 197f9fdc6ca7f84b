/** Numbers of signals as text: never more digits than the interval carries, the unit in the cell, a narrow space before it. */
import { type PresentSignal, type SignalId, signalUnits } from '../../core/signals/signal.ts'
import type { IconName } from '../theme/Icon.tsx'

/** Keeps a number and its unit on one line. */
export const thinSpace = '\u202f'

interface SignalNames {
  /** In the strip and over a gauge. */
  readonly title: string
  /** In a condition: "CPU < 15". */
  readonly short: string
  readonly icon: IconName & ('cpu' | 'heap' | 'lock')
}

export const signalNames: Readonly<Record<SignalId, SignalNames>> = {
  cpu_user_pct: { title: 'CPU busy', short: 'CPU', icon: 'cpu' },
  cpu_alloc_pct: { title: 'Alloc and GC', short: 'alloc CPU', icon: 'cpu' },
  alloc_rate_mb_s: { title: 'Allocating', short: 'alloc', icon: 'heap' },
  live_heap_mb: { title: 'Held', short: 'held', icon: 'heap' },
  live_heap_slope_mb_h: { title: 'Growth', short: 'growth', icon: 'heap' },
  lock_wait_pct: { title: 'Lock wait', short: 'lock', icon: 'lock' },
}

/** Digits after the point so that the last one is about a tenth of the interval's half width, 3 significant ones at most. */
export function digitsFor(value: number, halfWidth: number): number {
  const size = Math.abs(value)
  const bySize = size >= 99.5 || size === 0 ? 0 : size >= 9.95 ? 1 : 2
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return Math.min(bySize, 1)
  return Math.max(0, Math.min(bySize, Math.ceil(-Math.log10(halfWidth))))
}

export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = value.toFixed(digits)
  const [whole = '0', fraction] = rounded.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`
  // "-0.0" is zero.
  return Number(rounded) < 0 ? `−${text}` : text
}

export interface SignalFigure {
  /** "71", "+0.2" */
  readonly value: string
  readonly unit: string
  /** "69–73", undefined when the interval has no width. */
  readonly interval?: string
  /** "± 0.6" */
  readonly plusMinus?: string
}

/** The figure of a measured signal. Growth shows the raw estimate, signed: the gated zero would hide what was seen. */
export function signalFigure(signal: PresentSignal): SignalFigure {
  const isGrowth = signal.id === 'live_heap_slope_mb_h'
  const shown = isGrowth ? (signal.raw ?? signal.value) : signal.value
  const halfWidth = (signal.high - signal.low) / 2
  const digits = digitsFor(shown, halfWidth)
  const sign = isGrowth && Number(shown.toFixed(digits)) > 0 ? '+' : ''
  const figure = { value: `${sign}${fixed(shown, digits)}`, unit: signalUnits[signal.id] }
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return figure
  const low = fixed(signal.low, digits)
  const high = fixed(signal.high, digits)
  return {
    ...figure,
    plusMinus: `±${thinSpace}${fixed(halfWidth, digits)}`,
    ...(low === high ? {} : { interval: signal.low < 0 ? `${low} to ${high}` : `${low}–${high}` }),
  }
}

/** A threshold or a margin: as few digits as say it. */
export function plain(value: number): string {
  const size = Math.abs(value)
  return fixed(value, size >= 10 || Number.isInteger(value) ? 0 : size >= 1 ? 1 : 2)
}

export function withUnit(text: string, unit: string): string {
  return `${text}${thinSpace}${unit}`
}

export function bytes(value: number): string {
  const size = Math.abs(value)
  const [divisor, unit] =
    size >= 1e9 ? [1e9, 'GB'] : size >= 1e6 ? [1e6, 'MB'] : size >= 1e3 ? [1e3, 'kB'] : ([1, 'B'] as const)
  const scaled = value / divisor
  return withUnit(fixed(scaled, divisor === 1 || Math.abs(scaled) >= 99.5 ? 0 : Math.abs(scaled) >= 9.95 ? 1 : 2), unit)
}

export function seconds(ns: number): string {
  const value = ns / 1e9
  const size = Math.abs(value)
  if (size === 0) return withUnit('0', 's')
  if (size < 1e-3) return withUnit(fixed(value * 1e6, 0), 'µs')
  if (size < 0.1) return withUnit(fixed(value * 1e3, size < 0.01 ? 1 : 0), 'ms')
  return withUnit(fixed(value, size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2), 's')
}

/** "71 %"; under a tenth of a percent says so instead of rounding to nothing. */
export function percent(share: number): string {
  const value = share * 100
  if (value > 0 && value < 0.05) return `<${thinSpace}0.1${thinSpace}%`
  return withUnit(fixed(value, Math.abs(value) >= 99.5 || value === 0 ? 0 : 1), '%')
}
