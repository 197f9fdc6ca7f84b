import { describe, expect, it } from 'vitest'
import type { Http } from './http/http.ts'
import { hearingClock } from './storeClock.ts'
import { emptyBecause, isSettled, timeOf, windowNotes } from './windowLimits.ts'

const minute = 60_000
/** It is noon for the store. */
const noon = Date.parse('2026-11-30T12:00:00Z')
const where = 'prod'

/** What is known of the time after answers of a store whose clock is so far ahead of this computer's. */
async function heard(...aheadMs: readonly (number | undefined)[]) {
  const answers = [...aheadMs]
  const { http, clock } = hearingClock(
    {
      queue: undefined as never,
      request: () => {
        const serverAheadMs = answers.shift()
        const value = { status: 200, bytes: new ArrayBuffer(0), contentType: '' }
        return Promise.resolve({
          ok: true,
          value: serverAheadMs === undefined ? value : { ...value, serverAheadMs },
        })
      },
    } satisfies Http,
    () => noon - (aheadMs.find((one) => one !== undefined) ?? 0),
  )
  for (const _ of aheadMs) await http.request({ url: '', where, expects: 'json' })
  return clock
}

/** The last ten minutes, as this computer sees them. */
const lastTen = (ownNowMs: number) => ({ fromMs: ownNowMs - 10 * minute, untilMs: ownNowMs })
const what = 'orders'

describe('a computer whose clock is ten minutes ahead of the store’s', () => {
  it('is told so of an empty window, where it was to look at the agents', async () => {
    const clock = await heard(-10 * minute)
    const window = lastTen(noon + 10 * minute)
    const newest = { newestMs: noon - 15_000, oldestMs: noon - 60 * minute }
    expect(emptyBecause({ where, what, window, ...timeOf(clock), ...newest })).toMatchObject({
      what: expect.stringMatching(/clock is 10 min ahead of the one of prod, where it is 2026-11-30T12:00:00Z/),
      todo: expect.stringMatching(/^set the clock of this computer/),
    })
  })
  it('and where agents did stop an hour ago, by clocks that agree, is told that', async () => {
    const clock = await heard(400)
    const question = { where, what, window: lastTen(noon), ...timeOf(clock), newestMs: noon - 60 * minute }
    expect(emptyBecause(question).todo).toMatch(/why the agents stopped sending/)
  })
  it('is told so beside the part of a window that has data', async () => {
    const clock = await heard(-9 * minute)
    expect(windowNotes({ where, window: lastTen(noon + 9 * minute), ...timeOf(clock) }).join(' ')).toMatch(
      /9 min ahead of the one of prod.*ends in the future by the clock of prod/s,
    )
  })
})

describe('a computer whose clock is ten minutes behind', () => {
  it('is told that its last minutes are not the store’s, whose window is complete', async () => {
    const clock = await heard(10 * minute)
    const window = lastTen(noon - 10 * minute)
    const notes = windowNotes({ where, window, ...timeOf(clock) })
    expect(notes).toEqual([expect.stringMatching(/^This computer’s clock is 10 min behind the one of prod: /)])
    expect(isSettled(window, clock.nowMs())).toBe(true)
  })
})

it('clocks that are seconds apart are no matter, and a store that does not say is of this computer’s time', async () => {
  expect(windowNotes({ where, window: lastTen(noon - 5 * minute), ...timeOf(await heard(30_000)) })).toEqual([])
  const silent = await heard(undefined)
  expect([silent.nowMs(), silent.aheadMs()]).toEqual([noon, undefined])
})

it('an answer out of a cache says an earlier time, and is not believed over a fresh one', async () => {
  expect((await heard(-30 * minute, -800, -60 * minute)).aheadMs()).toBe(-800)
})

it('profiles that are stamped ahead of the store’s own time may be the clocks of who sent them', async () => {
  const question = { where, what, window: lastTen(noon), ...timeOf(await heard(0)), newestMs: noon + 9 * minute }
  expect(emptyBecause(question)).toMatchObject({
    what: expect.stringMatching(/nothing of orders.* 9 min ahead of the store’s own clock/),
    todo: expect.stringMatching(/orders runs.*clocks of its servers are ahead/),
  })
})

it('and say nothing about a window of last month, which is too old', async () => {
  const window = lastTen(noon - 31 * 24 * 60 * minute)
  const store = { newestMs: noon + 9 * minute, oldestMs: noon - 24 * 60 * minute }
  expect(emptyBecause({ where, what, window, ...timeOf(await heard(0)), ...store })).toMatchObject({
    code: 'too-old',
    what: expect.stringMatching(/^its oldest profile is from 2026-11-29/),
  })
})
