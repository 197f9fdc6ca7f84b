import { describe, expect, it } from 'vitest'
import type { FileFacts } from '../formats/parsedFile.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import { gather, window } from '../testing/gathered.ts'
import { gatherWindow } from './gather.ts'
import { runQueueOf, stoppedOf } from './gatherStops.ts'

/** Java threads that used so many seconds of CPU in the minute. */
const cpuOf = (seconds: number) =>
  gather([captureOf({ kind: 'cpu', from: 0, until: 60, runtime: 'jvm', text: `shop.Cart.total\n${seconds * 1e9}` })])
    .views.cpu
const stopsAt = (...seconds: readonly number[]): FileFacts => ({
  stops: seconds.map((second) => ({ timeMs: atSecond(second), ns: 0.5e9 })),
})
const stopped = (facts: readonly FileFacts[], cpuSeconds = 108, runtime: 'jvm' | 'go' = 'jvm', threads?: number) =>
  stoppedOf(
    { facts: facts.map((one, at) => ({ file: `f${at}`, facts: one })), window, runtime },
    cpuOf(cpuSeconds),
    threads === undefined ? undefined : { value: threads, from: 'test' },
  )

describe('time in which the collector stopped threads', () => {
  // Twelve pauses of half a second; in the 54 seconds between them 108 seconds of CPU: two threads ran.
  const pauses = stopsAt(1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55)

  it('is of as many threads as ran outside the pauses', () => {
    expect(stopped([pauses])).toEqual({ pauseNs: 6e9, ns: 12e9 })
    expect(stopped([pauses], 54)).toEqual({ pauseNs: 6e9, ns: 6e9 })
  })

  it('is of none where all threads waited: that time is in what they waited for', () => {
    expect(stopped([pauses], 0)).toBeUndefined()
  })

  it('is of no more threads than there are', () => {
    expect(stopped([pauses], 108, 'jvm', 1)?.ns).toBe(6e9)
  })

  it('counts the pauses that a recording and a log both have once', () => {
    const log: FileFacts = { collectorPauses: pauses.stops ?? [] }
    expect(stopped([pauses, log])?.pauseNs).toBeCloseTo(6e9)
    expect(stopped([log])?.pauseNs).toBeCloseTo(6e9)
  })

  it('counts what lies in the window alone', () => {
    expect(stopped([stopsAt(-30, -1, 59, 60, 90)])?.pauseNs).toBeCloseTo(0.5e9)
  })

  it('is not said of a runtime whose threads go on, nor without CPU to tell how many ran', () => {
    expect(stopped([pauses], 108, 'go')).toBeUndefined()
    const nothing = gather([]).views.cpu
    expect(stoppedOf({ facts: [{ file: 'f', facts: pauses }], window, runtime: 'jvm' }, nothing, undefined)).toBe(
      undefined,
    )
  })
})

describe('time in the queue for a CPU', () => {
  const totals = (...points: readonly (readonly [number, number])[]): { readonly facts: FileFacts }[] =>
    points.map(([second, seconds]) => ({ facts: { runQueueTotals: [{ timeMs: atSecond(second), seconds }] } }))

  it('is what the counter grew by, of no more time than the window has', () => {
    expect(runQueueOf(totals([0, 100], [60, 130]), window)).toBeCloseTo(30e9)
    expect(runQueueOf(totals([-20, 100], [80, 150]), window)).toBeCloseTo(30e9)
  })

  it('is unknown from one reading, over a restart, and from readings of another time', () => {
    expect(runQueueOf(totals([0, 100]), window)).toBeUndefined()
    expect(runQueueOf(totals([0, 100], [60, 3]), window)).toBeUndefined()
    expect(runQueueOf(totals([600, 100], [700, 130]), window)).toBeUndefined()
  })
})

describe('waits that events and looks at all threads both saw', () => {
  const wall = (file: string) =>
    captureOf({
      kind: 'wall',
      from: 0,
      until: 60,
      runtime: 'jvm',
      file,
      text: 'a.B.c  a.B.d\njava.lang.Thread.sleep  java.util.concurrent.locks.ReentrantLock.lock\n20  40',
    })
  const facts: FileFacts = { typedWaits: [{ timeMs: atSecond(10), kind: 'io', ns: 1e9 }] }
  const ioOf = (file: string): number =>
    gatherWindow({ captures: [wall('app.jfr')], facts: [{ file, facts }], window, settings: {} }).otherWaits.find(
      ({ kind }) => kind === 'io',
    )?.ns ?? 0

  it('are counted once', () => {
    expect(ioOf('app.jfr')).toBe(0)
    expect(ioOf('another.jfr')).toBe(1e9)
  })
})
