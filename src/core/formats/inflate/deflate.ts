/**
 * DEFLATE (RFC 1951) in plain code, used where the platform's own decompressor cannot help: it says only "failed", and
 * browsers refuse a second gzip member that Node accepts. This one says where and why it stopped, and how far it read.
 */
import type { OutputBuffer } from './outputBuffer.ts'

export type DeflateEnd =
  | { readonly end: 'done'; readonly nextByte: number }
  | { readonly end: 'truncated' }
  | { readonly end: 'too-large' }
  | { readonly end: 'malformed'; readonly atByte: number; readonly why: string }

const lengthBase = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBase = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13]
const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** One lookup per symbol: index by the next `bits` bits, entry = symbol << 4 | code length; 0 = no such code. */
interface Codes {
  readonly table: Uint16Array
  readonly bits: number
}

/** Undefined when the lengths describe more codes than fit. Incomplete sets are allowed: using a missing code is the error. */
function buildCodes(lengths: Uint8Array): Codes | undefined {
  let bits = 1
  const count = new Uint16Array(16)
  for (const length of lengths) {
    count[length]!++
    if (length > bits) bits = length
  }
  count[0] = 0
  const next = new Uint16Array(17)
  let left = 1
  for (let length = 1; length <= 15; length++) {
    left = (left << 1) - count[length]!
    if (left < 0) return undefined
    next[length + 1] = (next[length]! + count[length]!) << 1
  }
  const table = new Uint16Array(1 << bits)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!
    if (length === 0) continue
    const code = next[length]!++
    let reversed = 0
    for (let bit = 0; bit < length; bit++) if (code & (1 << bit)) reversed |= 1 << (length - 1 - bit)
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length
  }
  return { table, bits }
}

let fixedCodes: { readonly literal: Codes; readonly distance: Codes } | undefined

function fixed(): { readonly literal: Codes; readonly distance: Codes } {
  if (!fixedCodes) {
    const literal = new Uint8Array(288).fill(8)
    literal.fill(9, 144, 256)
    literal.fill(7, 256, 280)
    fixedCodes = { literal: buildCodes(literal)!, distance: buildCodes(new Uint8Array(30).fill(5))! }
  }
  return fixedCodes
}

class Bits {
  readonly bytes: Uint8Array
  at: number
  hold = 0
  held = 0

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  /** Tops up to at least `count` (≤ 24) bits; past the end zeros come, and `past()` tells. */
  need(count: number): void {
    while (this.held < count) {
      this.hold |= (this.at < this.bytes.length ? this.bytes[this.at]! : 0) << this.held
      this.at++
      this.held += 8
    }
  }

  take(count: number): number {
    this.need(count)
    const value = this.hold & ((1 << count) - 1)
    this.hold >>>= count
    this.held -= count
    return value
  }

  /** The symbol, or −1 when no code starts like this. */
  symbol(codes: Codes): number {
    this.need(codes.bits)
    const entry = codes.table[this.hold & ((1 << codes.bits) - 1)]!
    const length = entry & 15
    if (length === 0) return -1
    this.hold >>>= length
    this.held -= length
    return entry >>> 4
  }

  /** Forgets the bits of a half-read byte and gives whole unread bytes back. */
  toByte(): void {
    this.at -= this.held >>> 3
    this.hold = 0
    this.held = 0
  }

  /** True when bits were used that the input does not have. */
  past(): boolean {
    return this.at - (this.held >>> 3) > this.bytes.length
  }
}

/** Reads one DEFLATE stream starting at `from` into `out`. Distances reach back to `out.memberStart`, not further. */
export function readDeflate(bytes: Uint8Array, from: number, out: OutputBuffer): DeflateEnd {
  const bits = new Bits(bytes, from)
  const outStart = out.memberStart
  const malformed = (why: string): DeflateEnd =>
    bits.past() ? { end: 'truncated' } : { end: 'malformed', atByte: bits.at - (bits.held >>> 3), why }
  for (;;) {
    const last = bits.take(1)
    const type = bits.take(2)
    if (bits.past()) return { end: 'truncated' }
    if (type === 0) {
      bits.toByte()
      const size = bits.take(16)
      const check = bits.take(16)
      bits.toByte()
      if (bits.past()) return { end: 'truncated' }
      if (size !== (~check & 0xffff)) return malformed('a stored block has a wrong length')
      if (bits.at + size > bytes.length) return { end: 'truncated' }
      out.packedBytes = bits.at + size
      if (!out.append(bytes.subarray(bits.at, bits.at + size))) return { end: 'too-large' }
      bits.at += size
    } else if (type === 3) {
      return malformed('a block has an unknown type')
    } else {
      const codes = type === 1 ? fixed() : readDynamicCodes(bits)
      if (!codes) return malformed('a block describes an impossible code')
      const problem = readBlock(bits, codes, out, outStart)
      if (problem === 'too-large' || problem === 'truncated') return { end: problem }
      if (problem) return malformed(problem)
    }
    if (last) {
      bits.toByte()
      return { end: 'done', nextByte: bits.at }
    }
  }
}

function readDynamicCodes(bits: Bits): { readonly literal: Codes; readonly distance: Codes } | undefined {
  const literals = bits.take(5) + 257
  const distances = bits.take(5) + 1
  const codeLengths = bits.take(4) + 4
  if (literals > 286 || distances > 30) return undefined
  const lengths = new Uint8Array(19)
  for (let i = 0; i < codeLengths; i++) lengths[codeLengthOrder[i]!] = bits.take(3)
  const codes = buildCodes(lengths)
  if (!codes) return undefined
  const all = new Uint8Array(literals + distances)
  for (let i = 0; i < all.length;) {
    const symbol = bits.symbol(codes)
    if (symbol < 0 || bits.past()) return undefined
    if (symbol < 16) {
      all[i++] = symbol
      continue
    }
    const previous = symbol === 16 ? (i > 0 ? all[i - 1]! : -1) : 0
    const repeat = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    if (previous < 0 || i + repeat > all.length) return undefined
    all.fill(previous, i, i + repeat)
    i += repeat
  }
  const literal = buildCodes(all.subarray(0, literals))
  const distance = buildCodes(all.subarray(literals))
  return literal && distance && { literal, distance }
}

/** Undefined at the end of the block, else what went wrong. */
function readBlock(
  bits: Bits,
  { literal, distance }: { readonly literal: Codes; readonly distance: Codes },
  out: OutputBuffer,
  outStart: number,
): string | undefined {
  for (;;) {
    const symbol = bits.symbol(literal)
    if (symbol < 0) return 'it uses a code that was not described'
    if (symbol === 256) return bits.past() ? 'truncated' : undefined
    if (symbol < 256) {
      // Past the end there are zeros, which may be a letter without an end: looked for now and then, and not at each letter.
      if ((out.length & 255) === 0 && bits.past()) return 'truncated'
      if (out.length === out.data.length) {
        if (bits.past()) return 'truncated'
        out.packedBytes = bits.at
        if (!out.reserve(1)) return 'too-large'
      }
      out.data[out.length++] = symbol
      continue
    }
    if (symbol > 285) return 'it uses a length that does not exist'
    const length = lengthBase[symbol - 257]! + bits.take(lengthExtra[symbol - 257]!)
    const code = bits.symbol(distance)
    if (code < 0 || code > 29) return 'it uses a distance that does not exist'
    const back = distanceBase[code]! + bits.take(distanceExtra[code]!)
    if (bits.past()) return 'truncated'
    if (back > out.length - outStart) return 'it copies from before its beginning'
    out.packedBytes = bits.at
    if (!out.reserve(length)) return 'too-large'
    const data = out.data
    const to = out.length
    // Byte by byte where source and target overlap, which is how DEFLATE repeats a pattern; and where it is short, which is faster.
    if (back === 1) data.fill(data[to - 1]!, to, to + length)
    else if (back >= length && length > 32) data.copyWithin(to, to - back, to - back + length)
    else for (let at = to, end = to + length; at < end; at++) data[at] = data[at - back]!
    out.length += length
  }
}
