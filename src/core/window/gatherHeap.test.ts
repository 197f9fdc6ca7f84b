import { describe, expect, it } from 'vitest'
import { drawTree } from '../testing/drawTree.ts'
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { atSecond, goHeap } from '../testing/captures.ts'
import { gather, view, window } from '../testing/gathered.ts'
import type { Capture } from './capture.ts'

describe('heap', () => {
  const kb = 1000
  const cache = { stack: ['main', 'cache.put'], size: 10 * kb }
  const own = {
    stack: ['net/http.(*conn).serve', 'net/http/pprof.handler.ServeHTTP', 'compress/flate.NewWriter'],
    size: 800 * kb,
  }

  it('takes the last snapshot of the window and never a sum over snapshots', () => {
    const snapshots = [0, 20, 40, 60].map((at, i) =>
      goHeap(at, [{ ...cache, allocated: 1000 + i * 100, live: 100 + i }]),
    )
    const profiles = gather(snapshots)
    expect(view(profiles, 'heap_live').total).toBe(103 * 10 * kb)
    expect(view(profiles, 'heap_live').how).toEqual({ id: 'snapshot', atMs: atSecond(60) })
    expect(view(profiles, 'heap_alloc').total).toBe(300 * 10 * kb)
    expect(profiles.liveHeapPoints.map((point) => point.bytes)).toEqual([100, 101, 102, 103].map((n) => n * 10 * kb))
  })

  it('leaves the profiler’s own stacks out of live heap, allocation and points, with the amount', () => {
    const profiles = gather([
      goHeap(0, [
        { ...cache, allocated: 100, live: 100 },
        { ...own, allocated: 10, live: 0 },
      ]),
      goHeap(60, [
        { ...cache, allocated: 110, live: 100 },
        { ...own, allocated: 30, live: 5 },
      ]),
    ])
    expect(view(profiles, 'heap_live')).toMatchObject({ total: 1e6, leftOut: [{ id: 'profiler', amount: 4e6 }] })
    expect(view(profiles, 'heap_alloc')).toMatchObject({ total: 1e5, leftOut: [{ id: 'profiler', amount: 16e6 }] })
    expect(profiles.liveHeapPoints.map((point) => point.bytes)).toEqual([1e6, 1e6])
  })

  it('takes profiling that is off for off: a period of 0 and no record is not a heap of 0 bytes', () => {
    const off = gather([goHeap(0, [], { meta: { period: 0 } }), goHeap(60, [], { meta: { period: 0 } })])
    expect(off.views.heap_live).toMatchObject({ state: 'absent', reason: 'off' })
    expect(off.views.heap_alloc).toMatchObject({ state: 'absent', reason: 'off' })
    expect(off.liveHeapPoints).toEqual([])
    const empty = gather([goHeap(0, []), goHeap(60, [])])
    expect(view(empty, 'heap_live').total).toBe(0)
  })

  it('keeps the program’s own work under runtime/pprof.Do', () => {
    const labelled = { stack: ['main', 'runtime/pprof.Do', 'app.handle'], size: 1 * kb, allocated: 50, live: 50 }
    expect(view(gather([goHeap(60, [labelled])]), 'heap_live').total).toBe(50 * kb)
  })

  it('shares most of the sampling error between snapshots that hold the same objects', () => {
    const still = gather([
      goHeap(0, [{ ...cache, allocated: 5000, live: 5000 }]),
      goHeap(60, [{ ...cache, allocated: 5000, live: 5000 }]),
    ])
    expect(still.liveHeapGrowthErrorBytes).toBe(0)
    const churned = gather([
      goHeap(0, [{ ...cache, allocated: 5000, live: 5000 }]),
      goHeap(60, [{ ...cache, allocated: 50_000, live: 5000 }]),
    ])
    const alone = churned.liveHeapPoints[0]!.standardErrorBytes!
    expect(churned.liveHeapGrowthErrorBytes).toBeCloseTo(alone * Math.SQRT2, -3)
  })

  it('makes no slope of the heaps of two processes of Go, told apart by where the kernel put its page', () => {
    const at = (seconds: number, bytes: number, kernelPage?: number) =>
      goHeap(
        seconds,
        [{ stack: ['main.keep'], size: 1e6, allocated: bytes / 1e6, live: bytes / 1e6 }],
        kernelPage === undefined ? {} : { meta: { kernelPage } },
      )
    const levels = (...captures: readonly Capture[]) => gather(captures).liveHeapPoints.map(({ bytes }) => bytes / 1e6)
    expect(levels(at(10, 18e6, 7), at(40, 2e6, 9))).toEqual([2])
    expect(levels(at(10, 18e6, 7), at(30, 20e6, 7), at(40, 2e6, 9))).toEqual([18, 20])
    expect(levels(at(10, 18e6, 7), at(40, 20e6, 7))).toEqual([18, 20])
    // Text does not say it.
    expect(levels(at(10, 18e6, 7), at(40, 20e6))).toEqual([18, 20])
  })

  it('reads negative bytes in use as growth, not as a level', () => {
    const delta = goHeap(60, [{ ...cache, allocated: 100, live: -3 }], {
      covers: 'interval',
      meta: { durationMs: 30_000 },
    })
    const profiles = gather([delta])
    expect(profiles.views.heap_live.state).toBe('absent')
    expect(profiles.liveHeapDelta).toMatchObject({ bytes: -30 * kb, seconds: 30 })
    expect(view(profiles, 'heap_alloc')).toMatchObject({ total: 1e6, coveredSeconds: 30 })
  })

  it('asks what bytes in use of an ambiguous delta are, and still knows what was allocated', () => {
    const delta = goHeap(60, [{ ...cache, allocated: 100, live: 3 }], {
      covers: 'interval',
      meta: { durationMs: 30_000 },
      file: 'profile-12',
    })
    const profiles = gather([delta])
    expect(profiles.views.heap_live).toMatchObject({ state: 'absent', reason: 'needs-answer' })
    expect(view(profiles, 'heap_alloc').total).toBe(1e6)
  })

  it('divides what a store has summed, and refuses a level where it does not say over how many', () => {
    const summed = goHeap(60, [{ ...cache, allocated: 0, live: 400 }], {
      covers: 'gauge',
      hints: { summedSnapshots: 4 },
    })
    expect(view(gather([summed]), 'heap_live')).toMatchObject({ total: 1e6 })
    expect(view(gather([summed]), 'heap_live').how).toMatchObject({ id: 'divided', by: 4 })
  })

  it('gives tracemalloc’s lines the names of the functions that py-spy saw there', () => {
    const file = '/srv/payments-api/payments/cache.py'
    const heap = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
    heap.sample(heap.stackFromRoot([heap.frame('payments/cache.py:41', file, 41)]), 7)
    heap.sample(heap.stackFromRoot([heap.frame('payments/cache.py:90', file, 90)]), 2)
    const cpu = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
    for (const line of [38, 44]) cpu.sample(cpu.stackFromRoot([cpu.frame('payments.cache.put', file, line)]), 1)
    const at = { fromMs: atSecond(60), untilMs: atSecond(60) }
    const profiles = gather([
      {
        hash: 'h',
        file: 'h',
        kind: 'heap',
        covers: 'gauge',
        hints: {},
        window: at,
        profile: heap.finish({ format: 'tracemalloc', traits: ['lines-only', 'unsampled'], runtime: 'cpython' }),
      },
      {
        hash: 'c',
        file: 'c',
        kind: 'cpu',
        covers: 'interval',
        hints: {},
        window,
        profile: cpu.finish({ format: 'speedscope', runtime: 'cpython' }),
      },
    ])
    expect(drawTree(view(profiles, 'heap_live').tree)).toBe('payments.cache.put 7 7\npayments/cache.py:90 2 2')
  })
})
