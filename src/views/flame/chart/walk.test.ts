import { describe, expect, it } from 'vitest'
import { type Step, type WalkBox, stepOfKey, walk } from './walk.ts'

/*
 *  0 all
 *  1 main ........ 2 gc .
 *  3 read . 4 write   5 mark
 */
const boxes: readonly WalkBox[] = [
  { x: 0, width: 1, depth: 0, parent: -1 },
  { x: 0, width: 0.7, depth: 1, parent: 0 },
  { x: 0.7, width: 0.3, depth: 1, parent: 0 },
  { x: 0, width: 0.2, depth: 2, parent: 1 },
  { x: 0.2, width: 0.5, depth: 2, parent: 1 },
  { x: 0.7, width: 0.1, depth: 2, parent: 2 },
]

describe('walk', () => {
  it.each<readonly [from: number, step: Step, to: number]>([
    [0, 'parent', 0],
    [0, 'child', 1],
    [1, 'child', 4],
    [4, 'previous', 3],
    [3, 'previous', 3],
    [3, 'next', 4],
    [4, 'next', 5],
    [5, 'parent', 2],
    [5, 'child', 5],
    [2, 'first', 0],
    [0, 'last', 3],
  ])('from %i to the %s: %i', (from, step, to) => {
    expect(walk(boxes, from, step)).toBe(to)
  })

  it('turns the vertical arrows with the picture', () => {
    expect(stepOfKey('ArrowDown', false)).toBe('child')
    expect(stepOfKey('ArrowDown', true)).toBe('parent')
    expect(stepOfKey('a', false)).toBeUndefined()
  })
})
