/** Another way to see the tree of a view: fewer frames, or one function over all its stacks. */
import { aroundFunction, type Side } from './aroundFunction.ts'
import type { CallTree } from './callTree.ts'
import { grouped, type Grouping } from './grouped.ts'
import type { LabelChoice } from './onlyLabel.ts'

export interface TreeLook {
  readonly grouping?: Grouping
  readonly around?: { readonly name: string; readonly side: Side }
  /** Only the samples with one value of a label. Not where the samples are gone (a snapshot): there it is the whole. */
  readonly only?: LabelChoice
  /** Of lock waits: what the holders did, in place of who waited. */
  readonly holders?: true
  /** Of the heap: what native code holds beside the managed heap. */
  readonly native?: true
}

/** Grouped first, so that a function is looked for among the frames that are shown; one that a grouping hides is looked for among all. */
export function lookedAt(tree: CallTree, { grouping, around }: TreeLook): CallTree {
  const shown = grouping === undefined ? tree : grouped(tree, grouping)
  if (around === undefined) return shown
  return aroundFunction(shown.names.includes(around.name) ? shown : tree, around.name, around.side)
}
