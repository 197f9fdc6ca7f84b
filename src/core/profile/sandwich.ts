/** Who calls a function and whom it calls. */
import type { CallTree } from './callTree.ts'
import type { FunctionRow } from './topTable.ts'

export interface CallersAndCallees {
  readonly self: number
  readonly total: number
  readonly samples: number
  /** Largest total first. A caller "" is the root: nothing calls it. */
  readonly callers: readonly FunctionRow[]
  readonly callees: readonly FunctionRow[]
}

/**
 * A row's total is the cost of samples in which the caller calls the function directly (the function calls the callee
 * directly), each sample once, so under recursion rows may overlap and add up to more than the function's total.
 * Self: of a caller, the function's own self below it; of a callee, the callee's self. One pass over the tree.
 * Undefined when the tree does not have the function.
 */
export function buildSandwich(tree: CallTree, name: string): CallersAndCallees | undefined {
  const wanted = tree.names.indexOf(name)
  if (wanted < 0) return undefined
  const callers = new Rows(tree)
  const callees = new Rows(tree)
  let self = 0
  let total = 0
  let samples = 0
  let openUntil = 0
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node]!
    if (parent > 0 && tree.name[parent] === wanted) callees.add(tree.name[node]!, node)
    if (tree.name[node] !== wanted) continue
    callers.add(tree.name[parent]!, node)
    self += tree.self[node]!
    if (node < openUntil) continue
    openUntil = tree.subtreeEnd[node]!
    total += tree.total[node]!
    samples += tree.totalSamples[node]!
  }
  return { self, total, samples, callers: callers.sorted(), callees: callees.sorted() }
}

interface Row {
  self: number
  total: number
  samples: number
  openUntil: number
}

class Rows {
  readonly #tree: CallTree
  readonly #byName = new Map<number, Row>()

  constructor(tree: CallTree) {
    this.#tree = tree
  }

  add(name: number, node: number): void {
    const tree = this.#tree
    let row = this.#byName.get(name)
    if (!row) this.#byName.set(name, (row = { self: 0, total: 0, samples: 0, openUntil: 0 }))
    row.self += tree.self[node]!
    if (node < row.openUntil) return
    row.openUntil = tree.subtreeEnd[node]!
    row.total += tree.total[node]!
    row.samples += tree.totalSamples[node]!
  }

  sorted(): FunctionRow[] {
    return [...this.#byName]
      .map(([name, { self, total, samples }]) => ({
        name: name < 0 ? '' : this.#tree.names[name]!,
        self,
        total,
        samples,
      }))
      .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1))
  }
}
