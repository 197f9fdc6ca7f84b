import { describe, expect, it } from 'vitest'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { compareWindows } from './compare.ts'

const recorded = (count: number) => {
  const block = { '': Object.fromEntries(['price', 'rank', 'sort'].map((name) => [`main;${name}`, count])) }
  return windowToCompare(drawnWindow({ from: 0, blockSeconds: 7.5, blocks: Array.from({ length: 8 }, () => block) }))
}

describe('two windows of one service', () => {
  const found = (head: number) => compareWindows(recorded(4000), recorded(head)).comparison
  it('are no change where the whole differs by a twentieth at most, as those of a healthy service do, however many samples say so', () => {
    const { headline, views, changes } = found(4160)
    expect(changes).toEqual([])
    expect(views.cpu).toMatchObject({ distinguishable: false })
    expect(headline.id).toBe('none')
    expect(found(3850).headline.id).toBe('none')
  })
  it('are one where it differs by more', () => {
    expect(found(4600).views.cpu).toMatchObject({ distinguishable: true })
    expect(found(4600).headline.id).not.toBe('none')
  })
})
