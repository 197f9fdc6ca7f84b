import type { SignalId, ViewKind } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { describe, expect, it } from 'vitest'
import type { ToldPresentSignal, ToldSignal } from '../../core/diagnosis/story.ts'
import { type MeasuredSummary, paneFigure } from './capacity.ts'

const present = (id: SignalId, value: number, over: Partial<ToldPresentSignal> = {}): ToldSignal => ({
  state: 'present',
  id,
  value,
  low: value,
  high: value,
  samples: 100,
  samplesOf: 'samples',
  how: '',
  of: 'of what was measured',
  companions: [],
  ...over,
})
const absent = (id: SignalId): ToldSignal => ({ state: 'absent', id, why: 'not recorded', next: 'record it' })

const view = (kind: ViewKind, total: number, coveredSeconds: number): MeasuredSummary => ({
  state: 'measured',
  kind,
  unit: kind === 'cpu' || kind === 'lock' ? 'nanoseconds' : 'bytes',
  total,
  samples: 100,
  nodes: 10,
  covered: [],
  coveredSeconds,
  how: '',
  leftOut: [],
  cautions: [],
  files: [],
  top: [],
})

function analysisOf(
  over: { signals?: Partial<Record<SignalId, ToldSignal>>; cores?: number; threads?: number } = {},
): Analysis {
  const signals = {
    cpu_user_pct: absent('cpu_user_pct'),
    cpu_alloc_pct: absent('cpu_alloc_pct'),
    alloc_rate_mb_s: absent('alloc_rate_mb_s'),
    live_heap_mb: absent('live_heap_mb'),
    live_heap_slope_mb_h: absent('live_heap_slope_mb_h'),
    lock_wait_pct: absent('lock_wait_pct'),
    ...over.signals,
  }
  return {
    views: {
      cpu: view('cpu', 30.1e9, 600),
      heap_live: view('heap_live', 480e6, 0),
      heap_alloc: view('heap_alloc', 4.8e9, 600),
      lock: view('lock', 27_264e9, 600),
    },
    story: { signals } as unknown as Analysis['story'],
    window: { fromMs: 0, untilMs: 600_000 },
    otherWaits: [],
    warnings: [],
    ...(over.cores === undefined ? {} : { cores: { value: over.cores, from: 'recording.json' } }),
    ...(over.threads === undefined ? {} : { threads: { value: over.threads, from: 'recording.json' } }),
  }
}

describe('paneFigure', () => {
  it('shows CPU time against the capacity it was taken from', () => {
    const figure = paneFigure(analysisOf({ cores: 1, signals: { cpu_user_pct: present('cpu_user_pct', 5) } }), ['cpu'])
    expect(figure).toMatchObject({ figure: '30.1 s', of: 'of 600 s·core, 5.0 % busy', used: 0.05 })
  })
  const counted = (low: number, value: number, high: number): ToldSignal =>
    present('cpu_user_pct', value, {
      low,
      high,
      how: 'counted',
      samples: 2,
      samplesOf: 'readings of the process’ CPU counter',
    })
  function cpuFigureOf(busy: ToldSignal, cpu: Partial<MeasuredSummary>) {
    const analysis = analysisOf({ cores: 1, signals: { cpu_user_pct: busy } })
    const views = { ...analysis.views, cpu: { ...view('cpu', 3.01e9, 120), ...cpu } }
    return paneFigure({ ...analysis, views }, ['cpu'])
  }
  const pySpy = { id: 'gil-or-runnable', text: 'one sentence or another' } as const

  it('says both how busy the counter says and what py-spy saw, where they do not agree', () => {
    expect(cpuFigureOf(counted(10.08, 10.09, 10.1), { samples: 301, cautions: [pySpy] })).toEqual({
      figure: '10.1 %',
      of: 'of 1 core by the CPU counter · py-spy saw 3.0 s',
      parts: ['of 1 core by the CPU counter', 'py-spy saw 3.0 s'],
      whole: 'of 1 core busy by the CPU counter (counted) · py-spy saw 3.0 s in 120 s (GIL holder, a lower bound)',
      used: 10.09 / 100,
      limit: '10.1 % of 1 core, recording.json',
      short: { figure: '10.1 %', of: 'of 1 core · py-spy saw 3.0 s' },
    })
  })
  it('calls py-spy an upper bound where it saw more than was counted', () => {
    const figure = cpuFigureOf(counted(9.9, 10, 10.1), { total: 40e9, samples: 4000, cautions: [pySpy] })
    expect(figure?.whole).toMatch(/py-spy saw 40(\.0)? s in 120 s \(all runnable threads, an upper bound\)/)
  })
  it('names JFR and the account that the JVM keeps', () => {
    const busy = present('cpu_user_pct', 60, { low: 58, high: 62, counted: 'load-events' })
    const figure = cpuFigureOf(busy, { cautions: [{ id: 'java-code-only', text: 'one sentence or another' }] })
    expect(figure?.of).toBe('of 1 core by the JVM’s account · JFR saw 3.0 s')
    expect(figure?.whole).toContain('(Java code only)')
  })
  it('keeps one figure where counter and samples agree within their intervals', () => {
    expect(cpuFigureOf(counted(2.59, 2.6, 2.61), { samples: 301, cautions: [pySpy] })).toMatchObject({
      figure: '3.0 s',
      of: 'of 120 s·core, 2.6 % busy',
    })
  })
  it('makes no seconds of a count: samples whose length nobody knows stay samples', () => {
    const analysis = analysisOf()
    const cpu = { ...analysis.views.cpu, unit: 'count', total: 240 } as Analysis['views']['cpu']
    const figure = paneFigure({ ...analysis, views: { ...analysis.views, cpu } }, ['cpu'])
    expect(figure).toMatchObject({ figure: '240 samples', limit: 'the file does not say how long a sample is' })
    expect(figure?.used).toBeUndefined()
  })
  it('says how much CPU such samples can be at most, where the file says how often it looked', () => {
    const analysis = analysisOf({
      signals: { cpu_user_pct: { ...absent('cpu_user_pct'), mostCores: 2.57 } as ToldSignal },
    })
    const cpu = { ...analysis.views.cpu, unit: 'count', total: 240 } as Analysis['views']['cpu']
    const figure = paneFigure({ ...analysis, views: { ...analysis.views, cpu } }, ['cpu'])
    expect(figure?.of).toBe('of threads that look runnable · at most 2.6 cores')
  })
  it('does not guess a capacity: without a core count there is no share, and the bar says why', () => {
    const figure = paneFigure(analysisOf(), ['cpu'])
    expect(figure?.used).toBeUndefined()
    expect(figure?.limit).toBe('core count not known')
    expect(figure?.of).toContain('0.1 cores used')
  })
  it('shows lock wait as a part of all threads’ time, and a lower bound as one', () => {
    const signal = present('lock_wait_pct', 71, { bound: 'lower', of: 'of 64 goroutines’ wall time' })
    const figure = paneFigure(analysisOf({ threads: 64, signals: { lock_wait_pct: signal } }), ['lock'])
    expect(figure).toMatchObject({
      figure: 'at least 71 %',
      of: 'of 64 goroutines’ wall time: 27,264 s of 38,400 s',
      // Whose time it is comes first: a narrow pane leaves out the sum, and no half of it.
      parts: ['of 64 goroutines’ wall time', '27,264 s of 38,400 s'],
      used: 0.71,
    })
  })
  it('says what was recorded where a lower bound bounds nothing: “at least 0 %” is no news', () => {
    const signal = present('lock_wait_pct', 0, { bound: 'lower', of: 'of 64 threads’ wall time' })
    const base = analysisOf({ threads: 64, signals: { lock_wait_pct: signal } })
    const lock = view('lock', 7e7, 600)
    expect(paneFigure({ ...base, views: { ...base.views, lock } }, ['lock'])).toMatchObject({
      figure: '70 ms',
      parts: ['of waits recorded', 'in 38,400 s of 64 threads’ wall time'],
    })
  })
  it('says of dumps how many of how many threads wait, in how many looks', () => {
    const look = { threads: 62, waiting: 10, unknown: 0, running: 2, parked: 20, maybeParked: 0 }
    const looks = {
      files: ['dump.txt'],
      sees: 'states',
      looks: [look, look, look],
      states: {},
      deadlocks: [],
      convoys: [],
    } as const
    const base = analysisOf()
    const lock = { ...view('lock', 30, 0), unit: 'count', files: ['dump.txt'] } as const
    const figure = paneFigure({ ...base, looks, views: { ...base.views, lock } }, ['lock'])
    expect(figure).toMatchObject({ figure: '10 of 42', of: 'threads wait, in 3 looks · 20 parked for want of work' })
    expect(figure?.used).toBeCloseTo(10 / 42, 5)
    // A profile of waits beside the dumps speaks for itself.
    const timed = paneFigure({ ...base, looks, views: { ...base.views, lock: { ...lock, files: ['block.pb.gz'] } } }, [
      'lock',
    ])
    expect(timed?.figure).toBe('30 waits')
  })
  it('names both sides of the heap when both are shown, and never a limit it does not know', () => {
    const figure = paneFigure(analysisOf(), ['heap_live', 'heap_alloc'])
    expect(figure?.figure).toBe('480 MB')
    expect(figure?.of).toBe('held · 4.8 GB allocated over 600 s · memory limit not known')
    expect(figure?.used).toBeUndefined()
  })
})
