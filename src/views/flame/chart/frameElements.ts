/** The library's frame elements get roles, names and looks, and stand in the order in which they are read. */
import { type HierarchyRectangularNode, select } from 'd3'
import type { FlameNode } from './boxTree.ts'
import { inTurn, turnEnd } from './drawingTurns.ts'
import type { DrawnFrame, FlamePicture, SaidFrame } from './picture.ts'

/** What is there of a picture, each at the place of its frame. */
export interface Drawn {
  readonly elements: (SVGGElement | undefined)[]
  /** What each of them says and looks like. */
  readonly said: SaidFrame[]
}

/** The same boxes in the same places: another search or another way to colour them needs no drawing. */
export function isSamePlace(before: FlamePicture, next: FlamePicture): boolean {
  return (
    before.widthPx === next.widthPx &&
    before.rowPx === next.rowPx &&
    before.rows === next.rows &&
    before.rootAtBottom === next.rootAtBottom &&
    before.title === next.title &&
    before.frames.length === next.frames.length &&
    before.frames.every((frame, index) => {
      const { x, width, depth, parent } = next.frames[index]!
      return frame.x === x && frame.width === width && frame.depth === depth && frame.parent === parent
    })
  )
}

/**
 * Other words and colours at the same places, as many as a turn has time for; what is not drawn yet is drawn as the latest picture has
 * it. Returns what gives the rest up.
 */
export function repaintInTurns({ elements, said }: Drawn, say: FlamePicture['say']): () => void {
  let frame = 0
  let giveUp = (): void => undefined
  const repaintSome = (): void => {
    const until = turnEnd()
    for (; frame < elements.length; frame++) {
      const element = elements[frame]
      if (!element) continue
      if (performance.now() > until) {
        giveUp = inTurn(repaintSome)
        return
      }
      const now = say(frame)
      repaint(element, said[frame]!, now)
      said[frame] = now
    }
  }
  repaintSome()
  return () => giveUp()
}

function repaint(element: SVGGElement, was: SaidFrame, said: SaidFrame): void {
  const keys = Object.keys(said) as (keyof SaidFrame)[]
  if (keys.every((key) => was[key] === said[key])) return
  paint(element, said)
  element.firstElementChild?.setAttribute('fill', said.fill)
  const text = labelOf(element)
  if (text && was.label !== said.label) text.textContent = said.label
}

const labelOf = (element: SVGGElement): Element | null | undefined => element.lastElementChild?.firstElementChild

/** What changes with the words and the colours; the fill and the label are the library's at the first drawing. */
function paint(element: SVGGElement, drawn: SaidFrame): void {
  element.setAttribute('class', `frame ${drawn.look}${drawn.label === '' ? '' : ' labelled'}`)
  element.setAttribute('aria-label', drawn.name)
  element.setAttribute('aria-description', drawn.description)
  if (drawn.expandable) element.setAttribute('aria-expanded', 'true')
  else element.removeAttribute('aria-expanded')
  const text = labelOf(element)
  if (drawn.value === '') text?.removeAttribute('data-value')
  else text?.setAttribute('data-value', drawn.value)
}

/** Each frame among the elements below `root`, where it belongs; what only took room between two of them has done its work. */
export function describe(root: Element, frames: readonly DrawnFrame[], { elements, said }: Drawn): void {
  select(root)
    .selectAll<SVGGElement, HierarchyRectangularNode<FlameNode>>('g')
    .each(function (node) {
      const { frame } = node.data
      const drawn = frames[frame]
      if (!drawn) {
        this.remove()
        return
      }
      elements[frame] = this
      paint(this, said[frame]!)
      this.removeAttribute('name')
      this.setAttribute('role', 'treeitem')
      this.setAttribute('tabindex', '-1')
      this.setAttribute('aria-level', String(drawn.depth + 1))
      this.setAttribute('aria-posinset', String(drawn.position))
      this.setAttribute('aria-setsize', String(drawn.siblings))
      this.setAttribute('aria-selected', 'false')
    })
}

/** Screen readers follow the document: a frame, its children, then its next sibling. The chart keeps rows together instead. */
export function readingOrder(frames: readonly DrawnFrame[]): readonly number[] {
  return frames
    .map((_, frame) => frame)
    .sort((a, b) => frames[a]!.x - frames[b]!.x || frames[a]!.depth - frames[b]!.depth)
}

/** Those that are there already; the others have no element. */
export function putInOrder(
  svg: SVGSVGElement,
  elements: readonly (SVGGElement | undefined)[],
  order: readonly number[],
): void {
  let before: Element | null = null
  for (const frame of order) {
    const element = elements[frame]
    if (!element) continue
    if (before && before.nextElementSibling !== element) before.after(element)
    else if (!before && svg.querySelector('g') !== element) svg.querySelector('g')?.before(element)
    before = element
  }
}
