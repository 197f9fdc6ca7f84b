import { describe, expect, it } from 'vitest'
import { gatherWindow } from '../window/gather.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { compareWindows } from './compare.ts'
import type { WindowToCompare } from './windowToCompare.ts'
import { drawnWindow, windowToCompare } from '../testing/labelledService.ts'
import { tellComparability } from '../analysis/words/comparability.ts'
import { type ComparableSide, comparabilityOf } from './comparability.ts'

const window = { fromMs: atSecond(0), untilMs: atSecond(60) }

function profilesOf(truncatedStacks?: number): WindowProfiles {
  const capture = captureOf({
    kind: 'cpu',
    from: 0,
    until: 60,
    text: 'main;serve 20000000',
    runtime: 'go',
    ...(truncatedStacks === undefined ? {} : { meta: { truncatedStacks } }),
  })
  return gatherWindow({ captures: [capture], facts: [], window, settings: { cores: 2 } })
}

function withLock(lockSide: 'waiter' | 'holder'): WindowProfiles {
  const profiles = profilesOf()
  const { cpu } = profiles.views
  if (cpu.state !== 'measured') throw new Error('no CPU')
  const lock: MeasuredView = { ...cpu, kind: 'lock', lockSide }
  return { ...profiles, views: { ...profiles.views, lock } }
}

describe('may two windows be compared', () => {
  it('refuses mutex profiles across Go 1.22, where the runtime began to count every waiter', () => {
    const rows = comparabilityOf(
      { profiles: withLock('holder'), runtimeText: 'go1.21.9' },
      { profiles: withLock('holder'), runtimeText: 'go1.22.0' },
    )
    expect(rows[0]).toMatchObject({ level: 'refused', kind: 'lock' })
    expect(rows[0] && tellComparability(rows[0], 'UTC').text).toContain('go1.21.9')
  })

  it('says of a refused profile that it cannot be compared, not that it is missing', () => {
    const drawn = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': { 'main;work': 400 } }] })
    const { cpu } = drawn.whole.views
    if (cpu.state !== 'measured') throw new Error('no CPU')
    const lock: MeasuredView = { ...cpu, kind: 'lock', lockSide: 'holder' }
    const profiles = { ...drawn.whole, views: { ...drawn.whole.views, lock } }
    const of = (runtimeText: string): WindowToCompare => ({ ...windowToCompare(drawn), profiles, runtimeText })
    const { views } = compareWindows(of('go1.21.9'), of('go1.22.0')).comparison
    expect(views.lock).toMatchObject({ state: 'refused', missing: [] })
    expect(views.heap_live.state).toBe('absent')
    expect(views.cpu.state).toBe('compared')
  })

  it('says of what could not be read that it was not, and asks for no other window; of what was not recorded it does', () => {
    const drawn = drawnWindow({ from: 0, blockSeconds: 60, blocks: [{ '': { 'main;work': 400 } }] })
    const { cpu, heap_live: absent } = drawn.whole.views
    if (cpu.state !== 'measured' || absent.state === 'measured') throw new Error('no CPU, or a heap')
    const lock: MeasuredView = { ...cpu, kind: 'lock' }
    const both = { profiles: { ...drawn.whole, views: { ...drawn.whole.views, lock } } }
    const none = { profiles: { ...drawn.whole, views: { ...drawn.whole.views, cpu: absent } } }
    const said = (a: ComparableSide, b: ComparableSide): readonly string[] =>
      comparabilityOf(a, b)
        .filter(({ level }) => level === 'warning')
        .map((fact) => Object.values(tellComparability(fact, 'UTC')).join(' '))
        .filter((text) => /read|recorded/.test(text))
    const failed = said({ ...none, unread: ['cpu', 'lock'] }, both)
    expect(failed).toHaveLength(1)
    expect(failed[0]).toContain('of A could not be read, so they are not compared')
    expect(failed[0]).not.toContain('choose a window')
    const missing = said(none, both)
    expect(missing).toHaveLength(2)
    for (const text of missing) expect(text).toMatch(/recorded only in B.*choose a window in which both have it/)
  })

  it('compares block profiles across Go 1.22, and mutex profiles on either side of it', () => {
    const refused = (lockSide: 'waiter' | 'holder', from: string, to: string): boolean =>
      comparabilityOf(
        { profiles: withLock(lockSide), runtimeText: from },
        { profiles: withLock(lockSide), runtimeText: to },
      ).some(({ level }) => level === 'refused')
    expect(refused('waiter', 'go1.21.9', 'go1.22.0')).toBe(false)
    expect(refused('holder', 'go1.22.0', 'go1.26.8')).toBe(false)
    expect(refused('holder', 'go1.20.1', 'go1.21.9')).toBe(false)
  })

  it('warns when stacks were cut at the root in one of them, with what to do', () => {
    const rows = comparabilityOf({ profiles: profilesOf() }, { profiles: profilesOf(12) })
    expect(rows).toContainEqual({ level: 'warning', id: 'truncated', kind: 'cpu', stacksA: 0, stacksB: 12 })
    const uncut = comparabilityOf({ profiles: profilesOf() }, { profiles: profilesOf() })
    expect(uncut.some(({ id }) => id === 'truncated')).toBe(false)
  })

  it('tests nothing where two profilers do not see the same, and says which they are', () => {
    const side = (trait: 'java-code' | 'native-frames', counts: number): WindowToCompare => {
      const drawn = drawnWindow({
        from: 0,
        blockSeconds: 60,
        blocks: [{ '': { 'main;work': counts, 'main;rest': 400 } }],
      })
      const { cpu } = drawn.whole.views
      if (cpu.state !== 'measured') throw new Error('no CPU')
      return {
        ...windowToCompare(drawn),
        profiles: { ...drawn.whole, views: { ...drawn.whole.views, cpu: { ...cpu, traits: [trait] } } },
      }
    }
    const unlike = compareWindows(side('java-code', 400), side('native-frames', 4000)).comparison
    const said = unlike.comparability.find(({ id }) => id === 'profilers')
    expect(said).toMatchObject({ level: 'warning', kind: 'cpu' })
    expect(said && tellComparability(said, 'UTC').text).toContain('nothing is tested')
    expect(unlike.views.cpu).toMatchObject({ sharesOnly: true, testable: false, distinguishable: false })
    expect(unlike.changes).toEqual([])
    expect(unlike.headline).toMatchObject({ id: 'untested', profilers: {} })
    const alike = compareWindows(side('java-code', 400), side('java-code', 4000)).comparison
    expect(alike.comparability.some(({ id }) => id === 'profilers')).toBe(false)
    expect(alike.headline).toMatchObject({ id: 'function', name: 'work' })
  })

  it('takes 99 and 100 Hz for one rate, and names two that are not', () => {
    const at = (periodNs: number): WindowProfiles => {
      const profiles = profilesOf()
      const { cpu } = profiles.views
      if (cpu.state !== 'measured') throw new Error('no CPU')
      return { ...profiles, views: { ...profiles.views, cpu: { ...cpu, periodNs } } }
    }
    const rows = (a: number, b: number): readonly string[] =>
      comparabilityOf({ profiles: at(a) }, { profiles: at(b) }).flatMap((row) =>
        row.id === 'sampling-rates' ? [tellComparability(row, 'UTC').text] : [],
      )
    expect(rows(1e7, 1e9 / 99)).toEqual([])
    expect(rows(1e7, 1e6)).toEqual(['CPU was sampled every 10 ms in A and every 1.0 ms in B'])
  })
})
