/** Typed arrays that grow by doubling. `data` may be longer than `length`; `take()` gives an exact copy whose buffer can be moved. */

export class GrowableInt32 {
  data: Int32Array
  length = 0

  constructor(capacity = 64) {
    this.data = new Int32Array(capacity)
  }

  /** The column itself, not a copy. */
  static of(data: Int32Array): GrowableInt32 {
    const made = new GrowableInt32(0)
    made.data = data
    made.length = data.length
    return made
  }

  /** So many times the same, for a column that is made late: rows before it hold what stands for "unknown". */
  static filled(length: number, value: number): GrowableInt32 {
    return GrowableInt32.of(new Int32Array(length).fill(value))
  }

  /** Appends and returns the index written. */
  push(value: number): number {
    if (this.length === this.data.length) {
      const wider = new Int32Array(Math.max(16, this.data.length * 2))
      wider.set(this.data)
      this.data = wider
    }
    this.data[this.length] = value
    return this.length++
  }

  /** Room for so many in all, for loops that write into `data` themselves. */
  reserve(capacity: number): void {
    if (capacity <= this.data.length) return
    const wider = new Int32Array(Math.max(capacity, this.data.length * 2))
    wider.set(this.data)
    this.data = wider
  }

  take(): Int32Array {
    return this.data.slice(0, this.length)
  }
}

export class GrowableFloat64 {
  data: Float64Array
  length = 0

  constructor(capacity = 64) {
    this.data = new Float64Array(capacity)
  }

  /** The column itself, not a copy. */
  static of(data: Float64Array): GrowableFloat64 {
    const made = new GrowableFloat64(0)
    made.data = data
    made.length = data.length
    return made
  }

  /** So many times the same, for a column that is made late: rows before it hold what stands for "unknown". */
  static filled(length: number, value: number): GrowableFloat64 {
    return GrowableFloat64.of(new Float64Array(length).fill(value))
  }

  /** Appends and returns the index written. */
  push(value: number): number {
    if (this.length === this.data.length) {
      const wider = new Float64Array(Math.max(16, this.data.length * 2))
      wider.set(this.data)
      this.data = wider
    }
    this.data[this.length] = value
    return this.length++
  }

  take(): Float64Array {
    return this.data.slice(0, this.length)
  }
}
