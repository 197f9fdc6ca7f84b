/** An answer small enough for a model to read: long lists and texts are cut, and what was cut is said where it stood. */
const mostRows = 15
const mostChars = 600

export function brief(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length <= mostChars
      ? value
      : `${value.slice(0, mostChars)}… (${value.length - mostChars} more characters)`
  if (Array.isArray(value)) {
    const rows = value.slice(0, mostRows).map(brief)
    return value.length <= mostRows ? rows : [...rows, `… ${value.length - mostRows} more`]
  }
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, brief(part)]))
}
