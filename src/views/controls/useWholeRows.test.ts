import { describe, expect, test } from 'vitest'
import { type RowEnd, wholeRowsPx } from './useWholeRows.ts'

const rows = (...px: readonly number[]): readonly RowEnd[] => px.map((one) => ({ px: one, goesOn: false }))

describe('a list that scrolls', () => {
  test('ends after the last row that fits whole', () => {
    expect(wholeRowsPx(rows(27, 65, 97, 135), 120)).toBe(97)
    expect(wholeRowsPx(rows(27, 65, 97, 135), 97)).toBe(97)
    expect(wholeRowsPx(rows(27, 65, 97, 135), 96)).toBe(65)
  })

  test('is as high as it may be where all of it fits', () => {
    expect(wholeRowsPx(rows(27, 65), 120)).toBe(120)
    expect(wholeRowsPx([], 120)).toBe(120)
  })

  test('does not part what one row says in two', () => {
    const parted: readonly RowEnd[] = [
      { px: 27, goesOn: false },
      { px: 65, goesOn: true },
      { px: 90, goesOn: false },
      { px: 130, goesOn: true },
      { px: 150, goesOn: false },
    ]
    expect(wholeRowsPx(parted, 140)).toBe(90)
    expect(wholeRowsPx(parted, 89)).toBe(27)
  })
})
