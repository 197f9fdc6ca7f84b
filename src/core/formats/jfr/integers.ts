/**
 * Values that are nothing but whole numbers, which nearly all events and all frames of stacks are: read in one loop over the bytes,
 * with no call for each. A recording is mostly these.
 */
import { BrokenChunk, type JfrCursor } from './cursor.ts'
import type { Row } from './valueRow.ts'

const two28 = 2 ** 28
/** Of the part above 28 bits: more than 53 bits in all are no exact number. */
const mostHigh = 2 ** 25

/** What to do with each number in turn. */
export interface IntegerSteps {
  /** −1 for those that nobody wants. */
  readonly slots: Int32Array
  /** 1: one byte as it is, whatever its value. */
  readonly isByte: Uint8Array
  readonly isKey: Uint8Array
  /** Of the form that is not compressed: an `int` is read as signed. */
  readonly widths: Uint8Array
}

/** Reads the numbers at the cursor, which is of the compressed form, into their slots. */
export function readIntegers(cursor: JfrCursor, steps: IntegerSteps, row: Row): void {
  const { bytes } = cursor
  const { numbers } = row
  const { slots, isByte } = steps
  let { at } = cursor
  for (let step = 0; step < slots.length; step += 1) {
    const from = at
    let value = bytes[at++]!
    if (value > 127 && isByte[step] === 0) {
      let byte = bytes[at++]!
      value = (value & 127) | ((byte & 127) << 7)
      if (byte > 127) {
        byte = bytes[at++]!
        value |= (byte & 127) << 14
        if (byte > 127) {
          byte = bytes[at++]!
          value |= (byte & 127) << 21
          if (byte > 127) {
            byte = bytes[at++]!
            let high = byte & 127
            for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
              byte = bytes[at++]!
              high |= (byte & 127) << shift
            }
            if (byte > 127 || high >= mostHigh) {
              cursor.at = from
              readOdd(cursor, steps, step, row)
              at = cursor.at
              continue
            }
            value += high * two28
            if (steps.widths[step] === 4) value |= 0
          }
        }
      }
    }
    const slot = slots[step]!
    if (slot >= 0) numbers[slot] = value
  }
  if (at > bytes.length) throw new BrokenChunk('a number runs past the end')
  cursor.at = at
}

/** A negative number, or one that has more than 53 bits. */
function readOdd(cursor: JfrCursor, { slots, isKey, widths }: IntegerSteps, step: number, row: Row): void {
  const slot = slots[step]!
  if (slot < 0) cursor.skipInteger(8)
  else if (isKey[step] === 1) {
    const key = cursor.key()
    row.numbers[slot] = typeof key === 'number' ? key : Number.NaN
    row.bigKeys[slot] = typeof key === 'bigint' ? key : undefined
  } else {
    const value = cursor.integer(8)
    row.numbers[slot] = widths[step] === 4 ? value | 0 : value
  }
}
