import type { CaptureKind, Coverage } from '../base/vocabulary.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { profileFromText } from '../testing/fromText.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Capture } from './capture.ts'
import { chooseFlow } from './chooseFlow.ts'
import { sumOf } from './columns.ts'

const at = Date.parse('2026-11-22T02:04:00+05:30')
const second = 1000

/** `value` in main, covering seconds after 02:04. */
function capture(
  file: string,
  covers: Coverage,
  from: number,
  until: number,
  value: number,
  kind: CaptureKind = 'cpu',
): Capture {
  const profile = profileFromText(`
    main
    ${value}
  `)
  return {
    hash: file,
    file,
    profile,
    kind,
    covers,
    hints: {},
    window: { fromMs: at + from * second, untilMs: at + until * second },
  }
}

const window = { fromMs: at, untilMs: at + 60 * second }
const totalOf = (one: Capture): number => sumOf(one.profile, 0)
const sum = (flow: ReturnType<typeof chooseFlow>): number =>
  flow!.parts.reduce((total, part) => total + part.sign * totalOf(part.capture), 0)

describe('chooseFlow, intervals', () => {
  it('sums the intervals inside and leaves the others out', () => {
    const captures = [
      capture('a', 'interval', -10, 0, 1),
      capture('b', 'interval', 0, 30, 2),
      capture('c', 'interval', 30, 60, 4),
      capture('d', 'interval', 60, 90, 8),
    ]
    const flow = chooseFlow({ captures, window, totalOf })
    expect(sum(flow)).toBe(6)
    expect(flow).toMatchObject({ coveredSeconds: 60, how: { id: 'intervals', count: 2, cut: 0 } })
  })

  it('takes a straddling interval by its middle and says what it covers', () => {
    const captures = [capture('a', 'interval', 50, 64, 1), capture('b', 'interval', -20, 5, 2)]
    const flow = chooseFlow({ captures, window, totalOf })
    expect(flow?.parts.map((part) => part.capture.file)).toEqual(['a'])
    expect(flow?.coveredSeconds).toBe(14)
    expect(flow?.cautions[0]?.id).toBe('reaches-out')
  })

  it('slices a straddling interval whose samples carry times', () => {
    const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
    const stack = builder.stackFromRoot([builder.frame('main')])
    for (let s = 0; s < 100; s++) builder.sample(stack, 1, { timeMs: at + s * second })
    const long = { ...capture('a', 'interval', 0, 100, 0), profile: builder.finish({ format: 'test' }) }
    const flow = chooseFlow({ captures: [long], window, totalOf })
    expect(flow?.parts[0]?.slice).toEqual(window)
    expect(flow?.coveredSeconds).toBe(60)
  })

  it('counts the same file once, and equal bytes of two times twice', () => {
    const one = capture('a', 'interval', 0, 30, 2)
    expect(sum(chooseFlow({ captures: [one, one], window, totalOf }))).toBe(2)
    const later = { ...one, window: { fromMs: at + 30 * second, untilMs: at + 60 * second } }
    expect(sum(chooseFlow({ captures: [one, later], window, totalOf }))).toBe(4)
  })

  it('shows a file without any time, with the length the person gave', () => {
    const { window: _, ...timeless } = capture('a', 'interval', 0, 0, 5)
    const flow = chooseFlow({ captures: [timeless], window, totalOf, assumedSeconds: 20 })
    expect(flow).toMatchObject({ coveredSeconds: 20, covered: [] })
    expect(flow?.cautions[0]?.id).toBe('no-time')
  })

  it('has nothing when nothing lies in the window', () => {
    expect(chooseFlow({ captures: [capture('a', 'interval', 100, 130, 1)], window, totalOf })).toBeUndefined()
  })
})

describe('chooseFlow, cumulative', () => {
  const series = (...values: readonly (readonly [number, number])[]): readonly Capture[] =>
    values.map(([seconds, value], index) => capture(`s${index}`, 'cumulative', -1000, seconds, value, 'block'))

  it('subtracts the snapshot nearest to the start from the one nearest to the end', () => {
    const flow = chooseFlow({ captures: series([-30, 5], [1, 10], [30, 20], [59, 40], [90, 80]), window, totalOf })
    expect(sum(flow)).toBe(30)
    expect(flow).toMatchObject({ coveredSeconds: 58, how: { id: 'difference', aroundRestart: false } })
    expect(flow?.pieces).toHaveLength(2)
  })

  it('orders by the time inside, not by the order of the files', () => {
    const flow = chooseFlow({ captures: [...series([0, 10], [30, 20], [60, 40])].reverse(), window, totalOf })
    expect(sum(flow)).toBe(30)
  })

  it('finds a restart by a falling total, and adds the pieces on both sides', () => {
    // 10 → 25 in the old process, then 7 in the new one, growing to 12.
    const flow = chooseFlow({ captures: series([0, 10], [20, 25], [40, 7], [60, 12]), window, totalOf })
    expect(sum(flow)).toBe(15 + 12)
    expect(flow?.restartedAtMs).toBeGreaterThan(at + 20 * second)
    expect(flow?.cautions[0]?.id).toBe('restarted')
  })

  it('finds a restart by falling records though the total rises', () => {
    const captures = series([0, 10], [60, 12])
    const flow = chooseFlow({ captures, window, totalOf, hasFallen: () => true })
    expect(sum(flow)).toBe(12)
    expect(flow?.restartedAtMs).toBeDefined()
  })

  it('gives a ranking, not a rate, for one snapshot', () => {
    const flow = chooseFlow({ captures: series([30, 10]), window, totalOf })
    expect(flow).toMatchObject({ coveredSeconds: 0 })
    expect(flow?.how.id).toBe('since-start')
  })

  it('uses the two snapshots around a window that is shorter than their distance', () => {
    const short = { fromMs: at + 40 * second, untilMs: at + 45 * second }
    const flow = chooseFlow({ captures: series([38, 20], [47, 50]), window: short, totalOf })
    expect(sum(flow)).toBe(30)
    expect(flow?.coveredSeconds).toBe(9)
  })

  it('does not reach for snapshots far outside', () => {
    expect(chooseFlow({ captures: series([-4000, 1], [4000, 2]), window, totalOf })).toBeUndefined()
  })

  it('counts start, end and delta of one profile once', () => {
    const delta = capture('delta', 'interval', 0, 60, 30, 'block')
    const flow = chooseFlow({ captures: [...series([0, 10], [60, 40]), delta], window, totalOf })
    expect(sum(flow)).toBe(30)
    expect(flow?.cautions.map(({ id }) => id)).toContain('same-profile')
  })

  it('never makes a total negative, wherever the process restarts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 12 }), (values) => {
        const step = 60 / (values.length - 1)
        const flow = chooseFlow({
          captures: series(...values.map((value, i) => [i * step, value] as const)),
          window,
          totalOf,
        })
        expect(sum(flow)).toBeGreaterThanOrEqual(0)
        const byPieces = flow!.pieces.reduce(
          (total, piece) => total + piece.parts.reduce((s, part) => s + part.sign * totalOf(part.capture), 0),
          0,
        )
        expect(sum(flow)).toBe(byPieces)
      }),
    )
  })
})
