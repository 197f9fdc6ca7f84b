import { describe, expect, it } from 'vitest'
import type { ThreadLook } from '../base/looks.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { crowdOf, grows } from './crowd.ts'

const look = (waiting: number, site: string, state = 'condition'): ThreadLook => {
  const drawn = lookOf([...Array.from({ length: waiting }, (_, at) => `w-${at}: ${state}`), 'main: running'])
  return {
    ...drawn,
    threads: drawn.threads.map((one) => ({
      ...one,
      doing: { kind: 'condition', name: one.name === 'main' ? '' : site },
    })),
  }
}
const crowd = (...looks: readonly ThreadLook[]) => crowdOf(looks, ({ threads }) => threads)

describe('where most of a dump stands', () => {
  it('is a function of the program in which ten threads and half of all wait, look by look', () => {
    expect(crowd(look(30, 'main.send'), look(40, 'main.send'))).toEqual({
      site: 'main.send',
      state: 'condition',
      byLook: [30, 40],
      all: 36,
    })
    expect(crowd(look(9, 'main.send'))).toBeUndefined()
    // What a library parks its own workers in says nothing, and locks are told by themselves.
    expect(crowd(look(30, 'runtime.gopark'))).toBeUndefined()
    expect(crowd(look(30, 'main.send', 'lock'))).toBeUndefined()
    expect(crowd(look(30, 'main.send', 'sleep'))).toBeUndefined()
  })

  it('grows when each look has more than the one before, by a tenth and by ten', () => {
    const counts = (...byLook: readonly number[]): boolean => grows({ site: '', state: 'condition', byLook, all: 500 })
    expect(counts(300, 340, 390)).toBe(true)
    expect(counts(300, 340)).toBe(false)
    expect(counts(300, 340, 338)).toBe(false)
    expect(counts(300, 305, 310)).toBe(false)
  })
})
