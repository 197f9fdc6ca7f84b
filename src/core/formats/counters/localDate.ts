/**
 * Dates as a program prints them by the habits of its machine: `11/28/2026 4:13:50 AM`, `28.11.2026 04:13:50`, `28/11/2026 4:13:50`,
 * `2026-11-28 04:13:50`. They have no zone: what counts is the time between two of them.
 */
import type { EpochMs } from '../../base/units.ts'

const written =
  /^(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})\.?,?[ T](\d{1,2})[:.](\d{2})[:.](\d{2})(?:[.,](\d{1,7}))?(?:\s?([AaPp])\.?\s?[Mm]\.?)?$/

/** The day before the month, where some day of the file says so; else as in the United States and in programs without a culture. */
export function isDayFirst(texts: Iterable<string>): boolean {
  for (const text of texts) {
    const match = written.exec(text.trim())
    if (match && (match[1] ?? '').length < 3 && (Number(match[1]) > 12 || /^\d{1,2}\./.test(text.trim()))) return true
  }
  return false
}

/** As if the clock were UTC; undefined for what is no such date. */
export function localDateMs(text: string, dayFirst: boolean): EpochMs | undefined {
  const match = written.exec(text.trim())
  if (match === null) return undefined
  const [first = 0, second = 0, third = 0, hour = 0, minute = 0, seconds = 0] = match.slice(1, 7).map(Number)
  const isYearFirst = (match[1] ?? '').length === 4
  const [year, month, day] = isYearFirst
    ? [first, second, third]
    : dayFirst
      ? [third, second, first]
      : [third, first, second]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24) return undefined
  const half = (match[8] ?? '').toLowerCase()
  const hours = half === '' ? hour : (hour % 12) + (half === 'p' ? 12 : 0)
  return Date.UTC(year, month - 1, day, hours, minute, seconds) + 1000 * Number(`0.${match[7] ?? '0'}`)
}
