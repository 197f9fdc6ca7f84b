/**
 * A picture of a thousand boxes is one block of a tenth of a second: drawn in pieces of whole rows, from the root on, as many in
 * one turn as it has time for. A row that is too long for a piece is cut along its length.
 */
import { type FlameNode, type PlacedFrame, buildBoxTree } from './boxTree.ts'

/** Boxes drawn at once: some 3 ms on a desktop of two cores that is busy. */
const mostAtOnce = 24

interface Deep extends PlacedFrame {
  readonly depth: number
}

/** Indexes of the frames, piece by piece; the first begins with the root. */
export function piecesOf(frames: readonly Deep[], most: number = mostAtOnce): readonly (readonly number[])[] {
  const rows: number[][] = []
  for (const [frame, { depth }] of frames.entries()) (rows[depth] ??= []).push(frame)
  const pieces: number[][] = []
  let piece: number[] = []
  const close = (): void => {
    if (piece.length > 0) pieces.push(piece)
    piece = []
  }
  for (const row of rows) {
    if (row === undefined) continue
    if (piece.length + row.length > most) close()
    if (row.length <= most) {
      piece.push(...row)
      continue
    }
    const along = row.toSorted((a, b) => frames[a]!.x - frames[b]!.x)
    for (let at = 0; at < along.length; at += most) pieces.push(along.slice(at, at + most))
  }
  close()
  return pieces
}

/** What the chart lays out of one piece: frames whose caller is in another piece hang from a nameless root as wide as the picture. */
export function pieceTree(
  frames: readonly PlacedFrame[],
  piece: readonly number[],
  widthPx: number,
  label: (frame: number) => string,
): FlameNode {
  if (piece.length === frames.length) return buildBoxTree(frames, widthPx, label)
  const ofWhole = [-1, ...piece.toSorted((a, b) => a - b)]
  const inPiece = new Map(ofWhole.map((frame, at) => [frame, at]))
  const placed = ofWhole.map((frame): PlacedFrame => {
    const { x, width, parent } = frames[frame] ?? { x: 0, width: 1, parent: -1 }
    return { x, width, parent: frame < 0 ? -1 : (inPiece.get(parent) ?? 0) }
  })
  const tree = buildBoxTree(placed, widthPx, (at) => (at === 0 ? '' : label(ofWhole[at]!)))
  const rename = (node: FlameNode): void => {
    node.frame = ofWhole[node.frame] ?? -1
    for (const child of node.children) rename(child)
  }
  rename(tree)
  return tree
}
