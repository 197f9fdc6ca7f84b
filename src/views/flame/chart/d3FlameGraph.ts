/**
 * The only file that knows d3-flame-graph: it draws one piece of a picture, outside the document, where nothing follows a change.
 *
 * What the library does and what is done about it here:
 * - it writes into its data and mistakes its own nodes for fresh data: every draw hands over a new nested object;
 * - it packs children to the left by value: `buildBoxTree` gives it pixel widths, so that its layout is exactly ours;
 * - it schedules three timers per frame even without animation, and writes labels only when they fire: drawn at once instead;
 * - its labels, colours, click-zoom and tooltip are replaced.
 */
import { select, selection } from 'd3'
import flamegraph, { type FlameGraphTooltip } from 'd3-flame-graph'
import type { FlameNode } from './boxTree.ts'
import { type Drawn, describe } from './frameElements.ts'
import type { FlamePicture } from './picture.ts'
import { pieceTree } from './pieces.ts'

const noTooltip: FlameGraphTooltip = Object.assign(() => undefined, { show: () => undefined, hide: () => undefined })

/** Draws the frames of a piece, and puts their elements and words among those that are there. */
export function pieceDrawer(): (piece: readonly number[], picture: FlamePicture, drawn: Drawn) => HTMLElement {
  let fillOf = (_frame: number): string | undefined => undefined
  const chart = flamegraph()
    .transitionDuration(0)
    .sort(false)
    .tooltip(noTooltip)
    .label(() => '')
    .setColorMapper((node) => fillOf(node.data.frame) ?? 'none')
  return (piece, { frames, say, widthPx, rowPx, rows }, { elements, said }) => {
    const apart = document.createElement('div')
    chart
      .width(widthPx)
      .height(rows * rowPx)
      .cellHeight(rowPx)
    for (const frame of piece) said[frame] = say(frame)
    fillOf = (frame) => said[frame]?.fill
    const tree = pieceTree(frames, piece, widthPx, (frame) => said[frame]!.label)
    withoutTimers(() => select<HTMLElement, FlameNode>(apart).datum(tree).call(chart))
    describe(apart, frames, { elements, said })
    return apart
  }
}

/**
 * Runs `draw` with transitions that happen at once. The library asks every element for a transition even at zero duration; each
 * costs a timer and shows its result (widths, labels) some frames later. Measured with 500 frames in Chromium on two busy cores:
 * drawn and painted in about 60 ms this way, 120 ms the other, the difference being timers.
 */
function withoutTimers(draw: () => void): void {
  const prototype = selection.prototype
  const transition = prototype.transition
  prototype.transition = function immediately(this: Record<string, unknown>) {
    const atOnce: Record<string, unknown> = {}
    for (const setting of ['duration', 'delay', 'ease']) atOnce[setting] = () => atOnce
    for (const change of ['attr', 'text'] as const) {
      atOnce[change] = (...args: readonly unknown[]) => {
        ;(this[change] as (...args: readonly unknown[]) => unknown)(...args)
        return atOnce
      }
    }
    return atOnce
  } as typeof transition
  try {
    draw()
  } finally {
    prototype.transition = transition
  }
}
