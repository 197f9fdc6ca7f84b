import { hierarchy, partition } from 'd3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FlameNode, type PlacedFrame, pixelSpan } from './boxTree.ts'
import { piecesOf, pieceTree } from './pieces.ts'

type Deep = PlacedFrame & { readonly depth: number }

const root: Deep = { x: 0, width: 1, parent: -1, depth: 0 }

/** What the chart does with it, see boxTree.test.ts. */
function lefts(tree: FlameNode, widthPx: number): Map<number, number> {
  const nodes = hierarchy(tree).sum(
    ({ value, children }) => value - children.reduce((sum, child) => sum + child.value, 0),
  )
  return new Map(
    partition<FlameNode>()(nodes)
      .descendants()
      .map(({ data, x0 }) => [data.frame, x0 * widthPx]),
  )
}

const pictures = fc
  .array(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 }), { maxLength: 12 })
  .map((rows) => {
    const frames: Deep[] = [root]
    for (const [at, parts] of rows.entries()) {
      const parent = (at * 3) % frames.length
      if (frames.some((frame) => frame.parent === parent)) continue
      const { x, width, depth } = frames[parent]!
      const whole = parts.reduce((sum, part) => sum + part, 1)
      let left = x
      for (const part of parts) {
        frames.push({ x: left, width: (width * part) / whole, parent, depth: depth + 1 })
        left += (width * part) / whole
      }
    }
    return frames
  })

describe('pieces of a picture', () => {
  it('are one piece where it is small, the whole tree as it stands', () => {
    const frames: Deep[] = [root, { x: 0, width: 0.5, parent: 0, depth: 1 }]
    expect(piecesOf(frames, 2)).toEqual([[0, 1]])
    expect(pieceTree(frames, [0, 1], 100, (frame) => `f${frame}`)).toMatchObject({
      frame: 0,
      value: 100,
      children: [{ name: 'f1', frame: 1, value: 50 }],
    })
  })

  it('are whole rows, and parts of a row that is too long', () => {
    const row = [0.6, 0.2, 0.4, 0].map((x): Deep => ({ x, width: 0.2, parent: 0, depth: 1 }))
    const below: Deep = { x: 0.2, width: 0.1, parent: 2, depth: 2 }
    const frames = [root, ...row, below]
    expect(piecesOf(frames, 4)).toEqual([[0], [1, 2, 3, 4], [5]])
    expect(piecesOf(frames, 3)).toEqual([[0], [4, 2, 3], [1], [5]])
    expect(piecesOf(frames, 5)).toEqual([[0, 1, 2, 3, 4], [5]])
  })

  it('hold every frame once, none too many, and each stands where it stood', () => {
    fc.assert(
      fc.property(
        pictures,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 40, max: 1400 }),
        (frames, most, widthPx) => {
          const pieces = piecesOf(frames, most)
          expect(pieces.flat().toSorted((a, b) => a - b)).toEqual(frames.map((_, frame) => frame))
          for (const piece of pieces) {
            expect(piece.length).toBeLessThanOrEqual(most)
            const placed = lefts(
              pieceTree(frames, piece, widthPx, () => ''),
              widthPx,
            )
            for (const frame of piece) {
              const { left, right } = pixelSpan(frames[frame]!, widthPx)
              if (right > left) expect(placed.get(frame)).toBeCloseTo(left, 6)
            }
          }
        },
      ),
    )
  })
})
