import { describe, expect, it } from 'vitest'
import { type EvidenceInput, leafShareFrom } from './evidenceInput.ts'
import { misreadingRows, misreadingsOf } from './misreadings.ts'
import { captureOf } from '../testing/captures.ts'
import { drawnView, evidenceOf, type Drawn } from '../testing/evidence.ts'

type Case = Drawn | EvidenceInput

const noCores = (used: number, lock: number): EvidenceInput => {
  const drawn = evidenceOf({
    signals: { lock_wait_pct: lock, live_heap_slope_mb_h: 0, cpu_alloc_pct: 2, alloc_rate_mb_s: 3 },
  })
  const cpu = {
    state: 'absent' as const,
    id: 'cpu_user_pct' as const,
    why: { id: 'cores-unknown' as const, coresUsed: used },
    ask: 'cores' as const,
    standIn: { id: 'cores_used' as const, value: used },
  }
  return { ...drawn, signals: { ...drawn.signals, cpu_user_pct: cpu } }
}

const cases: Readonly<Record<string, { readonly shows: Case; readonly doesNot: Case; readonly says: string }>> = {
  'wall-not-cpu': {
    shows: { views: { cpu: 'main  main\nepoll_wait  work\n80  20' } },
    doesNot: { views: { cpu: 'main  main\nepoll_wait  work\n20  80' } },
    says: 'wall-clock profile',
  },
  'alloc-is-not-live': {
    shows: { views: { heap_alloc: 'app.encode  app.load\n80  20', heap_live: 'app.cache  app.encode\n99  1' } },
    doesNot: { views: { heap_alloc: 'app.encode  app.load\n80  20', heap_live: 'app.cache  app.encode\n50  50' } },
    says: 'churns',
  },
  'live-is-not-rss': {
    shows: { signals: { live_heap_mb: 100 }, profiles: { rssBytes: 900e6 } },
    doesNot: { signals: { live_heap_mb: 100 }, profiles: { rssBytes: 110e6 } },
    says: 'native allocator',
  },
  'gil-is-not-a-lock': {
    shows: { views: { lock: drawnView('lock', 'main\n5', { wholeNs: 1000 }) }, profiles: { gilWaitNs: 200 } },
    doesNot: { views: { lock: drawnView('lock', 'main\n5', { wholeNs: 1000 }) }, profiles: { gilWaitNs: 2 } },
    says: '20 % of thread time',
  },
  'locks-elsewhere': {
    shows: {
      signals: { lock_wait_pct: 1 },
      views: { lock: 'main\n5' },
      profiles: { otherWaits: [{ kind: 'io', ns: 300e9 }] },
    },
    doesNot: {
      signals: { lock_wait_pct: 1 },
      views: { lock: 'main\n5' },
      profiles: { otherWaits: [{ kind: 'io', ns: 3e9 }] },
    },
    says: 'Redis',
  },
  'deadlock-invisible': {
    shows: { signals: { cpu_user_pct: 1, lock_wait_pct: 0 }, views: { lock: 'main\n5' } },
    doesNot: { signals: { cpu_user_pct: 40, lock_wait_pct: 0 }, views: { lock: 'main\n5' } },
    says: 'deadlock',
  },
  'widest-is-not-the-bug': {
    shows: {
      signals: { cpu_user_pct: 80, lock_wait_pct: 2, live_heap_slope_mb_h: 0, cpu_alloc_pct: 2, alloc_rate_mb_s: 2 },
    },
    doesNot: {
      signals: { cpu_user_pct: 20, lock_wait_pct: 2, live_heap_slope_mb_h: 0, cpu_alloc_pct: 2, alloc_rate_mb_s: 2 },
    },
    says: 'comparison',
  },
  'cascade-consistent-with': {
    shows: {
      signals: {
        cpu_user_pct: 78,
        lock_wait_pct: 62,
        live_heap_slope_mb_h: 4,
        cpu_alloc_pct: 26,
        alloc_rate_mb_s: 240,
      },
    },
    doesNot: {
      signals: {
        cpu_user_pct: 78,
        lock_wait_pct: 12,
        live_heap_slope_mb_h: 4,
        cpu_alloc_pct: 26,
        alloc_rate_mb_s: 240,
      },
    },
    says: 'shed load before anything else',
  },
  'lock-threshold': {
    shows: {
      views: {
        lock: drawnView('lock', 'main\n5', {
          cautions: [{ id: 'below-threshold', ms: 20 }],
        }),
      },
    },
    doesNot: { views: { lock: 'main\n5' } },
    says: '20 ms',
  },
  'held-by-not-waiting': {
    shows: { views: { lock: drawnView('lock', 'main\n5', { lockSide: 'holder' }) } },
    doesNot: { views: { lock: drawnView('lock', 'main\n5', { lockSide: 'waiter' }) } },
    says: 'held by',
  },
  'cpu-is-a-bound': {
    shows: { signals: { cpu_user_pct: { value: 5, bound: 'lower' } } },
    doesNot: { signals: { cpu_user_pct: { value: 100, bound: 'clamped' } } },
    says: 'lower bound',
  },
  'samples-not-seconds': {
    shows: {
      signals: { cpu_user_pct: { value: 5, samplesOf: 'counter-readings' } },
      views: { cpu: drawnView('cpu', 'main\n5', { traits: ['gil-or-runnable'] }) },
    },
    doesNot: {
      signals: { cpu_user_pct: { value: 5 } },
      views: { cpu: drawnView('cpu', 'main\n5', { traits: [] }) },
    },
    says: 'GIL',
  },
  'cores-unknown': {
    shows: noCores(0.9, 72),
    doesNot: { signals: { cpu_user_pct: 5 } },
    says: '7 or more cores: contention-bound',
  },
  'young-collections': {
    shows: {
      signals: {
        live_heap_slope_mb_h: {
          range: { high: 90, highFrom: { id: 'young-collections', collections: 9, seconds: 60 } },
        },
      },
    },
    doesNot: { signals: { live_heap_slope_mb_h: 90 } },
    says: 'promoted garbage',
  },
  'summed-snapshots': {
    shows: { views: { heap_live: drawnView('heap_live', 'main\n5', { onlyShares: true }) } },
    doesNot: { views: { heap_live: 'main\n5' } },
    says: 'shares, not bytes',
  },
}

const inputOf = (one: Case): EvidenceInput => ('diagnosis' in one ? one : evidenceOf(one))

describe('misreadings and blind spots', () => {
  it('have a case each', () => {
    expect(Object.keys(cases).toSorted()).toEqual(misreadingRows.map((row) => row.id).toSorted())
  })

  it.each(Object.entries(cases))('%s is said when it holds and only then', (id, { shows, doesNot, says }) => {
    expect(misreadingsOf(inputOf(shows)).find((misreading) => misreading.id === id)?.text).toContain(says)
    expect(misreadingsOf(inputOf(doesNot)).map((misreading) => misreading.id)).not.toContain(id)
    expect(misreadingsOf(evidenceOf({})).map((misreading) => misreading.id)).not.toContain(id)
  })

  it('takes a flight recording at its word: of an idle program its few samples are on their way into a wait', () => {
    const waits = 'main  main\nepoll_wait  work\n80  20'
    const recorded = captureOf({ kind: 'cpu', from: 0, text: waits, runtime: 'jvm', meta: { format: 'jfr' } })
    const views = { cpu: drawnView('cpu', waits, { files: [recorded.file] }) }
    const said = (captures: EvidenceInput['captures']) =>
      misreadingsOf({ ...evidenceOf({ views }), captures }).some(({ id }) => id === 'wall-not-cpu')
    expect(said([recorded])).toBe(false)
    const { profile } = recorded
    expect(said([{ ...recorded, profile: { ...profile, meta: { ...profile.meta, format: 'pprof' } } }])).toBe(true)
  })

  it('says whatever the number of cores when it does not matter', () => {
    expect(misreadingsOf(noCores(0.2, 3)).find((one) => one.id === 'cores-unknown')?.text).toBe(
      'Whatever the number of cores, the answer is no clear pattern.',
    )
  })

  it('does not call it an answer where nothing is decided for any number of them', () => {
    const idle = noCores(0.01, 3)
    const open = { id: 'live_heap_slope_mb_h', state: 'absent', why: { id: 'one-snapshot' } } as const
    const signals = { ...idle.signals, live_heap_slope_mb_h: open }
    const { live_heap_slope_mb_h: _, ...values } = idle.values
    expect(misreadingsOf({ ...idle, signals, values }).find((one) => one.id === 'cores-unknown')?.text).toBe(
      'The number of cores alone does not decide it.',
    )
  })
})

describe('a share that is only of interest from half on', () => {
  const half = (names: string, weights: string): number | undefined =>
    leafShareFrom(drawnView('cpu', `${names}\n${weights}`), (name) => name.startsWith('wait'), 0.5)

  it('is the same whichever name comes first, and none below it', () => {
    expect(half('wait_a  work  wait_b', '30  40  30')).toBe(0.6)
    expect(half('work  wait_a  wait_b', '40  30  30')).toBe(0.6)
    expect(half('wait_a  work', '50  50')).toBe(0.5)
    expect(half('work  wait_a', '51  49')).toBeUndefined()
    expect(half('work  rest', '50  50')).toBeUndefined()
  })

  it('asks of no more names than can change the answer', () => {
    const asked: string[] = []
    leafShareFrom(drawnView('cpu', 'a  b  c  d\n30  30  20  20'), (name) => asked.push(name) < 0, 0.5)
    expect(asked).toEqual(['a', 'b'])
  })
})
