import { describe, expect, it } from 'vitest'
import { drawStacks } from '../../testing/drawStacks.ts'
import type { DrawnTypes } from '../../testing/drawJfr.ts'
import { ms, pools, read, ticks, typeId, types } from '../../testing/drawnShop.ts'

describe('readJfr', () => {
  it('resolves stacks through the pools of their chunk and takes the period from the settings', () => {
    const { parts } = read({
      startMs: 5000,
      events: [
        ['jdk.ActiveSetting', 0, typeId('jdk.ExecutionSample'), 'period', '10 ms'],
        ['jdk.ExecutionSample', ms(100), 1, 1, 2],
        ['jdk.ExecutionSample', ms(300), 2, 2, 2],
      ],
    })
    expect(parts).toHaveLength(1)
    expect(parts[0]).toMatchObject({ kind: 'cpu', covers: 'interval', window: { fromMs: 5000, untilMs: 6000 } })
    expect(drawStacks(parts[0]!.profile)).toEqual([
      '@main shop.Shop.serve;shop.Cart.total cpu=10000000 samples=1',
      '@worker shop.Shop.serve;ObjectMonitor::enter cpu=10000000 samples=1',
    ])
    expect(Array.from(parts[0]!.profile.samples.timeMs!)).toEqual([5100, 5300])
    expect(parts[0]!.profile.meta.notes.join()).toContain('1 different stack is deeper')
  })

  it('reads fixed-width integers, keys beyond 2^53 and clocks beyond 2^53 ticks', () => {
    const start = 2n ** 55n
    for (const compressed of [true, false]) {
      const { parts } = read({
        compressed,
        startTicks: start,
        events: [['jdk.ExecutionSample', start + 250_000_000n, 1, 2n ** 60n + 1n, 1]],
      })
      expect(drawStacks(parts[0]!.profile)).toEqual(['@main shop.Shop.serve cpu=20000000 samples=1'])
      expect(parts[0]!.profile.samples.timeMs![0]).toBeCloseTo(250, 3)
    }
  })

  it('reads each chunk with its own ids', () => {
    const swapped: DrawnTypes = Object.fromEntries(Object.entries(types).toReversed())
    const renamed = {
      ...pools,
      'jdk.types.Symbol': [
        [1, 'other/Place'],
        [2, 'run'],
      ] as const,
    }
    const { parts } = read(
      { events: [['jdk.ExecutionSample', 0, 1, 1, 1]] },
      { startMs: 1000, types: swapped, pools: renamed, events: [['jdk.ExecutionSample', 0, 1, 2n ** 60n + 1n, 1]] },
    )
    expect(drawStacks(parts[0]!.profile).map((line) => line.split(' ')[1])).toEqual([
      'shop.Shop.serve;shop.Cart.total',
      'other.Place.run',
    ])
    expect(parts[0]!.window).toEqual({ fromMs: 0, untilMs: 2000 })
  })

  it('tells CPU from wall samples of async-profiler by thread state, and by engine where states cannot', () => {
    const asyncTypes = { ...types, 'profiler.Window': [ticks('startTime')] }
    const events = [
      ['jdk.ExecutionSample', 0, 1, 1, 1],
      ['jdk.ExecutionSample', 0, 1, 1, 2],
    ] as const
    const setting = (name: string, value: string) =>
      ['jdk.ActiveSetting', 0, typeId('jdk.ExecutionSample'), name, value] as const
    const both = read({
      types: asyncTypes,
      events: [setting('event', 'cpu'), setting('interval', '1000000'), setting('wall', '5000000'), ...events],
    })
    expect(both.parts.map((part) => `${part.kind} ${part.profile.samples.values[0]!.join()}`)).toEqual([
      'cpu 1000000',
      'wall 5000000',
    ])
    const old = read({ types: asyncTypes, events: [setting('event', 'cpu'), setting('interval', '0'), ...events] })
    expect(old.parts.map((part) => `${part.kind} ${part.profile.samples.length}`)).toEqual(['cpu 2'])
  })

  it('never looks at environment variables', () => {
    const parsed = read({
      events: [
        ['jdk.InitialEnvironmentVariable', 0, 'AWS_SECRET', 's3cr3t'],
        ['jdk.ExecutionSample', 0, 1, 1, 1],
      ],
    })
    expect(JSON.stringify(parsed)).not.toMatch(/s3cr3t|AWS_SECRET/)
  })
})
