/** Sets of UTF-16 code units as sorted, disjoint ranges [first, last, first, last, …]. */
export type CharSet = readonly number[]

export const maxUnit = 0xffff
export const anyChar: CharSet = [0, 9, 11, 12, 14, 0x2027, 0x202a, maxUnit]
export const digits: CharSet = [48, 57]
export const wordChars: CharSet = [48, 57, 65, 90, 95, 95, 97, 122]
export const spaces: CharSet = [
  9, 13, 32, 32, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000,
  0x3000, 0xfeff, 0xfeff,
]

export function unionOf(ranges: readonly number[]): CharSet {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i]!, ranges[i + 1]!])
  pairs.sort((a, b) => a[0] - b[0])
  const out: number[] = []
  for (const [first, last] of pairs) {
    const end = out.length - 1
    if (end > 0 && first <= out[end]! + 1) out[end] = Math.max(out[end]!, last)
    else out.push(first, last)
  }
  return out
}

export function complementOf(set: CharSet): CharSet {
  const out: number[] = []
  let next = 0
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) out.push(next, set[i]! - 1)
    next = set[i + 1]! + 1
  }
  if (next <= maxUnit) out.push(next, maxUnit)
  return out
}

/** Adds the lower case of every member, for matching against lower-cased text. Wide ranges add ASCII letters only. */
export function withLowerCase(set: CharSet): CharSet {
  const out = [...set]
  for (let i = 0; i < set.length; i += 2) {
    const first = set[i]!
    const last = set[i + 1]!
    if (last - first <= 2000) {
      for (let unit = first; unit <= last; unit++) {
        const lower = String.fromCharCode(unit).toLowerCase()
        if (lower.length === 1) out.push(lower.charCodeAt(0), lower.charCodeAt(0))
      }
    } else {
      const from = Math.max(first, 65)
      const to = Math.min(last, 90)
      if (from <= to) out.push(from + 32, to + 32)
    }
  }
  return unionOf(out)
}
