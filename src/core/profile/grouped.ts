/**
 * The same cost told with fewer frames: without libraries and the runtime, or by package.
 *
 *   net/http.serve ─ acme/shop.Pay ─ json.Marshal ─ reflect.Value 3     own        acme/shop.Pay 3
 *   runtime.gcBgMarkWorker ─ runtime.scanobject 2                                  runtime.gcBgMarkWorker 2
 *                                                                       packages   net/http ─ acme/shop ─ encoding/json ─ reflect 3
 *                                                                                  runtime 2
 */
import { type FrameKind, describerOf } from '../frames/hue.ts'
import type { CallTree } from './callTree.ts'
import { NameTable, TreeNodes } from './treeNodes.ts'

/**
 *   own        frames of the program alone; what libraries cost is the self of who called them. A stack without any of the program's
 *              own is the outermost frame of it.
 *   packages   one frame for calls inside one package
 */
export type Grouping = 'own' | 'packages'

export function grouped(tree: CallTree, by: Grouping): CallTree {
  const describe = describerOf(tree.names)
  const kinds = tree.names.map((name, at) => describe(name, tree.files[at]!, tree.modules[at]!))
  return by === 'own' ? ownFrames(tree, kinds) : packages(tree, kinds)
}

function ownFrames(tree: CallTree, kinds: readonly FrameKind[]): CallTree {
  const table = new NameTable()
  tree.names.forEach((name, at) => table.add(name, tree.files[at]!, tree.modules[at]!, tree.lines?.[at]))
  const nodes = new TreeNodes()
  nodes.add(-1, tree.self[0]!, tree.selfSamples[0]!)
  /** Row of the nearest own frame at or above a node, −1 for none; and the outermost frame of its stack. */
  const rows = new Int32Array(tree.length).fill(-1)
  const outermost = new Int32Array(tree.length)
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node]!
    const name = tree.name[node]!
    outermost[node] = parent === 0 ? name : outermost[parent]!
    rows[node] = kinds[name]!.own ? nodes.child(rows[parent]!, name) : rows[parent]!
    const self = tree.self[node]!
    const samples = tree.selfSamples[node]!
    if (self === 0 && samples === 0) continue
    nodes.add(rows[node]! >= 0 ? rows[node]! : nodes.child(-1, outermost[node]!), self, samples)
  }
  return nodes.finish(table, tree.unit)
}

function packages(tree: CallTree, kinds: readonly FrameKind[]): CallTree {
  const table = new NameTable()
  const kindOf: FrameKind[] = []
  // A frame without a package stands for itself.
  const packageOf = kinds.map((kind, at) => {
    const index = table.add(kind.package === '' ? tree.names[at]! : kind.package, '', '')
    kindOf[index] ??= kind
    return index
  })
  const nodes = new TreeNodes()
  nodes.add(-1, tree.self[0]!, tree.selfSamples[0]!)
  const rows = new Int32Array(tree.length).fill(-1)
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node]!
    const found = packageOf[tree.name[node]!]!
    const inside = parent > 0 && packageOf[tree.name[parent]!] === found
    rows[node] = inside ? rows[parent]! : nodes.child(rows[parent]!, found)
    nodes.add(rows[node]!, tree.self[node]!, tree.selfSamples[node]!)
  }
  return { ...nodes.finish(table, tree.unit), kinds: kindOf }
}
