/** Where the arrow keys lead. Pure: boxes and a key in, the index of a box out. */

export interface WalkBox {
  readonly x: number
  readonly width: number
  readonly depth: number
  readonly parent: number
}

export type Step = 'parent' | 'child' | 'previous' | 'next' | 'first' | 'last'

/** Arrow keys follow the picture: with the root at the bottom, up leads away from it. */
export function stepOfKey(key: string, rootAtBottom: boolean): Step | undefined {
  switch (key) {
    case 'ArrowUp':
      return rootAtBottom ? 'child' : 'parent'
    case 'ArrowDown':
      return rootAtBottom ? 'parent' : 'child'
    case 'ArrowLeft':
      return 'previous'
    case 'ArrowRight':
      return 'next'
    case 'Home':
      return 'first'
    case 'End':
      return 'last'
    default:
      return undefined
  }
}

/** The box itself when there is nothing that way. Sideways goes on along the row when the siblings end. */
export function walk(boxes: readonly WalkBox[], from: number, step: Step): number {
  const here = boxes[from]
  if (!here) return 0
  switch (step) {
    case 'parent':
      return here.parent < 0 ? from : here.parent
    case 'child':
      return best(boxes, from, (box) => (box.parent === from ? box.width : -1))
    case 'previous':
      return best(boxes, from, (box) => (box.depth === here.depth && box.x < here.x ? box.x + 1 : -1))
    case 'next':
      return best(boxes, from, (box) => (box.depth === here.depth && box.x > here.x ? 2 - box.x : -1))
    case 'first':
      return 0
    case 'last':
      return best(boxes, from, (box, index) => (index > 0 ? box.depth + 1 - box.x / 2 : -1))
  }
}

/** The box with the highest score of zero or more; `from` when there is none. */
function best(boxes: readonly WalkBox[], from: number, score: (box: WalkBox, index: number) => number): number {
  let found = from
  let highest = -1
  for (const [index, box] of boxes.entries()) {
    const value = score(box, index)
    if (value > highest && value >= 0) {
      highest = value
      found = index
    }
  }
  return found
}
