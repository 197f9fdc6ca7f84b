import { describe, expect, it } from 'vitest'
import { absent } from '../signals/signalInput.ts'
import { evidenceOf, type Drawn } from '../testing/evidence.ts'
import type { Story } from '../diagnosis/story.ts'
import { readingOf } from '../testing/drawnFindings.ts'
import { fullPool } from '../testing/shortCases.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { tellStory } from './tell.ts'
import { nativeGrowthLines } from './words/nativeGrowth.ts'
import { plainText } from '../diagnosis/words.ts'

const lockText =
  'views.pay  views.pay\nlogging.Handler.handle  cache.get\nlogging.Handler.acquire  cache.lock\nRLock.acquire  RLock.acquire\n900  100'
const payments: Drawn = {
  signals: {
    cpu_alloc_pct: 2,
    alloc_rate_mb_s: 8,
    live_heap_mb: 480,
    live_heap_slope_mb_h: { value: 0, low: -0.4, high: 0.8 },
    lock_wait_pct: { value: 71.2, low: 69.3, high: 73.1, of: { id: 'threads', threads: 64, word: 'threads' } },
    cpu_user_pct: { value: 5, low: 4.8, high: 5.2, of: { id: 'cores', cores: 4 } },
  },
  views: { cpu: 'views.pay  views.pay\njson.dumps  rules.match\n38  30', lock: lockText },
  profiles: { runtime: 'cpython' },
}

function story(drawn: Drawn): Story {
  const { profiles, signals, diagnosis } = evidenceOf(drawn)
  return tellStory({ profiles, signals, diagnosis, zone: 'Asia/Kolkata' })
}

describe('tellStory', () => {
  it('says contention with its numbers, its place and what not to be misled by', () => {
    const told = story(payments)
    expect(plainText(told.sentence)).toBe(
      'Threads spend 71 % of wall time waiting for locks, most of it in logging.Handler.handle, while CPU is 5.0 % busy.',
    )
    expect(told.sentence.filter((segment) => segment.as === 'strong').map((segment) => segment.text)).toEqual([
      '71 %',
      '5.0 %',
    ])
    expect(told.lookAt).toEqual({ view: 'lock', text: 'LOCK' })
    expect(plainText(told.misleading[0]!.sentence)).toBe('json.dumps looks big (56 %), but of a CPU that is 5.0 % busy')
    expect(told.next).toBe(
      'Find who holds the lock that logging.Handler.handle waits for: take three dumps of all threads; the holder stands inside it.',
    )
    expect(told.nextCommand).toBe('py-spy dump --pid PID --native > dump.txt')
  })

  it.each([
    [
      { cpu_alloc_pct: 34, alloc_rate_mb_s: 180, live_heap_slope_mb_h: 0, lock_wait_pct: 8, cpu_user_pct: 82 },
      'Allocator and collector take 34 % of a CPU that is 82 % busy: 180 MB/s are allocated, and the heap is flat.',
    ],
    [
      {
        cpu_alloc_pct: 3,
        alloc_rate_mb_s: 12,
        live_heap_mb: 3400,
        live_heap_slope_mb_h: 90,
        lock_wait_pct: 5,
        cpu_user_pct: 18,
      },
      'The live heap grows by 90 MB/h and holds 3,400 MB, while CPU is 18 % busy and lock wait is 5.0 %. At this rate +1.0 GB in 11 h; the memory limit is not known.',
    ],
    [
      { cpu_alloc_pct: 22, alloc_rate_mb_s: 240, live_heap_slope_mb_h: 30, lock_wait_pct: 62, cpu_user_pct: 78 },
      'CPU is 78 % busy, 240 MB/s are allocated, and goroutines wait for locks 62 % of their time. It looks like overload: check request rate and retries, profiles do not show them.',
    ],
    [
      { cpu_alloc_pct: 4, alloc_rate_mb_s: 6, live_heap_slope_mb_h: 0, lock_wait_pct: 3, cpu_user_pct: 73 },
      'CPU is 73 % busy with work of its own; lock wait is 3.0 % and the heap is flat.',
    ],
    [
      { cpu_alloc_pct: 2, alloc_rate_mb_s: 5, live_heap_slope_mb_h: 0, lock_wait_pct: 2, cpu_user_pct: 6 },
      'CPU is 6.0 % busy, lock wait is 2.0 % and the heap is flat: nothing comes near any of the five rules.',
    ],
  ] as const)('tells every pattern in present tense with its numbers', (signals, text) => {
    expect(plainText(story({ signals }).sentence)).toBe(text)
  })

  it('claims no more than what was measured', () => {
    const { signals, ...rest } = payments
    const { lock_wait_pct: _, ...known } = signals!
    const told = story({ ...rest, signals: known, views: {} })
    expect(plainText(told.sentence)).toBe(
      'CPU is 5.0 % busy and the heap is flat, so the service is idle or waiting. Not ruled out: contention-bound (lock wait was not measured). The other 4 causes are ruled out.',
    )
    expect(told.next).toBe('Draw it')
    // A bound that does not decide is no silence.
    const bounded = story({ ...rest, signals: { ...known, lock_wait_pct: { value: 40, bound: 'lower' } }, views: {} })
    expect(plainText(bounded.sentence)).toMatch(/lock wait is at least 40 %.*\(lock wait was not settled\)/)
    expect(plainText(story({}).sentence)).toMatch(/^No signal that a rule reads was measured\./)
    // What is largest is known where how much it is was never measured; of samples that may have waited too, and that they may.
    const { views } = payments
    expect(plainText(story({ views: { lock: lockText } }).sentence)).toMatch(
      /^Of what was waited for locks, 90 % was in logging\.Handler\.handle\. Nothing is ruled out yet/,
    )
    expect(plainText(story({ views: { cpu: views!.cpu! } }).sentence)).toMatch(
      /^Of what was sampled, 56 % was in json\.dumps; whether that was CPU is not known\. Nothing is ruled out yet/,
    )
    // Dumps in which nothing stands out say where the threads stood, and only where nothing says more.
    const stood = [{ id: 'threads-in-dumps', text: 'In one look at 5 threads: 5 asleep.', evidence: [], confirm: '' }]
    const ofDumps = (drawn: Drawn, id = 'threads-in-dumps'): string =>
      plainText(
        tellStory({ ...evidenceOf(drawn), findings: stood.map((one) => ({ ...one, id })), zone: 'UTC' }).sentence,
      )
    expect(ofDumps({})).toMatch(/^In one look at 5 threads: 5 asleep\. Nothing is ruled out yet/)
    expect(ofDumps({ views: { lock: lockText } })).toMatch(/^Of what was waited for locks, 90 % .*\. Nothing is/)
    expect(ofDumps({ signals: { ...known, lock_wait_pct: 12 } })).toMatch(/^CPU is/)
    // Where most of them wait explains an idle CPU, and no busy one; what no rule asks is said where all is quiet too.
    const crowd = 'crowd-in-dumps'
    expect(ofDumps({ signals: { cpu_user_pct: 5 } }, crowd)).toMatch(/^In one look at 5 threads.*\. CPU is 5\.0 %/)
    expect(ofDumps({ signals: { cpu_user_pct: 55 } }, crowd)).toMatch(/^CPU is/)
    const quiet = { ...known, lock_wait_pct: 2, cpu_alloc_pct: 2, alloc_rate_mb_s: 5 }
    expect(ofDumps({ signals: quiet }, crowd)).toMatch(/^CPU is .* nothing comes near/)
    expect(ofDumps({ signals: quiet }, 'threads-all-busy')).toMatch(/^In one look at 5 threads.* nothing comes near/)
    expect(ofDumps({}, 'goroutine-leak')).toMatch(/^In one look at 5 threads/)
    // Idle on half a core is idle on more.
    const used = (value: number): string => {
      const { signals: none, ...evidence } = evidenceOf({})
      const standIn = { id: 'cores_used', value } as const
      const cpu = absent('cpu_user_pct', { id: 'cores-unknown', coresUsed: value }, { ask: 'cores', standIn })
      return plainText(tellStory({ ...evidence, signals: { ...none, cpu_user_pct: cpu }, zone: 'UTC' }).sentence)
    }
    expect(used(0)).toMatch(/^No CPU was seen in use\./)
    expect(used(0.04)).toMatch(/^0\.04 cores are used: CPU-bound only on fewer than 0\.1\./)
    expect(used(0.9)).toMatch(/^No signal that a rule reads was measured\./)
  })

  it('marks the functions that a finding names at its beginning', () => {
    const evidence = evidenceOf({ profiles: { looks: readingOf({ runtime: 'jvm', fullPool }) } })
    const told = tellStory({ ...evidence, findings: findingsOf(evidence), zone: 'UTC' })
    expect(told.sentence.filter(({ as }) => as === 'code')).toEqual([{ text: 'Stock.ask', as: 'code' }])
  })

  it('does not call the heap flat when its growth is merely unknown within wide limits', () => {
    const wide = story({
      ...payments,
      signals: {
        ...payments.signals,
        cpu_user_pct: 73,
        lock_wait_pct: 3,
        live_heap_slope_mb_h: { value: 0, low: -100, high: 100 },
      },
    })
    expect(plainText(wide.sentence)).toContain('no heap growth is established')
  })
})

describe('memory outside the heap', () => {
  it('is told from that of the whole process, which the heap is a part of', () => {
    expect(
      nativeGrowthLines([
        { bytes: 512e6, mbPerHour: -3 },
        { category: 'Direct buffers', bytes: 134e6, mbPerHour: 480, low: 470.4, high: 490.6 },
      ]),
    ).toEqual(['whole process: 512 MB, −3 MB/h', 'outside the heap: Direct buffers: 134 MB, +480 MB/h (470 to 491)'])
  })
})
