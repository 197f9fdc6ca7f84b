import { describe, expect, it } from 'vitest'
import type { DiffBox } from '../../core/draw/boxes.ts'
import { startsOf } from './starts.ts'

/** Index of the parent, how it changed, by how much; the first is the root. */
type Row = readonly [parent: number, change: DiffBox['change'], by: number, of?: 'library']

function starts(...rows: readonly Row[]): readonly number[] {
  const boxes = rows.map(([parent, change, , of], index) => ({
    parent,
    change,
    kind: index === 0 ? ('root' as const) : ('frame' as const),
    own: of === undefined,
  }))
  const found = startsOf(
    boxes,
    rows.map(([, , by]) => by),
  )
  return [...found].toSorted((a, b) => a - b)
}

describe('a change', () => {
  it('starts at the deepest decided frame that carries most of it, not at each that holds it', () => {
    expect(starts([-1, 'grew', 10], [0, 'grew', 10], [1, 'grew', 9], [2, 'grew', 8.5], [3, 'follows', 8.5])).toEqual([
      3,
    ])
  })

  it('starts at a frame of which no callee carries most, and at that callee too, which is another change', () => {
    expect(starts([-1, 'grew', 10], [0, 'grew', 10], [1, 'grew', 4], [1, 'no-evidence', 6])).toEqual([1, 2])
  })

  it('is none of a callee that went the other way, however much', () => {
    expect(starts([-1, 'grew', 5], [0, 'grew', 5], [1, 'shrank', -20])).toEqual([1, 2])
  })

  it('does not start where nothing is decided, nor at the whole', () => {
    expect(starts([-1, 'grew', 5], [0, 'follows', 5], [1, 'new', 5], [2, 'no-evidence', 0])).toEqual([])
  })

  it('starts in the program and not in what it calls, whether that carries most of it or a part', () => {
    const calls = [
      [-1, 'grew', 10],
      [0, 'grew', 10, 'library'],
      [1, 'grew', 10],
    ] as const
    expect(starts(...calls, [2, 'grew', 9.5, 'library'], [3, 'grew', 9.5, 'library'])).toEqual([2])
    expect(starts(...calls, [2, 'grew', 4, 'library'])).toEqual([2])
  })

  it('starts in a library where nothing of the program above it is decided', () => {
    expect(starts([-1, 'grew', 10], [0, 'follows', 10], [1, 'grew', 9, 'library'], [2, 'grew', 8, 'library'])).toEqual([
      3,
    ])
  })

  it('goes past frames between that are not decided', () => {
    expect(starts([-1, 'grew', 5], [0, 'grew', 5], [1, 'no-evidence', 5], [2, 'grew', 5])).toEqual([3])
  })
})
