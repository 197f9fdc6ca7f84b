import { describe, expect, it } from 'vitest'
import type { PatternId } from '../base/vocabulary.ts'
import { twoStates } from './stability.ts'

describe('a window of two states', () => {
  const states = (...rows: readonly (readonly [PatternId, ...PatternId[]])[]) =>
    rows.map(([pattern, ...mayBe], at) => ({ window: { fromMs: at * 10, untilMs: at * 10 + 10 }, pattern, mayBe }))
  const held = ['contention-bound'] as const
  const quiet = ['no-clear-pattern'] as const

  it('is one answer and then another, each for two parts or more', () => {
    expect(twoStates(states(held, held, quiet, quiet))).toEqual({
      before: 'contention-bound',
      after: 'no-clear-pattern',
      atMs: 20,
    })
    expect(twoStates(states(held, held, held, quiet))).toBeUndefined()
    // Nothing decides what it is, and the lock it surely is not.
    const other = ['no-clear-pattern', 'slow-leak', 'no-clear-pattern'] as const
    expect(twoStates(states(held, held, other, other))?.after).toBe('no-clear-pattern')
  })

  it('is not a time of which nothing was recorded: it may have gone on', () => {
    const silent = ['no-clear-pattern', 'contention-bound', 'slow-leak', 'no-clear-pattern'] as const
    expect(twoStates(states(held, held, silent, silent))).toBeUndefined()
    expect(twoStates(states(silent, silent, held, held))).toBeUndefined()
  })
})
