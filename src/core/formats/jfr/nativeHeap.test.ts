import { describe, expect, it } from 'vitest'
import { ms, options, plain, pools, read, stackField, threadField, ticks, types } from '../../testing/drawnShop.ts'
import { drawJfr, type DrawnChunk, type DrawnTypes } from '../../testing/drawJfr.ts'
import { readJfr } from './jfr.ts'

const native: DrawnTypes = {
  ...types,
  'profiler.Malloc': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    plain('address', 'long'),
    plain('size', 'long'),
  ],
  'profiler.Free': [ticks('startTime'), threadField('eventThread'), stackField, plain('address', 'long')],
}
const malloc = (atMs: number, address: number, size: number, stack = 1) =>
  ['profiler.Malloc', ms(atMs), 1, stack, address, size] as const
const free = (atMs: number, address: number) => ['profiler.Free', ms(atMs), 1, 0, address] as const
const heapIn = (events: DrawnChunk['events']) => read({ types: native, events }).facts.nativeHeap

describe('native allocations', () => {
  it('are what was not given back, by the program’s function, wherever in the file it was given back', () => {
    const heap = heapIn([
      free(300, 0xa),
      malloc(100, 0xa, 1000),
      malloc(200, 0xb, 700, 2),
      malloc(250, 0xc, 50),
      free(260, 0xc),
      // The same address again, kept this time.
      malloc(400, 0xc, 60),
      free(500, 0),
    ])
    expect(heap).toEqual({
      counts: 'kept',
      window: { fromMs: 0, untilMs: 1000 },
      bytes: 760,
      allocatedBytes: 1810,
      sites: [
        { site: 'shop.Shop.serve', bytes: 700 },
        { site: 'shop.Cart.total', bytes: 60 },
      ],
    })
  })

  it('leave out what is so young that it may still be given back', () => {
    expect(heapIn([malloc(100, 0xa, 10), malloc(950, 0xb, 999), free(20, 0xd)])?.bytes).toBe(10)
  })

  it('are only what was allocated where nothing says what was given back', () => {
    expect(heapIn([malloc(100, 0xa, 10), malloc(950, 0xb, 999)])).toMatchObject({ counts: 'allocated', bytes: 1009 })
  })

  it('weigh what was sampled by the bytes between two samples', () => {
    const setting = [
      'jdk.ActiveSetting',
      0,
      19 + Object.keys(native).indexOf('profiler.Malloc'),
      'nativemem',
      '512k',
    ] as const
    expect(heapIn([setting, malloc(100, 0xa, 10), malloc(100, 0xb, 1e6)])?.bytes).toBe(2 ** 19 + 1e6)
  })

  it('are never part of the Java heap, and a file of nothing else is read', () => {
    const result = readJfr(drawJfr({ types: native, pools, events: [malloc(100, 0xa, 10)] }), options)
    expect(result.ok && result.value.parts).toEqual([])
    expect(result.ok && result.value.about).toEqual({ runtime: 'jvm', emitter: 'async-profiler', notes: [] })
    const nothing = readJfr(drawJfr({ types: native, pools, events: [] }), options)
    expect(nothing.ok).toBe(false)
  })
})
