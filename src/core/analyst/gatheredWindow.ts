/** One window with everything derived from it. Tables are made when first asked for and kept: a hover must not wait for one. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type {
  ChildrenAnswer,
  FunctionIndex,
  FunctionsAnswer,
  FunctionsQuestion,
  Sandwich,
} from './functionQuestions.ts'
import type { BoxesQuestion, LabelsAnswer, PartAnswer, PartOfView } from './questions.ts'
import type { TopRow } from '../analysis/analysis.ts'
import type { Story } from '../diagnosis/story.ts'
import { type WindowProfiles, shownOf } from '../window/windowProfiles.ts'
import type { CallTree, FramePath } from '../profile/callTree.ts'
import { type TreeLook, lookedAt } from '../profile/look.ts'
import { type LabelChoice, labelsOf } from '../profile/onlyLabel.ts'
import { holderTreeOf, knowsHolders, waiterTreeOf } from './holderTree.ts'
import { childrenOf, findNode } from '../profile/framePath.ts'
import { buildSandwich } from '../profile/sandwich.ts'
import { topFunctions } from '../profile/topTable.ts'
import { siteOf } from '../formats/nativeSites.ts'
import { visibleFrames } from '../draw/visibleFrames.ts'
import { topWaits } from '../profile/topWaits.ts'
import { WindowTrees } from './windowTrees.ts'
import type { Boxes } from '../draw/boxes.ts'

/** Frames looked at for the function of the program: deeper stacks stay bounded work. */
const deepestSite = 200
/** Both halves of three panes, now and one step back. */
const keptLooks = 12

export class GatheredWindow {
  readonly profiles: WindowProfiles
  readonly #tell: (zone: string) => Story
  readonly #stories = new Map<string, Story>()
  readonly #trees: WindowTrees
  #part: { readonly key: string; readonly trees: WindowTrees } | undefined
  readonly #looks = new Map<string, CallTree>()

  constructor(profiles: WindowProfiles, tell: (zone: string) => Story) {
    this.profiles = profiles
    this.#tell = tell
    this.#trees = new WindowTrees(profiles)
  }

  /** Told once per zone of a reader. */
  story(zone: string): Story {
    const known = this.#stories.get(zone)
    if (known) return known
    const told = this.#tell(zone)
    this.#stories.set(zone, told)
    return told
  }

  tree(kind: ViewKind): CallTree | undefined {
    return this.#trees.tree(kind)
  }

  /** The tree as a reader wants to see it; kept, because a zoom asks for it again. */
  look(kind: ViewKind, look: TreeLook | undefined): CallTree | undefined {
    if (look === undefined) return this.tree(kind)
    const key = JSON.stringify([kind, look])
    const known = this.#looks.get(key)
    if (known) return known
    const of = look.holders
      ? this.#holders()
      : look.native
        ? this.profiles.nativeView?.tree
        : this.treesOf(look.only).tree(kind)
    const made = of && lookedAt(of, look)
    if (!made) return undefined
    this.#looks.set(key, made)
    for (const old of this.#looks.keys()) {
      if (this.#looks.size <= keptLooks) break
      this.#looks.delete(old)
    }
    return made
  }

  /** Of all samples, or of those chosen; the last choice is kept. */
  treesOf(only: LabelChoice | undefined): WindowTrees {
    if (only === undefined) return this.#trees
    const key = JSON.stringify(only)
    if (this.#part?.key !== key) this.#part = { key, trees: new WindowTrees(this.profiles, only) }
    return this.#part.trees
  }

  /** What the chosen samples amount to, in the views whose profiles carry the label. */
  part(only: LabelChoice): PartAnswer {
    const trees = this.treesOf(only)
    const views: Partial<Record<ViewKind, PartOfView>> = {}
    for (const kind of viewKinds) {
      const tree = trees.follows(kind) ? trees.tree(kind) : undefined
      const functions = trees.table(kind)
      if (!tree || !functions) continue
      views[kind] = {
        total: tree.total[0] ?? 0,
        samples: tree.totalSamples[0] ?? 0,
        top: topFunctions(tree, { by: 'self', limit: 20, functions }),
        waits: kind === 'lock' ? topWaits(tree, 5) : [],
      }
    }
    return { views }
  }

  /** What samples can be filtered by, in the first view that has labels. */
  labels(): LabelsAnswer {
    for (const kind of ['cpu', 'lock', 'heap_alloc', 'heap_live'] as const) {
      const found = labelsOf(shownOf(this.profiles.views[kind])?.parts ?? [])
      if (found.length > 0) return { labels: found }
    }
    return { labels: [] }
  }

  #holders(): CallTree | undefined {
    const { lockWaits, holderTree } = this.profiles
    if (holderTree) return holderTree
    return lockWaits && knowsHolders(lockWaits) ? holderTreeOf(lockWaits) : undefined
  }

  /** Of waits that have not ended events have no time: then who waits is drawn as dumps saw it. */
  #unended(view: ViewKind, look: TreeLook | undefined): CallTree | undefined {
    const { lockWaits } = this.profiles
    if (view !== 'lock' || look?.holders || lockWaits?.looks === undefined || lockWaits.waits.length === 0)
      return undefined
    return this.tree('lock')?.total[0] === 0 ? waiterTreeOf(lockWaits) : undefined
  }

  boxes({
    view,
    widthPx,
    focus,
    onlySmaller,
    search,
    foldChains,
    look,
  }: Omit<BoxesQuestion, 'ask' | 'subject'>): Boxes {
    const tree = this.#unended(view, look) ?? this.look(view, look)
    if (!tree) return { view, unit: 'count', grandTotal: 0, focusTotal: 0, focusFound: false, boxes: [] }
    const boxes = visibleFrames(tree, {
      widthPx,
      focus,
      foldChains,
      ...(onlySmaller === undefined ? {} : { onlySmaller }),
      ...(search ? { search } : {}),
    })
    return { ...boxes, view }
  }

  top(view: ViewKind, limit: number): readonly TopRow[] {
    const tree = this.tree(view)
    const functions = this.#trees.table(view)
    return tree && functions ? topFunctions(tree, { by: 'self', limit, functions }) : []
  }

  /** Of native code beside the managed heap: by the program's function nearest to malloc, which is the leaf everywhere. */
  topNative(limit: number): readonly TopRow[] {
    const tree = this.profiles.nativeView?.tree
    if (!tree) return []
    const bySite = new Map<string, { self: number; samples: number }>()
    for (let node = 1; node < tree.length; node += 1) {
      const self = tree.self[node]!
      if (self === 0) continue
      const names: string[] = []
      const managed: string[] = []
      for (let at = node; at > 0 && names.length < deepestSite; at = tree.parent[at]!) {
        const name = tree.name[at]!
        names.push(tree.names[name]!)
        if (tree.modules[name] === '') managed.push(tree.names[name]!)
      }
      // Where a runtime called its own library, what is asked for is who called the runtime.
      const site = siteOf(managed.length > 0 ? managed : names)
      const sum = bySite.get(site) ?? { self: 0, samples: 0 }
      sum.self += self
      sum.samples += tree.selfSamples[node]!
      bySite.set(site, sum)
    }
    return [...bySite]
      .map(([name, { self, samples }]): TopRow => ({ name, self, total: self, samples }))
      .toSorted((a, b) => b.self - a.self)
      .slice(0, limit)
  }

  functionRows(question: Omit<FunctionsQuestion, 'ask' | 'subject'>): FunctionsAnswer {
    return this.treesOf(question.only).functions().rows(question)
  }

  functionIndex(only?: LabelChoice): FunctionIndex {
    return this.treesOf(only).functions().index()
  }

  sandwich(view: ViewKind, name: string, only?: LabelChoice): Sandwich {
    const tree = this.treesOf(only).tree(view)
    const found = tree && buildSandwich(tree, name)
    return found ? { name, ...found } : { name, self: 0, total: 0, samples: 0, callers: [], callees: [] }
  }

  children(view: ViewKind, path: FramePath, limit: number, look?: TreeLook): ChildrenAnswer {
    const tree = this.look(view, look)
    const node = tree ? findNode(tree, path) : -1
    if (!tree || node < 0) return { rows: [], of: 0 }
    const rows: ChildrenAnswer['rows'][number][] = []
    let of = 0
    for (const child of childrenOf(tree, node)) {
      if (++of > limit) continue
      rows.push({
        name: tree.names[tree.name[child]!]!,
        self: tree.self[child]!,
        total: tree.total[child]!,
        samples: tree.totalSamples[child]!,
        hasChildren: tree.subtreeEnd[child]! > child + 1,
      })
    }
    return { rows, of }
  }
}
