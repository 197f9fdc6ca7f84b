/** Numbers for people: unit in the text, never more digits than the interval carries. */
import { type SignalId, signalUnits } from './vocabulary.ts'
import { type Bytes, type Nanoseconds, nsPerSecond } from './units.ts'

/**
 * Decimals that an uncertainty supports: its first significant digit, two when that digit is 1 (statistics D).
 * @param halfWidth of the 95 % interval; 0 or less means "exact"
 */
export function decimalsFor(halfWidth: number, exact: number = 1): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return exact
  const exponent = Math.floor(Math.log10(halfWidth))
  const leading = Math.floor(halfWidth / 10 ** exponent + 1e-9)
  return Math.min(2, Math.max(0, -exponent + (leading === 1 ? 1 : 0)))
}

/** Sums of the same numbers in another order differ by less; a value on the edge between two roundings must not show it. */
const summingError = 1e-11

/** `formatNumber(12345.678, 1)` is "12,345.7"; a half rounds away from zero; never "-0". */
export function formatNumber(value: number, decimals: number = 0): string {
  const fixed = (Math.abs(value) * (1 + summingError)).toFixed(decimals)
  const [whole = '0', part] = fixed.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const text = part === undefined ? grouped : `${grouped}.${part}`
  return value < 0 && Number(fixed) !== 0 ? `−${text}` : text
}

/** Three digits at most, for values that carry no interval: "0.2", "8.1", "27,264". */
export function formatShort(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.05)
    return formatNumber(value, 2) === '0.00' ? `below ${value < 0 ? '−' : ''}0.01` : formatNumber(value, 2)
  return formatNumber(value, size < 10 ? 1 : 0)
}

/** "71 %", "0.2 MB/h": the decimals its interval supports, at most one, and none from 10 on. */
export function formatSignal(id: SignalId, value: number, halfWidth?: number): string {
  const unit = signalUnits[id]
  const size = Math.abs(value)
  if (size >= 9.95) return `${formatNumber(value)} ${unit}`
  const decimals = halfWidth === undefined || halfWidth <= 0 ? undefined : Math.min(1, decimalsFor(halfWidth))
  // Near zero a rounded "0" would claim more than is known; one decimal keeps 0.4 apart from 0.
  const text =
    decimals === undefined || (decimals === 0 && size < 1) ? formatShort(value) : formatNumber(value, decimals)
  return `${text} ${unit}`
}

/** Less is written as none, or as less than the smallest amount that is told. */
const smallestTold = 0.005

/** Of a figure that is a bound from below: it says nothing. Whoever shows it says what was seen instead. */
export const isNoLowerBound = (value: number, decimals: number = 2): boolean =>
  Math.abs(value) < Math.max(smallestTold, 0.5 / 10 ** decimals)

/** Nothing is less than none, but growth. */
const isOpenBelow = (id: SignalId, low: number | undefined): boolean =>
  low === undefined || (low < smallestTold && id !== 'live_heap_slope_mb_h')

/** "at least 34 %", "at most 2.4 MB/s", "between 62 and 99 %": never a measurement. */
export function formatRange(id: SignalId, { low, high }: { readonly low?: number; readonly high?: number }): string {
  if (high === undefined) return isOpenBelow(id, low) ? 'unknown' : `at least ${formatSignal(id, low ?? 0)}`
  if (low === undefined || isOpenBelow(id, low)) return `at most ${formatSignal(id, high)}`
  const from = formatSignal(id, low)
  if (from === formatSignal(id, high)) return `about ${from}`
  return `between ${from.slice(0, from.lastIndexOf(' '))} and ${formatSignal(id, high)}`
}

/** The same where there is little room: "≥ 34 %", "62–99 %", "−415 to 617 MB/h". */
export function formatShortRange(
  id: SignalId,
  { low, high }: { readonly low?: number; readonly high?: number },
): string {
  if (high === undefined) return isOpenBelow(id, low) ? '' : `≥ ${formatSignal(id, low ?? 0)}`
  if (low === undefined || isOpenBelow(id, low)) return `≤ ${formatSignal(id, high)}`
  const from = formatSignal(id, low)
  const until = formatSignal(id, high)
  return from === until ? until : `${from.slice(0, from.lastIndexOf(' '))}${low < 0 ? ' to ' : '–'}${until}`
}

/** A threshold or a difference as typed: "15 %", "0.5 MB/h". */
export function formatPlain(id: SignalId, value: number): string {
  return `${Number.isInteger(value) ? formatNumber(value) : formatNumber(value, decimalsFor(Math.abs(value) / 10))} ${signalUnits[id]}`
}

export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 0 && percent < 0.1) return 'below 0.1 %'
  return `${formatNumber(percent, percent < 10 ? 1 : 0)} %`
}

/** "480 MB", "1.2 GB", "12 kB": decimal units, three digits. */
export function formatBytes(bytes: Bytes): string {
  const size = Math.abs(bytes)
  const [scale, unit] =
    size >= 1e12
      ? [1e12, 'TB']
      : size >= 1e9
        ? [1e9, 'GB']
        : size >= 1e6
          ? [1e6, 'MB']
          : size >= 1e3
            ? [1e3, 'kB']
            : [1, 'B']
  const value = bytes / scale
  return `${formatNumber(value, unit !== 'B' && Math.abs(value) < 10 ? 1 : 0)} ${unit}`
}

/** "30.1 s", "2.4 ms", "7.6 h": the largest unit that keeps the number above one. */
export function formatNs(ns: Nanoseconds): string {
  const seconds = ns / nsPerSecond
  const size = Math.abs(seconds)
  if (size === 0) return '0 s'
  if (size < 1e-6) return `${formatNumber(ns)} ns`
  if (size < 1e-3) return `${formatShort(seconds * 1e6)} µs`
  if (size < 1) return `${formatShort(seconds * 1e3)} ms`
  return formatSeconds(seconds)
}

export function formatSeconds(seconds: number): string {
  const isWhole = Math.abs(seconds - Math.round(seconds)) <= Math.abs(seconds) * summingError
  return `${formatNumber(seconds, Math.abs(seconds) < 100 && !isWhole ? 1 : 0)} s`
}

/** "10 min", "45 s", "1.6 h". */
export function formatSpan(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 120) return formatSeconds(seconds)
  if (size < 7200) return `${formatNumber(seconds / 60, size < 600 ? 1 : 0).replace(/\.0$/, '')} min`
  return `${formatNumber(seconds / 3600, size < 36_000 ? 1 : 0)} h`
}

/** "1 sample", "3,010 samples". */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  const whole = count > 0 ? Math.max(1, Math.round(count)) : Math.round(count)
  return `${formatNumber(whole)} ${whole === 1 ? one : many}`
}
