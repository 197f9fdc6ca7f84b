/** Runs of numbers, the fields that samples consist of. */
import type { Wire } from './wire.ts'

/** Numbers of up to three bytes, nearly all of them, are put together here; the rest is left to `wire`. */
export function readPacked(wire: Wire, onNumber: (low: number, high: number) => void): void {
  const length = wire.length()
  readNumbers(wire, wire.at + length, onNumber)
}

export function readNumbers(wire: Wire, end: number, onNumber: (low: number, high: number) => void): void {
  const { bytes } = wire
  let { at } = wire
  while (at < end) {
    let byte = bytes[at]!
    let low = byte & 0x7f
    let next = at + 1
    if (byte > 0x7f) {
      byte = bytes[next++]!
      low |= (byte & 0x7f) << 7
      if (byte > 0x7f) {
        byte = bytes[next++]!
        low |= (byte & 0x7f) << 14
      }
    }
    if (byte <= 0x7f && next <= end) {
      at = next
      onNumber(low, 0)
      continue
    }
    at = readLong(wire, at, end)
    onNumber(wire.low, wire.high)
  }
  wire.at = end
}

/** A number that lies before `end`, or is told not to. Returns where it ends. */
function readLong(wire: Wire, at: number, end: number): number {
  const outerEnd = wire.end
  wire.at = at
  wire.end = end
  wire.varint()
  wire.end = outerEnd
  return wire.at
}
