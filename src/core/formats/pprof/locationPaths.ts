/** Paths of locations: the prefix tree that samples are, before anybody knows what a location is. */
import { PairTable, pairRow } from '../../profile/pairTable.ts'
import { maxDepth, maxStackRows } from './stacks.ts'
import { PprofProblem } from './wire.ts'
import type { GrowableInt32 } from '../../profile/growable.ts'
import type { ParentAndKey } from './samplePart.ts'

/** No path has this number. */
export const noPath = -2

/** Root first: a path is one location longer than its parent. */
export class LocationPaths {
  #paths = new PairTable(4096)
  #renumbered: ParentAndKey | undefined

  /**
   * −1 for no locations at all. The run is read backwards, root first, and the tree gone down meanwhile: of a number's bytes the last
   * is the one below 0x80, and so is the byte in front of the run, which ends its length.
   * `noPath` where it does not lead: to a number of five bytes and more, or to none that ends, or deeper than a stack may be.
   */
  pathOfBytes(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > maxDepth || (end > start && bytes[end - 1]! > 0x7f)) return noPath
    const table = this.#paths
    let { rows } = table
    let path = -1
    let at = end
    while (at > start) {
      let key = bytes[--at]!
      let byte = bytes[at - 1]!
      if (byte > 0x7f) {
        key = (key << 7) | (byte & 0x7f)
        byte = bytes[--at - 1]!
        if (byte > 0x7f) {
          key = (key << 7) | (byte & 0x7f)
          byte = bytes[--at - 1]!
          if (byte > 0x7f) {
            key = (key << 7) | (byte & 0x7f)
            byte = bytes[--at - 1]!
            if (byte > 0x7f) return noPath
          }
        }
      }
      const latest = (path + 1) * pairRow + 2
      if (rows[latest] === key && rows[latest + 1]! > 0) path = rows[latest + 1]! - 1
      else {
        path = table.add(path, key)
        ;({ rows } = table)
      }
    }
    this.#check()
    return path
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
