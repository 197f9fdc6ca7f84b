import { describe, expect, it } from 'vitest'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { tellHeadline } from '../analysis/words/headline.ts'
import { plainText } from '../diagnosis/words.ts'
import type { ToldSignal } from '../diagnosis/story.ts'
import { compareWindows } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'

/** What is held, by how many objects were seen of each path. */
function holding(paths: Readonly<Record<string, number>>, view: Partial<MeasuredView>): WindowToCompare {
  const drawn = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': { 'main;work': 400 } }] })
  const held = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': paths }] }).whole.views.cpu
  if (held.state !== 'measured') throw new Error('no view')
  const heap_live = { ...held, ...view, kind: 'heap_live', coveredSeconds: 0 } as MeasuredView
  return {
    ...windowToCompare(drawn),
    profiles: { ...drawn.whole, views: { ...drawn.whole.views, heap_live } as never },
  }
}

const before = { 'main;cache': 20, 'main;queue': 40, 'main;pool': 40, 'main;index': 40 }
const after = { 'main;cache': 50, 'main;queue': 100, 'main;pool': 100, 'main;index': 100 }
const other = { 'main;cache': 230, 'main;queue': 40, 'main;pool': 40, 'main;index': 40 }

describe('what is held where its amount is not known', () => {
  it.each<[string, Partial<MeasuredView>]>([
    ['what is kept in a queue of objects', { shows: 'live_objects', traits: ['java-code', 'kept-sample'] }],
    ['snapshots that a store added up', { onlyShares: true }],
  ])('%s: that there are more is no change, that one has a larger part is', (_, view) => {
    const more = compareWindows(holding(before, view), holding(after, view)).comparison
    expect(more.views.heap_live).toMatchObject({ state: 'compared', distinguishable: false })
    expect(more.changes).toEqual([])
    const shifted = compareWindows(holding(before, view), holding(other, view)).comparison
    expect(shifted.headline).toMatchObject({ id: 'function', kind: 'heap_live', name: 'cache', timeless: true })
    expect(plainText(tellHeadline(shifted.headline))).toMatch(/^cache takes a larger share in B: 14 % → 66 % of /)
  })

  it('counts what every object is in: two and a half times as many are a change', () => {
    const view: Partial<MeasuredView> = { shows: 'live_objects' }
    const { views, changes } = compareWindows(holding(before, view), holding(after, view)).comparison
    expect(views.heap_live).toMatchObject({ distinguishable: true })
    expect(changes.map(({ verdict }) => verdict)).toContain('grew')
  })
})

/** A mutex profile that counts since the process began, and what dumps say of the lock wait. */
function locking(percent: number, seconds: number): WindowToCompare {
  const drawn = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': { 'main;work': 400 + percent } }] })
  const held = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': { 'main;place': 300 } }] }).whole.views.cpu
  if (held.state !== 'measured') throw new Error('no view')
  const lock = { ...held, kind: 'lock', coveredSeconds: seconds, lockSide: 'waiter' } as MeasuredView
  const side = windowToCompare(drawn)
  const { signals, diagnosis } = side.story
  const wait: ToldSignal = {
    ...signals.cpu_user_pct,
    state: 'present',
    id: 'lock_wait_pct',
    value: percent,
    low: percent,
    high: percent,
  } as ToldSignal
  return {
    ...side,
    profiles: { ...drawn.whole, views: { ...drawn.whole.views, lock } as never },
    story: {
      ...side.story,
      signals: { ...signals, lock_wait_pct: wait },
      diagnosis: percent > 60 ? { ...diagnosis, pattern: 'contention-bound', lookAt: 'lock' } : diagnosis,
    },
  }
}

describe('a lock profile of unknown length', () => {
  it('leaves the headline to the lock wait that was seen beside it', () => {
    const { headline } = compareWindows(locking(0.5, 0), locking(80, 0)).comparison
    expect(plainText(tellHeadline(headline))).toBe(
      'Lock wait changed: 0.5 → 80 %; no profile of both says by which function.',
    )
  })
  it('has none where as much is waited in both, nor where the length is known', () => {
    expect(compareWindows(locking(80, 0), locking(80, 0)).comparison.headline.id).not.toBe('signal')
    expect(compareWindows(locking(0.5, 60), locking(80, 60)).comparison.headline.id).not.toBe('signal')
  })
})

describe('locks of two processes', () => {
  type Waits = Readonly<Record<string, number>>
  const met = (waits: Waits, seconds: number): WindowToCompare => {
    const paths = Object.fromEntries(Object.entries(waits).map(([lock, count]) => [`main;${lock}`, count]))
    const { views } = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': paths }] }).whole
    const side = locking(0, seconds)
    const { lock } = side.profiles.views
    const drawn = { ...views.cpu, kind: 'lock', coveredSeconds: seconds, lockSide: 'holder' } as typeof lock
    return { ...side, profiles: { ...side.profiles, views: { ...side.profiles.views, lock: drawn } } }
  }
  const usual = { index: 500, log: 250, plan: 60, ledger: 50 }
  const told = (base: Waits, head: Waits, seconds: number): readonly string[] =>
    compareWindows(met(base, seconds), met(head, seconds), true).comparison.changes.flatMap(({ kind, name, verdict }) =>
      kind === 'lock' && verdict !== 'moved' ? [`${name} ${verdict}`] : [],
    )

  it('tell the one that is held longer and not those that its waiters do not come to, by its share where nobody knows over how long', () => {
    const held = { index: 900, log: 110, plan: 8, ledger: 6 }
    for (const seconds of [60, 0]) {
      expect(told(usual, held, seconds)).toEqual(['index grew'])
      expect(told(held, usual, seconds)).toEqual(['index shrank'])
    }
  })

  it('tell the only one there is by how often it is met, as there is none that it could stand out from', () => {
    expect(told({ index: 60 }, { index: 3600, log: 3 }, 60)).toContain('index grew')
    expect(told({ index: 3600 }, { index: 60 }, 60)).toContain('index shrank')
    expect(told({ index: 600 }, { index: 630 }, 60)).toEqual([])
  })

  it('tell none where all are met more, nor where one is by what two runs differ by', () => {
    const twice = Object.fromEntries(Object.entries(usual).map(([lock, count]) => [lock, 2.5 * count]))
    expect(told(usual, twice, 60)).toEqual([])
    expect(told(usual, { ...usual, index: 560 }, 60)).toEqual([])
  })

  it('tell a small one beside a large one that wanders, one that is met no more, and where the waiters went', () => {
    expect(told({ ...usual, index: 3000 }, { ...usual, index: 2850, ledger: 400 }, 60)).toEqual(['ledger grew'])
    expect(told(usual, { ...usual, log: 10 }, 60)).toEqual(['log shrank'])
    expect(told({ ...usual, index: 900 }, { ...usual, index: 30, log: 800 }, 60).toSorted()).toEqual([
      'index shrank',
      'log grew',
    ])
  })
})
