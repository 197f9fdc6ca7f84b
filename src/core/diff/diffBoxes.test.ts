import { expect, test } from 'vitest'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows } from './compare.ts'
import { DiffDrawing } from './diffBoxes.ts'
import { type Drawable, type Mode, drawableOf } from './evidence.ts'

const side = (encode: number) =>
  windowToCompare(
    drawnWindow({
      from: 0,
      blockSeconds: 300,
      blocks: [{ '': { 'main;serve;read': 2000, 'main;serve;encode': encode, 'main;log': 500 } }],
    }),
    false,
  )
const view = compareWindows(side(900), side(3600), false).views.get('cpu')
if (!view) throw new Error('no CPU')
const drawable = drawableOf(view)

/** Which modes were tested, as they were. */
function watched(): { readonly drawing: DiffDrawing; readonly tested: Mode[] } {
  const tested: Mode[] = []
  const asked: Drawable = {
    ...drawable,
    evident: (mode) => {
      tested.push(mode)
      return drawable.evident(mode)
    },
  }
  return { drawing: new DiffDrawing(asked), tested }
}

const wish = { widthPx: 600, focus: [], width: 'union' } as const
const pictureOf = (drawing: DiffDrawing, mode: Mode) =>
  drawing.boxes({ ...wish, mode }).boxes.map(({ names, x, width, change }) => [names.at(-1), x, width, change])

test('the other mode is made ready after the picture, once, and shows the same as if it had been asked for first', () => {
  const { drawing, tested } = watched()
  expect(drawing.prepare()).toBe(false)
  const absolute = pictureOf(drawing, 'absolute')
  expect(drawing.prepare()).toBe(true)
  expect(tested.at(-1)).toBe('share')
  expect(drawing.prepare()).toBe(false)
  expect(pictureOf(drawing, 'share')).toEqual(pictureOf(new DiffDrawing(drawable), 'share'))
  expect(pictureOf(drawing, 'absolute')).toEqual(absolute)
  // Both are there: nothing more to make.
  expect(drawing.prepare()).toBe(false)
  expect(absolute).toContainEqual(['encode', expect.any(Number), expect.any(Number), 'grew'])
})
