/** What a profile costs, in units people know: cores, threads waiting, MB/s, MB held. */
import { formatBytes, formatNs, formatNumber } from './numbers.ts'
import { nsPerSecond } from './units.ts'
import type { StandIn, ViewKind } from './vocabulary.ts'
import { isLevel } from './viewWords.ts'

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
 * @param shows what is seen in the view's place, if it is not the view itself
 * @returns "0.35 cores", "41 threads waiting", "12 MB/s", "54 MB held"
 */
export function formatViewRate(kind: ViewKind, rate: number, unit: Unit, shows?: StandIn): string {
  const word = wordOf(kind, unit, rate, shows)
  return word === undefined ? withoutWord(kind, rate, unit, shows) : `${formatTwoDigits(rate / nsPerSecond)} ${word}`
}

/** "0.051 → 0.35 cores", "3.2 MB → 54 MB held": the unit once. */
export function formatViewRates(kind: ViewKind, base: number, head: number, unit: Unit, shows?: StandIn): string {
  const word = wordOf(kind, unit, head, shows)
  if (word !== undefined) {
    const [before, after] = [formatTwoDigits(base / nsPerSecond), formatTwoDigits(head / nsPerSecond)]
    return before === after && before.startsWith('below ')
      ? `${before} ${word} in both`
      : `${before} → ${after} ${word}`
  }
  const before = withoutWord(kind, base, unit, shows)
  return `${kind === 'heap_live' ? before.replace(/ held$/, '') : before} → ${withoutWord(kind, head, unit, shows)}`
}

function wordOf(kind: ViewKind, unit: Unit, rate: number, shows: StandIn | undefined): string | undefined {
  if (unit !== 'nanoseconds') return undefined
  const one = formatTwoDigits(rate / nsPerSecond) === '1.0'
  // Seconds of all threads together per second.
  if (shows === 'wall' || shows === 'off_cpu') return one ? 'thread' : 'threads'
  return kind === 'lock' ? (one ? 'thread waiting' : 'threads waiting') : one ? 'core' : 'cores'
}

function withoutWord(kind: ViewKind, rate: number, unit: Unit, shows: StandIn | undefined): string {
  const amount = unit === 'bytes' ? formatBytes(rate) : unit === 'nanoseconds' ? formatNs(rate) : formatTwoDigits(rate)
  if (shows !== undefined && isLevel(kind, shows)) return amount
  return kind === 'heap_live' ? `${amount} held` : `${amount}/s`
}
