/** What fits into a frame. Width alone carries cost, so text never changes a box and the font never shrinks. */
import { lastSegments } from '../names/segments.ts'
import { elideMiddle } from '../names/visibleName.ts'

/** Width of `text` in pixels in the font of a frame; own code is bold and therefore wider. */
export type MeasureText = (text: string, bold: boolean) => number

export interface FrameLabel {
  readonly text: string
  /** Right-aligned figure; empty when only the name fits. */
  readonly value: string
}

/** Left and right padding of a frame together. */
const paddingPx = 10
/** Between name and value. */
const gapPx = 10
/** Below this an ellipsis says less than nothing. */
const ellipsisFromPx = 48
const nothing: FrameLabel = { text: '', value: '' }
/** No frame is wide enough for more; keeps measuring cheap for names of any length. */
const longestLabel = 240

export interface LabelWish {
  /** The name as people see it (already made visible). */
  readonly name: string
  readonly value: string
  /** Width of `value` differs in font; given by the caller because it is the same for many frames. */
  readonly valuePx: number
  readonly bold: boolean
  /** Before whatever is shown of the name, never dropped: "■" for held. */
  readonly prefix?: string
  /** After the name, dropped before anything of the name is: "⋯ 3 folded". */
  readonly suffix: string
}

/** First that fits: name + value → name → last two segments → last segment → its beginning with an ellipsis → nothing. */
export function fitLabel(wish: LabelWish, widthPx: number, measure: MeasureText): FrameLabel {
  const prefix = wish.prefix === undefined || wish.prefix === '' ? '' : `${wish.prefix} `
  const room = widthPx - paddingPx - measure(prefix, wish.bold)
  if (room < 6) return prefix !== '' && widthPx >= 14 ? { text: prefix.trim(), value: '' } : nothing
  const { text, value } = fitName(wish, widthPx, room, measure)
  return { text: `${prefix}${text}`.trimEnd(), value }
}

function fitName(wish: LabelWish, widthPx: number, room: number, measure: MeasureText): FrameLabel {
  const name = elideMiddle(wish.name, longestLabel)
  const whole = wish.suffix === '' ? name : `${name} ${wish.suffix}`
  const wholePx = measure(whole, wish.bold)
  if (wish.value !== '' && wholePx + gapPx + wish.valuePx <= room) return { text: whole, value: wish.value }
  if (wholePx <= room) return { text: whole, value: '' }
  if (measure(name, wish.bold) <= room) return { text: name, value: '' }
  const two = lastSegments(name, 2)
  if (two !== name && measure(two, wish.bold) <= room) return { text: two, value: '' }
  const last = lastSegments(name, 1)
  if (measure(last, wish.bold) <= room) return { text: last, value: '' }
  if (widthPx < ellipsisFromPx) return nothing
  return { text: cutToFit(last, room, wish.bold, measure), value: '' }
}

function cutToFit(text: string, room: number, bold: boolean, measure: MeasureText): string {
  const characters = Array.from(text)
  let fits = 0
  let tooLong = characters.length
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (measure(`${characters.slice(0, middle).join('')}…`, bold) <= room) fits = middle
    else tooLong = middle
  }
  return fits === 0 ? '' : `${characters.slice(0, fits).join('')}…`
}
