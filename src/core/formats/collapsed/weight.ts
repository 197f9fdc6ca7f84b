/** The number at the end of a folded line, as tools and people write it. */

/** `-12`, `12`, `12.5`, and as awk and Python print large sums `4.12e+07`; NaN for anything else. */
export function parseWeight(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === 0x2d ? start + 1 : start
  if (at >= end || end - at > 40) return Number.NaN
  let value = 0
  let scale = 0
  let digits = 0
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      scale *= 10
      digits++
    } else if (bytes[at] === 0x2e && scale === 0) scale = 1
    else if ((bytes[at] === 0x65 || bytes[at] === 0x45) && digits > 0) {
      const exponent = exponentOf(bytes, at + 1, end)
      return ((bytes[start] === 0x2d ? -1 : 1) * value * 10 ** exponent) / (scale || 1)
    } else return Number.NaN
  }
  if (digits === 0) return Number.NaN
  return ((bytes[start] === 0x2d ? -1 : 1) * value) / (scale || 1)
}

/** `+07`, `-3`, `7`; NaN for anything else and for what no profile can hold. */
function exponentOf(bytes: Uint8Array, start: number, end: number): number {
  const signed = bytes[start] === 0x2d || bytes[start] === 0x2b
  let value = 0
  let at = signed ? start + 1 : start
  if (at >= end || end - at > 2) return Number.NaN
  for (; at < end; at++) {
    const digit = bytes[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value > 18 ? Number.NaN : bytes[start] === 0x2d ? -value : value
}

/** A spelling of the number that is not plain digits. */
export interface SpelledWeight {
  /** As thousands, where it may be either. */
  readonly value: number
  /** What a comma means here: `41,200,000`, `41,2`; `41,200` may be either. */
  readonly comma?: 'thousands' | 'decimals' | 'either'
}

/** What `parseWeight` does not know: `+5`, `1E+007`, `41_200`, `41'200`, and commas. Undefined where it is no number. */
export function spelledWeight(text: string): SpelledWeight | undefined {
  const number = text.replace(/^\+(?=[\d.,])/, '')
  if (/^-?\d{1,3}([_'’\u00a0\u202f])\d{3}(\1\d{3})*(\.\d+)?$/.test(number))
    return { value: Number(number.replaceAll(/[^\d.-]/g, '')) }
  if (/^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(number)) {
    const isEither = /^-?\d{1,3},\d{3}$/.test(number)
    if (!/^-?0/.test(number))
      return { value: Number(number.replaceAll(',', '')), comma: isEither ? 'either' : 'thousands' }
  }
  const plain = /^-?\d*,\d+(e[-+]?\d{1,3})?$/i.test(number) ? number.replace(',', '.') : number
  if (!/^-?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(plain)) return undefined
  const value = Number(plain)
  if (Math.abs(value) > 1e18) return undefined
  return plain === number ? { value } : { value, comma: 'decimals' }
}

/** About how much a number stands for that is in no spelling read here, `412ms`; undefined where there are no digits to go by. */
export function roughWeight(text: string): number | undefined {
  const digits = /^\W?(\d[\d.,'_]*)/.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits.replaceAll(/\D/g, ''))
}
