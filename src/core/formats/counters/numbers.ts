/** Numbers as logs and tables print them. */

const unitBytes: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

/** "24.0" and "M" → bytes; some locales print a comma. */
export function sizeOf(digits: string, unit: string): number {
  return decimal(digits) * (unitBytes[unit] ?? 1)
}

/** What the last printed digit is worth: "24.0" "M" is known to a tenth of a MiB. */
export function roundingOf(digits: string, unit: string): number {
  const point = digits.search(/[.,]/)
  const decimals = point < 0 ? 0 : digits.length - point - 1
  return (unitBytes[unit] ?? 1) / 10 ** decimals
}

export function decimal(text: string): number {
  return Number(text.replace(',', '.'))
}

/** "2026-11-28T03:58:34.858+0000", as logs write zones, in epoch ms; undefined when it is none. */
export function isoMs(text: string): number | undefined {
  const zone = /^(.{10,40}[+-]\d\d)(\d\d)$/.exec(text)
  const ms = Date.parse(zone ? `${zone[1]}:${zone[2]}` : text)
  return Number.isNaN(ms) ? undefined : ms
}

/** A binary or decimal size as tools for people print it: "21.5MiB", "1.94GB", "512Mi", "8192". */
export function humanBytes(text: string): number | undefined {
  const found = /^(\d{1,15}(?:[.,]\d{1,6})?)\s?(?:([kKMGTP])(i)?)?(B)?$/.exec(text.trim())
  if (!found) return undefined
  const [, digits = '', prefix, binary] = found
  const power = prefix === undefined ? 0 : 'KMGTP'.indexOf(prefix.toUpperCase()) + 1
  return decimal(digits) * (binary === undefined ? 1000 : 1024) ** power
}
