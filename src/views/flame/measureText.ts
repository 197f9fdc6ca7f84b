/**
 * Widths in the real font of the frames. Kerning and ligatures are off there (flame.css), so a width is the sum of its characters:
 * one measurement per character and weight instead of one per label.
 */
import type { MeasureText } from './frameLabel.ts'

export interface FrameMeasure {
  readonly name: MeasureText
  /** The mono figure at the right end. */
  readonly value: (text: string) => number
}

let cached: { readonly fonts: string; readonly measure: FrameMeasure } | undefined

/** Reads the fonts from the tokens each time: a reader may change them, and web fonts may arrive late. */
export function frameMeasure(): FrameMeasure {
  const style = getComputedStyle(document.documentElement)
  const frameFont = style.getPropertyValue('--text-frame')
  const mono = style.getPropertyValue('--font-mono')
  const size = /([\d.]+)px/.exec(frameFont)?.[1] ?? '11.5'
  const sans = style.getPropertyValue('--font-sans').trim()
  const fonts = `${size}|${sans}|${mono}`
  if (cached?.fonts !== fonts) {
    const plain = widthsOf(`400 ${size}px ${sans}`, 0)
    const bold = widthsOf(`700 ${size}px ${sans}`, 0)
    cached = {
      fonts,
      measure: {
        name: (text, isBold) => (isBold ? bold : plain)(text),
        value: widthsOf(`400 11px ${mono}`, -0.03 * 11),
      },
    }
  }
  return cached.measure
}

function widthsOf(font: string, spacingPx: number): (text: string) => number {
  const context = document.createElement('canvas').getContext('2d')
  // Once: each time it is said, the browser looks for the font anew.
  if (context) context.font = font
  const widths = new Map<string, number>()
  const widthOf = (character: string): number => {
    let width = widths.get(character)
    if (width === undefined) {
      width = context?.measureText(character).width ?? 7
      widths.set(character, width)
    }
    return width
  }
  return (text) => {
    let sum = 0
    for (const character of text) sum += widthOf(character) + spacingPx
    return Math.ceil(sum)
  }
}
