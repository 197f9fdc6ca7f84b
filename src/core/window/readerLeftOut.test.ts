import type { ViewKind } from '../base/vocabulary.ts'
import { describe, expect, it } from 'vitest'
import { parsedSample } from '../testing/samples.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'
import type { TimeWindow } from '../base/units.ts'
import { capturesOf } from '../analyst/captureOf.ts'
import { gatherWindow } from './gather.ts'
import { waitsInside } from './readerLeftOut.ts'
import type { MeasuredView, WindowProfiles } from './windowProfiles.ts'

function gatherFile(parsed: ParsedFile, window: TimeWindow): WindowProfiles {
  const kept = capturesOf({ hash: 'h', fileName: 'app.jfr', hints: {}, parsed })
  return gatherWindow({
    captures: kept.map(({ capture }) => capture),
    facts: [{ file: 'app.jfr', facts: parsed.facts }],
    window,
    settings: {},
  })
}

function view(profiles: WindowProfiles, kind: ViewKind): MeasuredView {
  const found = profiles.views[kind]
  if (found.state === 'absent') throw new Error(found.why.id)
  return found
}

const leftOutOf = (profiles: WindowProfiles, kind: ViewKind, id: string) =>
  view(profiles, kind).leftOut.find((one) => one.id === id)

function partOf(parsed: ParsedFile, id: string) {
  const found = parsed.parts.find(({ leftOut }) => leftOut?.some((one) => one.id === id))
  const amount = found?.leftOut?.find((one) => one.id === id)?.amount
  if (found?.window === undefined || amount === undefined) throw new Error(`nothing was left out as ${id}`)
  return { window: found.window, amount }
}

describe('what the Flight Recorder reader left out', () => {
  it('stands beside the allocations of a window that holds the whole file', async () => {
    const parsed = await parsedSample('jfr/jdk17.jfr')
    const { window, amount } = partOf(parsed, 'first-sample')
    const found = leftOutOf(gatherFile(parsed, window), 'heap_alloc', 'first-sample')
    expect(found?.amount).toBe(amount)
    expect(found?.ofWholeFile).toBeUndefined()
  })

  it('is said to be of the whole file where the window is only a part of it', async () => {
    const parsed = await parsedSample('jfr/jdk17.jfr')
    const { window, amount } = partOf(parsed, 'first-sample')
    const half = { fromMs: window.fromMs, untilMs: (window.fromMs + window.untilMs) / 2 }
    const found = leftOutOf(gatherFile(parsed, half), 'heap_alloc', 'first-sample')
    expect(found?.amount).toBe(amount)
    expect(found?.ofWholeFile).toEqual({ window })
  })

  it.each(['jvm-churn/live-scores-0001', 'jvm-cpu/settlement-verify-0001'])(
    'gives each half of %s its own parking, which add up to that of the file',
    async (name) => {
      const parsed = await parsedSample(`../../public/recordings/${name}.jfr.gz`)
      const { window, amount } = partOf(parsed, 'parking')
      const middle = Math.round((window.fromMs + window.untilMs) / 2)
      const halves = [
        { fromMs: window.fromMs, untilMs: middle },
        { fromMs: middle, untilMs: window.untilMs },
      ].map((half) => gatherFile(parsed, half))
      const parked = halves.map((half) => leftOutOf(half, 'lock', 'parking')?.amount ?? 0)
      expect(parked.every((ns) => ns > 0 && ns < amount)).toBe(true)
      // Whole seconds are booked: what stands out of the first and the last one of a file is not in its window.
      expect(parked.reduce((sum, ns) => sum + ns, 0) / amount).toBeGreaterThan(0.9)
      expect(parked.reduce((sum, ns) => sum + ns, 0) / amount).toBeLessThanOrEqual(1.0001)
      const whole = gatherFile(parsed, window)
      expect(leftOutOf(whole, 'lock', 'parking')?.amount).toBe(amount)
      expect(whole.otherWaits.every(({ kind }) => ['cond', 'idle', 'io', 'sleep', 'none'].includes(kind))).toBe(true)
      for (const { kind, ns } of whole.otherWaits) {
        const sum = halves.reduce((all, half) => all + (half.otherWaits.find((one) => one.kind === kind)?.ns ?? 0), 0)
        expect(sum / ns).toBeCloseTo(1, 6)
      }
    },
  )
})

describe('waitsInside', () => {
  const waits = [
    { timeMs: 0, kind: 'cond', ns: 400 },
    { timeMs: 1000, kind: 'cond', ns: 600 },
    { timeMs: 1000, kind: 'idle', ns: 10 },
    { timeMs: 5000, kind: 'idle', ns: 99 },
  ]
  it('takes the part of a cut second that lies inside, and nothing from outside', () => {
    expect([...waitsInside(waits, { fromMs: 0, untilMs: 1500 })]).toEqual([
      ['cond', 700],
      ['idle', 5],
    ])
    expect([...waitsInside(waits, { fromMs: 2000, untilMs: 5000 })]).toEqual([])
  })
})
