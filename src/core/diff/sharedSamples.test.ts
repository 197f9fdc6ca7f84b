import { describe, expect, it } from 'vitest'
import { atSecond, captureOf, goHeap } from '../testing/captures.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { comparabilityOf, type ComparableSide } from './comparability.ts'

const cpu = (from: number, until: number, file?: string): Capture =>
  captureOf({ kind: 'cpu', from, until, text: 'main;serve 20000000', runtime: 'go', ...(file ? { file } : {}) })

const windowOf = (captures: readonly Capture[], from: number, until: number): WindowProfiles =>
  gatherWindow({ captures, facts: [], window: { fromMs: atSecond(from), untilMs: atSecond(until) }, settings: {} })

const shared = (a: ComparableSide, b: ComparableSide, elsewhere?: boolean): readonly number[] =>
  comparabilityOf(a, b, elsewhere).flatMap((fact) => (fact.id === 'overlap' ? [fact.seconds] : []))

describe('samples that are on both sides', () => {
  const tenSeconds = Array.from({ length: 9 }, (_, i) => cpu(i * 10, (i + 1) * 10))

  it('are those of the captures that two windows of one recording share', () => {
    const [a, b] = [windowOf(tenSeconds, 0, 60), windowOf(tenSeconds, 40, 90)]
    expect(shared({ profiles: a }, { profiles: b })).toEqual([20])
    expect(shared({ profiles: a }, { profiles: a })).toEqual([60])
    expect(shared({ profiles: a }, { profiles: windowOf(tenSeconds, 60, 90) })).toEqual([])
  })

  it('are none where two files of two processes are of overlapping times', () => {
    const [a, b] = [windowOf([cpu(0, 60)], 0, 60), windowOf([cpu(40, 100)], 40, 100)]
    expect(shared({ profiles: a }, { profiles: b }, true)).toEqual([])
    // Nor where both were opened together, and each is one side.
    expect(shared({ profiles: a }, { profiles: b }, false)).toEqual([])
  })

  it('are those of one file that was given to both sides, under whatever name', () => {
    const file = cpu(0, 60)
    const [a, b] = [windowOf([file, cpu(60, 120)], 0, 120), windowOf([file], 0, 60)]
    expect(shared({ profiles: a }, { profiles: b }, true)).toEqual([60])
  })

  it('are none of a whole file that only one of two windows takes in', () => {
    const files = [cpu(0, 60), cpu(60, 120)]
    expect(shared({ profiles: windowOf(files, 0, 50) }, { profiles: windowOf(files, 40, 120) })).toEqual([])
  })

  it('are in other files where totals of one process are subtracted, or a store merges anew', () => {
    const heaps = [0, 20, 40, 60].map((at) =>
      goHeap(at, [{ stack: ['main', 'serve'], size: 1024, allocated: 1000 + at * 100, live: 10 }]),
    )
    const [a, b] = [windowOf(heaps, 0, 40), windowOf(heaps, 20, 60)]
    expect(shared({ profiles: a }, { profiles: b })).toEqual([20])
    const others = heaps.map(({ profile, ...rest }) => ({ ...rest, profile: { ...profile } }))
    expect(shared({ profiles: a }, { profiles: windowOf(others, 20, 60) }, true)).toEqual([])

    const merged = (from: number, until: number): ComparableSide => ({
      profiles: windowOf([cpu(from, until)], from, until),
      isMerged: true,
    })
    expect(shared(merged(0, 60), merged(40, 100))).toEqual([20])
    expect(shared(merged(0, 60), merged(40, 100), true)).toEqual([])
  })

  it('are the one dump that both windows look at', () => {
    const dumps = [goHeap(30, [{ stack: ['main'], size: 1024, allocated: 100, live: 50 }], { covers: 'gauge' })]
    const [a, b] = [windowOf(dumps, 0, 40), windowOf(dumps, 20, 60)]
    expect(shared({ profiles: a }, { profiles: b })).toEqual([20])
  })

  it('are no matter of parts of one window, and of files without a time none is known', () => {
    const a = windowOf(tenSeconds, 0, 60)
    expect(shared({ profiles: a, isPart: true }, { profiles: a, isPart: true })).toEqual([])
    const timeless = windowOf([captureOf({ kind: 'cpu', text: 'main;serve 20000000' })], 0, 1)
    expect(shared({ profiles: timeless }, { profiles: timeless })).toEqual([])
  })
})
