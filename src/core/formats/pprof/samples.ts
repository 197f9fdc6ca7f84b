/**
 * Second pass over a pprof file, the hot path: two million samples, fifty bytes each. Stacks are looked up location by location
 * from the root, and only a path of locations seen for the first time is turned into frames:
 *
 *   sample      [leaf … root] location ids
 *   paths       (path of locations so far, next location) → path; each path knows its stack of frames
 *   same as the sample before down to location i?  start there
 */
import { GrowableInt32 } from '../../profile/growable.ts'
import { PairTable } from '../../profile/pairTable.ts'
import { PprofProblem, wireBytes, wireVarint } from './wire.ts'
import type { LabelReader } from './labels.ts'
import type { LocationFrames } from './frames.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { SampleTable } from '../../profile/profile.ts'
import type { PprofTables } from './tables.ts'
import type { Wire } from './wire.ts'

export interface ReadSamples {
  readonly samples: SampleTable
  /** Values beyond 2^53, which are then the nearest number and not exact. */
  readonly inexact: number
}

export interface SampleInputs {
  readonly wire: Wire
  readonly tables: PprofTables
  readonly builder: ProfileBuilder
  readonly frames: LocationFrames
  /** Factor to base units, per value column. */
  readonly factors: readonly number[]
  readonly labels: LabelReader
  /** Frame → drop it and everything nearer the leaf, once a frame that stays has been seen. */
  readonly dropFrame: ((frame: number) => boolean) | undefined
  readonly onProgress: ((share: number) => void) | undefined
}

/** A location listing a hundred thousand inlined lines, used a hundred thousand times, must not become ten thousand million frames. */
const maxStackRows = 16_000_000
/** The deepest real stacks, runaway recursion included, have some thousand frames. */
const maxDepth = 100_000

/** Throws `PprofProblem`. */
export function readSamples(inputs: SampleInputs): ReadSamples {
  const { wire, tables, factors, labels, onProgress } = inputs
  const { bytes } = wire
  const rows = tables.sampleCount
  const columns = factors.length
  // Each value is at least one byte: a header cannot make us reserve more than the file could fill.
  if (rows * columns > bytes.length) {
    throw new PprofProblem(
      'malformed',
      `it announces ${columns} values for each of ${rows.toLocaleString('en')} samples, more than it has bytes`,
    )
  }
  const stack = new Int32Array(rows)
  const values = factors.map(() => new Float64Array(rows))
  const labelSet = new Int32Array(rows).fill(-1)
  const paths = new LocationPaths(inputs)
  /** Locations of this sample, leaf first. */
  const locations = new GrowableInt32(256)
  let row = 0
  let column = 0
  let set = -1
  let inexact = 0

  const onLocation = (low: number, high: number): void => {
    const location = tables.locationIds.find(low, high)
    if (location < 0) {
      throw new PprofProblem('malformed', `sample ${row + 1} refers to a location that is not in the file`)
    }
    locations.push(location)
  }
  const onValue = (low: number, high: number): void => {
    const signed = high | 0
    if (signed >= 0x20_0000 || signed < -0x20_0000) inexact++
    if (column < columns) values[column]![row] = (signed * 0x1_0000_0000 + low) * factors[column]!
    column++
  }
  const onField = (field: number, wireType: number): boolean => {
    if (field === 1 || field === 2) {
      const onNumber = field === 1 ? onLocation : onValue
      if (wireType === wireBytes) {
        readPacked(wire, onNumber)
        return true
      }
      if (wireType !== wireVarint) return false
      wire.varint()
      onNumber(wire.low, wire.high)
      return true
    }
    if (field !== 3 || wireType !== wireBytes) return false
    const length = wire.length()
    set = labels.add(set, wire.at, length)
    wire.at += length
    return true
  }
  const onSample = (): void => {
    locations.length = 0
    column = 0
    set = -1
    wire.fields(onField)
    if (column !== columns) {
      throw new PprofProblem('malformed', `sample ${row + 1} has ${column} values where the file announces ${columns}`)
    }
    stack[row] = paths.stackOf(locations)
    labelSet[row] = set
    row++
    if ((row & 0xffff) === 0) onProgress?.(wire.at / bytes.length)
  }

  wire.at = 0
  wire.end = bytes.length
  while (wire.at < bytes.length) {
    const tag = wire.unsigned()
    if (tag === ((2 << 3) | wireBytes)) wire.message(onSample)
    else if (tag % 8 === wireBytes) wire.skipBytes()
    else if (tag % 8 === wireVarint) wire.varint()
    else wire.skip(tag % 8)
  }
  return { samples: { length: rows, stack, values, ...labels.finish(labelSet) }, inexact }
}

/** Numbers of up to three bytes, nearly all of them, are put together here; the rest is left to `wire`. */
function readPacked(wire: Wire, onNumber: (low: number, high: number) => void): void {
  const { bytes } = wire
  const length = wire.length()
  const end = wire.at + length
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
    const outerEnd = wire.end
    wire.at = at
    wire.end = end
    wire.varint()
    wire.end = outerEnd
    at = wire.at
    onNumber(wire.low, wire.high)
  }
  wire.at = end
}

class LocationPaths {
  readonly #builder: ProfileBuilder
  readonly #frames: LocationFrames
  readonly #dropFrame: ((frame: number) => boolean) | undefined
  readonly #paths = new PairTable(4096)
  readonly #stack = new GrowableInt32(4096)
  /** Frames in it. */
  readonly #depth = new GrowableInt32(4096)
  /** Per path, only with `drop_frames`: 0 nothing kept yet, 1 something kept, 2 dropped from here on. */
  readonly #state = new GrowableInt32(16)
  #steps = 0
  /** Of the sample before, root first: its locations and the path after each. */
  #lastLocation = new Int32Array(256)
  #lastPath = new Int32Array(256)
  #lastCount = 0

  constructor({ builder, frames, dropFrame }: SampleInputs) {
    this.#builder = builder
    this.#frames = frames
    this.#dropFrame = dropFrame
  }

  stackOf(locations: GrowableInt32): number {
    const count = locations.length
    if (count > this.#lastLocation.length) {
      this.#lastLocation = new Int32Array(count * 2)
      this.#lastPath = new Int32Array(count * 2)
      this.#lastCount = 0
    }
    const { data } = locations
    const last = this.#lastLocation
    const lastPath = this.#lastPath
    const shared = Math.min(count, this.#lastCount)
    let depth = 0
    while (depth < shared && last[depth] === data[count - 1 - depth]) depth++
    let path = depth > 0 ? lastPath[depth - 1]! : -1
    for (; depth < count; depth++) {
      const location = data[count - 1 - depth]!
      path = this.#next(path, location)
      last[depth] = location
      lastPath[depth] = path
    }
    this.#lastCount = count
    return path < 0 ? -1 : this.#stack.data[path]!
  }

  #next(path: number, location: number): number {
    const next = this.#paths.add(path, location)
    if (next < this.#stack.length) return next
    let stack = path < 0 ? -1 : this.#stack.data[path]!
    const { start, frame } = this.#frames
    const end = start[location + 1]!
    const added = end - start[location]!
    const depth = (path < 0 ? 0 : this.#depth.data[path]!) + added
    if (depth > maxDepth) {
      throw new PprofProblem('too-large', `it has a stack of more than ${maxDepth.toLocaleString('en')} frames`)
    }
    this.#steps += added
    if (this.#steps > maxStackRows) {
      throw new PprofProblem(
        'too-large',
        `its stacks hold more than ${maxStackRows.toLocaleString('en')} different frames`,
      )
    }
    this.#depth.push(depth)
    if (this.#dropFrame) {
      let state = path < 0 ? 0 : this.#state.data[path]!
      for (let i = start[location]!; i < end && state < 2; i++) {
        if (!this.#dropFrame(frame[i]!)) state = 1
        else if (state === 1) state = 2
        if (state < 2) stack = this.#builder.stack(stack, frame[i]!)
      }
      this.#state.push(state)
    } else {
      for (let i = start[location]!; i < end; i++) stack = this.#builder.stack(stack, frame[i]!)
    }
    this.#stack.push(stack)
    return next
  }
}
