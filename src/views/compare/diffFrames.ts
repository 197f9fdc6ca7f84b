/** Boxes of a comparison as frames: colour by what is more than noise, the difference as value, the direction always in words. */
import type { Boxes, DiffBox } from '../../core/draw/boxes.ts'
import { type DifferenceWords, differenceOf, differenceText } from '../../core/draw/differenceText.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { amount } from '../names/amount.ts'
import { type FrameWords, drawFrames, looks, nameOfBox } from '../flame/drawnFrames.ts'
import type { FrameMeasure } from '../flame/measureText.ts'
import { startsOf } from './starts.ts'

/** Per box: what the difference is, in the mode on screen; where it is decided, which names a folded chain that holds it. */
export type DiffWords = FrameWords & DifferenceWords & { readonly decided?: string | undefined }

export function drawDiffFrames(
  boxes: Boxes,
  widthPx: number,
  words: DiffWords,
  measure: FrameMeasure,
): ReturnType<typeof drawFrames> {
  const { inChain, decided } = words
  const all = boxes.boxes as readonly DiffBox[]
  let starts: ReadonlySet<number> | undefined
  return drawFrames(boxes, widthPx, words, measure, (one, plain, index) => {
    const box = one as DiffBox
    if (box.kind === 'smaller') return plain()
    const value = differenceText(box, words)
    starts ??= startsOf(
      all,
      all.map((each) => differenceOf(each, words)),
    )
    return {
      ...nameOfBox(
        box,
        words.root,
        [inChain, decided].find((name) => name !== undefined && box.names.includes(name)),
      ),
      prefix: box.change === 'new' ? '+' : starts.has(index) ? decidedGlyph : '',
      value,
      valuePx: measure.value(value),
      description: describe(box, boxes, value),
      fill: fillOf(box),
      look: `${looks(box, words.searching)} ${box.change}`,
    }
  })
}

/** Five steps each way from neutral; neutral means no evidence, not "a little". */
export function fillOf({ step }: Pick<DiffBox, 'step'>): string {
  if (step === 0) return 'var(--diff-neutral)'
  const colour = step > 0 ? 'var(--diff-grew)' : 'var(--diff-shrank)'
  return `color-mix(in oklab, ${colour} ${20 + 16 * Math.abs(step)}%, var(--diff-neutral))`
}

/** Before the name of a function at which a change starts: everything below it only goes along. */
export const decidedGlyph = '▸'

const words: Readonly<Record<DiffBox['change'], string>> = {
  grew: 'grew',
  shrank: 'shrank',
  follows: 'changed as its caller did',
  new: 'new in B, not in A',
  gone: 'gone, only in A',
  'no-evidence': 'no evidence of change',
  'too-few': 'not enough samples to say',
}

export function changeWord(change: DiffBox['change']): string {
  return words[change]
}

function describe(box: DiffBox, { unit }: Boxes, difference: string): string {
  return `${changeWord(box.change)}, ${difference}; A ${amount(unit, box.base)} (${formatShare(box.baseShare)}), B ${amount(unit, box.head)} (${formatShare(box.headShare)})`
}
