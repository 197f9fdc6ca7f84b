/** How a signal is written on the page. Its name and numbers as such are core's business. */
import { type SignalId, signalUnits } from '../../core/base/vocabulary.ts'
import { decimalsFor, formatNumber, formatRange, formatShort, isNoLowerBound } from '../../core/base/numbers.ts'
import type { ToldPresentSignal, ToldSignal } from '../../core/diagnosis/story.ts'
import type { IconName } from '../theme/Icon.tsx'

export const signalIcons = {
  cpu_user_pct: 'cpu',
  cpu_alloc_pct: 'cpu',
  alloc_rate_mb_s: 'heap',
  live_heap_mb: 'heap',
  live_heap_slope_mb_h: 'heap',
  lock_wait_pct: 'lock',
} as const satisfies Readonly<Record<SignalId, IconName>>

/** What a bound is a part of; a measured one says it itself. */
export const boundOf: Readonly<Partial<Record<SignalId, string>>> = {
  cpu_user_pct: 'of its cores',
  cpu_alloc_pct: 'of CPU',
  lock_wait_pct: 'of thread time',
}

/** What stands in the place of a number: it has to be asked for, could not be read, was seen and says none, or was not recorded. */
export function absentFigure(signal: Extract<ToldSignal, { readonly state: 'absent' }>): string {
  if (signal.ask !== undefined) return `needs ${signal.ask}`
  if (signal.failed === true) return 'could not be read'
  return signal.recorded === true ? 'not known' : 'not recorded'
}

/** Where it must lie, by construction ("at most 23 %"); where nothing bounds it, what stands in its place. One text wherever it is shown. */
export function boundFigure(signal: Extract<ToldSignal, { readonly state: 'absent' }>): string {
  return (signal.range && formatRange(signal.id, signal.range)) || (mostCoresText(signal) ?? absentFigure(signal))
}

/** "at most 2.6 cores": said where a share of them cannot be. */
export function mostCoresText(signal: ToldSignal): string | undefined {
  const most = signal.state === 'absent' ? signal.mostCores : undefined
  return most === undefined ? undefined : `at most ${formatShort(most)} cores`
}

/** A lower bound that is written as none bounds nothing: it says what was recorded. */
export const recordedNone = (signal: ToldPresentSignal): boolean =>
  signal.bound === 'lower' && isNoLowerBound(signal.value, decimalsOf(signal, signal.value))

const halfWidthOf = ({ low, high }: ToldPresentSignal): number => (high - low) / 2

function decimalsOf(signal: ToldPresentSignal, shown: number): number {
  const exact = Math.abs(shown) < 10 ? 1 : 0
  return Math.min(Math.abs(shown) >= 100 ? 0 : 1, decimalsFor(halfWidthOf(signal), exact))
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
export function signalFigure(signal: ToldPresentSignal): SignalFigure {
  // A running program holds something: it is less than its sampling sees.
  if (signal.id === 'live_heap_mb' && signal.value === 0) return { value: '< 1 sample', unit: '' }
  const isGrowth = signal.id === 'live_heap_slope_mb_h'
  const shown = isGrowth ? (signal.raw ?? signal.value) : signal.value
  const halfWidth = halfWidthOf(signal)
  const decimals = decimalsOf(signal, shown)
  const sign = isGrowth && Number(shown.toFixed(decimals)) > 0 ? '+' : ''
  const figure = { value: `${sign}${formatNumber(shown, decimals)}`, unit: signalUnits[signal.id] }
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return figure
  const low = formatNumber(signal.low, decimals)
  const high = formatNumber(signal.high, decimals)
  return {
    ...figure,
    plusMinus: `± ${formatNumber(halfWidth, decimals)}`,
    ...(low === high ? {} : { interval: signal.low < 0 ? `${low} to ${high}` : `${low}–${high}` }),
  }
}
