import { hierarchy, partition } from 'd3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FlameNode, type PlacedFrame, buildBoxTree, pixelSpan } from './boxTree.ts'

/** What the chart does with it: d3's own partition over values, scaled to the width. */
function layOut(root: FlameNode, widthPx: number): Map<number, { left: number; right: number }> {
  // The chart makes every value the node's own part plus its children's; the partition adds them up again.
  const nodes = hierarchy(root).sum(
    ({ value, children }) => value - children.reduce((sum, child) => sum + child.value, 0),
  )
  const placed = new Map<number, { left: number; right: number }>()
  for (const { data, x0, x1 } of partition<FlameNode>()(nodes)) {
    placed.set(data.frame, { left: x0 * widthPx, right: x1 * widthPx })
  }
  return placed
}

describe('buildBoxTree', () => {
  it('keeps the order of siblings and fills the room between them', () => {
    const frames: PlacedFrame[] = [
      { x: 0, width: 1, parent: -1 },
      { x: 0.5, width: 0.25, parent: 0 },
      { x: 0.1, width: 0.2, parent: 0 },
    ]
    const root = buildBoxTree(frames, 100, (frame) => `f${frame}`)
    expect(root.children.map(({ name, value }) => [name, value])).toEqual([
      ['', 10],
      ['f2', 20],
      ['', 20],
      ['f1', 25],
    ])
  })

  it('makes a fresh object every time, because the chart writes into it', () => {
    const frames: PlacedFrame[] = [{ x: 0, width: 1, parent: -1 }]
    expect(buildBoxTree(frames, 100, () => '')).not.toBe(buildBoxTree(frames, 100, () => ''))
  })

  it('gives the chart a layout equal to the boxes, to the pixel', () => {
    const shares = fc.array(fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 8 }), { maxLength: 12 })
    fc.assert(
      fc.property(shares, fc.integer({ min: 40, max: 1400 }), (rows, widthPx) => {
        const frames: PlacedFrame[] = [{ x: 0, width: 1, parent: -1 }]
        for (const [row, parts] of rows.entries()) {
          const parent = row % frames.length
          if (frames.some((frame) => frame.parent === parent)) continue
          const whole = parts.reduce((sum, part) => sum + part, 1)
          let x = frames[parent]!.x
          for (const part of parts) {
            const width = (frames[parent]!.width * part) / whole
            frames.push({ x, width, parent })
            x += width
          }
        }
        const placed = layOut(
          buildBoxTree(frames, widthPx, () => ''),
          widthPx,
        )
        for (const [index, frame] of frames.entries()) {
          const span = pixelSpan(frame, widthPx)
          if (span.right === span.left) continue
          expect(placed.get(index)!.left).toBeCloseTo(span.left, 6)
          expect(placed.get(index)!.right).toBeCloseTo(span.right, 6)
        }
      }),
    )
  })
})
