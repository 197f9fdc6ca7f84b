import { turnEnd } from './drawingTurns.ts'
import { type Drawn, putInOrder, readingOrder } from './frameElements.ts'
import type { FrameSpan } from './frameOutlines.ts'
import type { FlamePicture } from './picture.ts'
import { piecesOf } from './pieces.ts'

interface Drawing {
  /** Adds the frames of a piece to what is drawn, in an element of their own or in that of the pieces before. */
  readonly drawPiece: (piece: readonly number[], picture: FlamePicture, drawn: Drawn) => Element
  readonly place: (frame: number) => FrameSpan
  /** Colours and words may have become others since the first piece. */
  readonly latest: () => FlamePicture
}

interface Part {
  readonly svg: SVGSVGElement | null
  readonly isWhole: boolean
}

/** @returns what draws as many more pieces as a turn has time for, and puts them where they are read */
export function piecewise({ frames }: FlamePicture, drawn: Drawn, { drawPiece, place, latest }: Drawing): () => Part {
  const pieces = [...piecesOf(frames)]
  const order = readingOrder(frames)
  let svg: SVGSVGElement | null = null
  return () => {
    const until = turnEnd()
    do {
      const piece = pieces.shift() ?? []
      const apart = drawPiece(piece, latest(), drawn)
      // Where the whole picture has it: the library knows of this piece only.
      for (const frame of piece) {
        const { left, top } = place(frame)
        drawn.elements[frame]?.setAttribute('transform', `translate(${left},${top})`)
      }
      svg ??= apart.querySelector('svg')
    } while (pieces.length > 0 && performance.now() < until)
    if (svg) putInOrder(svg, drawn.elements, order)
    return { svg, isWhole: pieces.length === 0 }
  }
}
