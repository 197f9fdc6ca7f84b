import { describe, expect, it } from 'vitest'
import type { Elided, ElidedLine } from '../draw/boxes.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows } from './compare.ts'
import { elide } from './elided.ts'
import { drawableOf } from './evidence.ts'

function elided(
  base: Readonly<Record<string, number>>,
  head: Readonly<Record<string, number>>,
  focus: readonly string[] = [],
): Elided {
  const side = (paths: Readonly<Record<string, number>>) =>
    windowToCompare(drawnWindow({ from: 0, blockSeconds: 300, blocks: [{ '': paths }] }), false)
  const view = compareWindows(side(base), side(head), false).views.get('cpu')
  if (!view) throw new Error('no CPU')
  return elide(drawableOf(view), { mode: 'absolute', focus })
}

const parts = (from: string, count: number, each: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${from};f${at}`, each + at]))

const before = {
  ...parts('main;serve;read', 12, 300),
  'main;serve;write;encode': 900,
  'main;serve;write': 400,
  'main;log': 500,
}
const after = { ...before, 'main;serve;write;encode': 3600 }

describe('A and B below each other', () => {
  it('have a line for what changed and for what leads there; all else is one line with its sum', () => {
    const { lines } = elided(before, after)
    expect(lines.map(({ names, frames, depth }) => [depth, names.join(' › '), frames])).toEqual([
      [0, 'main', 1],
      [1, 'serve', 1],
      [2, 'write', 1],
      [3, 'encode', 1],
      // What write does itself; read with its twelve; log.
      [3, '', 0],
      [2, '', 13],
      [1, '', 1],
    ])
    expect(lines.map(({ change }) => change === 'rest')).toEqual([false, false, false, false, true, true, true])
    expect(lines.some(({ change, names }) => change === 'changed' && names[0] === 'encode')).toBe(true)
  })

  it('add up: every line is what stands below it', () => {
    const { lines } = elided(before, after)
    const below = (at: number): readonly ElidedLine[] => {
      const { depth = 0 } = lines[at] ?? {}
      const end = lines.findIndex((line, index) => index > at && line.depth <= depth)
      return lines.slice(at + 1, end < 0 ? lines.length : end).filter((line) => line.depth === depth + 1)
    }
    let checked = 0
    for (const [at, line] of lines.entries()) {
      const inside = below(at)
      if (inside.length === 0) continue
      checked++
      expect(inside.reduce((sum, { base }) => sum + base, 0)).toBeCloseTo(line.base, 3)
      expect(inside.reduce((sum, { head }) => sum + head, 0)).toBeCloseTo(line.head, 3)
    }
    expect(checked).toBeGreaterThan(0)
  })

  it('are one line where nothing changed, and none where the focus is not', () => {
    expect(elided(before, before).lines).toMatchObject([{ depth: 0, names: [], change: 'leads' }])
    expect(elided(before, after, ['elsewhere']).lines).toEqual([])
  })

  it('begin where the picture is zoomed to', () => {
    const [first] = elided(before, after, ['main', 'serve', 'write']).lines
    expect(first).toMatchObject({ names: ['write'], depth: 0, path: ['main', 'serve', 'write'] })
  })
})
