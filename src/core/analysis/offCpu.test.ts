import { describe, expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { blockText, delay, gather } from '../testing/gathered.ts'
import { offCpuOf } from './offCpu.ts'

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

  it('is not told where next to nothing but locks was waited for', () => {
    expect(offCpuOf(blocked(99e9, 1e9))).toEqual([])
    expect(offCpuOf(blocked(0, 0))).toEqual([])
  })
})
