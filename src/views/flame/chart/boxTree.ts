/** From positioned boxes to the nested object d3-flame-graph lays out by itself, such that both agree to the pixel. */

export interface PlacedFrame {
  /** 0..1 of the width. */
  readonly x: number
  readonly width: number
  /** Index of the frame above, −1 for the one at the root. Always smaller than its own index. */
  readonly parent: number
}

/** What d3-flame-graph reads. It also writes `hide` and `fade` into it: made afresh for every draw, never shared. */
export interface FlameNode {
  /** Becomes the text of the label. */
  name: string
  /** Whole pixels. The chart gives every child the share value/parent of its parent's width, so its layout is ours. */
  value: number
  /** Index of the frame, −1 for a gap. */
  frame: number
  children: FlameNode[]
}

export interface PixelSpan {
  readonly left: number
  readonly right: number
}

/** Edges are rounded, not widths: neighbours share an edge, so rounding opens no gap and no overlap. */
export function pixelSpan(frame: PlacedFrame, widthPx: number): PixelSpan {
  const left = Math.round(frame.x * widthPx)
  return { left, right: Math.max(left, Math.round((frame.x + frame.width) * widthPx)) }
}

/**
 * `frames[0]` is the root and spans everything. Where a child does not begin at the end of its neighbour (or of its parent's
 * left edge), a nameless node takes the room, because the chart packs children to the left.
 */
export function buildBoxTree(
  frames: readonly PlacedFrame[],
  widthPx: number,
  label: (frame: number) => string,
): FlameNode {
  const spans = frames.map((frame) => pixelSpan(frame, widthPx))
  const nodes = frames.map((_, frame): FlameNode => {
    const span = spans[frame]!
    return { name: label(frame), value: span.right - span.left, frame, children: [] }
  })
  const children = frames.map((): number[] => [])
  for (let frame = 1; frame < frames.length; frame++) children[frames[frame]!.parent]?.push(frame)
  for (const [parent, below] of children.entries()) {
    below.sort((a, b) => spans[a]!.left - spans[b]!.left)
    let end = spans[parent]!.left
    for (const child of below) {
      const { left, right } = spans[child]!
      if (left > end) nodes[parent]!.children.push({ name: '', value: left - end, frame: -1, children: [] })
      nodes[parent]!.children.push(nodes[child]!)
      end = Math.max(end, right)
    }
  }
  return nodes[0] ?? { name: '', value: widthPx, frame: -1, children: [] }
}
