import { describe, expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { blockText, delay, gather } from '../testing/gathered.ts'
import { offCpuOf } from './offCpu.ts'
import { tellOffCpu } from './words/offCpu.ts'

const blocked = (lockNs: number, channelNs: number) =>
  gather([
    captureOf({
      kind: 'block',
      from: 0,
      until: 60,
      text: blockText(lockNs, channelNs),
      valueType: delay,
      runtime: 'go',
    }),
  ])

describe('where the time off the CPU went', () => {
  it('is told by kind where a file tells the kinds apart', () => {
    expect(offCpuOf(blocked(20e9, 60e9))).toEqual([
      { kind: 'lock', ns: 20e9 },
      { kind: 'others', ns: 60e9 },
    ])
  })

  it('counts the time that a CPU limit stopped the threads among it', () => {
    const throttling = { periods: 600, throttledPeriods: 300, throttledNs: 30e9, fromMs: 0, untilMs: 60_000 }
    expect(offCpuOf({ ...blocked(20e9, 0), throttling }).at(-1)).toEqual({ kind: 'queue', ns: 30e9 })
  })

  it('adds up: the queue for a CPU with and without a limit, and what the collector stopped, each beside the waits', () => {
    const throttling = { periods: 1200, throttledPeriods: 300, throttledNs: 60e9, fromMs: -30_000, untilMs: 90_000 }
    const parts = offCpuOf({
      ...blocked(20e9, 10e9),
      throttling,
      runQueueNs: 5e9,
      stopped: { pauseNs: 4e9, ns: 8e9 },
    })
    expect(parts).toEqual([
      { kind: 'lock', ns: 20e9 },
      // Of two minutes of readings the window has one.
      { kind: 'queue', ns: 35e9 },
      { kind: 'gc', ns: 8e9 },
      { kind: 'others', ns: 10e9 },
    ])
    expect(tellOffCpu(parts)).toBe(
      'locks 27 % · queue for a CPU 48 % · stopped by the collector 11 % · queues and other threads 14 %',
    )
  })

  it('is not told where next to nothing but locks was waited for', () => {
    expect(offCpuOf(blocked(99e9, 1e9))).toEqual([])
    expect(offCpuOf(blocked(0, 0))).toEqual([])
  })
})
