/**
 * The chart of one pane: it takes at most about 2,000 placed frames, draws them in its turn, and speaks in frame indexes. Marks
 * (selection, hover, focus) are a layer above the frames, so that pointing at a function never touches these.
 */
import { type HierarchyRectangularNode, select } from 'd3'
import { type FlameNode, type PixelSpan, pixelSpan } from './boxTree.ts'
import { pieceDrawer } from './d3FlameGraph.ts'
import { inTurn } from './drawingTurns.ts'
import { type Drawn, isSamePlace, repaintInTurns } from './frameElements.ts'
import { type FlameEvents, listenToFrames } from './frameListeners.ts'
import { type FrameSpan, outlineLayer } from './frameOutlines.ts'
import type { FlamePicture } from './picture.ts'
import { piecewise } from './piecewise.ts'
import './flame.css'

interface FlameMarks {
  readonly selected: readonly number[]
  readonly hovered: readonly number[]
}

export interface FlameChart {
  /** In its turn among the pictures of the page; marks and the tab stop set meanwhile are those of this picture, and shown with it. */
  draw(picture: FlamePicture): void
  mark(marks: FlameMarks): void
  /** The one frame that Tab reaches; `move` takes the keyboard focus there as well. */
  setTabStop(frame: number, move: boolean): void
  hasFocus(): boolean
  /** Pixels from the left and the top of the chart, in the picture that was given last. */
  spanOf(frame: number): FrameSpan
  destroy(): void
}

type Node = HierarchyRectangularNode<FlameNode>

/** @param events of whoever shows it, the latest */
export function createFlameChart(host: HTMLElement, events: () => FlameEvents): FlameChart {
  const canvas = host.appendChild(document.createElement('div'))
  let picture: FlamePicture | undefined
  let spans: readonly PixelSpan[] = []
  let drawn: Drawn = { elements: [], said: [] }
  /** What is on the screen is of the picture before: nothing in it can be pointed at any more. */
  let waits = false
  let giveUp = (): void => undefined
  let giveUpPainting = giveUp
  let tabStop = { frame: 0, move: false }
  let marks: FlameMarks = { selected: [], hovered: [] }

  const drawPiece = pieceDrawer()

  const place = (frame: number): FrameSpan => placeOf(frame, spans, picture)
  const outlineSelected = outlineLayer(host, 'selected', place)
  const outlineHovered = outlineLayer(host, 'hovered', place)
  const outlineFocus = outlineLayer(host, 'focused', place)
  listenToFrames(canvas, events, { frameAt: (target) => (waits ? undefined : frameOf(target)), outlineFocus })

  const showMarks = (): void => {
    for (const element of canvas.querySelectorAll('g.frame[aria-selected=true]'))
      element.setAttribute('aria-selected', 'false')
    for (const frame of marks.selected) drawn.elements[frame]?.setAttribute('aria-selected', 'true')
    outlineSelected(marks.selected)
    outlineHovered(marks.hovered)
  }
  const showTabStop = (): void => {
    const element = drawn.elements[tabStop.frame]
    element?.setAttribute('tabindex', '0')
    if (tabStop.move) element?.focus()
  }
  const hasFocus = (): boolean => canvas.contains(document.activeElement)
  const drawFirst = (next: FlamePicture): void => {
    waits = false
    // Whoever has gone elsewhere since stays there.
    tabStop.move &&= hasFocus()
    drawn = { elements: [], said: [] }
    const drawPieces = piecewise(next, drawn, { drawPiece, place, latest: () => picture ?? next })
    /** What is there of the picture stays. */
    const drawSome = (): void => {
      const hadStop = drawn.elements[tabStop.frame] !== undefined
      const { svg, isWhole } = drawPieces()
      if (!svg) return
      if (svg.parentNode !== canvas) {
        svg.setAttribute('height', String(next.rows * next.rowPx))
        svg.setAttribute('role', 'tree')
        svg.setAttribute('aria-label', next.title)
        canvas.replaceChildren(svg)
      }
      // The frame that had the focus is gone with its picture.
      else if (!hadStop) tabStop.move &&= hasFocus() || document.activeElement === document.body
      svg.setAttribute('aria-busy', `${!isWhole}`)
      if (!hadStop) showTabStop()
      showMarks()
      if (!isWhole) giveUp = inTurn(drawSome, { afterFrame: true })
    }
    drawSome()
  }

  return {
    draw(next) {
      const before = picture
      picture = next
      giveUpPainting()
      if (!waits && before && isSamePlace(before, next)) {
        giveUpPainting = repaintInTurns(drawn, next.say)
        return
      }
      spans = next.frames.map((frame) => pixelSpan(frame, next.widthPx))
      tabStop = { frame: 0, move: false }
      waits = true
      giveUp()
      giveUp = inTurn(() => drawFirst(next))
    },
    mark(next) {
      marks = next
      if (!waits) showMarks()
    },
    setTabStop(frame, move) {
      if (!waits) drawn.elements[tabStop.frame]?.setAttribute('tabindex', '-1')
      tabStop = { frame, move }
      if (!waits) showTabStop()
    },
    hasFocus,
    spanOf: place,
    destroy() {
      giveUp()
      giveUpPainting()
      host.replaceChildren()
    },
  }
}

function frameOf(target: EventTarget | null): number | undefined {
  const element = target instanceof Element ? target.closest('g.frame') : null
  const frame = element ? (select<Element, Node>(element).datum().data.frame ?? -1) : -1
  return frame < 0 ? undefined : frame
}

function placeOf(frame: number, spans: readonly PixelSpan[], picture: FlamePicture | undefined): FrameSpan {
  const span = spans[frame]
  const depth = picture?.frames[frame]?.depth
  if (!span || depth === undefined || !picture) return { left: 0, top: 0, width: 0, height: 0 }
  const row = picture.rootAtBottom ? picture.rows - 1 - depth : depth
  return { left: span.left, top: row * picture.rowPx, width: span.right - span.left, height: picture.rowPx }
}
