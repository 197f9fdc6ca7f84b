/** Boxes of a profile as frames to draw: colour, words and what screen readers hear. Another file may do the same for differences. */
import type { Box, Boxes } from '../../core/draw/boxes.ts'
import type { FramePath, TreeUnit } from '../../core/profile/callTree.ts'
import { formatNumber, formatShare } from '../../core/base/numbers.ts'
import { amount } from '../names/amount.ts'
import type { DrawnFrame, FlamePicture, SaidFrame } from './chart/picture.ts'
import { fitLabel } from './frameLabel.ts'
import type { FrameMeasure } from './measureText.ts'
import { makeVisible } from '../../core/base/visibleText.ts'
import { visibleName } from '../names/visibleName.ts'

export interface FrameWords {
  /** "all", "all waiting" */
  readonly root: string
  /** A glyph before the name of a function that deserves it, and what it says. */
  readonly mark?: (name: string) => FrameMark | undefined
  readonly searching: boolean
  /** The outlined function, when a folded chain holds it: the chain then carries its name. */
  readonly inChain?: string | undefined
}

export interface FrameMark {
  readonly glyph: string
  readonly text: string
}

/** What a frame says, before it is known how much of that fits. */
export interface SaidOfFrame {
  readonly name: string
  readonly suffix: string
  readonly prefix: string
  readonly value: string
  /** Of the value, or of what would stand there. */
  readonly valuePx: number
  readonly description: string
  readonly fill: string
  readonly look: string
}

/** @param say of a box something else than its total; `plain` is what is said of that */
export function drawFrames(
  { boxes, unit, grandTotal }: Boxes,
  widthPx: number,
  words: FrameWords,
  measure: FrameMeasure,
  say: (box: Box, plain: () => SaidOfFrame, index: number) => SaidOfFrame = (_box, plain) => plain(),
): Pick<FlamePicture, 'frames' | 'say'> {
  const plainly = (box: Box): SaidOfFrame => {
    const stands = standsFor(box, undefined)
    const mark = stands === undefined ? undefined : words.mark?.(stands)
    const value = amount(unit, box.total)
    const share = grandTotal > 0 ? formatShare(box.total / grandTotal) : ''
    return {
      ...nameOfBox(box, words.root, words.inChain),
      prefix: mark?.glyph ?? '',
      value: box.kind === 'smaller' ? share : value,
      valuePx: measure.value(value),
      description: `${describeBox(box, unit, share)}${mark ? `, ${mark.text}` : ''}`,
      fill: box.kind === 'smaller' ? 'none' : `var(--frame-${box.hue})`,
      look: looks(box, words.searching),
    }
  }
  const sayOne = (index: number): SaidFrame => {
    const box = boxes[index]!
    const said = say(box, () => plainly(box), index)
    const label = fitLabel(
      { ...said, bold: box.own },
      Math.round((box.x + box.width) * widthPx) - Math.round(box.x * widthPx),
      measure.name,
    )
    return {
      ...said,
      label: label.text,
      value: label.value,
      name: fullName(box, words.root),
      expandable: box.hasChildren && box.kind !== 'smaller',
    }
  }
  return { frames: placesAmongSiblings(boxes), say: sayOne }
}

export function looks(box: Box, searching: boolean): string {
  const words: string[] = [box.kind]
  if (box.own) words.push('own')
  if (box.names.length > 1) words.push('chain')
  if (searching && !box.match && box.kind !== 'root' && box.kind !== 'smaller') words.push('dimmed')
  return words.join(' ')
}

/** `shown`: the function that a folded chain carries the name of, where it holds it. */
export function nameOfBox(
  box: Box,
  root: string,
  shown: string | undefined,
): { readonly name: string; readonly suffix: string } {
  if (box.kind === 'smaller') return { name: `${formatNumber(box.smaller)} smaller`, suffix: '' }
  const first = standsFor(box, shown)
  if (first === undefined) return { name: root, suffix: '' }
  return { name: visibleName(first, 240), suffix: box.names.length > 1 ? `⋯ ${box.names.length - 1} folded` : '' }
}

/** The accessible name: the function's own, whole. A folded chain is all of its names. */
function fullName(box: Box, root: string): string {
  if (box.kind === 'smaller') return `${formatNumber(box.smaller)} smaller frames`
  if (box.names.length === 0) return root
  if (box.names.length === 1) return visibleName(box.names[0]!)
  return visibleName(box.names.map(makeVisible).join(' › '))
}

function describeBox(box: Box, unit: TreeUnit, share: string): string {
  const of = share === '' ? '' : `, ${share} of total`
  const folded = box.kind === 'smaller' ? ', too small to draw, Enter opens them' : ''
  return `${amount(unit, box.total)} total${of}, ${amount(unit, box.self)} self${folded}`
}

function placesAmongSiblings(boxes: readonly Box[]): readonly DrawnFrame[] {
  const counts = new Map<number, number>()
  const positions = boxes.map(({ parent }) => {
    const position = (counts.get(parent) ?? 0) + 1
    counts.set(parent, position)
    return position
  })
  return boxes.map((box, index) => ({ ...box, position: positions[index]!, siblings: counts.get(box.parent)! }))
}

/** Names from the root's child down to this box, folded ones included: what survives another window or a link. */
export function pathOfBox(boxes: readonly Box[], index: number): FramePath {
  const way: Box[] = []
  for (let box = boxes[index]; box; box = boxes[box.parent]) way.unshift(box)
  const path: string[] = []
  for (const { names, leaves = 0 } of way) {
    path.length -= Math.min(leaves, path.length)
    path.push(...names)
  }
  return path
}

/** The box a path leads to, or the deepest one on the way there. */
export function boxAtPath(boxes: readonly Box[], path: FramePath): number {
  let at = 0
  let used = 0
  while (used < path.length) {
    const from = used
    const next = boxes.findIndex(
      ({ parent, names }) => parent === at && names.length > 0 && names.every((name, i) => name === path[from + i]),
    )
    if (next < 0) return at
    at = next
    used += boxes[next]!.names.length
  }
  return at
}

/** A folded chain stands for several functions: for the one asked about if it is among them, else for the one it is coloured for. */
export function standsFor(box: Box, name: string | undefined): string | undefined {
  return name !== undefined && box.names.includes(name) ? name : box.names[box.lead]
}

export function isFolded(boxes: readonly Box[], name: string): boolean {
  return boxes.some(({ names }) => names.length > 1 && names.includes(name))
}

/** All boxes of one function, for the outlines. */
export function boxesOfFunction(boxes: readonly Box[], name: string | undefined): readonly number[] {
  if (name === undefined) return []
  const found: number[] = []
  for (const [index, box] of boxes.entries()) if (box.names.includes(name)) found.push(index)
  return found
}
