import { describe, expect, it } from 'vitest'
import { parseTyped } from '../../core/base/typed.ts'
import { type CompareView, type View, defaultView } from '../../core/link/view.ts'
import { type EventType, type ViewEvent, guestMay } from './events.ts'
import { step } from './step.ts'
import { appStore, dispatch, hover, openLink } from './store.ts'

const recording = { kind: 'recording', url: 'recordings/orderbook/' } as const
const another = { kind: 'recording', url: 'recordings/checkout/' } as const
const early = { fromMs: 1000, untilMs: 2000 }
const late = { fromMs: 5000, untilMs: 6000 }
const compare: CompareView = { base: early, mode: 'absolute', width: 'union', layout: 'overlay', swapped: false }
const cpu04 = parseTyped('cpu', '0.4')
if (cpu04 === undefined) throw new Error('0.4 is a number of cores')

const busy: View = {
  ...defaultView,
  source: recording,
  window: late,
  zone: 'UTC',
  heapMode: 'alloc',
  focus: { cpu: ['main', 'serve'] },
  selected: 'serve',
  search: 'ser',
  enlarged: 'cpu',
  tables: ['lock'],
  whyOpen: true,
  cores: 4,
  typed: { cpu: cpu04 },
  thresholds: { 'slow-leak': { lock_wait_pct: 12 } },
  compare,
  notes: [{ atMs: 600, text: 'deploy' }],
}

/** One of each, all of which change `busy`: a new event that is missing here does not compile. */
const everyEvent: { readonly [T in EventType]: ViewEvent & { readonly type: T } } = {
  sourceChosen: { type: 'sourceChosen', source: another },
  sourceOffered: { type: 'sourceOffered', source: another },
  windowResolved: { type: 'windowResolved', window: early },
  windowChanged: { type: 'windowChanged', window: { fromMs: 5500, untilMs: 6000 } },
  zoneChanged: { type: 'zoneChanged', zone: 'Asia/Kolkata' },
  heapModeChanged: { type: 'heapModeChanged', mode: 'both' },
  lockModeChanged: { type: 'lockModeChanged', mode: 'both' },
  filtered: { type: 'filtered', only: { key: 'thread', value: 'main' } },
  framesChanged: { type: 'framesChanged', frames: 'own' },
  centred: { type: 'centred', name: 'main' },
  selected: { type: 'selected', name: 'main' },
  zoomed: { type: 'zoomed', pane: 'lock', path: ['main'] },
  searchChanged: { type: 'searchChanged', text: 'x', isRegex: true },
  paneEnlarged: { type: 'paneEnlarged', pane: undefined },
  tableToggled: { type: 'tableToggled', pane: 'heap' },
  orientationToggled: { type: 'orientationToggled' },
  whyToggled: { type: 'whyToggled' },
  sorted: { type: 'sorted', by: 'lock', descending: true },
  coresGiven: { type: 'coresGiven', cores: 8 },
  threadsGiven: { type: 'threadsGiven', threads: 3 },
  secondsGiven: { type: 'secondsGiven', seconds: 30 },
  numberTyped: { type: 'numberTyped', id: 'cpu', number: undefined },
  thresholdChanged: { type: 'thresholdChanged', rule: 'slow-leak', signal: 'lock_wait_pct', value: 20 },
  thresholdsReset: { type: 'thresholdsReset' },
  noteAdded: { type: 'noteAdded', note: { atMs: 700, text: 'rolled back' } },
  noteRemoved: { type: 'noteRemoved', note: { atMs: 600, text: 'deploy' } },
  compareChanged: { type: 'compareChanged', compare: undefined },
  linkOpened: { type: 'linkOpened', view: defaultView },
}
const events = Object.values(everyEvent)
/** What the page does by itself never takes the place of what is there. */
const byItself: readonly EventType[] = ['sourceOffered', 'windowResolved']

describe('a step', () => {
  it.each(events.filter(({ type }) => !byItself.includes(type)))('changes the view: $type', (event) => {
    const frozen = JSON.stringify(busy)
    expect(step(busy, event)).not.toEqual(busy)
    expect(JSON.stringify(busy)).toBe(frozen)
  })

  it.each(byItself)('of the page itself leaves what was chosen: %s', (type) => {
    expect(step(busy, everyEvent[type])).toBe(busy)
    expect(step(defaultView, everyEvent[type])).not.toBe(defaultView)
  })

  it('into a frame selects the function that was pressed, with the same event', () => {
    expect(step(defaultView, { type: 'zoomed', pane: 'cpu', path: ['main', 'parse'], name: 'parse' })).toMatchObject({
      focus: { cpu: ['main', 'parse'] },
      selected: 'parse',
    })
    expect(step(busy, { type: 'zoomed', pane: 'cpu', path: [] }).selected).toBe(busy.selected)
  })

  it('that shows other frames leaves the zooms, whose paths are not among them', () => {
    const zoomed = { ...defaultView, focus: { cpu: ['main'], lock: ['main'] } }
    expect(step(zoomed, { type: 'framesChanged', frames: 'packages' }).focus).toEqual({})
    expect(step(zoomed, { type: 'centred', name: 'parse' })).toMatchObject({ focus: {}, selected: 'parse' })
    expect(step(zoomed, { type: 'lockModeChanged', mode: 'holders' }).focus).toEqual({ cpu: ['main'] })
  })

  it('to another source keeps how the page looks, and nothing that was about the old one', () => {
    const { zone, heapMode, tables, whyOpen, search } = busy
    expect(step(busy, everyEvent.sourceChosen)).toEqual({
      ...defaultView,
      source: another,
      zone,
      heapMode,
      tables,
      whyOpen,
      search,
    })
  })

  it('keeps A the earlier window when the one on screen moves past it, and a swap that somebody asked for', () => {
    const moved = step(busy, { type: 'windowChanged', window: { fromMs: 0, untilMs: 500 } })
    expect(moved.compare?.swapped).toBe(true)
    const turned = step({ ...busy, compare: { ...compare, swapped: true } }, everyEvent.windowChanged)
    expect(turned.compare?.swapped).toBe(true)
  })

  it('opens a difference as a comparison of its two sides, by share', () => {
    const opened = step(defaultView, { type: 'windowResolved', window: late, base: early })
    expect(opened.compare).toMatchObject({ base: early, mode: 'share', swapped: false })
  })

  it('that takes the last threshold or the last typed number back leaves no empty table in the link', () => {
    const reset = { type: 'thresholdChanged', rule: 'slow-leak', signal: 'lock_wait_pct', value: undefined } as const
    expect('thresholds' in step(busy, reset)).toBe(false)
    expect('typed' in step(busy, everyEvent.numberTyped)).toBe(false)
  })

  it('that changes nothing keeps its identity, so that nothing is drawn again', () => {
    for (const event of [
      { type: 'selected', name: undefined },
      { type: 'thresholdsReset' },
      { type: 'compareChanged', compare: undefined },
      { type: 'coresGiven', cores: undefined },
    ] as const)
      expect(step(defaultView, event), event.type).toBe(defaultView)
  })
})

describe('what the pointer lies on', () => {
  it('is forgotten with its program, and stays while another window of it is looked at', () => {
    openLink(busy)
    hover('serve')
    dispatch({ type: 'windowChanged', window: early })
    expect(appStore.getState().hovered).toBe('serve')
    openLink({ ...busy, source: another })
    expect(appStore.getState().hovered).toBeUndefined()
  })
})

describe('a guest', () => {
  it('may look closer, and changes nothing that was shown to everybody', () => {
    openLink(busy, { guest: true })
    for (const event of events) {
      const before = appStore.getState().view
      dispatch(event)
      const after = appStore.getState().view
      if (!guestMay[event.type]) expect(after, event.type).toBe(before)
      for (const field of ['source', 'window', 'compare', 'thresholds', 'typed', 'cores'] as const)
        expect(after[field], `${event.type} and ${field}`).toEqual(busy[field])
    }
  })
})
