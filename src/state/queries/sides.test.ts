import { describe, expect, it } from 'vitest'
import { Analyst } from '../../core/analyst/analyst.ts'
import type { Question, AnswerTo } from '../../core/analyst/questions.ts'
import { parseTyped } from '../../core/base/typed.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { type CompareView, type View, defaultView } from '../../core/link/view.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { fleetOf } from '../../core/fleet/fleet.ts'
import { calmPod, drawFleet } from '../../core/testing/drawnFleet.ts'
import { settingsOf } from './settings.ts'
import { comparisonOf, frozenBaseId, withReasons } from './sides.ts'

const early = { fromMs: 1000, untilMs: 2000 }
const late = { fromMs: 5000, untilMs: 6000 }
const compare: CompareView = { base: early, mode: 'absolute', width: 'union', layout: 'overlay', swapped: false }
const view: View = { ...defaultView, window: late, compare, cores: 2 }

const sourceOf = (url: string, more: Partial<OpenedSource> = {}): OpenedSource => ({
  ref: { kind: 'recording', url },
  title: url,
  service: 'orderbook',
  labels: { pod: url },
  windows: [],
  marks: [],
  cost: [],
  settings: { cores: 8, coresFrom: 'recording', threads: 4 },
  notes: [],
  capturesFor: () => Promise.reject(new Error('nothing is read here')),
  ...more,
})
const shown = sourceOf('b', { runtime: 'go1.26.8' })
const head = { captureIds: ['head#0'], window: late, settings: settingsOf(view, shown) }
const base = { source: sourceOf('a'), captureIds: ['base#0'], absent: [], failures: [] }

describe('the two sides of a comparison', () => {
  it('are the chosen window as A and the one on screen as B, each with its own run', () => {
    const subject = comparisonOf({ view, compare, source: shown, head, base })
    expect(subject.base).toMatchObject({ captureIds: ['base#0'], window: early, labels: { pod: 'a' } })
    expect(subject.head).toMatchObject({ captureIds: ['head#0'], window: late, runtimeText: 'go1.26.8' })
    expect(subject.base.run).not.toBe(subject.head.run)
    expect('runtimeText' in subject.base).toBe(false)
  })

  it('change places when the reader turned them round', () => {
    const turned = comparisonOf({ view, compare: { ...compare, swapped: true }, source: shown, head, base })
    expect([turned.base.window, turned.head.window]).toEqual([late, early])
  })

  it('are one run where one source holds both windows, and two where the file is a difference', () => {
    const one = comparisonOf({ view, compare, source: shown, head, base: { ...base, source: shown } })
    expect(one.base.run).toBe(one.head.run)
    const difference = sourceOf('b', { difference: true })
    const two = comparisonOf({ view, compare, source: shown, head, base: { ...base, source: difference } })
    expect(two.base.run).not.toBe(two.head.run)
  })

  it('are of other processes where every one of them is another, and of the same where some stayed', () => {
    const fleet = (...pods: readonly string[]) => fleetOf(drawFleet(pods.map((pod) => calmPod(pod))), {})
    const areSame = (before: readonly string[], after: readonly string[]) => {
      const sides = { base: { ...base, source: shown, processes: fleet(...before) }, processes: fleet(...after) }
      const { base: a, head: b } = comparisonOf({ view, compare, source: shown, head, ...sides })
      expect(a.run).toBe(b.run)
      return a.processes === b.processes
    }
    expect(areSame(['old-0', 'old-1'], ['new-0', 'new-1'])).toBe(false)
    expect(areSame(['old-0', 'stays'], ['stays', 'new-1'])).toBe(true)
  })

  it('are read with what the person said on both, and with what each source says where nobody did', () => {
    const { base: a, head: b } = comparisonOf({ view, compare, source: shown, head, base })
    for (const { settings } of [a, b]) expect(settings).toMatchObject({ cores: 2, coresFrom: 'you', threads: 4 })
    const typed = parseTyped('cpu', '0.4')
    expect(settingsOf({ ...view, ...(typed ? { typed: { cpu: typed } } : {}) }, shown).typed).toEqual({ cpu: typed })
  })
})

describe('a snapshot as base', () => {
  const both = { headId: 'h', baseId: 'b', baseWindow: early, headWindow: late }
  const opened = { ...both, about: undefined as never }

  it('gives its base for its base window, and its one window for every other', () => {
    expect(frozenBaseId(opened, early)).toBe('b')
    expect(frozenBaseId(opened, late)).toBe('h')
    const { baseId: _none, baseWindow: _neither, ...single } = opened
    expect(frozenBaseId(single, early)).toBe('h')
  })
})

describe('what a source knows of a missing profile', () => {
  const analyst = new Analyst()
  async function answer<Q extends Question>(question: Q): Promise<AnswerTo<Q>> {
    const result = await analyst.answer(question)
    if (!result.ok) throw new Error(explainLoadError(result.error))
    return result.value as AnswerTo<Q>
  }
  const load = async (text: string): Promise<readonly string[]> => {
    const bytes = new TextEncoder().encode(text).slice().buffer
    const told = { kind: 'cpu' } as const
    const loaded = await answer({ ask: 'load', bytes, fileName: 'cpu.folded', hints: { told } })
    return loaded.captures.map(({ id }) => id)
  }

  it('takes the place of "not recorded", with the letter of its side, and leaves what was compared', async () => {
    const [a, b] = [await load('main;work 300\nmain;rest 100\n'), await load('main;work 100\nmain;rest 300\n')]
    const side = (captureIds: readonly string[]) => ({ captureIds, window: late, settings: {} })
    const comparison = await answer({ ask: 'compare', subject: { base: side(a), head: side(b) } })
    const heap = {
      state: 'absent',
      kind: 'heap_live',
      reason: 'too-old',
      text: 'Pyroscope keeps it for a week',
      next: { text: 'choose a later window' },
    } as const
    const cpu = { ...heap, kind: 'cpu', text: 'never said' } as const
    const told = withReasons(comparison, { A: [heap, cpu], B: undefined })
    expect(told.views.heap_live).toMatchObject({
      text: 'A: Pyroscope keeps it for a week. Next: choose a later window.',
    })
    expect(told.views.cpu).toBe(comparison.views.cpu)
    expect(told.views.lock).toBe(comparison.views.lock)

    // Of five files of one kind that did not come: once, and not that the window is without it. Too old it is without it.
    const failed = { ...heap, reason: 'failed', text: 'the server failed (500)', next: { text: 'ask again' } } as const
    const { heap_live: unread } = withReasons(comparison, { A: [failed, failed], B: undefined }).views
    expect(unread).toMatchObject({ state: 'refused', text: 'A: the server failed (500). Next: ask again.' })
    expect(told.views.heap_live.state).toBe('absent')
  })
})
