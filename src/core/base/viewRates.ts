/** What a profile costs, in units people know: cores, threads waiting, MB/s, MB held. */
import { formatBytes, formatNs, formatNumber } from './numbers.ts'
import { nsPerSecond } from './units.ts'
import type { ViewKind } from './vocabulary.ts'

/** As `TreeUnit`, which stands in a later room. */
type Unit = 'nanoseconds' | 'bytes' | 'count'

/** "0.35", "0.051", "12", "1,240": two digits, and none after the point from ten on. */
export function formatTwoDigits(value: number): string {
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 0.0005) return `below ${value < 0 ? '−' : ''}0.001`
  if (size >= 9.95) return formatNumber(value)
  return formatNumber(value, size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 3)
}

/**
 * @param rate nanoseconds or bytes per covered second; for what is held, bytes
 * @returns "0.35 cores", "41 threads waiting", "12 MB/s", "54 MB held"
 */
export function formatViewRate(kind: ViewKind, rate: number, unit: Unit): string {
  const word = wordOf(kind, unit, rate)
  return word === undefined ? withoutWord(kind, rate, unit) : `${formatTwoDigits(rate / nsPerSecond)} ${word}`
}

/** "0.051 → 0.35 cores", "3.2 MB → 54 MB held": the unit once. */
export function formatViewRates(kind: ViewKind, base: number, head: number, unit: Unit): string {
  const word = wordOf(kind, unit, head)
  if (word !== undefined)
    return `${formatTwoDigits(base / nsPerSecond)} → ${formatTwoDigits(head / nsPerSecond)} ${word}`
  const before = withoutWord(kind, base, unit)
  return `${kind === 'heap_live' ? before.replace(/ held$/, '') : before} → ${withoutWord(kind, head, unit)}`
}

function wordOf(kind: ViewKind, unit: Unit, rate: number): string | undefined {
  if (unit !== 'nanoseconds') return undefined
  const one = formatTwoDigits(rate / nsPerSecond) === '1.0'
  return kind === 'lock' ? (one ? 'thread waiting' : 'threads waiting') : one ? 'core' : 'cores'
}

function withoutWord(kind: ViewKind, rate: number, unit: Unit): string {
  const amount = unit === 'bytes' ? formatBytes(rate) : unit === 'nanoseconds' ? formatNs(rate) : formatTwoDigits(rate)
  return kind === 'heap_live' ? `${amount} held` : `${amount}/s`
}
