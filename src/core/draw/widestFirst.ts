/** Nodes waiting for a box, the widest first. */
import type { CallTree } from '../profile/callTree.ts'

/** A node (or the chain that starts at it) waiting for its box. */
export interface Waiting {
  readonly node: number
  readonly parentBox: number
  readonly x: number
  readonly width: number
}

/** A binary heap; of equal costs the earlier node comes first, so the same tree always gives the same picture. */
export class WidestFirst {
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
