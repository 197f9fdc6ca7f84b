/**
 * Boxes of a drawn flame graph become samples again:
 *
 *   all  ▇▇▇▇▇▇▇▇▇▇ 10        a box lies under the box of the row before that spans its middle;
 *   main ▇▇▇▇▇▇▇▇   8         self = its own number − those of the boxes on it
 *   work ▇▇▇  idle ▇▇ 3, 2    what the drawer left out as too narrow stays in the box below it
 */

export interface DrawnBox {
  readonly name: string
  /** Exact, from the box' text. */
  readonly value: number
  readonly x: number
  readonly width: number
  /** Row: boxes of the same depth share it. */
  readonly y: number
  /** Difference pictures: % of the whole by which it grew since the base. */
  readonly grownPercent?: number
}

export interface PlacedBox extends DrawnBox {
  /** Index into the result, −1 for the root. Always smaller than its own. */
  readonly parent: number
  readonly depth: number
}

export interface Placed {
  readonly boxes: readonly PlacedBox[]
  /** Boxes that lie on no other: left out. */
  readonly loose: number
}

/** Rows from the root outward, whichever way the picture grows. */
export function placeBoxes(drawn: readonly DrawnBox[]): Placed {
  const root = drawn.reduce<DrawnBox | undefined>(
    (best, box) =>
      best === undefined || box.value > best.value || (box.value === best.value && box.width > best.width) ? box : best,
    undefined,
  )
  if (root === undefined) return { boxes: [], loose: 0 }
  const rows = new Map<number, DrawnBox[]>()
  for (const box of drawn) {
    const row = rows.get(box.y)
    if (row) row.push(box)
    else rows.set(box.y, [box])
  }
  const heights = [...rows.keys()].toSorted((a, b) => a - b)
  // The root's row is at one end. A lone stack has several boxes as wide as the root: the row with the fewest neighbours beyond it.
  const isFirst = rootIsFirst(rows, heights)
  if (!isFirst) heights.reverse()
  const boxes: PlacedBox[] = []
  let above: { readonly box: DrawnBox; readonly index: number }[] = []
  let loose = 0
  for (const [depth, y] of heights.entries()) {
    const row = (rows.get(y) ?? []).toSorted((a, b) => a.x - b.x)
    const here: typeof above = []
    let under = 0
    for (const box of row) {
      const middle = box.x + box.width / 2
      while (under + 1 < above.length && endOf(above[under]?.box) <= middle) under++
      const parent = above[under]
      const lies = parent !== undefined && spans(parent.box, middle, box.width)
      if (depth > 0 && !lies) {
        loose++
        continue
      }
      boxes.push({ ...box, parent: depth === 0 ? -1 : (parent?.index ?? -1), depth })
      here.push({ box, index: boxes.length - 1 })
    }
    above = here
  }
  return { boxes, loose }
}

/** Σ of a row never grows away from the root. */
function rootIsFirst(rows: ReadonlyMap<number, readonly DrawnBox[]>, heights: readonly number[]): boolean {
  const sum = (y: number | undefined): number =>
    (rows.get(y ?? Number.NaN) ?? []).reduce((total, box) => total + box.value, 0)
  const first = sum(heights[0])
  const last = sum(heights.at(-1))
  if (first !== last) return first > last
  const isAll = (y: number | undefined): boolean => rows.get(y ?? Number.NaN)?.[0]?.name === 'all'
  return isAll(heights[0]) || !isAll(heights.at(-1))
}

function endOf(box: DrawnBox | undefined): number {
  return box === undefined ? Infinity : box.x + box.width
}

/** Old pictures print tenths of a pixel. */
const tenthOfPixel = 0.15

function spans(parent: DrawnBox, middle: number, width: number): boolean {
  const slack = Math.min(tenthOfPixel, width)
  return parent.x - slack <= middle && middle <= parent.x + parent.width + slack
}
