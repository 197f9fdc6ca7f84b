import type { JfrKey } from './cursor.ts'

/** Values of the wanted fields of one event, reused from event to event. Absent fields read 0, undefined. */
export interface Row {
  /** Numbers; NaN stands for a key that is in `bigKeys`. */
  readonly numbers: Float64Array
  readonly bigKeys: (bigint | undefined)[]
  readonly texts: (string | undefined)[]
  /** Position of an array's count, to come back to. */
  readonly arrayAt: number[]
}

export function newRow(slots: number): Row {
  return {
    numbers: new Float64Array(slots),
    bigKeys: Array.from<bigint | undefined>({ length: slots }),
    texts: Array.from<string | undefined>({ length: slots }),
    arrayAt: Array.from({ length: slots }, () => 0),
  }
}

export function keyOf(row: Row, slot: number): JfrKey {
  const number = row.numbers[slot]!
  return number === number ? number : row.bigKeys[slot]!
}
