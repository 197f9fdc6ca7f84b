/**
 * The trees of one window with what is derived from them: of all samples, or of those with one value of a label. A view whose
 * profile does not carry that label stays whole, and says so: absent is not zero.
 */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { CallTree } from '../profile/callTree.ts'
import { type FunctionTable, buildFunctionTable } from '../profile/functions.ts'
import { type LabelChoice, carriesLabel, onlyLabel } from '../profile/onlyLabel.ts'
import { type WindowProfiles, shownOf } from '../window/windowProfiles.ts'
import { CombinedFunctions } from './combinedFunctions.ts'

export class WindowTrees {
  readonly #profiles: WindowProfiles
  readonly #only: LabelChoice | undefined
  readonly #trees = new Map<ViewKind, CallTree>()
  readonly #tables = new Map<ViewKind, FunctionTable>()
  #combined: CombinedFunctions | undefined

  constructor(profiles: WindowProfiles, only?: LabelChoice) {
    this.#profiles = profiles
    this.#only = only
  }

  /** Is the tree of this view that of the chosen samples? */
  follows(kind: ViewKind): boolean {
    const parts = shownOf(this.#profiles.views[kind])?.parts
    return this.#only !== undefined && parts !== undefined && carriesLabel(parts, this.#only.key)
  }

  tree(kind: ViewKind): CallTree | undefined {
    const view = shownOf(this.#profiles.views[kind])
    if (!view?.parts || this.#only === undefined || !this.follows(kind)) return view?.tree
    const known = this.#trees.get(kind)
    if (known) return known
    const made = onlyLabel(view.parts, view.tree.unit, this.#only)
    this.#trees.set(kind, made)
    return made
  }

  table(kind: ViewKind): FunctionTable | undefined {
    const tree = this.tree(kind)
    if (!tree) return undefined
    const known = this.#tables.get(kind)
    if (known) return known
    const table = buildFunctionTable(tree)
    this.#tables.set(kind, table)
    return table
  }

  functions(): CombinedFunctions {
    this.#combined ??= new CombinedFunctions(
      viewKinds.flatMap((view) => {
        const tree = this.tree(view)
        const table = this.table(view)
        const isMeasured = this.#profiles.views[view].state === 'measured'
        return tree && table ? [{ view, tree, table, isMeasured }] : []
      }),
    )
    return this.#combined
  }
}
