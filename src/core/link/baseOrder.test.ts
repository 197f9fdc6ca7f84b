import { describe, expect, it } from 'vitest'
import { isTurned, otherBases, reordered, withBase } from './baseOrder.ts'

const at = (from: number, until: number) => ({ fromMs: from * 1000, untilMs: until * 1000 })
const look = { mode: 'absolute', width: 'union', layout: 'overlay' } as const

describe('the letters of two compared windows', () => {
  it('give A to the earlier one, whichever of them was chosen', () => {
    expect(withBase(look, { base: at(0, 10) }, at(20, 30)).swapped).toBe(false)
    expect(withBase(look, { base: at(40, 50) }, at(20, 30)).swapped).toBe(true)
  })
  it('give A to the chosen one where both begin at once: two parts of a service in one window', () => {
    expect(withBase(look, { base: at(20, 30) }, at(20, 30)).swapped).toBe(false)
  })
  it('stand for several windows where more were asked for, the earliest first', () => {
    const runs = { count: 3, stepMs: 10_000 }
    const compare = withBase(look, { base: at(20, 30), runs }, at(30, 40))
    expect(otherBases(compare)).toEqual([at(0, 10), at(10, 20)])
    // Another base is another question.
    expect(otherBases(withBase(compare, { base: at(5, 15) }, at(30, 40)))).toEqual([])
  })
  it('follow time when a window is moved past the other', () => {
    const compare = withBase(look, { base: at(0, 10) }, at(20, 30))
    const past = reordered({ compare, from: at(20, 30), base: at(40, 50), shown: at(20, 30) })
    expect(past).toMatchObject({ base: at(40, 50), swapped: true })
    expect(isTurned(past, at(20, 30))).toBe(false)
  })
  it('stay turned when somebody asked for it and then moves a window', () => {
    const turned = { ...withBase(look, { base: at(0, 10) }, at(20, 30)), swapped: true }
    expect(isTurned(turned, at(20, 30))).toBe(true)
    for (const base of [at(5, 12), at(40, 50)]) {
      const moved = reordered({ compare: turned, from: at(20, 30), base, shown: at(20, 30) })
      expect(isTurned(moved, at(20, 30))).toBe(true)
    }
  })
  it('forget the source of an old base', () => {
    const first = withBase(look, { base: at(0, 10), baseSource: { kind: 'recording', url: 'a/' } }, at(20, 30))
    expect(withBase(first, { base: at(0, 10) }, at(20, 30))).not.toHaveProperty('baseSource')
  })
})
