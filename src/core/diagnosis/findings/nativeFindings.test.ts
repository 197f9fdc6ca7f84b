import { describe, expect, it } from 'vitest'
import { drawnView, evidenceOf } from '../../testing/evidence.ts'
import { findingsOf } from './findings.ts'

const minutes = (bytesAt: (minute: number) => number) =>
  Array.from({ length: 11 }, (_, minute) => ({ timeMs: minute * 60_000, bytes: bytesAt(minute) * 1e6 }))
const growing = minutes((minute) => 300 + 8 * minute)
const flat = minutes(() => 80)

function said(
  series: readonly { category: string; points: ReturnType<typeof minutes> }[],
  rss = growing,
  slope = 0,
): string {
  const input = evidenceOf({ signals: { live_heap_slope_mb_h: slope }, profiles: { nativeMemory: { rss, series } } })
  return findingsOf(input).find(({ id }) => id === 'native-growth' || id === 'process-growth')?.text ?? ''
}

describe('a process that grows while its heap does not', () => {
  it('has the category named that grows, with its slope', () => {
    const text = said([
      { category: 'Thread Stack', points: minutes((minute) => 40 + 7 * minute) },
      { category: 'Code', points: flat },
    ])
    expect(text).toContain(
      'process grows by 480 MB/h and its heap does not explain it: Thread Stack grew by 70 MB, 420 MB/h',
    )
  })

  it('has direct buffers named rather than the JVM’s Other, of which they are a part', () => {
    const points = minutes((minute) => 8 * minute)
    expect(
      said([
        { category: 'Other', points },
        { category: 'Direct buffers', points: points.slice(3) },
      ]),
    ).toContain('Direct buffers grew by 80 MB')
    expect(
      said([
        { category: 'Other', points },
        { category: 'Direct buffers', points: flat },
      ]),
    ).toContain(': Other grew by 80 MB')
  })

  it('has no category named where none grows as the process does', () => {
    const code = minutes((minute) => 10 + minute / 10)
    expect(said([{ category: 'Direct buffers', points: code }])).toContain('the file does not say whose')
    expect(said([])).toContain('NativeMemoryTracking')
    // The JVM counts its memory already.
    const counted = said([{ category: 'Code', points: code }])
    expect(counted).toContain('nor does what the JVM counts outside the heap')
    expect(counted).not.toContain('NativeMemoryTracking')
  })

  it('is not spoken of where a JVM loaded classes while it started, and is where that goes on', () => {
    const views = { cpu: drawnView('cpu', 'main\n5', { coveredSeconds: 600 }) }
    const said = (points: ReturnType<typeof minutes>): string => {
      const profiles = {
        nativeMemory: { rss: [], series: [{ category: 'Class metadata', points }] },
      }
      return findingsOf(evidenceOf({ profiles, views })).find(({ id }) => id === 'native-categories')?.text ?? ''
    }
    expect(said(minutes((minute) => 5 + 8 * minute))).toContain('Class metadata grew by 80 MB')
    expect(said(minutes((minute) => 5 + 40 * Math.min(minute, 2)))).toBe('')
    // Counted at collections, of which there were none later.
    expect(said(minutes((minute) => 5 + 40 * minute).slice(0, 3))).toBe('')
    expect(said(minutes((minute) => 5 + 40 * minute).slice(0, 5))).toBe('')
    expect(said(minutes((minute) => 5 + 40 * minute).slice(0, 7))).toContain('grew by 240 MB')
    expect(said(minutes((minute) => 5 + 8 * minute).filter((_, minute) => minute % 10 === 0))).toContain('80 MB')
  })

  it('of a diff says so much since a baseline, and no rate', () => {
    const rises = [{ category: 'Other', bytes: 164e6 }]
    const input = evidenceOf({ profiles: { nativeMemory: { rss: [], series: [], rises } } })
    const text = findingsOf(input).find(({ id }) => id === 'native-categories')?.text
    expect(text).toContain('Other grew by 164 MB since the baseline of this diff; how long ago that was')
    expect(text).not.toContain('MB/h')
  })

  it('is spoken of where the heap was not measured and is bounded from above, and not where nothing is known of it', () => {
    const input = evidenceOf({ profiles: { nativeMemory: { rss: growing, series: [] } } })
    const bounded = (high?: number): string => {
      const slope = {
        state: 'absent' as const,
        id: 'live_heap_slope_mb_h' as const,
        why: { id: 'one-snapshot' as const },
        ...(high === undefined ? {} : { range: { high } }),
      }
      const signals = { ...input.signals, live_heap_slope_mb_h: slope }
      return findingsOf({ ...input, signals }).find(({ id }) => id === 'process-growth')?.text ?? ''
    }
    expect(bounded(100)).toContain('its live heap does not')
    expect(bounded(1000)).toBe('')
    expect(bounded()).toBe('')
  })

  it('is not spoken of where it does not grow, where the heap does, or by next to nothing', () => {
    expect(said([{ category: 'Code', points: growing }], flat)).toBe('')
    expect(said([{ category: 'Code', points: growing }], growing, 480)).toBe('')
    expect(
      said(
        [{ category: 'Code', points: growing }],
        minutes((minute) => 300 + minute),
      ),
    ).toBe('')
  })
})
