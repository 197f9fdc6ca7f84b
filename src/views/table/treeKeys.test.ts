import { describe, expect, it } from 'vitest'
import { type TreeRowPlace, treeMove } from './treeKeys.ts'

/*
 * 0 main            open
 * 1   parse         open
 * 2     gunzip
 * 3   render        closed, has children
 * 4 gc
 */
const row = (level: number, expandable = false, expanded = false): TreeRowPlace => ({ level, expandable, expanded })
const rows = [row(1, true, true), row(2, true, true), row(3), row(2, true), row(1)]

describe('treeMove', () => {
  it.each([
    [0, 'ArrowDown', { to: 1 }],
    [4, 'ArrowDown', undefined],
    [0, 'ArrowUp', undefined],
    [0, 'ArrowRight', { to: 1 }],
    [0, 'ArrowLeft', { toggle: 0 }],
    [2, 'ArrowLeft', { to: 1 }],
    [2, 'ArrowRight', undefined],
    [3, 'ArrowRight', { toggle: 3 }],
    [3, 'ArrowLeft', { to: 0 }],
    [4, 'ArrowLeft', undefined],
    [4, 'Home', { to: 0 }],
    [0, 'End', { to: 4 }],
    [0, 'x', undefined],
  ])('at row %i, %s', (at, key, expected) => {
    expect(treeMove(rows, at, key)).toEqual(expected)
  })
})
