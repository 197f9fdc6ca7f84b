/**
 * Call tree + zoom + width → the boxes worth drawing, about `limit` of them at most.
 *
 *   ┌────────────────────── root ──────────────────────┐   root       the whole, even when zoomed
 *   ├──────────────────── http.serve ──────────────────┤   ancestor   callers of the focus, full width, long runs folded into one
 *   ├──────────────────── (the focus) ─────────────────┤   frame
 *   ├────── a → b → c ─────┬───────── parse ───┬▒▒▒▒▒▒▒┤   chain      three or more only children with their parent's total
 *   │                      ├── utf8 ──┬▒▒▒▒▒▒▒▒│        │   smaller    "n smaller": children under `minPx`, or beyond the limit
 *
 * Widest first: boxes are taken from a heap ordered by cost, so when the limit strikes, what is folded away is the least.
 * Cost of one layout: the boxes drawn and their children, never the tree, so a zoom takes milliseconds at a million nodes.
 */
import { findNearestNode } from '../profile/framePath.ts'
import { describeFrame } from '../frames/hue.ts'
import { compileSearch, searchTree, type SearchResult } from '../profile/search.ts'
import type { CallTree, FramePath } from '../profile/callTree.ts'
import type { Box, Boxes, SearchText } from './boxes.ts'

export interface VisibleFramesOptions {
  readonly focus: FramePath
  readonly widthPx: number
  /** Lay out only the children of the focus that were too small to draw, over the full width. */
  readonly onlySmaller?: boolean
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
  layout.fill(focus, options.onlySmaller === true)
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

/** A node (or the chain that starts at it) waiting for its box. */
interface Waiting {
  readonly node: number
  readonly parentBox: number
  readonly x: number
  readonly width: number
}

class Layout {
  readonly boxes: Box[] = []
  readonly #tree: CallTree
  readonly #limit: number
  readonly #minShare: number
  readonly #foldChains: boolean
  readonly #matches: Uint8Array | undefined

  constructor(tree: CallTree, options: VisibleFramesOptions, search: SearchResult | undefined) {
    this.#tree = tree
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

  fill(focus: number, onlySmaller: boolean): void {
    const tree = this.#tree
    const first: Waiting = { node: focus, parentBox: this.boxes.length - 1, x: 0, width: 1 }
    const focusBox = this.#push(first, [focus], focus === 0 ? 'root' : 'frame')
    const focusTotal = tree.total[focus]!
    if (!(focusTotal > 0)) return
    const heap = new WidestFirst(tree)
    const folded = new Map<number, { count: number; total: number; samples: number; x: number }>()
    let scale = 1 / focusTotal
    if (onlySmaller) {
      const { start, total } = this.#smallerChildren(focus, scale)
      if (total <= 0) return
      scale = 1 / total
      this.#queueChildren(focus, start, { ...first, parentBox: focusBox }, scale, heap, folded)
    } else {
      this.#queueChildren(focus, focus + 1, { ...first, parentBox: focusBox }, scale, heap, folded)
    }
    for (let next = heap.pop(); next; next = heap.pop()) {
      if (this.boxes.length + folded.size >= this.#limit) {
        const fold = folded.get(next.parentBox) ?? { count: 0, total: 0, samples: 0, x: next.x }
        fold.count++
        fold.total += tree.total[next.node]!
        fold.samples += tree.totalSamples[next.node]!
        fold.x = Math.min(fold.x, next.x)
        folded.set(next.parentBox, fold)
        continue
      }
      const run = this.#chainFrom(next.node)
      const last = run.at(-1)!
      const box = this.#push(next, run, run.length > 1 ? 'chain' : 'frame')
      this.#queueChildren(last, last + 1, { ...next, parentBox: box }, scale, heap, folded)
    }
    for (const [parentBox, fold] of folded) this.#pushSmaller(parentBox, fold, scale)
  }

  /** Children are sorted by total, so those too small to draw are the tail of the list. */
  #smallerChildren(focus: number, scale: number): { readonly start: number; readonly total: number } {
    const tree = this.#tree
    const end = tree.subtreeEnd[focus]!
    let child = focus + 1
    while (child < end && tree.total[child]! * scale >= this.#minShare) child = tree.subtreeEnd[child]!
    let total = 0
    for (let at = child; at < end; at = tree.subtreeEnd[at]!) total += Math.max(0, tree.total[at]!)
    return { start: child, total }
  }

  #queueChildren(
    parent: number,
    start: number,
    at: Waiting,
    scale: number,
    heap: WidestFirst,
    folded: Map<number, { count: number; total: number; samples: number; x: number }>,
  ): void {
    const tree = this.#tree
    const end = tree.subtreeEnd[parent]!
    let { x } = at
    let child = start
    for (; child < end; child = tree.subtreeEnd[child]!) {
      const width = tree.total[child]! * scale
      if (width < this.#minShare) break
      heap.push({ node: child, parentBox: at.parentBox, x, width })
      x += width
    }
    let count = 0
    let total = 0
    let samples = 0
    for (; child < end; child = tree.subtreeEnd[child]!) {
      if (tree.total[child]! <= 0) break
      count++
      total += tree.total[child]!
      samples += tree.totalSamples[child]!
    }
    if (count === 0) return
    const width = this.#smallerWidth(at.x + at.width - x, total * scale)
    // Less than a third of the smallest box is no box; the parent still says that it has children.
    if (width * 3 >= this.#minShare) folded.set(at.parentBox, { count, total, samples, x })
  }

  /** The node, and with it the only children below that carry the same total, when there are three or more in a row. */
  #chainFrom(node: number): number[] {
    const run = [node]
    if (!this.#foldChains) return run
    const tree = this.#tree
    let last = node
    while (this.#hasOnlyChildOfSameTotal(last)) {
      last++
      run.push(last)
    }
    // The last one branches or holds cost itself: where something happens stays a box of its own.
    run.pop()
    return run.length >= 3 && tree.total[node]! > 0 ? run : [node]
  }

  #hasOnlyChildOfSameTotal(node: number): boolean {
    const tree = this.#tree
    const child = node + 1
    const end = tree.subtreeEnd[node]!
    return (
      child < end && tree.subtreeEnd[child] === end && tree.total[child] === tree.total[node] && tree.self[node] === 0
    )
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
      lives.findIndex(({ own }) => own),
    )
    this.boxes.push({
      x: at.x,
      width: at.width,
      depth: at.parentBox < 0 ? 0 : this.boxes[at.parentBox]!.depth + 1,
      parent: at.parentBox,
      names,
      lead,
      kind,
      smaller: 0,
      self: tree.self[last]!,
      total: tree.total[run[0]!]!,
      samples: tree.totalSamples[run[0]!]!,
      ...lives[lead]!,
      match: this.#matches !== undefined && run.some((node) => node > 0 && this.#matches![tree.name[node]!] === 1),
      hasChildren: tree.subtreeEnd[last]! > last + 1,
      node: run[0]!,
    })
    return this.boxes.length - 1
  }

  #describe(name: number): { readonly package: string; readonly hue: Box['hue']; readonly own: boolean } {
    const tree = this.#tree
    return describeFrame(tree.names[name]!, tree.files[name]!, tree.modules[name]!)
  }

  /** Never wider than the room its parent has left; when there is no room for `minPx`, as wide as its cost. */
  #smallerWidth(room: number, share: number): number {
    return Math.min(Math.max(share, this.#minShare), Math.max(room, 0))
  }

  #pushSmaller(
    parentBox: number,
    fold: { readonly count: number; readonly total: number; readonly samples: number; readonly x: number },
    scale: number,
  ): void {
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

/** A binary heap; of equal costs the earlier node comes first, so the same tree always gives the same picture. */
class WidestFirst {
  readonly #items: Waiting[] = []
  readonly #tree: CallTree

  constructor(tree: CallTree) {
    this.#tree = tree
  }

  push(item: Waiting): void {
    const items = this.#items
    let at = items.push(item) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!this.#before(item, items[above]!)) break
      items[at] = items[above]!
      at = above
    }
    items[at] = item
  }

  pop(): Waiting | undefined {
    const items = this.#items
    const first = items[0]
    const item = items.pop()
    if (!first || !item || items.length === 0) return first
    let at = 0
    for (;;) {
      let below = at * 2 + 1
      if (below >= items.length) break
      if (below + 1 < items.length && this.#before(items[below + 1]!, items[below]!)) below++
      if (!this.#before(items[below]!, item)) break
      items[at] = items[below]!
      at = below
    }
    items[at] = item
    return first
  }

  #before(a: Waiting, b: Waiting): boolean {
    const difference = this.#tree.total[a.node]! - this.#tree.total[b.node]!
    return difference > 0 || (difference === 0 && a.node < b.node)
  }
}
