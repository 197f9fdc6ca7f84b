import { describe, expect, it } from 'vitest'
import { deriveSignals } from '../signals/derive.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { gather, window } from '../testing/gathered.ts'
import type { Capture } from './capture.ts'
import { countOver } from './threadCount.ts'
import { gatherWindow } from './gather.ts'

const at = (second: number, count: number) => ({ timeMs: atSecond(second), count })
const minute = { covered: window, asked: window }
/** Of the first twenty seconds, one thread's. */
const waits = captureOf({
  kind: 'lock',
  from: 0,
  until: 20,
  runtime: 'jvm',
  valueType: { type: 'lock_time', unit: 'nanoseconds' },
  text: 'main\nOrderBook.add\n20000000000',
})

describe('how many threads there were', () => {
  it('weighs a count by how long it held, however unevenly they were taken', () => {
    // 10 for fifty seconds, 100 for the last ten, of which three counts were taken.
    const counts = [at(0, 10), at(50, 10), at(52, 100), at(56, 100), at(60, 100)]
    expect(countOver(counts, minute)!.value).toBeCloseTo((51 * 10 + 9 * 100) / 60, 5)
    expect(countOver([at(0, 10), at(30, 10), at(60, 10)], minute)).toEqual({ value: 10, low: 10, high: 10, points: 3 })
  })

  it('is of the time that the waits cover, and of the window only where nothing was counted there', () => {
    const covered = { fromMs: atSecond(0), untilMs: atSecond(20) }
    const counts = [at(5, 4), at(15, 4), at(40, 400), at(55, 400)]
    expect(countOver(counts, { covered, asked: window })).toMatchObject({ value: 4, points: 2 })
    expect(countOver([at(40, 400)], { covered, asked: window })).toMatchObject({ value: 400 })
    expect(countOver([at(400, 7)], minute)).toBeUndefined()
  })

  it('lies between what was counted before and after it changed, however many counts there are', () => {
    expect(countOver([at(0, 10), at(60, 1000)], minute)).toMatchObject({ low: 10, high: 1000 })
    const often = Array.from({ length: 60 }, (_, second) => at(second, second < 30 ? 10 : 1000))
    const { value, low, high } = countOver(often, minute)!
    expect(high - low).toBeCloseTo(990 / 60, 5)
    expect(value).toBeCloseTo((29.5 * 10 + 30.5 * 1000) / 60, 5)
  })
})

describe('the denominator of lock wait', () => {
  const block = captureOf({
    kind: 'block',
    from: 0,
    until: 60,
    runtime: 'go',
    valueType: { type: 'delay', unit: 'nanoseconds' },
    text: 'main\nsync.(*Mutex).Lock\n600000000000',
  })
  const goroutines = (second: number, count: number, more: Partial<Capture> = {}): Capture => ({
    ...captureOf({
      kind: 'goroutines',
      covers: 'gauge',
      from: second,
      text: `main\n${count}`,
      valueType: { type: 'goroutine', unit: 'count' },
      runtime: 'go',
    }),
    ...more,
  })
  const lockOf = (captures: readonly Capture[]) => {
    const profiles = gather(captures)
    const signal = deriveSignals(profiles, { facts: [], settings: {} }).lock_wait_pct
    return { threads: profiles.threads, signal }
  }

  it('that changed inside the window makes the wait as uncertain as it is, and says so', () => {
    // Ten waiters on average, of 20 goroutines at one end and 100 at the other.
    const { threads, signal } = lockOf([block, goroutines(0, 20), goroutines(60, 100)])
    expect(threads).toEqual({ value: 60, low: 20, high: 100, from: 'mean of 2 goroutine profiles, 20 to 100' })
    if (signal.state !== 'present') throw new Error('absent')
    expect(signal.value).toBeCloseTo(16.7, 1)
    expect(signal.low).toBeLessThanOrEqual(10)
    expect(signal.high).toBeGreaterThanOrEqual(50)
  })

  it('that stayed as it was adds no uncertainty', () => {
    const { threads } = lockOf([block, goroutines(0, 60), goroutines(60, 62)])
    expect(threads).toEqual({ value: 61, from: 'mean of 2 goroutine profiles' })
  })

  it('is no change of a count: what ?seconds= served is not how many there were', () => {
    const change = goroutines(60, 3, { covers: 'interval' })
    expect(lockOf([block, goroutines(0, 60), change]).threads).toEqual({ value: 60, from: 'one goroutine profile' })
    expect(lockOf([block, change])).toMatchObject({ signal: { state: 'absent' } })
  })

  it('of dumps is of the program’s own threads, and what a recording counted all along goes before them', () => {
    const look = lookOf(['web-1: lock', 'web-2: lock', 'GC Thread-1: idle', 'GC Thread-2: idle'])
    const own = look.threads.map((one) => (one.name.startsWith('GC') ? { ...one, role: 'collector' as const } : one))
    const dumps = dumpsOf([{ ...look, threads: own }]).map((dump) => ({ ...dump, window: window }))
    expect(gather([waits, ...dumps]).threads).toEqual({ value: 2, from: 'one thread dump' })
    const facts = [{ file: 'a.jfr', facts: { threadCounts: [at(5, 30)] } }]
    const counted = gatherWindow({ captures: [waits, ...dumps], facts, window, settings: {} })
    expect(counted.threads).toEqual({ value: 30, from: 'one thread count' })
  })

  it('of a recording that dumps its threads leaves out those that the JVM has for itself, and none that were there later', () => {
    const web = (count: number, second: number) =>
      lookOf(
        Array.from({ length: count }, (_, i) => `web-${i}: lock`),
        { atMs: atSecond(second) },
      )
    const counted = (looks: readonly ReturnType<typeof lookOf>[]) => {
      const threadCounts = [at(1, 40), at(10, 40), at(19, 40)]
      const facts = [{ file: waits.file, facts: { threadCounts } }]
      return gatherWindow({ captures: [waits, ...dumpsOf(looks)], facts, window, settings: {} }).threads
    }
    // The first was taken before the program had begun its threads.
    const from = 'mean of 3 thread counts, 8 of the JVM’s own left out'
    expect(counted([web(3, 0), web(32, 19)])).toEqual({ value: 32, from })
    expect(counted([web(32, 300)])).toEqual({ value: 40, from: 'mean of 3 thread counts' })
  })

  it('is not that of another time in a log that goes on', () => {
    const threadCounts = Array.from({ length: 60 }, (_, second) => at(second, second < 22 ? 4 : 400))
    const facts = [{ file: waits.file, facts: { threadCounts } }]
    const profiles = gatherWindow({ captures: [waits], facts, window, settings: {} })
    expect(profiles.threads?.value).toBe(4)
  })
})
