/** Paths of locations: the prefix tree that samples are, before anybody knows what a location is. */
import { PairTable, pairRow } from '../../profile/pairTable.ts'
import { maxDepth, maxStackRows } from './stacks.ts'
import { PprofProblem } from './wire.ts'
import type { GrowableInt32 } from '../../profile/growable.ts'
import type { ParentAndKey } from './samplePart.ts'

/** No path has this number. */
export const noPath = -2

/** A number of more bytes is left to the slow way. */
const longestNumber = 4
/**
 * How far the next bytes of a run lead, remembered where it was found out once: stacks differ at the leaf and share what is above, and
 * one look takes the place of eight steps of which each waits for the memory that the one before named. As many bytes as numbers are whole
 * in, of sixteen. What two strides share a place, the later one has; nothing is lost but time.
 *
 *   strides   [ path+2 cut bytes bytes bytes bytes path – | … ]   cut: of the sixteen bytes, those that are not of the stride
 */
const strideBytes = 16
const strideRow = 8
const fewestStrides = 1 << 9
/** A megabyte: more would not stay in the cache. */
const mostStrides = 1 << 15

function hashStride(path: number, a: number, b: number, c: number, d: number): number {
  const low = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  const high = Math.imul(c, 0x27d4eb2f) ^ Math.imul(d, 0x165667b1)
  const hash = Math.imul(path ^ low ^ high, 0x2c1b3c6d)
  return hash ^ (hash >>> 15)
}

/**
 * Samples of one stack come one after the other where a stack has several sets of labels, or was written as often as it was seen. Of
 * other runs of the same length the first bytes, those of the leaf, differ.
 */
function isSame(bytes: Uint8Array, other: number, start: number, end: number): boolean {
  for (let at = start, was = other; at < end; at++, was++) if (bytes[at] !== bytes[was]) return false
  return true
}

/** Root first: a path is one location longer than its parent. */
export class LocationPaths {
  #paths = new PairTable(4096)
  #renumbered: ParentAndKey | undefined
  /** What is read at present. */
  #bytes: Uint8Array = new Uint8Array(0)
  #view: DataView = new DataView(this.#bytes.buffer)
  #strides = new Int32Array(fewestStrides * strideRow)
  /** The run before this one, in the same bytes. */
  #lastStart = 0
  #lastEnd = 0
  #lastPath = -1
  /** With so many paths the strides remembered are no longer enough; a power of two. */
  #widenAt = fewestStrides

  /**
   * −1 for no locations at all. The run is read backwards, root first, and the tree gone down meanwhile: of a number's bytes the last
   * is the one below 0x80, and so is the byte in front of the run, which ends its length.
   * `noPath` where it does not lead: to a number of five bytes and more, or to none that ends, or deeper than a stack may be.
   */
  pathOfBytes(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > maxDepth || (end > start && bytes[end - 1]! > 0x7f)) return noPath
    const table = this.#paths
    if (bytes !== this.#bytes || table.length > this.#widenAt) this.#prepare(bytes)
    if (end - start === this.#lastEnd - this.#lastStart && isSame(bytes, this.#lastStart, start, end))
      return this.#lastPath
    const view = this.#view
    const strides = this.#strides
    const mask = strides.length / strideRow - 1
    let { rows } = table
    let path = -1
    let at = end
    while (at > start) {
      const longest = at - strideBytes
      let until = Math.max(start, longest)
      // No stride ends within a number.
      while (until > start && bytes[until - 1]! > 0x7f) until++
      const cut = until - longest
      const before = path
      let slot = -1
      let a = 0
      let b = 0
      let c = 0
      let d = 0
      if (cut > longestNumber) until = at - 1
      else if (until > start) {
        a = view.getInt32(at - 16, true) >> (8 * cut)
        b = view.getInt32(at - 12, true)
        c = view.getInt32(at - 8, true)
        d = view.getInt32(at - 4, true)
        slot = (hashStride(path, a, b, c, d) & mask) * strideRow
        if (
          strides[slot] === path + 2 &&
          strides[slot + 1] === cut &&
          strides[slot + 2] === a &&
          strides[slot + 3] === b &&
          strides[slot + 4] === c &&
          strides[slot + 5] === d
        ) {
          path = strides[slot + 6]!
          at = until
          continue
        }
      }
      while (at > until) {
        let key = bytes[--at]!
        const tooLong = at - longestNumber
        while (bytes[at - 1]! > 0x7f) {
          key = (key << 7) | (bytes[--at]! & 0x7f)
          if (at === tooLong) return noPath
        }
        const latest = (path + 1) * pairRow + 2
        if (rows[latest] === key && rows[latest + 1]! > 0) path = rows[latest + 1]! - 1
        else {
          path = table.add(path, key)
          ;({ rows } = table)
        }
      }
      if (slot >= 0) {
        strides[slot] = before + 2
        strides[slot + 1] = cut
        strides[slot + 2] = a
        strides[slot + 3] = b
        strides[slot + 4] = c
        strides[slot + 5] = d
        strides[slot + 6] = path
      }
    }
    this.#check()
    this.#lastStart = start
    this.#lastEnd = end
    this.#lastPath = path
    return path
  }

  /** For other bytes, or for more paths than strides are remembered. */
  #prepare(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#lastStart = this.#lastEnd = 0
    this.#lastPath = -1
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (this.#paths.length <= this.#widenAt) return
    while (this.#widenAt < this.#paths.length) this.#widenAt *= 4
    this.#strides = new Int32Array(this.#widenAt * strideRow)
    if (this.#widenAt >= mostStrides) this.#widenAt = Number.POSITIVE_INFINITY
  }

  /** −1 for no locations at all. */
  pathOf(keys: GrowableInt32): number {
    // Every location is at least one frame.
    if (keys.length > maxDepth) {
      throw new PprofProblem('too-large', `it has a stack of more than ${maxDepth.toLocaleString('en')} frames`)
    }
    let path = -1
    for (let at = keys.length - 1; at >= 0; at--) path = this.#paths.add(path, keys.data[at]!)
    this.#check()
    return path
  }

  #check(): void {
    if (this.#paths.length <= maxStackRows) return
    const most = maxStackRows.toLocaleString('en')
    throw new PprofProblem('too-large', `its stacks hold more than ${most} different frames`)
  }

  /** Those of another reader, whose keys −1, −2 … are these here. Per path of it: the path here. */
  join({ parent, key }: ParentAndKey, keys: Int32Array): Int32Array {
    const joined = new Int32Array(parent.length)
    for (let path = 0; path < parent.length; path++) {
      const above = parent[path]!
      const one = key[path]!
      joined[path] = this.#paths.add(above < 0 ? -1 : joined[above]!, one < 0 ? keys[-1 - one]! : one)
    }
    this.#check()
    return joined
  }

  /**
   * In order of first appearance in the samples, as if one reader had read them all. Changes the numbers in `pathOfSample`, too; nothing
   * can be added afterwards.
   */
  renumber(pathOfSample: Int32Array): void {
    const { parent, key } = this.take()
    const numbers = new Int32Array(parent.length).fill(-1)
    const renumbered = { parent: new Int32Array(parent.length), key: new Int32Array(parent.length) }
    const above: number[] = []
    let count = 0
    for (let row = 0; row < pathOfSample.length; row++) {
      for (let path = pathOfSample[row]!; path >= 0 && numbers[path]! < 0; path = parent[path]!) above.push(path)
      for (let path = above.pop(); path !== undefined; path = above.pop()) {
        renumbered.parent[count] = parent[path]! < 0 ? -1 : numbers[parent[path]!]!
        renumbered.key[count] = key[path]!
        numbers[path] = count++
      }
      if (pathOfSample[row]! >= 0) pathOfSample[row] = numbers[pathOfSample[row]!]!
    }
    this.#renumbered = renumbered
  }

  /** Parent path (−1: none) and location of each, without what only finding them needed. */
  take(): ParentAndKey {
    const taken = this.#renumbered ?? this.#paths.take()
    this.#paths = new PairTable(1)
    return taken
  }
}

/** The first sample whose path leads through this one; the paths are in order of first appearance. */
export function firstBelow(path: number, parent: Int32Array, pathOfSample: Int32Array): number {
  return pathOfSample.findIndex((sample) => {
    let at = sample
    while (at > path) at = parent[at]!
    return at === path
  })
}
