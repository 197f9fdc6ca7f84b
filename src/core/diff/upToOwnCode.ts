/**
 * A JVM reports an allocation when it met the end of a thread's buffer. Which of the sites in one call that is is no chance: of a loop it is
 * the same site again and again, and another one in the next run. Two runs of one build at one load had `Array.newInstance` 117 times and
 * never, and what `App.rank` allocates with all it calls 124 and 133 times. So what libraries allocate counts as of the program's own function
 * that called them, and each of these is tested with all it calls.
 */
import { describerOf } from '../frames/hue.ts'
import type { CallTree } from '../profile/callTree.ts'
import { type MeasuredView, sees } from '../window/windowProfiles.ts'
import type { AlignedTrees, Side } from './alignTrees.ts'

export const meetsBufferEnds = (view: MeasuredView): boolean => sees(view, 'at-buffer-ends')

export function alignedUpToOwnCode(aligned: AlignedTrees): AlignedTrees {
  const { union, base, head } = aligned
  const ownerOf = ownersIn(union)
  return { ...aligned, base: movedUp(union, base, ownerOf), head: movedUp(union, head, ownerOf) }
}

export function viewUpToOwnCode(view: MeasuredView): MeasuredView {
  return { ...view, tree: { ...view.tree, ...movedUp(view.tree, view.tree, ownersIn(view.tree)) } }
}

/** Per node the nearest frame of the program's own code towards the root, itself included; itself where there is none. */
function ownersIn({ parent, name, names, files, modules, length }: CallTree): Int32Array {
  const describe = describerOf(names)
  const isOwn = names.map((one, at) => describe(one, files[at], modules[at]).own)
  const owner = new Int32Array(length).fill(-1)
  for (let node = 1; node < length; node++) owner[node] = isOwn[name[node]!] === true ? node : owner[parent[node]!]!
  return owner.map((own, node) => (own < 0 ? node : own))
}

function movedUp({ parent, length }: CallTree, side: Side, ownerOf: Int32Array): Side {
  const up = (values: Float64Array): { readonly own: Float64Array; readonly all: Float64Array } => {
    const own = new Float64Array(length)
    for (let node = 0; node < length; node++) own[ownerOf[node]!]! += values[node]!
    const all = own.slice()
    for (let node = length - 1; node > 0; node--) all[parent[node]!]! += all[node]!
    return { own, all }
  }
  const values = up(side.self)
  const samples = up(side.selfSamples)
  return { self: values.own, total: values.all, selfSamples: samples.own, totalSamples: samples.all }
}
