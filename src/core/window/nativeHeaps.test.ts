import { describe, expect, it } from 'vitest'
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { deriveSignals } from '../signals/derive.ts'
import { atSecond, captureOf, goHeap, type CaptureText } from '../testing/captures.ts'
import type { ValueType } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import { gatherWindow } from './gather.ts'
import type { WindowProfiles } from './windowProfiles.ts'

const window = { fromMs: atSecond(0), untilMs: atSecond(30) }
const bytes = (type: string): ValueType => ({ type, unit: 'bytes' })

function heapOf(type: string, text: string, more: Partial<CaptureText> = {}): Capture {
  return captureOf({ kind: 'heap', covers: 'gauge', from: 30, text, valueType: bytes(type), ...more })
}
const javaAllocations = captureOf({
  kind: 'heap',
  from: 0,
  until: 30,
  runtime: 'jvm',
  valueType: bytes('alloc_space'),
  text: 'Main.run\n300000000',
})
const mallocKept = heapOf('malloc_inuse_space', 'Main.run\nos::malloc\n67000000', { runtime: 'jvm' })
const heaptrack = heapOf('inuse_space', 'main\nparse\n40000000', { runtime: 'native', meta: { emitter: 'heaptrack' } })

function gathered(
  captures: readonly Capture[],
  settings: AnalysisSettings = {},
  facts: FileFacts = {},
): { readonly profiles: WindowProfiles; readonly liveMb: number | undefined; readonly rate: number | undefined } {
  const input = { captures, facts: [{ file: 'facts', facts }], window, settings }
  const profiles = gatherWindow(input)
  const { live_heap_mb, alloc_rate_mb_s } = deriveSignals(profiles, input)
  const valueOf = (signal: typeof live_heap_mb): number | undefined =>
    signal.state === 'present' ? signal.value : undefined
  return { profiles, liveMb: valueOf(live_heap_mb), rate: valueOf(alloc_rate_mb_s) }
}
const shownOf = ({ profiles: { nativeView: view } }: { readonly profiles: WindowProfiles }) =>
  view && [view.shows, view.total]

describe('memory of native code', () => {
  it('that is held beside a managed heap is a picture of its own, and in no signal', () => {
    const both = gathered([javaAllocations, mallocKept])
    expect(shownOf(both)).toEqual(['native_live', 67_000_000])
    expect(both.liveMb).toBe(undefined)
    expect(both.rate).toBe(10)
    expect(both.profiles.views.heap_live.state).toBe('absent')
  })

  it('that was only allocated says so, and adds nothing to what the managed heap allocates', () => {
    const malloc = captureOf({
      kind: 'heap',
      from: 0,
      until: 30,
      runtime: 'jvm',
      valueType: bytes('malloc'),
      text: 'Main.run\n600000000',
    })
    const both = gathered([javaAllocations, malloc])
    expect([shownOf(both), both.rate]).toEqual([['native_alloc', 600_000_000], 10])
  })

  it('as heaptrack or jemalloc saw it is the heap of a native program, and not of a process with a heap of its own', () => {
    expect(gathered([heaptrack])).toMatchObject({ liveMb: 40 })
    expect(shownOf(gathered([heaptrack]))).toBe(undefined)
    for (const beside of [
      [javaAllocations, heaptrack],
      [heaptrack, javaAllocations],
    ]) {
      const both = gathered(beside)
      expect([shownOf(both), both.liveMb]).toEqual([['native_live', 40_000_000], undefined])
    }
    const told = gathered([heaptrack], { runtime: 'jvm' })
    expect([shownOf(told), told.liveMb]).toEqual([['native_live', 40_000_000], undefined])
  })

  it('as jemalloc saw it alone is beside the heap of a JVM, whose own heap nobody looked at, and is the heap of a native program', () => {
    const meta = { emitter: 'jemalloc' }
    const ofJvm = heapOf('inuse_space', 'libnio.so+0x12\n40000000', { runtime: 'jvm', meta })
    expect([shownOf(gathered([ofJvm])), gathered([ofJvm]).liveMb]).toEqual([['native_live', 40_000_000], undefined])
    const ofNative = heapOf('inuse_space', 'shop+0x12\n40000000', { runtime: 'native', meta })
    expect([shownOf(gathered([ofNative])), gathered([ofNative]).liveMb]).toEqual([undefined, 40])
  })

  it('never moves the heap of Go that lies beside it, nor its growth', () => {
    const record = { stack: ['main', 'cache.put'], size: 1000 }
    const go = [10, 20, 30].map((at) => goHeap(at, [{ ...record, allocated: 500_000, live: 50_000 }]))
    const alone = gathered(go)
    const both = gathered([...go, heaptrack])
    expect(both.liveMb).toBe(alone.liveMb)
    expect(both.profiles.liveHeapPoints).toEqual(alone.profiles.liveHeapPoints)
    expect(shownOf(both)).toEqual(['native_live', 40_000_000])
  })

  it('is told from a managed heap that only a log of collections knows', () => {
    const log = { liveHeapPoints: [{ timeMs: atSecond(5), bytes: 9_000_000, collection: 'full' as const }] }
    const both = gathered([heaptrack], {}, log)
    expect([shownOf(both), both.liveMb]).toEqual([['native_live', 40_000_000], 9])
  })

  it('of a Python process is memray’s where tracemalloc looked at Python’s own heap, else memray is what is known of it', () => {
    const memray = heapOf('inuse_space', 'main\n80000000', { runtime: 'cpython', meta: { emitter: 'memray' } })
    const tracemalloc = heapOf('inuse_space', 'main\n20000000', {
      runtime: 'cpython',
      meta: { emitter: 'tracemalloc' },
    })
    const both = gathered([memray, tracemalloc])
    expect([shownOf(both), both.liveMb]).toEqual([['native_live', 80_000_000], 20])
    expect(gathered([memray])).toMatchObject({ liveMb: 80 })
  })
})
