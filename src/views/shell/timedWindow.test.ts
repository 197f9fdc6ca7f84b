import { describe, expect, it } from 'vitest'
import { timedWindow } from './timedWindow.ts'

const standIn = { fromMs: 0, untilMs: 1000 }
const evening = { fromMs: 1_700_000_000_000, untilMs: 1_700_000_030_000 }

describe('the window in the header and the title', () => {
  it('is no time of day where no file says when it was taken, before it is read and when it cannot be', () => {
    expect(timedWindow(standIn, { untimed: true })).toBeUndefined()
    expect(timedWindow(standIn, undefined)).toBeUndefined()
  })

  it('is what the link says while that is being opened, and what was opened then', () => {
    expect(timedWindow(evening, undefined)).toEqual(evening)
    expect(timedWindow(evening, {})).toEqual(evening)
    // A clock that was never set is a time that a file says.
    expect(timedWindow(standIn, {})).toEqual(standIn)
  })
})
