import { describe, expect, it } from 'vitest'
import { deriveSignals } from '../signals/derive.ts'
import { drawTree } from '../testing/drawTree.ts'
import { captureOf } from '../testing/captures.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { gather } from '../testing/gathered.ts'
import type { Capture } from './capture.ts'
import { shownOf, type WindowProfiles } from './windowProfiles.ts'

const wallTime = { type: 'wall', unit: 'nanoseconds' }
const wall = (text: string, more: Partial<Parameters<typeof captureOf>[0]> = {}): Capture =>
  captureOf({ kind: 'wall', from: 0, until: 60, valueType: wallTime, text, ...more })
const ruby = `
  main          main
  fetch         render
  SSL#sysread   JSON#generate
  20000000000   40000000000
`
const signalsOf = (profiles: WindowProfiles) => deriveSignals(profiles, { facts: [], settings: { cores: 4 } })

describe('what is seen where no pane asks for it', () => {
  it('is wall-clock time in the place of CPU, and no signal is made of it', () => {
    const profiles = gather([wall(ruby)], { cores: 4 })
    const { cpu } = profiles.views
    expect(cpu).toMatchObject({ state: 'absent', why: { id: 'wall-only' } })
    const shown = shownOf(cpu)
    expect(shown).toMatchObject({ shows: 'wall', total: 60e9, coveredSeconds: 60 })
    expect(shown?.cautions[0]).toEqual({ id: 'stand-in', shows: 'wall' })
    expect(drawTree(shown!.tree)).toContain('SSL#sysread 20000000000')
    expect(signalsOf(profiles)['cpu_user_pct'].state).toBe('absent')
  })

  it('gives way to CPU where there is any', () => {
    const cpu = captureOf({ kind: 'cpu', from: 0, until: 60, text: 'main\n6000000000' })
    const { views } = gather([wall(ruby), cpu])
    expect(views.cpu).toMatchObject({ state: 'measured', total: 6e9 })
    expect(shownOf(views.cpu)?.shows).toBeUndefined()
  })

  it('is nothing of another time', () => {
    const later = wall(ruby, { from: 600, until: 660 })
    expect(shownOf(gather([later]).views.cpu)).toBeUndefined()
  })

  it('is objects in the place of bytes, held and allocated each in its own view', () => {
    const objects = (type: string, covers: Capture['covers']): Capture =>
      captureOf({
        kind: 'heap',
        covers,
        from: covers === 'gauge' ? 30 : 0,
        until: covers === 'gauge' ? 30 : 60,
        text: 'main\nput\n500',
        valueType: { type, unit: 'count' },
      })
    const live = gather([objects('inuse_objects', 'gauge')])
    expect(shownOf(live.views.heap_live)).toMatchObject({ shows: 'live_objects', total: 500 })
    expect(shownOf(live.views.heap_alloc)).toBeUndefined()
    expect(live.views.heap_live.state).toBe('absent')
    const alloc = gather([objects('alloc_objects', 'interval')])
    expect(shownOf(alloc.views.heap_alloc)).toMatchObject({ shows: 'alloc_objects', total: 500 })
    expect(shownOf(alloc.views.heap_live)).toBeUndefined()
  })

  it('is the last goroutine profile of the window in the place of waits, never a sum of several', () => {
    const goroutines = (at: number, count: number): Capture =>
      captureOf({
        kind: 'goroutines',
        covers: 'gauge',
        from: at,
        text: `main\n${count}`,
        valueType: { type: 'goroutine', unit: 'count' },
        runtime: 'go',
      })
    const profiles = gather([goroutines(10, 4), goroutines(50, 400), goroutines(90, 9)])
    expect(shownOf(profiles.views.lock)).toMatchObject({ shows: 'goroutines', total: 400, coveredSeconds: 0 })
    expect(profiles.views.lock.state).toBe('absent')
    expect(signalsOf(profiles)['lock_wait_pct'].state).toBe('absent')
    // They are there: once.
    expect(shownOf(profiles.views.cpu)).toBeUndefined()
  })

  it('is the threads of a dump in the place of CPU, where the waits for locks among them have their own pane', () => {
    const stacks = 'main       main        main\nPool.take  Stock.ask   Ledger.post\n3          1           1'
    const threads = (kind: 'threads' | 'wall', more: Partial<Capture> = {}): Capture => ({
      ...captureOf({ kind, covers: 'gauge', from: 30, text: stacks, valueType: { type: 'threads', unit: 'count' } }),
      looks: [lookOf(['a: idle', 'b: idle', 'c: idle', 'd: io', 'e: lock'])],
      ...more,
    })
    for (const kind of ['threads', 'wall'] as const) {
      const { views } = gather([threads(kind)])
      expect(views.lock.state).toBe('measured')
      expect(views.cpu.state).toBe('absent')
      expect(shownOf(views.cpu)).toMatchObject({ shows: 'threads', total: 5, coveredSeconds: 0 })
      expect(drawTree(shownOf(views.cpu)!.tree)).toContain('Stock.ask 1')
    }
    const cpu = captureOf({ kind: 'cpu', from: 0, until: 60, text: 'main\n6000000000' })
    expect(shownOf(gather([threads('threads'), cpu]).views.cpu)?.shows).toBeUndefined()
    // Samples over a time are a time, whatever else was looked at.
    expect(shownOf(gather([threads('threads'), wall(ruby)]).views.cpu)?.shows).toBe('wall')
  })
})

describe('V8’s wall clock', () => {
  const v8 = (more: Partial<Parameters<typeof captureOf>[0]> = {}): Capture =>
    wall('(root)       (root)\n(idle)       render\n45000000000  15000000000', {
      runtime: 'v8',
      meta: { traits: ['one-thread'] },
      ...more,
    })

  it('is the CPU of its one thread once its idle ticks are out, as in a .cpuprofile', () => {
    const profiles = gather([v8()], { cores: 4 })
    expect(profiles.views.cpu).toMatchObject({
      state: 'measured',
      total: 15e9,
      leftOut: [{ id: 'event-loop', amount: 45e9 }],
    })
    // 15 s of 60 s of the one thread, whatever cores there are.
    expect(signalsOf(profiles)['cpu_user_pct']).toMatchObject({ state: 'present', value: 25, bound: 'upper' })
  })

  it('stays wall-clock time where idle ticks are not marked, or a store merged who knows how many processes', () => {
    const unmarked = wall('(root)\nrender\n60000000000', { runtime: 'v8' })
    for (const capture of [unmarked, v8({ hints: { merged: true } })]) {
      const { cpu } = gather([capture]).views
      expect(cpu.state).toBe('absent')
      expect(shownOf(cpu)).toMatchObject({ shows: 'wall', total: 60e9 })
    }
  })
})
