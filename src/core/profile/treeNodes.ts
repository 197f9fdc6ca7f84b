/**
 * Call-tree nodes in the order they were met, put into depth-first order at the end. Used by everything that makes a tree.
 *
 *   row r: (parent row, name)   ──finish──▶   node n: depth-first, siblings by total, largest first
 */
import { GrowableFloat64 } from './growable.ts'
import { PairTable } from './pairTable.ts'
import type { CallTree, TreeUnit } from './callTree.ts'

/** Names of functions shared by all parts of one tree. */
export class NameTable {
  readonly names: string[] = []
  readonly files: string[] = []
  readonly modules: string[] = []
  readonly lines: number[] = []
  readonly #index = new Map<string, number>()
  /** Names before this one are in the index. */
  #indexed = 0

  /** The first file and module that are known win; of that file the lowest line, whichever sample or window had it first. */
  add(name: string, file: string, module: string, line: number = 0): number {
    for (; this.#indexed < this.names.length; this.#indexed++)
      this.#index.set(this.names[this.#indexed]!, this.#indexed)
    const known = this.#index.get(name)
    if (known === undefined) return this.addNew(name, file, module, line)
    this.merge(known, file, module, line)
    return known
  }

  /** A name that is known not to be there: it is not looked for, which of a million names costs more than all else. */
  addNew(name: string, file: string, module: string, line: number = 0): number {
    this.files.push(file)
    this.lines.push(line)
    this.modules.push(module)
    return this.names.push(name) - 1
  }

  /** What another frame of this name knows of it. */
  merge(known: number, file: string, module: string, line: number): void {
    if (this.files[known] === '') {
      this.files[known] = file
      this.lines[known] = line
    } else if (this.files[known] === file && line > 0) {
      const before = this.lines[known]!
      this.lines[known] = before > 0 ? Math.min(before, line) : line
    }
    if (this.modules[known] === '') this.modules[known] = module
  }
}

export class TreeNodes {
  readonly #pairs: PairTable
  readonly self: GrowableFloat64
  readonly samples: GrowableFloat64
  /** Of the root: samples without frames. */
  rootSelf = 0
  rootSamples = 0

  constructor(capacity = 64) {
    this.#pairs = new PairTable(capacity)
    this.self = new GrowableFloat64(capacity)
    this.samples = new GrowableFloat64(capacity)
  }

  get length(): number {
    return this.#pairs.length
  }

  /** Row of the child of `parent` (−1: the root) called `name`. */
  child(parent: number, name: number): number {
    return this.#withFigures(this.#pairs.add(parent, name))
  }

  /** The same for one that is known to be new and is never asked for again. */
  newChild(parent: number, name: number): number {
    return this.#withFigures(this.#pairs.append(parent, name))
  }

  #withFigures(row: number): number {
    if (row === this.self.length) {
      this.self.push(0)
      this.samples.push(0)
    }
    return row
  }

  add(row: number, self: number, samples: number): void {
    if (row < 0) {
      this.rootSelf += self
      this.rootSamples += samples
    } else {
      this.self.data[row]! += self
      this.samples.data[row]! += samples
    }
  }

  finish(table: NameTable, unit: TreeUnit): CallTree {
    return this.finishNumbered(table, unit).tree
  }

  /**
   * With the node that each row became, −1 for rows that were dropped because their whole subtree is empty. Time: linear, plus sorting
   * siblings.
   */
  finishNumbered(table: NameTable, unit: TreeUnit): { readonly tree: CallTree; readonly nodeOfRow: Int32Array } {
    const rows = this.length
    const { parent: parents, key: names } = this.#pairs.take()
    const self = this.self.data
    const samples = this.samples.data
    const total = self.slice(0, rows)
    const totalSamples = samples.slice(0, rows)
    /** Nodes in the subtree, 0 for rows to drop. */
    const size = new Int32Array(rows)
    const childCount = new Int32Array(rows + 1)
    let rootTotal = this.rootSelf
    let rootTotalSamples = this.rootSamples
    let kept = 0
    for (let row = rows - 1; row >= 0; row--) {
      if (size[row] === 0 && self[row] === 0 && samples[row] === 0) continue
      size[row]! += 1
      kept++
      const parent = parents[row]!
      if (parent < 0) {
        rootTotal += total[row]!
        rootTotalSamples += totalSamples[row]!
        childCount[rows]!++
      } else {
        total[parent]! += total[row]!
        totalSamples[parent]! += totalSamples[row]!
        size[parent]! += size[row]!
        childCount[parent]!++
      }
    }
    const children = childrenBySize(parents, size, childCount, kept, (a, b) => {
      const difference = total[b]! - total[a]!
      if (difference !== 0) return difference
      return table.names[names[a]!]! < table.names[names[b]!]! ? -1 : 1
    })

    const length = kept + 1
    const tree = {
      length,
      name: new Int32Array(length),
      parent: new Int32Array(length),
      depth: new Int32Array(length),
      subtreeEnd: new Int32Array(length),
      self: new Float64Array(length),
      total: new Float64Array(length),
      selfSamples: new Float64Array(length),
      totalSamples: new Float64Array(length),
      names: table.names,
      files: table.files,
      modules: table.modules,
      ...(table.lines.some((line) => line > 0) ? { lines: table.lines } : {}),
      unit,
    }
    tree.name[0] = -1
    tree.parent[0] = -1
    tree.subtreeEnd[0] = length
    tree.self[0] = this.rootSelf
    tree.total[0] = rootTotal
    tree.selfSamples[0] = this.rootSamples
    tree.totalSamples[0] = rootTotalSamples

    // A row comes after its parent, so its node is known when its turn comes, and gives those of its children: where the larger siblings end.
    const nodeOfRow = new Int32Array(rows).fill(-1)
    const placeChildren = (row: number, node: number): void => {
      const start = children.start[row]!
      const end = start + childCount[row]!
      let next = node + 1
      for (let i = start; i < end; i++) {
        const child = children.list[i]!
        nodeOfRow[child] = next
        tree.parent[next] = node
        next += size[child]!
      }
    }
    placeChildren(rows, 0)
    for (let row = 0; row < rows; row++) {
      const node = nodeOfRow[row]!
      if (node < 0) continue
      tree.name[node] = names[row]!
      tree.depth[node] = tree.depth[tree.parent[node]!]! + 1
      tree.subtreeEnd[node] = node + size[row]!
      tree.self[node] = self[row]!
      tree.total[node] = total[row]!
      tree.selfSamples[node] = samples[row]!
      tree.totalSamples[node] = totalSamples[row]!
      if (childCount[row]! > 0) placeChildren(row, node)
    }
    return { tree, nodeOfRow }
  }
}

/** Children of every row (and, at index `rows`, of the root) as ranges of one list, each range sorted. */
function childrenBySize(
  parents: Int32Array,
  size: Int32Array,
  childCount: Int32Array,
  kept: number,
  compare: (a: number, b: number) => number,
): { readonly start: Int32Array; readonly list: Int32Array } {
  const rows = parents.length
  const start = new Int32Array(rows + 1)
  let next = 0
  for (let row = 0; row <= rows; row++) {
    start[row] = next
    next += childCount[row]!
  }
  const list = new Int32Array(kept)
  const filled = start.slice()
  for (let row = 0; row < rows; row++) {
    if (size[row] === 0) continue
    const parent = parents[row]!
    list[filled[parent < 0 ? rows : parent]!++] = row
  }
  for (let row = 0; row <= rows; row++) {
    const count = childCount[row]!
    if (count > 1) sortRange(list, start[row]!, start[row]! + count, compare)
  }
  return { start, list }
}

/** Almost all sibling lists are two or three long: sorting them in place beats a call of `sort` per node. */
function sortRange(list: Int32Array, from: number, to: number, compare: (a: number, b: number) => number): void {
  if (to - from > 16) {
    list.subarray(from, to).sort(compare)
    return
  }
  for (let i = from + 1; i < to; i++) {
    const row = list[i]!
    let at = i
    while (at > from && compare(list[at - 1]!, row) > 0) {
      list[at] = list[at - 1]!
      at--
    }
    list[at] = row
  }
}
