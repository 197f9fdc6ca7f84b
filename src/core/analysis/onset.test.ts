import { describe, expect, test } from 'vitest'
import { aroundOnset, onsetIn, sinceOf, stateRuns } from './onset.ts'
import { tellSince } from './words/since.ts'

const seconds = (from: number, until: number): { fromMs: number; untilMs: number } => ({
  fromMs: from * 1000,
  untilMs: until * 1000,
})
const state = (from: number, until: number, pattern: string, cpu?: number) => ({
  window: seconds(from, until),
  pattern,
  kind: 'firm',
  ...(cpu === undefined ? {} : { values: { cpu_user_pct: cpu } }),
})
const span = seconds(0, 60)
const asked = seconds(30, 60)
const lock = { pattern: 'contention-bound', kind: 'firm' }
const line = [state(0, 20, 'no-clear-pattern'), state(20, 40, 'contention-bound'), state(40, 60, 'contention-bound')]

describe('since when', () => {
  test('is where the run that reaches the end of the window began, beside the event nearest to it', () => {
    const marks = [
      { atMs: 2000, text: 'start' },
      { atMs: 21_500, text: 'audit logging on' },
    ]
    expect(sinceOf({ states: line, span }, asked, lock, marks)).toEqual({
      id: 'step',
      atMs: 21_500,
      mark: 'audit logging on',
    })
  })

  test('names no event that is further away than one stretch of the line', () => {
    expect(sinceOf({ states: line, span }, asked, lock, [{ atMs: 55_000, text: 'later' }])).toEqual({
      id: 'step',
      atMs: 20_000,
    })
  })

  test('is not known where the end of the line says something else', () => {
    expect(sinceOf({ states: [...line, state(60, 80, 'slow-leak')], span }, seconds(30, 80), lock, [])).toBeUndefined()
    expect(sinceOf({ states: [], span }, asked, lock, [])).toBeUndefined()
  })

  test('goes on over one stretch that is too short to tell, and over no other', () => {
    const open = { ...state(20, 40, 'no-clear-pattern'), kind: 'cannot-tell' }
    const states = [state(0, 20, 'contention-bound'), open, state(40, 60, 'contention-bound')]
    expect(sinceOf({ states, span }, asked, lock, [])).toEqual({ id: 'whole', atMs: 0 })
    expect(onsetIn(states, span, span, [], 'contention-bound')).toEqual({ sinceMs: undefined, states: 1 })
    const twice = [...states.slice(0, 2), { ...open, window: seconds(40, 60) }, state(60, 80, 'contention-bound')]
    expect(sinceOf({ states: twice, span: seconds(0, 80) }, seconds(30, 80), lock, [])?.atMs).toBe(60_000)
    const told = [states[0]!, { ...open, kind: 'quiet' }, states[2]!]
    expect(sinceOf({ states: told, span }, asked, lock, [])?.atMs).toBe(40_000)
    // Before the first there is nothing to go on from.
    expect(sinceOf({ states: states.slice(1), span }, asked, lock, [])?.atMs).toBe(40_000)
  })

  test('what comes after the window is not asked', () => {
    expect(sinceOf({ states: [...line, state(60, 80, 'slow-leak')], span }, asked, lock, [])?.atMs).toBe(20_000)
  })

  test('is before the recording where it was so from the beginning', () => {
    const states = line.slice(1)
    expect(sinceOf({ states, span: seconds(20, 60) }, asked, lock, [])).toEqual({ id: 'whole', atMs: 20_000 })
  })

  test('is not told of a leak that seems to be there from the beginning: growth is borrowed along the line', () => {
    const leak = { pattern: 'slow-leak', kind: 'firm' }
    const states = [state(0, 30, 'slow-leak'), state(30, 60, 'slow-leak')]
    expect(sinceOf({ states, span }, asked, leak, [])).toBeUndefined()
  })

  test('without a rule is the step of the number that leads, and no step is made of noise', () => {
    const open = { pattern: 'no-clear-pattern', kind: 'cannot-tell', leading: 'cpu_user_pct' } as const
    const none = 'no-clear-pattern'
    const risen = [state(0, 15, none, 18), state(15, 30, none, 20), state(30, 45, none, 61), state(45, 60, none, 64)]
    expect(sinceOf({ states: risen, span }, asked, open, [])).toEqual({ id: 'step', atMs: 30_000 })
    const even = [state(0, 15, none, 41), state(15, 30, none, 44), state(30, 45, none, 45), state(45, 60, none, 43)]
    expect(sinceOf({ states: even, span }, asked, open, [])).toEqual({ id: 'whole', atMs: 0 })
    const gaps = [state(0, 15, none), state(15, 30, none, 20), state(30, 45, none, 61), state(45, 60, none, 64)]
    expect(sinceOf({ states: gaps, span }, asked, open, [])).toBeUndefined()
  })

  test('is not asked where nothing is wrong', () => {
    expect(sinceOf({ states: line, span }, asked, { pattern: 'no-clear-pattern', kind: 'quiet' }, [])).toBeUndefined()
  })

  test('reads as one sentence, in the zone of the reader', () => {
    const atMs = Date.UTC(2026, 10, 22, 12, 50, 24)
    expect(tellSince({ id: 'step', atMs, mark: 'audit logging on' }, 'Asia/Kolkata')).toBe(
      'Since 18:20:24 IST, with “audit logging on”.',
    )
    expect(tellSince({ id: 'step', atMs }, 'UTC')).toBe('Since about 12:50:24 UTC.')
    expect(tellSince({ id: 'whole', atMs }, 'UTC')).toBe('It was so already when the recording began, at 12:50:24 UTC.')
  })
})

describe('runs of one verdict', () => {
  test('join where they touch, and a window over two of them says so', () => {
    const runs = stateRuns(line)
    expect(runs.map(({ pattern, window }) => [pattern, window.fromMs])).toEqual([
      ['no-clear-pattern', 0],
      ['contention-bound', 20_000],
    ])
    expect(onsetIn(runs, seconds(10, 50), span)).toEqual({ sinceMs: 20_000, states: 2 })
  })

  test('is no onset of a window that is called otherwise', () => {
    expect(onsetIn(line, seconds(10, 50), span, [], 'no-clear-pattern')?.sinceMs).toBeUndefined()
    expect(onsetIn(line, seconds(10, 50), span, [], 'contention-bound')?.sinceMs).toBe(20_000)
    // How sure it is changes on the way: one verdict all the same.
    const surer = line.map((one, at) => (at === line.length - 1 ? { ...one, kind: 'provisional' } : one))
    expect(onsetIn(surer, seconds(10, 50), span)).toEqual({ sinceMs: 20_000, states: 2 })
  })

  test('begin for the timeline when they begin for the sentence, with the event', () => {
    const verdict = { pattern: 'contention-bound', kind: 'matched' }
    for (const marks of [[], [{ atMs: 21_000, text: 'audit logging on' }], [{ atMs: 50_000, text: 'much later' }]])
      expect(onsetIn(line, seconds(10, 50), span, marks)?.sinceMs).toBe(
        sinceOf({ states: line, span }, seconds(10, 50), verdict, marks)?.atMs,
      )
  })
})

describe('the stretches around an onset', () => {
  const none = 'no-clear-pattern'
  const held = 'contention-bound'
  const long = [state(0, 10, none), state(10, 20, none), state(20, 30, none), state(30, 40, none)]
  const whole = {
    states: [...long, state(40, 50, held), state(50, 60, held), state(60, 70, held)],
    span: seconds(0, 70),
  }

  test('are as long as the line says, and not of equal length', () => {
    const around = aroundOnset(whole, seconds(50, 60), lock, [])
    // It may have begun in the part before the one that shows it: that part is on neither side.
    expect(around).toEqual({ atMs: 40_000, before: seconds(0, 30), after: seconds(40, 70) })
  })

  test('leave the part out in which the event fell', () => {
    const before = aroundOnset(whole, seconds(50, 60), lock, [{ atMs: 33_000, text: 'deploy' }])
    expect(before).toMatchObject({ atMs: 33_000, mark: 'deploy', before: seconds(0, 30), after: seconds(40, 70) })
    const after = aroundOnset(whole, seconds(50, 60), lock, [{ atMs: 43_000, text: 'deploy' }])
    expect(after).toMatchObject({ before: seconds(0, 40), after: seconds(50, 70) })
  })

  test('end where it was something else before that', () => {
    const states = [state(0, 10, 'slow-leak'), ...whole.states.slice(1)]
    expect(aroundOnset({ ...whole, states }, seconds(50, 60), lock, [])?.before).toEqual(seconds(10, 30))
  })

  test('are there for nothing that was so from the beginning', () => {
    const states = whole.states.slice(4)
    expect(aroundOnset({ states, span: seconds(40, 70) }, seconds(50, 60), lock, [])).toBeUndefined()
  })
})

describe('since when out of the lines of a store, which diagnoses no stretches', () => {
  const flow = (values: readonly number[]) => ({
    unit: 'waiters' as const,
    points: values.map((value, at) => ({ ...seconds(at * 10, at * 10 + 10), value })),
    covered: [],
  })
  const quiet = flow([])
  const storeLine = (lockValues: readonly number[]) => ({
    states: [],
    span: seconds(0, 200),
    series: { cpu: quiet, heap: quiet, lock: flow(lockValues) },
  })
  const risen = storeLine([1, 2, 1, 1, 2, 1, 40, 41, 39, 42, 40])

  test('is where the line that shows the verdict began to be higher', () => {
    expect(sinceOf(risen, seconds(80, 110), lock, [])).toEqual({ id: 'step', atMs: 60_000 })
    const deploy = { atMs: 58_000, text: 'deploy' }
    expect(sinceOf(risen, seconds(80, 110), lock, [deploy])).toEqual({ id: 'step', atMs: 58_000, mark: 'deploy' })
    expect(aroundOnset(risen, seconds(80, 110), lock, [])).toEqual({
      atMs: 60_000,
      before: seconds(0, 60),
      after: seconds(60, 110),
    })
  })

  test('of a leak is where its heap began to grow, and not told where it grew all along', () => {
    const leak = { pattern: 'slow-leak', kind: 'firm' }
    const since = (heapAt: (index: number) => number) => {
      const heap = flow(Array.from({ length: 20 }, (_, index) => heapAt(index)))
      return sinceOf(
        { states: [], span: seconds(0, 200), series: { cpu: quiet, lock: quiet, heap } },
        seconds(0, 200),
        leak,
        [],
      )
    }
    // Between two collections garbage is on top.
    const garbage = (index: number): number => 6 * (index % 3)
    const flatThenUp = (index: number): number => 30 + 5 * Math.max(0, index - 9)
    expect(since(flatThenUp)).toEqual({ id: 'step', atMs: 100_000 })
    expect(since((index) => flatThenUp(index) + garbage(index))).toMatchObject({ atMs: 100_000 })
    expect(since((index) => 20 + 4 * index)).toBeUndefined()
    expect(since((index) => 20 + 4 * index + garbage(index))).toBeUndefined()
  })

  test('is not told where the line only wanders, falls, or another one would have to say', () => {
    expect(sinceOf(storeLine([3, 4, 3, 5, 4, 3, 4, 5, 3, 4]), seconds(80, 100), lock, [])).toBeUndefined()
    expect(sinceOf(storeLine([40, 41, 40, 42, 1, 1, 2, 1]), seconds(60, 80), lock, [])).toBeUndefined()
    expect(sinceOf(risen, seconds(80, 110), { pattern: 'cpu-bound', kind: 'firm' }, [])).toBeUndefined()
  })
})
