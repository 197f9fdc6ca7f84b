import { describe, expect, it } from 'vitest'
import { didAt } from './did.ts'
import { type CpuUse, ranShares } from './ranShare.ts'
import { ThreadStretches } from './waitColumns.ts'

const ms = 1e6
/** A sample of 10 ms each, of one thread after another. */
function sampled(...counts: readonly number[]): ThreadStretches {
  const samples = new ThreadStretches()
  counts.forEach((count, thread) => {
    for (let i = 0; i < count; i += 1) samples.push(i * 10 * ms, (i + 1) * 10 * ms, thread, didAt('cpu', 1))
  })
  samples.index(counts.length)
  return samples
}
const second = (cpuMs: number): readonly CpuUse[] => [{ fromNs: 0, untilNs: 1e9, ns: cpuMs * ms }]
const shares = (counts: readonly number[], byThread: readonly (readonly [number, number])[], process?: number) =>
  [
    ...ranShares(sampled(...counts), counts.length, {
      byThread: new Map(byThread.map(([thread, cpuMs]) => [thread, second(cpuMs)])),
      ofProcess: process === undefined ? [] : second(process),
    }),
  ].map((share) => Math.round(100 * share))

describe('samples of threads that could run, against the CPU that they used', () => {
  it('computed in the part of which there was CPU, thread by thread', () => {
    expect(
      shares(
        [100, 100],
        [
          [0, 400],
          [1, 1000],
        ],
      ),
    ).toEqual([40, 100])
  })

  it('are all taken for computing where the difference is that of counts', () => {
    expect(shares([100], [[0, 850]])).toEqual([100])
    expect(shares([9], [[0, 10]])).toEqual([100])
  })

  it('of few are told from all threads together', () => {
    // Twelve samples each, half of them computed: of one alone it would be within chance.
    const eight = Array.from({ length: 8 }, (_, thread) => [thread, 60] as const)
    expect(shares(Array<number>(8).fill(12), eight)).toEqual(Array<number>(8).fill(50))
  })

  it('lose nothing to a thread that used its CPU where no sampler looks', () => {
    expect(
      shares(
        [100, 20],
        [
          [0, 400],
          [1, 5000],
        ],
      ),
    ).toEqual([40, 100])
  })

  it('of threads without readings are told from the process, and of no readings at all from nothing', () => {
    expect(shares([100, 100], [], 500)).toEqual([25, 25])
    expect(shares([100, 100], [], 5000)).toEqual([100, 100])
    expect(shares([100, 100], [])).toEqual([100, 100])
  })
})
