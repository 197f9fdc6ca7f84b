import { describe, expect, it } from 'vitest'
import type { LookThread, ThreadLook } from '../../base/looks.ts'
import { parsedSample } from '../../testing/samples.ts'
import { fellSilent, openWaitsOf } from './openWaits.ts'
import { ThreadLife } from './recordedThreads.ts'

const window = { fromMs: 0, untilMs: 60_000 }

function thread(number: number, state: LookThread['state'], more: Partial<LookThread> = {}): LookThread {
  return {
    id: `#${number} 0x7f${number}`,
    name: `desk-${number}`,
    group: 'desk-#',
    role: 'application',
    state,
    holds: [],
    doing: { kind: 'unknown', name: '' },
    stack: -1,
    cpuNs: 1e6,
    elapsedNs: 100e9,
    ...(state === 'lock' ? { waitsFor: { id: '0xf1', kind: 'Ledger', site: 'Desk.post', line: 7 } } : {}),
    ...more,
  }
}
const look = (atMs: number, threads: readonly LookThread[], deadlocks: ThreadLook['deadlocks'] = []): ThreadLook => ({
  runtime: 'jvm',
  sees: 'states',
  atMs,
  threads,
  deadlocks,
})
function life(...times: readonly number[]): ThreadLife {
  const made = new ThreadLife()
  for (const at of times) made.lived(at)
  return made
}
const lives = (byId: Readonly<Record<string, ThreadLife>>) => (id: string) => byId[id]

describe('waits that have not ended', () => {
  it('began after the thread’s last event, and before it was seen', () => {
    const found = openWaitsOf([look(50_000, [thread(1, 'lock')])], lives({ 1: life(1000, 20_000) }), window)
    expect(found).toEqual([{ fromMs: 20_000, seenMs: 50_000, untilMs: 50_000, endMs: 60_000 }])
  })
  it('are over where the thread does anything after the dump: that wait is among the events, and counted there', () => {
    expect(openWaitsOf([look(50_000, [thread(1, 'lock')])], lives({ 1: life(55_000) }), window)).toEqual([])
  })
  it('last from look to look of a thread that used no CPU in between', () => {
    const looks = [10_000, 30_000, 50_000].map((at) => look(at, [thread(1, 'lock')]))
    expect(openWaitsOf(looks, lives({}), window)).toEqual([
      { fromMs: 0, seenMs: 10_000, untilMs: 50_000, endMs: 60_000 },
    ])
  })
  it('are two where it ran between the looks, and the first of them is over', () => {
    const looks = [look(10_000, [thread(1, 'lock')]), look(50_000, [thread(1, 'lock', { cpuNs: 5e6 })])]
    expect(openWaitsOf(looks, lives({}), window)).toMatchObject([{ fromMs: 10_000, seenMs: 50_000, untilMs: 50_000 }])
  })
  it('begin no earlier than the thread', () => {
    const young = thread(1, 'lock', { elapsedNs: 5e9 })
    expect(openWaitsOf([look(50_000, [young])], lives({}), window)).toMatchObject([{ fromMs: 45_000 }])
  })
  it('go on to the end in a ring, and behind what its threads hold', () => {
    const holding = { holds: [{ lock: { id: '0xf2' }, evidence: 'printed' as const }] }
    const behind = thread(3, 'lock', { waitsFor: { id: '0xf2' } })
    const apart = thread(4, 'lock', { waitsFor: { id: '0xf9' } })
    const ring = look(50_000, [thread(1, 'lock'), thread(2, 'lock', holding), behind, apart], [['desk-1', 'desk-2']])
    expect(openWaitsOf([ring], lives({}), window).map(({ untilMs }) => untilMs)).toEqual([
      60_000, 60_000, 60_000, 50_000,
    ])
  })
})

describe('threads that fall silent', () => {
  const pace = (count: number): number[] => Array.from({ length: count }, (_, i) => 100 * i)
  it('had a pace and lost it', () => {
    expect(fellSilent([life(...pace(20)), life(...pace(590))], window)).toEqual({
      since: [1900],
      endMs: 60_000,
      of: 2,
    })
  })
  it('are not those that ended, nor those that seldom say anything', () => {
    const ended = life(...pace(20))
    ended.hasEnded = true
    expect(fellSilent([ended, life(...pace(5)), life(0, ...pace(9).map((at) => 500 * at))], window)).toBeUndefined()
  })
})

describe('dumps inside a recording', () => {
  it('show all threads of a deadlock, of which the recording has no event', async () => {
    const { parts, facts } = await parsedSample('jfr/open/knot.jfr.gz')
    const [dumps] = parts.filter(({ looks }) => looks !== undefined)
    expect(dumps).toMatchObject({ kind: 'threads', covers: 'gauge' })
    expect(dumps?.looks?.at(-1)?.deadlocks.length).toBeGreaterThan(0)
    expect(facts.openWaits).toHaveLength(8)
    expect(facts.openWaits?.every(({ untilMs, endMs }) => untilMs === endMs)).toBe(true)
  })
  it('show those behind a lock that is never given back', async () => {
    const { facts } = await parsedSample('jfr/open/held.jfr.gz')
    expect(facts.openWaits).toHaveLength(6)
  })
  it('add next to nothing to the events of a queue that moves', async () => {
    const { facts } = await parsedSample('jfr/open/queue.jfr.gz')
    const mostMs = (facts.openWaits ?? []).reduce((sum, { fromMs, endMs }) => sum + endMs - fromMs, 0)
    expect(mostMs).toBeLessThan(1000)
  })
  it('find nobody waiting in a pool without tasks', async () => {
    const { facts } = await parsedSample('jfr/open/idle.jfr.gz')
    expect(facts.openWaits).toBeUndefined()
  })
})
