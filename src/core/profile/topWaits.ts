/**
 * Who waits, and on what. In a lock profile nearly every leaf is the lock's own primitive, so a ranking by function has one row;
 * here a row is the primitive together with the nearest caller that is not the runtime's: "Lock.acquire ← logging.Handler.acquire".
 */
import type { CallTree } from './callTree.ts'
import { describerOf } from '../frames/hue.ts'
import type { FunctionRow } from './topTable.ts'

export interface WaitRow extends FunctionRow {
  /** Undefined where nothing but the runtime is above. */
  readonly caller?: string
}

/** The `limit` largest pairs by self, largest first, ties by name. `total` is of the pair's leaves with what is below them. */
export function topWaits(tree: CallTree, limit: number): readonly WaitRow[] {
  const isRuntime = runtimeNames(tree)
  // Nearest caller outside the runtime: a parent has a smaller index, so one pass knows it for every node.
  const callerOf = new Int32Array(tree.length).fill(-1)
  const rows = new Map<string, { name: number; caller: number; self: number; total: number; samples: number }>()
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node]!
    callerOf[node] = parent === 0 ? -1 : isRuntime(tree.name[parent]!) ? callerOf[parent]! : tree.name[parent]!
    const self = tree.self[node]!
    if (self === 0) continue
    const name = tree.name[node]!
    const caller = callerOf[node]!
    const key = `${name} ${caller}`
    const row = rows.get(key) ?? { name, caller, self: 0, total: 0, samples: 0 }
    row.self += self
    row.total += tree.total[node]!
    row.samples += tree.selfSamples[node]!
    rows.set(key, row)
  }
  const text = ({ name, caller }: { readonly name: number; readonly caller: number }): string =>
    `${tree.names[name]!}\0${tree.names[caller] ?? ''}`
  return [...rows.values()]
    .sort((a, b) => b.self - a.self || (text(a) < text(b) ? -1 : 1))
    .slice(0, limit)
    .map(({ name, caller, self, total, samples }) => ({
      name: tree.names[name]!,
      ...(caller < 0 ? {} : { caller: tree.names[caller]! }),
      self,
      total,
      samples,
    }))
}

function runtimeNames(tree: CallTree): (name: number) => boolean {
  const known = new Map<number, boolean>()
  const describe = describerOf(tree.names)
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const { hue } = describe(tree.names[name]!, tree.files[name], tree.modules[name])
    known.set(name, hue === 'runtime')
    return hue === 'runtime'
  }
}
