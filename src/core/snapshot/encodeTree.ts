/**
 * A call tree as bytes, small before any compression: per node the depth step, the name and the two numbers as varints, names once.
 * Values are kept as integers of base units (a nanosecond, a byte, a hundredth of a sample), which is finer than anything shown.
 */
import { type Result, err, ok } from '../base/result.ts'
import { type CallTree, type TreeUnit, treeUnits } from '../profile/callTree.ts'
import { sourcePlace } from '../profile/sourcePlace.ts'

const version = 1
const samplesPerUnit = 100
/** Many times what is ever written (`mostNodesPerTree` and one folded child each). */
const mostNodes = 1_000_000

/** Layout: version, unit, node count, name count, then name/file/module as length-prefixed UTF-8, then the nodes in depth-first order. */
export function encodeTree(tree: CallTree): Uint8Array {
  const out = new Writer()
  out.varint(version)
  out.varint(treeUnits.indexOf(tree.unit))
  out.varint(tree.length)
  // Only names that nodes use travel: redaction and pruning must not leave the others behind in the file.
  const used = new Int32Array(tree.names.length).fill(-1)
  const order: number[] = []
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node]!
    if (used[name] === -1) used[name] = order.push(name) - 1
  }
  out.varint(order.length)
  for (const name of order)
    for (const text of [tree.names[name]!, sourcePlace(tree, name), tree.modules[name]!]) out.text(text)
  let depth = 0
  for (let node = 0; node < tree.length; node++) {
    if (node > 0) {
      // Depth first: the next node is at most one deeper, so the step up is never negative.
      out.varint(depth + 1 - tree.depth[node]!)
      out.varint(used[tree.name[node]!]!)
    }
    depth = tree.depth[node]!
    out.signed(Math.round(tree.self[node]!))
    out.signed(Math.round(tree.selfSamples[node]! * samplesPerUnit))
  }
  return out.take()
}

export function decodeTree(bytes: Uint8Array, where: string): Result<CallTree> {
  const bad = (what: string): Result<CallTree> =>
    err({ code: 'malformed', where, what, todo: 'make the snapshot again, or download it again if it was cut' })
  const input = new Reader(bytes)
  if (input.varint() !== version) return bad('its trees were written by another version')
  const unit: TreeUnit | undefined = treeUnits[input.varint()]
  const length = input.varint()
  const nameCount = input.varint()
  // A node takes four bytes and a name three; the columns of what a few megabytes claim must not fill the memory.
  const fits = length * 2 <= bytes.length && nameCount * 3 <= bytes.length && length <= mostNodes
  if (unit === undefined || length < 1 || !fits) return bad('the head of a tree is damaged')
  const names: string[] = []
  const files: string[] = []
  const modules: string[] = []
  for (let i = 0; i < nameCount && !input.failed; i++) {
    names.push(input.text())
    files.push(input.text())
    modules.push(input.text())
  }
  const column = (): Float64Array => new Float64Array(length)
  const tree = {
    length,
    name: new Int32Array(length),
    parent: new Int32Array(length),
    depth: new Int32Array(length),
    subtreeEnd: new Int32Array(length).fill(length),
    self: column(),
    total: column(),
    selfSamples: column(),
    totalSamples: column(),
    names,
    files,
    modules,
    unit,
  }
  tree.name[0] = -1
  tree.parent[0] = -1
  const open = [0]
  for (let node = 0; node < length; node++) {
    if (node > 0) {
      const up = input.varint()
      const name = input.varint()
      if (input.failed || up >= open.length || name >= nameCount) return bad('a tree is damaged')
      for (let i = 0; i < up; i++) tree.subtreeEnd[open.pop()!] = node
      const parent = open.at(-1)!
      tree.name[node] = name
      tree.parent[node] = parent
      tree.depth[node] = tree.depth[parent]! + 1
      open.push(node)
    }
    tree.self[node] = input.signed()
    tree.selfSamples[node] = input.signed() / samplesPerUnit
  }
  if (input.failed) return bad('a tree ends early')
  tree.total.set(tree.self)
  tree.totalSamples.set(tree.selfSamples)
  for (let node = length - 1; node > 0; node--) {
    tree.total[tree.parent[node]!]! += tree.total[node]!
    tree.totalSamples[tree.parent[node]!]! += tree.totalSamples[node]!
  }
  return ok(tree)
}

class Writer {
  #bytes = new Uint8Array(4096)
  #length = 0

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count))
    wider.set(this.#bytes)
    this.#bytes = wider
  }

  /** 0 … 2^53. */
  varint(value: number): void {
    this.#room(8)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  signed(value: number): void {
    this.varint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.varint(bytes.length)
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

/** Reading past the end gives zeros and sets `failed`; nothing throws. */
class Reader {
  readonly #bytes: Uint8Array
  #at = 0
  failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  varint(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 60; scale *= 128) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) break
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
    this.failed = true
    return 0
  }

  signed(): number {
    const value = this.varint()
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2
  }

  text(): string {
    const length = this.varint()
    if (this.#at + length > this.#bytes.length) this.failed = true
    const text = this.failed ? '' : new TextDecoder().decode(this.#bytes.subarray(this.#at, this.#at + length))
    this.#at += length
    return text
  }
}
