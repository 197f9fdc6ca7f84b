/** The page's colours as values, for pictures that leave its style sheet. */
import { hues } from '../../core/base/vocabulary.ts'
import type { PictureColours } from '../../core/draw/picture.ts'

export function pictureColours(): PictureColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    surface: token('surface-1'),
    ink: token('text-1'),
    quietInk: token('text-2'),
    frameInk: token('frame-ink'),
    line: token('frame-line'),
    hues: Object.fromEntries(hues.map((hue) => [hue, token(`frame-${hue}`)])),
    grew: token('diff-grew'),
    shrank: token('diff-shrank'),
    neutral: token('diff-neutral'),
  }
}
