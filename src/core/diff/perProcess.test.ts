import { describe, expect, it } from 'vitest'
import { differenceText, dividersOf } from '../draw/differenceText.ts'
import { tellComparability } from '../analysis/words/comparability.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { DiffDrawing } from './diffBoxes.ts'
import { drawableOf } from './evidence.ts'
import { compareWindows, type FoundComparison } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'

/** A service of `pods` processes, added up as a store does; each does the same but for `slow`. */
function pods(count: number, from: number, slow = 1): WindowToCompare {
  const drawn = drawnWindow({
    from,
    blockSeconds: 15,
    blocks: Array.from({ length: 8 }, () => ({
      '': { 'main;serve;encode': 40 * count, 'main;serve;find': Math.round(60 * count * slow) },
    })),
  })
  const side = windowToCompare(drawn)
  const { cpu } = side.profiles.views
  if (cpu.state === 'absent') throw new Error('nothing was drawn')
  const views = { ...side.profiles.views, cpu: { ...cpu, processes: { count, mean: count } } }
  return { ...side, profiles: { ...side.profiles, views } }
}

const compared = (base: WindowToCompare, head: WindowToCompare): FoundComparison =>
  compareWindows(base, head, true).comparison

describe('sides of unequally many processes', () => {
  it('are compared by what one process does: one pod is no change beside three that do the same', () => {
    const comparison = compared(pods(3, 0), pods(1, 0))
    expect(comparison.changes.filter(({ verdict }) => verdict !== 'moved')).toEqual([])
    const { cpu } = comparison.views
    expect(cpu.state === 'compared' && [cpu.base.rate, cpu.head.rate, cpu.distinguishable]).toEqual([
      expect.closeTo(1e9 / 15, -6),
      expect.closeTo(1e9 / 15, -6),
      false,
    ])
    const fact = comparison.comparability.find(({ id }) => id === 'per-process')
    expect(fact && tellComparability(fact, 'UTC').text).toBe(
      'A is 3 processes, B 1 process: amounts are those of one process, on average',
    )
  })

  it('are drawn as they are told: the whole of one pod is not less than that of three', () => {
    const { comparison, views } = compareWindows(pods(3, 0), pods(1, 0), true)
    const told = comparison.views.cpu
    const view = views.get('cpu')
    if (told.state !== 'compared' || view === undefined) throw new Error('nothing was compared')
    const words = {
      mode: 'absolute' as const,
      per: dividersOf(told.base, told.head),
      rate: (ns: number) => `${ns / 1e9} s/s`,
    }
    const [all] = new DiffDrawing(drawableOf(view)).boxes({
      widthPx: 600,
      focus: [],
      mode: 'absolute',
      width: 'union',
    }).boxes
    expect(all && differenceText(all, words)).toBe('±0 s/s')
  })

  it('hide nothing of the one that differs', () => {
    const { changes } = compared(pods(3, 0), pods(1, 0, 3))
    expect(changes[0]).toMatchObject({ name: 'find', verdict: 'grew' })
    expect(changes[0]?.ratio.low).toBeLessThan(3)
    expect(changes[0]?.ratio.high).toBeGreaterThan(3)
    expect(changes.filter(({ verdict }) => verdict === 'shrank')).toEqual([])
  })

  it('are sums where both are as many, and nothing is said of it', () => {
    const comparison = compared(pods(3, 0), pods(3, 200, 3))
    const { cpu } = comparison.views
    expect(cpu.state === 'compared' && cpu.base.rate).toBeCloseTo(3 * (1e9 / 15), -6)
    expect(comparison.comparability.map(({ id }) => id)).not.toContain('per-process')
    expect(comparison.changes[0]).toMatchObject({ name: 'find', verdict: 'grew' })
  })
})
