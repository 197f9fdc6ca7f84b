/**
 * The only file that knows d3-flame-graph. It takes at most about 2,000 placed frames, draws them, and speaks in frame indexes.
 *
 * What the library does and what is done about it here:
 * - it writes into its data and mistakes its own nodes for fresh data: every draw hands over a new nested object;
 * - it packs children to the left by value: `buildBoxTree` gives it pixel widths, so that its layout is exactly ours;
 * - it schedules three timers per frame even without animation, and writes labels only when they fire: drawn at once instead;
 * - its labels, colours, click-zoom and tooltip are replaced; marks (selection, hover, focus) are a layer above, so that
 *   pointing at a function never touches the frames.
 */
import { type HierarchyRectangularNode, select, selection } from 'd3'
import flamegraph, { type FlameGraphTooltip } from 'd3-flame-graph'
import { type FlameNode, type PixelSpan, pixelSpan } from './boxTree.ts'
import { inTurn, turnEnd } from './drawingTurns.ts'
import { describe, isSamePlace, putInOrder, readingOrder, repaint } from './frameElements.ts'
import type { FlamePicture, SaidFrame } from './picture.ts'
import { piecesOf, pieceTree } from './pieces.ts'
import './flame.css'

interface FlameMarks {
  readonly selected: readonly number[]
  readonly hovered: readonly number[]
}

export interface FlameEvents {
  /** `undefined` when the pointer left the frames. */
  readonly onPoint: (frame: number | undefined, at: PointedAt) => void
  readonly onPress: (frame: number) => void
  readonly onFocus: (frame: number, byKeyboard: boolean) => void
  readonly onBlur: () => void
  /** Right click, a long press, or the menu key. */
  readonly onMenu: (frame: number, at: { readonly x: number; readonly y: number }) => void
}

/** Window coordinates. */
interface PointedAt {
  readonly x: number
  readonly y: number
  readonly kind: string
}

export interface FlameChart {
  /** In its turn among the pictures of the page; marks and the tab stop set meanwhile are those of this picture, and shown with it. */
  draw(picture: FlamePicture): void
  mark(marks: FlameMarks): void
  /** The one frame that Tab reaches; `move` takes the keyboard focus there as well. */
  setTabStop(frame: number, move: boolean): void
  hasFocus(): boolean
  /** Pixels from the left and the top of the chart, in the picture that was given last. */
  spanOf(frame: number): {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
  destroy(): void
}

type Node = HierarchyRectangularNode<FlameNode>

const noTooltip: FlameGraphTooltip = Object.assign(() => undefined, { show: () => undefined, hide: () => undefined })

export function createFlameChart(host: HTMLElement, events: FlameEvents): FlameChart {
  const canvas = host.appendChild(document.createElement('div'))
  const layers = {
    selected: addLayer(host, 'selected'),
    hovered: addLayer(host, 'hovered'),
    focused: addLayer(host, 'focused'),
  }
  let picture: FlamePicture | undefined
  let spans: readonly PixelSpan[] = []
  let elements: (SVGGElement | undefined)[] = []
  /** What each of them says and looks like. */
  let said: SaidFrame[] = []
  /** What is on the screen is of the picture before: nothing in it can be pointed at any more. */
  let waits = false
  let giveUp = (): void => undefined
  let giveUpPainting = giveUp
  let tabStop = { frame: 0, move: false }
  let marks: FlameMarks = { selected: [], hovered: [] }

  const chart = flamegraph()
    .transitionDuration(0)
    .sort(false)
    .tooltip(noTooltip)
    .label(() => '')
    .setColorMapper((node) => said[node.data.frame]?.fill ?? 'none')

  const frameAt = (target: EventTarget | null): number | undefined => {
    if (waits) return undefined
    const element = target instanceof Element ? target.closest('g.frame') : null
    const frame = element ? (select<Element, Node>(element).datum().data.frame ?? -1) : -1
    return frame < 0 ? undefined : frame
  }
  const place = (frame: number): ReturnType<FlameChart['spanOf']> => {
    const span = spans[frame]
    const drawn = picture?.frames[frame]
    if (!span || !drawn || !picture) return { left: 0, top: 0, width: 0, height: 0 }
    const row = picture.rootAtBottom ? picture.rows - 1 - drawn.depth : drawn.depth
    return { left: span.left, top: row * picture.rowPx, width: span.right - span.left, height: picture.rowPx }
  }
  const outline = (layer: HTMLElement, frames: readonly number[]): void => {
    layer.replaceChildren(
      ...frames.map((frame) => {
        const { left, top, width, height } = place(frame)
        const mark = document.createElement('i')
        mark.style.cssText = `left:${left}px;top:${top}px;width:${Math.max(1, width - 1)}px;height:${height - 1}px`
        return mark
      }),
    )
  }

  // Capturing, so that the library's own click-zoom (it hides siblings in the data and draws again) never runs.
  const onClick = (event: MouseEvent): void => {
    event.stopPropagation()
    const frame = frameAt(event.target)
    if (frame !== undefined) events.onPress(frame)
  }
  const where = (event: PointerEvent): PointedAt => ({ x: event.clientX, y: event.clientY, kind: event.pointerType })
  const onOver = (event: PointerEvent): void => events.onPoint(frameAt(event.target), where(event))
  const onLeave = (event: PointerEvent): void => events.onPoint(undefined, where(event))
  const onFocusIn = (event: FocusEvent): void => {
    const frame = frameAt(event.target)
    if (frame === undefined) return
    const byKeyboard = event.target instanceof Element && event.target.matches(':focus-visible')
    if (byKeyboard) outline(layers.focused, [frame])
    events.onFocus(frame, byKeyboard)
  }
  const onFocusOut = (event: FocusEvent): void => {
    layers.focused.replaceChildren()
    if (!(event.relatedTarget instanceof Element && canvas.contains(event.relatedTarget))) events.onBlur()
  }
  const onMenu = (event: MouseEvent): void => {
    const frame = frameAt(event.target)
    if (frame === undefined) return
    event.preventDefault()
    events.onMenu(frame, { x: event.clientX, y: event.clientY })
  }
  canvas.addEventListener('contextmenu', onMenu)
  canvas.addEventListener('click', onClick, true)
  canvas.addEventListener('pointerover', onOver)
  canvas.addEventListener('pointerleave', onLeave)
  canvas.addEventListener('focusin', onFocusIn)
  canvas.addEventListener('focusout', onFocusOut)

  const showMarks = (): void => {
    for (const element of canvas.querySelectorAll('g.frame[aria-selected=true]'))
      element.setAttribute('aria-selected', 'false')
    for (const frame of marks.selected) elements[frame]?.setAttribute('aria-selected', 'true')
    outline(layers.selected, marks.selected)
    outline(layers.hovered, marks.hovered)
  }
  const showTabStop = (): void => {
    const element = elements[tabStop.frame]
    element?.setAttribute('tabindex', '0')
    if (tabStop.move) element?.focus()
  }
  const hasFocus = (): boolean => canvas.contains(document.activeElement)
  /** Outside the document, where nothing follows a change. */
  const drawApart = (piece: readonly number[], { frames, say, widthPx, rowPx, rows }: FlamePicture): HTMLElement => {
    const apart = document.createElement('div')
    chart
      .width(widthPx)
      .height(rows * rowPx)
      .cellHeight(rowPx)
    for (const frame of piece) said[frame] = say(frame)
    const tree = pieceTree(frames, piece, widthPx, (frame) => said[frame]!.label)
    withoutTimers(() => select<HTMLElement, FlameNode>(apart).datum(tree).call(chart))
    describe(apart, frames, said, elements)
    // Where the whole picture has it: the chart knows of this piece only.
    for (const frame of piece) {
      const { left, top } = place(frame)
      elements[frame]?.setAttribute('transform', `translate(${left},${top})`)
    }
    return apart
  }
  const drawFirst = (next: FlamePicture): void => {
    waits = false
    // Whoever has gone elsewhere since stays there.
    tabStop.move &&= hasFocus()
    elements = []
    said = []
    const pieces = [...piecesOf(next.frames)]
    const order = readingOrder(next.frames)
    let svg: SVGSVGElement | null = null
    /** As many pieces as a turn has time for. What is there of the picture stays; colours and words may have become others since. */
    const drawSome = (): void => {
      const until = turnEnd()
      const hadStop = elements[tabStop.frame] !== undefined
      do {
        const apart = drawApart(pieces.shift() ?? [], picture ?? next)
        svg ??= apart.querySelector('svg')
      } while (pieces.length > 0 && performance.now() < until)
      if (!svg) return
      putInOrder(svg, elements, order)
      if (svg.parentNode !== canvas) {
        svg.setAttribute('height', String(next.rows * next.rowPx))
        svg.setAttribute('role', 'tree')
        svg.setAttribute('aria-label', next.title)
        canvas.replaceChildren(svg)
      }
      // The frame that had the focus is gone with its picture.
      else if (!hadStop) tabStop.move &&= hasFocus() || document.activeElement === document.body
      svg.setAttribute('aria-busy', `${pieces.length > 0}`)
      if (!hadStop) showTabStop()
      showMarks()
      if (pieces.length > 0) giveUp = inTurn(drawSome, { afterFrame: true })
    }
    drawSome()
  }
  /** What is not drawn yet is drawn as the latest picture has it. */
  const repaintFrom = (frame: number, say: FlamePicture['say']): void => {
    const until = turnEnd()
    for (; frame < spans.length; frame++) {
      const element = elements[frame]
      if (!element) continue
      if (performance.now() > until) {
        giveUpPainting = inTurn(() => repaintFrom(frame, say))
        return
      }
      const now = say(frame)
      repaint(element, said[frame]!, now)
      said[frame] = now
    }
  }

  return {
    draw(next) {
      const before = picture
      picture = next
      giveUpPainting()
      if (!waits && before && isSamePlace(before, next)) return repaintFrom(0, next.say)
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
      if (!waits) elements[tabStop.frame]?.setAttribute('tabindex', '-1')
      tabStop = { frame, move }
      if (!waits) showTabStop()
    },
    hasFocus,
    spanOf: place,
    destroy() {
      giveUp()
      giveUpPainting()
      canvas.removeEventListener('click', onClick, true)
      host.replaceChildren()
    },
  }
}

function addLayer(host: HTMLElement, kind: string): HTMLElement {
  const layer = host.appendChild(document.createElement('div'))
  layer.className = `marks ${kind}`
  layer.setAttribute('aria-hidden', 'true')
  return layer
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
