/** What the chart is given to draw. */
import type { PlacedFrame } from './boxTree.ts'

export interface DrawnFrame extends PlacedFrame {
  readonly depth: number
  /** Tree position for screen readers, counted from 1. */
  readonly position: number
  readonly siblings: number
}

export interface SaidFrame {
  /** What fits of the name, and the figure at the right when there is room; both may be empty. */
  readonly label: string
  readonly value: string
  /** The whole name, and what a screen reader adds after it. */
  readonly name: string
  readonly description: string
  /** Any CSS paint; tokens stay variables, so that a change of theme needs no drawing. */
  readonly fill: string
  /** Space-separated words for flame.css: own, chain, smaller, ancestor, dimmed, new, gone. */
  readonly look: string
  readonly expandable: boolean
}

export interface FlamePicture {
  readonly frames: readonly DrawnFrame[]
  /** Made when the frame is drawn: of 2,000 frames at once it was a block of 30 to 70 ms. */
  readonly say: (frame: number) => SaidFrame
  readonly widthPx: number
  readonly rowPx: number
  readonly rows: number
  readonly rootAtBottom: boolean
  /** Accessible name of the tree. */
  readonly title: string
}
