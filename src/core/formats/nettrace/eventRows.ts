/**
 * Events of a block: a header, whole or as what differs from the one before, and a payload.
 *
 *   bit of a short header    1 kind    2 sequence, capturing thread, CPU    4 thread    8 stack    128 length of the payload
 *   up to version 5          16, 32 ids of activities, 16 bytes each
 *   version 6                16 list of labels
 */
import type { Cursor } from './cursor.ts'

export interface EventRow {
  metadataId: number
  /** Id of the thread, or in version 6 its row in the table of threads. */
  thread: number
  stack: number
  /** Ticks as two halves; they wrap at 64 bits. */
  timeLow: number
  timeHigh: number
  payloadFrom: number
  payloadUntil: number
}

/** Calls `onRow` with the same object for each event from `cursor.at` to its end. Throws `NettraceProblem`. */
export function readRows(cursor: Cursor, isShort: boolean, version: number, onRow: (row: EventRow) => void): void {
  const row: EventRow = { metadataId: 0, thread: 0, stack: 0, timeLow: 0, timeHigh: 0, payloadFrom: 0, payloadUntil: 0 }
  let payload = 0
  while (cursor.at < cursor.end) {
    if (isShort) payload = shortHeader(cursor, row, payload, version)
    else payload = wholeHeader(cursor, row, version >= 6 ? 4 : 32)
    row.payloadFrom = cursor.at
    cursor.skip(payload)
    row.payloadUntil = cursor.at
    onRow(row)
    // Rows of whole headers up to version 5 begin at multiples of four, as the block does.
    if (!isShort && version < 6) cursor.at = Math.min(cursor.end, cursor.from + ((cursor.at - cursor.from + 3) & ~3))
  }
}

function shortHeader(cursor: Cursor, row: EventRow, before: number, version: number): number {
  const flags = cursor.byte()
  if (flags & 1) row.metadataId = cursor.varuint() % 0x8000_0000
  if (flags & 2) {
    cursor.varuint()
    cursor.varuint()
    cursor.varuint()
  }
  if (flags & 4) row.thread = cursor.varuint()
  if (flags & 8) row.stack = cursor.varuint()
  cursor.varuint()
  const low = row.timeLow + cursor.low
  row.timeHigh = (row.timeHigh + cursor.high + (low > 0xffff_ffff ? 1 : 0)) >>> 0
  row.timeLow = low >>> 0
  if (version >= 6) {
    if (flags & 16) cursor.varuint()
  } else {
    if (flags & 16) cursor.skip(16)
    if (flags & 32) cursor.skip(16)
  }
  return flags & 128 ? cursor.varuint() : before
}

/** Of a row that keeps nothing of the one before; between its time and its size stand the ids of activities, or from 6 on the list of labels. */
function wholeHeader(cursor: Cursor, row: EventRow, betweenBytes: number): number {
  cursor.skip(4)
  row.metadataId = cursor.u32() % 0x8000_0000
  cursor.skip(4)
  row.thread = cursor.u64()
  cursor.skip(12)
  row.stack = cursor.u32()
  takeTime(cursor, row)
  cursor.skip(betweenBytes)
  return cursor.u32()
}

function takeTime(cursor: Cursor, row: EventRow): void {
  cursor.u64()
  row.timeLow = cursor.low
  row.timeHigh = cursor.high
}
