import { describe, expect, it } from 'vitest'
import { type Drawn, drawnView, evidenceOf } from '../testing/evidence.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { plainText } from '../diagnosis/words.ts'
import { tellStory } from './tell.ts'

function said(drawn: Drawn): string {
  const evidence = evidenceOf(drawn)
  return plainText(tellStory({ ...evidence, findings: findingsOf(evidence), zone: 'UTC' }).sentence)
}

describe('where only memory was looked at', () => {
  it.each([
    [
      {
        alloc_rate_mb_s: { range: { low: 380, high: 452 } },
        live_heap_slope_mb_h: { range: { low: -178, high: 178 } },
      },
      '380 to 452 MB/s are allocated and the heap grows by at most 178 MB/h. Nothing is ruled out yet: CPU use, lock wait and allocator CPU were not measured, heap growth was not settled.',
    ],
    [
      { live_heap_slope_mb_h: { range: { low: 900, high: 1100 } }, cpu_alloc_pct: { range: { low: 12, high: 15 } } },
      'Allocator and collector take 12 to 15 % of the CPU, and the heap grows by 900 to 1,100 MB/h.',
    ],
    [{ live_heap_slope_mb_h: { range: { high: -20 } } }, 'The heap shrinks.'],
    [{ live_heap_slope_mb_h: { range: { low: 900 } } }, 'The heap grows by at least 900 MB/h.'],
    [{ alloc_rate_mb_s: { range: { low: 40 } } }, 'At least 40 MB/s are allocated.'],
    [{ live_heap_mb: { range: { low: 0, high: 419 } } }, 'At most 419 MB are in use, garbage included.'],
    [{ live_heap_mb: { range: { low: 300, high: 419 } } }, 'Between 300 and 419 MB are held.'],
  ] as const)('the sentence begins with what is known of it: %j', (signals, text) => {
    expect(said({ signals }).slice(0, text.length)).toBe(text)
  })

  it.each([
    // What rounds to nothing, and where the collector could as well take nothing.
    { alloc_rate_mb_s: { range: { low: 0.0001 } } },
    { cpu_alloc_pct: { range: { low: 0, high: 15 } } },
    { cpu_alloc_pct: 2 },
    {},
  ] as const)('a bound that says nothing is not told: %j', (signals) => {
    expect(said({ signals })).toMatch(/^No signal that a rule reads was measured\./)
  })

  it('begins with how long the collector stopped the program, where that is much', () => {
    const signals = { alloc_rate_mb_s: { range: { low: 380, high: 452 } } } as const
    const stopped = (pausedMs: number) =>
      said({ signals, profiles: { runtime: 'jvm', paused: { pausedMs, ofMs: 101_000 } } })
    expect(stopped(47_100)).toMatch(
      /^The collector stopped the program for 47 % of the time, 47\.1 s of 101 s\. 380 to 452 MB/,
    )
    expect(stopped(5000)).toMatch(/^380 to 452 MB/)
  })

  it('comes before what is largest, which a profile knows beside it', () => {
    const views = { heap_live: 'shop/book.New\n40000000' }
    expect(said({ signals: { alloc_rate_mb_s: { range: { low: 22 } } }, views })).toMatch(
      /^At least 22 MB\/s are allocated\. 40 MB are held, 100 % of it allocated in shop\/book\.New\. Nothing/,
    )
  })

  it('gives way to CPU and locks', () => {
    const signals = { cpu_user_pct: 40, alloc_rate_mb_s: { range: { low: 380, high: 452 } } } as const
    expect(said({ signals })).toMatch(/^CPU is 40 % busy\. /)
  })

  it('of a histogram names the class that has most, which is no function that allocates', () => {
    const profile = (format: string) => ({ profile: { meta: { format } } }) as never
    const histogram = (format: string) =>
      said({
        views: {
          heap_live: drawnView('heap_live', 'byte[]  java.lang.String\n60000000  40000000', {
            parts: [profile(format)],
          }),
        },
      })
    expect(histogram('class-histogram')).toMatch(/^100 MB are held, 60 % of it in byte\[\]\. Nothing is ruled out/)
    expect(histogram('pprof')).toContain('60 % of it allocated in byte[].')
  })
})
