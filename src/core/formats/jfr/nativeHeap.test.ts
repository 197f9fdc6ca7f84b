import { describe, expect, it } from 'vitest'
import { ms, options, plain, pools, read, stackField, threadField, ticks, types } from '../../testing/drawnShop.ts'
import { drawJfr, type DrawnChunk, type DrawnTypes } from '../../testing/drawJfr.ts'
import { parsedSample } from '../../testing/samples.ts'
import { totalOf } from '../columns.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
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

  it('are drawn as what malloc holds, apart from the Java heap, and a file of nothing else is read', () => {
    const events = [malloc(100, 0xa, 10), malloc(150, 0xb, 700, 2), free(200, 0xa), malloc(300, 0xc, 60)]
    const result = readJfr(drawJfr({ types: native, pools, events }), options)
    if (!result.ok) throw new Error(result.error.what)
    const [part, ...others] = result.value.parts
    expect(others).toEqual([])
    expect([part?.kind, part?.covers, part?.window]).toEqual(['heap', 'gauge', { fromMs: 1000, untilMs: 1000 }])
    expect(part && drawStacks(part.profile).toSorted()).toEqual([
      '@main shop.Shop.serve;ObjectMonitor::enter malloc_inuse_space=700 malloc_inuse_objects=1',
      '@main shop.Shop.serve;shop.Cart.total malloc_inuse_space=60 malloc_inuse_objects=1',
    ])
  })

  it('of a program that was recorded are those of the buffers it kept, but for the youngest tenth', async () => {
    const { parts, facts } = await parsedSample('jfr/native.jfr.gz')
    const part = parts.find(({ profile }) => profile.valueTypes[0]?.type === 'malloc_inuse_space')
    const held = part ? totalOf(part.profile, 0) : 0
    // 1,055 buffers of 64 KiB, one after the other over the whole recording.
    const kept = 1055 * 65_536
    expect(held).toBeGreaterThan(0.88 * kept)
    expect(held).toBeLessThan(1.02 * kept)
    expect(facts.nativeHeap).toMatchObject({ counts: 'kept', bytes: held, sites: [{ site: 'NativeLeak.keep' }, {}] })
    // What was given back at once is not among them, nor what the Java heap allocates.
    expect(part && drawStacks(part.profile).join()).not.toMatch(/giveBack|onHeap|malloc_hook/)
  })

  it('are drawn as a flow of what was allocated where nothing says what was given back', () => {
    const result = readJfr(drawJfr({ types: native, pools, events: [malloc(100, 0xa, 10)] }), options)
    const [part] = result.ok ? result.value.parts : []
    expect([part?.covers, part?.profile.valueTypes[0]?.type]).toEqual(['interval', 'malloc_space'])
  })

  it('in a file without any are no reason to read it', () => {
    expect(readJfr(drawJfr({ types: native, pools, events: [] }), options).ok).toBe(false)
    expect(readJfr(drawJfr({ types: native, pools, events: [free(100, 0xa)] }), options).ok).toBe(false)
  })
})
