/**
 * Call tree + zoom + width → the boxes worth drawing, about `limit` of them at most.
 *
 *   ┌────────────────────── root ──────────────────────┐   root       the whole, even when zoomed
 *   ├──────────────────── http.serve ──────────────────┤   ancestor   callers of the focus, full width, long runs folded into one
 *   ├──────────────────── (the focus) ─────────────────┤   frame
 *   ├────── a → b → c ─────┬───────── parse ───┬▒▒▒▒▒▒▒┤   chain      three or more frames of nearly the same cost, see nearSingle.ts
 *   │                      ├── utf8 ──┬▒▒▒▒▒▒▒▒│        │   smaller    "n smaller": children under `minPx`, or beyond the limit
 *
 * Widest first: boxes are taken from a heap ordered by cost, so when the limit strikes, what is folded away is the least.
 * Cost of one layout: the boxes drawn and their children, never the tree, so a zoom takes milliseconds at a million nodes.
 */
import { sourcePlace } from '../profile/sourcePlace.ts'
import { childrenOf, findNearestNode } from '../profile/framePath.ts'
import { describerOf } from '../frames/hue.ts'
import { compileSearch, searchTree, type SearchResult } from '../profile/search.ts'
import type { CallTree, FramePath } from '../profile/callTree.ts'
import type { Box, Boxes, SearchText, SmallerOf } from './boxes.ts'
import { chainFrom, sideBranches } from './nearSingle.ts'
import { type Waiting, WidestFirst } from './widestFirst.ts'

export interface VisibleFramesOptions {
  readonly focus: FramePath
  readonly widthPx: number
  /** Lay out only what an "n smaller" box below the focus stands for, over the full width. */
  readonly onlySmaller?: SmallerOf | undefined
  readonly foldChains: boolean
  readonly search?: SearchText
  /** Result of `searchTree` for `search`, when the caller keeps it: a zoom must not search again. */
  readonly searched?: SearchResult
  readonly limit?: number
  readonly minPx?: number
}

/** Everything of `Boxes` but the view, which a tree does not know. Positions and widths are parts (0..1) of the pane's width. */
export type VisibleFrames = Omit<Boxes, 'view'>

const defaultLimit = 2000
const defaultMinPx = 3
/** Ancestors that stay single boxes: the outermost one and the direct callers. More between them are folded. */
const ancestorsKept = 4

/** Works on trees whose totals are not negative; children of 0 or less have no width and are not drawn. */
export function visibleFrames(tree: CallTree, options: VisibleFramesOptions): VisibleFrames {
  const { node: focus, found } = findNearestNode(tree, options.focus)
  const search = runSearch(tree, options)
  const layout = new Layout(tree, options, search.result)
  layout.addAncestors(focus)
  layout.fill(focus, options.onlySmaller)
  return {
    unit: tree.unit,
    grandTotal: tree.total[0]!,
    focusTotal: tree.total[focus]!,
    focusFound: found,
    boxes: layout.boxes,
    ...(search.matched ? { matched: search.matched } : {}),
  }
}

function runSearch(
  tree: CallTree,
  { search, searched }: VisibleFramesOptions,
): { readonly result?: SearchResult; readonly matched?: NonNullable<Boxes['matched']> } {
  if (!search || search.text === '') return {}
  let result = searched
  if (!result) {
    const matcher = compileSearch(search)
    if (!matcher.ok) return { matched: { total: 0, functions: 0, error: matcher.error } }
    if (!matcher.value) return {}
    const found = searchTree(tree, matcher.value)
    if (!found.ok) return { matched: { total: 0, functions: 0, error: found.error } }
    result = found.value
  }
  return { result, matched: { total: result.total, functions: result.functions } }
}

/** What becomes one "n smaller" box. */
interface Small {
  count: number
  total: number
  samples: number
  x: number
}

class Layout {
  readonly boxes: Box[] = []
  /** Per box the node it ends with. */
  readonly #ends: number[] = []
  readonly #tree: CallTree
  readonly #describeFrame: ReturnType<typeof describerOf>
  readonly #limit: number
  readonly #minShare: number
  readonly #foldChains: boolean
  readonly #matches: Uint8Array | undefined

  constructor(tree: CallTree, options: VisibleFramesOptions, search: SearchResult | undefined) {
    this.#tree = tree
    this.#describeFrame = describerOf(tree.names)
    this.#limit = options.limit ?? defaultLimit
    this.#minShare = (options.minPx ?? defaultMinPx) / Math.max(1, options.widthPx)
    this.#foldChains = options.foldChains
    this.#matches = search?.matches
  }

  /** The root and the callers of the focus, all of full width. */
  addAncestors(focus: number): void {
    const above: number[] = []
    for (let node = this.#tree.parent[focus]!; node > 0; node = this.#tree.parent[node]!) above.push(node)
    above.reverse()
    if (focus > 0) this.#push({ node: 0, parentBox: -1, x: 0, width: 1 }, [0], 'root')
    const folded = this.#foldChains && above.length > ancestorsKept + 1 ? above.length - ancestorsKept : 0
    for (let i = 0; i < above.length;) {
      const run = i === 1 && folded > 0 ? above.slice(1, 1 + folded) : [above[i]!]
      this.#push({ node: run[0]!, parentBox: this.boxes.length - 1, x: 0, width: 1 }, run, 'ancestor')
      i += run.length
    }
  }

  fill(focus: number, onlySmaller: SmallerOf | undefined): void {
    const tree = this.#tree
    const first: Waiting = { node: focus, parentBox: this.boxes.length - 1, x: 0, width: 1 }
    const focusBox = this.#push(first, [focus], focus === 0 ? 'root' : 'frame')
    const below = onlySmaller === undefined ? [...childrenOf(tree, focus)] : this.#smallerBelow(focus, onlySmaller)
    const whole = onlySmaller === undefined ? tree.total[focus]! : totalOf(tree, below)
    if (!(whole > 0)) return
    const heap = new WidestFirst(tree)
    const folded = new Map<number, Small>()
    const scale = 1 / whole
    this.#queue(below, [], { ...first, parentBox: focusBox }, scale, heap, folded)
    for (let next = heap.pop(); next; next = heap.pop()) {
      if (this.boxes.length + folded.size >= this.#limit) {
        const fold = folded.get(next.parentBox) ?? { count: 0, total: 0, samples: 0, x: next.x }
        addTo(fold, tree, next.node)
        fold.x = Math.min(fold.x, next.x)
        folded.set(next.parentBox, fold)
        continue
      }
      const run = this.#foldChains ? chainFrom(tree, next.node) : [next.node]
      const last = run.at(-1)!
      const box = this.#push(next, run, run.length > 1 ? 'chain' : 'frame')
      this.#queue(childrenOf(tree, last), sideBranches(tree, run), { ...next, parentBox: box }, scale, heap, folded)
    }
    for (const [parentBox, fold] of folded) this.#pushSmaller(parentBox, fold, scale)
  }

  /** The smallest children of the focus, and what leaves the chain that it ends; largest first. */
  #smallerBelow(focus: number, { count, folded }: SmallerOf): readonly number[] {
    const tree = this.#tree
    const run = [focus]
    while (run.length < folded && tree.parent[run[0]!]! > 0) run.unshift(tree.parent[run[0]!]!)
    const side = sideBranches(tree, run)
    const children = [...childrenOf(tree, focus)].filter((child) => tree.total[child]! > 0)
    const small = children.slice(Math.max(0, children.length - Math.max(0, count - side.length)))
    return [...small, ...side].sort((a, b) => tree.total[b]! - tree.total[a]! || a - b)
  }

  /** `children` are sorted by total, so those too small to draw come last; `beside` goes with them. */
  #queue(
    children: Iterable<number>,
    beside: readonly number[],
    at: Waiting,
    scale: number,
    heap: WidestFirst,
    folded: Map<number, Small>,
  ): void {
    const tree = this.#tree
    const small: Small = { count: 0, total: 0, samples: 0, x: at.x }
    for (const child of children) {
      if (tree.total[child]! <= 0) break
      const width = tree.total[child]! * scale
      if (width >= this.#minShare) {
        heap.push({ node: child, parentBox: at.parentBox, x: small.x, width })
        small.x += width
      } else addTo(small, tree, child)
    }
    for (const branch of beside) addTo(small, tree, branch)
    if (small.count === 0) return
    const width = this.#smallerWidth(at.x + at.width - small.x, small.total * scale)
    // Less than a third of the smallest box is no box; the parent still says that it has children.
    if (width * 3 >= this.#minShare) folded.set(at.parentBox, small)
  }

  #push(at: Waiting, run: readonly number[], kind: Box['kind']): number {
    const tree = this.#tree
    const names = run[0] === 0 ? [] : run.map((node) => tree.names[tree.name[node]!]!)
    const last = run.at(-1)!
    const lives = run.map((node) =>
      node === 0 ? { package: '', hue: 'runtime' as const, own: false } : this.#describe(tree.name[node]!),
    )
    const lead = Math.max(
      0,
      lives.findLastIndex(({ own }) => own),
    )
    const above = this.#ends[at.parentBox]
    const leaves = above === undefined ? 0 : tree.depth[above]! - tree.depth[tree.parent[run[0]!]!]!
    this.#ends.push(last)
    this.boxes.push({
      x: at.x,
      width: at.width,
      depth: at.parentBox < 0 ? 0 : this.boxes[at.parentBox]!.depth + 1,
      parent: at.parentBox,
      names,
      lead,
      kind,
      smaller: 0,
      self: run.reduce((sum, node) => sum + tree.self[node]!, 0),
      total: tree.total[run[0]!]!,
      samples: tree.totalSamples[run[0]!]!,
      ...lives[lead]!,
      match: this.#matches !== undefined && run.some((node) => node > 0 && this.#matches![tree.name[node]!] === 1),
      hasChildren: tree.subtreeEnd[last]! > last + 1,
      ...(leaves > 0 ? { leaves } : {}),
      ...this.#sourceOf(run[lead]!),
      node: run[0]!,
    })
    return this.boxes.length - 1
  }

  #sourceOf(node: number): Pick<Box, 'source'> {
    const tree = this.#tree
    const name = tree.name[node]!
    const source = name < 0 ? '' : sourcePlace(tree, name)
    return source === '' ? {} : { source }
  }

  #describe(name: number): { readonly package: string; readonly hue: Box['hue']; readonly own: boolean } {
    const tree = this.#tree
    return tree.kinds?.[name] ?? this.#describeFrame(tree.names[name]!, tree.files[name]!, tree.modules[name]!)
  }

  /** Never wider than the room its parent has left; when there is no room for `minPx`, as wide as its cost. */
  #smallerWidth(room: number, share: number): number {
    return Math.min(Math.max(share, this.#minShare), Math.max(room, 0))
  }

  #pushSmaller(parentBox: number, fold: Readonly<Small>, scale: number): void {
    const parent = this.boxes[parentBox]!
    const width = this.#smallerWidth(parent.x + parent.width - fold.x, fold.total * scale)
    this.boxes.push({
      x: fold.x,
      width,
      depth: parent.depth + 1,
      parent: parentBox,
      names: [],
      lead: 0,
      kind: 'smaller',
      smaller: fold.count,
      self: 0,
      total: fold.total,
      samples: fold.samples,
      package: '',
      hue: 'runtime',
      own: false,
      match: false,
      hasChildren: true,
      node: -1,
    })
  }
}

function addTo(small: Small, tree: CallTree, node: number): void {
  small.count++
  small.total += tree.total[node]!
  small.samples += tree.totalSamples[node]!
}

function totalOf(tree: CallTree, nodes: readonly number[]): number {
  return nodes.reduce((sum, node) => sum + Math.max(0, tree.total[node]!), 0)
}
