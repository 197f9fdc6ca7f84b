import { describe, expect, it } from 'vitest'
import type { LockWaits } from '../base/lockWaits.ts'
import { drawnView } from '../testing/evidence.ts'
import { queueOf, readingOf } from '../testing/drawnFindings.ts'
import { calm, contention, held, leakWith, lockText, told, wait } from '../testing/drawnWaits.ts'
import type { LookCount } from '../window/looksReading.ts'
import { plainText } from '../diagnosis/words.ts'

describe('what to do now', () => {
  it('asks of a crowd seen once or twice whether it ends, and of one that stays as it is for the cache', () => {
    const crowded = (...byLook: readonly number[]) =>
      told({
        signals: { ...calm, live_heap_slope_mb_h: 400 },
        views: { heap_live: 'main  main\nmain.quote.func1  cache.get\n26000000  4000000' },
        profiles: {
          runtime: 'go',
          looks: readingOf({ crowd: { site: 'main.quote.func1', state: 'condition', byLook, all: 350 } }),
        },
      }).next
    expect(crowded(340)).toBe(
      'See whether the 340 goroutines that wait in main.quote.func1 ever end, where what grows is made; if they do, find the cache that keeps it. Restart before memory runs out.',
    )
    expect(crowded(340, 340, 340)).toMatch(/^Find the cache, map or list that keeps what main\.quote\.func1/)
  })

  it('asks for no dumps that are there, unless they are fewer than three or a recording’s own', () => {
    const count = { threads: 9, waiting: 8, unknown: 0, running: 1, parked: 0, maybeParked: 0 }
    const after = (runtime: 'go' | 'jvm', ...looks: readonly LookCount[]) =>
      told(contention(undefined, { profiles: { runtime, looks: readingOf({ looks }) } })).next
    expect(after('jvm', count, count, count)).toBe(
      'Look in the 3 dumps here for who holds the lock that a.io/tickets.Reserve waits for: where nobody stands inside it, take them with -l, which lists owners.',
    )
    const lost = { looks: [count, count, count], owners: 'printed' as const, neverRan: { threads: 8, seconds: 9 } }
    const nobody = queueOf(90)
    const waits = nobody.waits.map((wait) => ({ ...wait, holders: [], owner: { doing: [] } }))
    const without = { ...nobody, waits }
    expect(told(contention(without, { profiles: { runtime: 'jvm', looks: readingOf(lost) } })).next).toMatch(
      /^Restart, and read where the lock .* is taken and not given back .* no thread in the 3 dumps has it/,
    )
    expect(
      told(contention(without, { profiles: { runtime: 'jvm', looks: readingOf({ looks: lost.looks }) } })).next,
    ).not.toMatch(/^Restart/)
    expect(after('go', count, count, count)).toMatch(/^Look in the 3 dumps here .* read what else takes it\.$/)
    expect(after('jvm', count, count)).toMatch(/^Find who holds .* take three dumps of all threads/)
    const own = { ...count, ofRecording: true } as const
    expect(after('jvm', own, own, own)).toMatch(/^Find who holds .* take three dumps of all threads/)
  })

  it('asks of a deadlock for a second dump once, and says it before how long was waited', () => {
    const count = { threads: 9, waiting: 8, unknown: 0, running: 1, parked: 0, maybeParked: 0 }
    const stuck = (...looks: readonly LookCount[]) =>
      told(
        contention(undefined, {
          profiles: { runtime: 'jvm', looks: readingOf({ looks, deadlocks: [['debit', 'credit']] }) },
        }),
      )
    expect(stuck(count).next).toMatch(/^Take a second dump, then restart/)
    expect(stuck(count, count).next).toMatch(/^Restart: .* Keep the 2 dumps/)
    expect(plainText(stuck(count).sentence)).toMatch(/^Deadlock: debit and credit wait for each other .* Threads spend/)
  })

  it('asks for a second dump, then for a restart, where nobody is left who could give a lock back', () => {
    const count = { threads: 9, waiting: 8, unknown: 0, running: 0, parked: 1, maybeParked: 0 }
    const after = (standstill: 'waits' | 'is-none', ...looks: readonly LookCount[]) =>
      told(contention(undefined, { profiles: { runtime: 'go', looks: readingOf({ looks, standstill }) } })).next
    expect(after('is-none', count)).toMatch(/^Take a second dump: where the same goroutines wait/)
    expect(after('is-none', count, count)).toMatch(/^Restart: .* Keep the 2 dumps/)
    expect(after('waits', count)).toMatch(/^Find who holds/)
  })

  it('has child processes started without waiting, where an event loop stands still for them', () => {
    const asked = (ns: number) =>
      told({
        signals: { cpu_user_pct: 1, lock_wait_pct: 0 },
        views: { cpu: drawnView('cpu', 'main\n9', { stopped: { ns, site: 'convert' } }) },
        profiles: { runtime: 'v8' },
      })
    expect(asked(40e9).next).toMatch(/^Start child processes in convert without waiting/)
    expect(plainText(asked(40e9).sentence)).toMatch(
      /^The event loop stands still 67 % of the time .*most of it in convert/,
    )
    expect(asked(1e9).next).not.toMatch(/child processes/)
  })

  it('asks for native frames where threads stand on a line that says nothing, before it asks for CPU', () => {
    const line = { name: 'book.post', line: 17, threads: 30, areSame: true }
    const { next } = told({ profiles: { runtime: 'cpython', looks: readingOf({ sees: 'names', lines: [line] }) } })
    expect(next).toMatch(/^Read what book.post waits for at line 17, or take dumps with --native/)
    expect(told({ profiles: { runtime: 'cpython', looks: readingOf({ sees: 'names' }) } }).next).not.toMatch(/^Read/)
  })

  it('looks for a cache still, where leaked goroutines hold little of what is live', () => {
    expect(told(leakWith(4_000_000, 26_000_000)).next).toMatch(/^Find the cache, map or list that keeps what cache.get/)
  })

  it('names no function where none stands out', () => {
    const churn = { ...calm, cpu_user_pct: 82, cpu_alloc_pct: 40, alloc_rate_mb_s: 200 }
    expect(told({ signals: churn }).next).toBe('Find the widest allocation site and reuse its buffer on one instance.')
  })

  it('comes with the command of the runtime, where one decides', () => {
    expect(told(contention()).nextCommand).toMatch(/^curl .*goroutine\?debug=2'$/)
    expect(told(contention(undefined, { profiles: { runtime: 'jvm' } })).nextCommand).toBe(
      'jcmd PID Thread.print -l > dump.txt',
    )
    expect(told({ signals: calm }).nextCommand).toBeUndefined()
  })

  it('is the command that lists virtual threads, where there are any', () => {
    const count = { threads: 9, waiting: 8, unknown: 0, running: 1, parked: 0, maybeParked: 0 }
    const after = (of: 'shows' | 'misses', times: number) =>
      told(
        contention(undefined, {
          profiles: {
            runtime: 'jvm',
            looks: readingOf({ looks: Array.from({ length: times }, () => count), [of]: 'virtual-threads' }),
          },
        }),
      )
    const command = 'jcmd PID Thread.dump_to_file -format=json threads.json'
    expect(after('shows', 1).nextCommand).toBe(command)
    expect(after('misses', 1).nextCommand).toBe(command)
    expect(after('shows', 3).next).toMatch(/read what else takes it\.$/)
  })

  it('tells everybody where all threads wait behind one lock that the share of all threads hides', () => {
    const lock = {
      value: 9,
      companions: [
        { id: 'average_waiters', value: 7 },
        { id: 'contention_ratio', value: 98 },
      ],
    } as const
    const story = told({ signals: { ...calm, lock_wait_pct: lock }, views: { lock: lockText } })
    expect(story.diagnosis).toMatchObject({ pattern: 'no-clear-pattern', kind: 'mixed' })
    expect(story.lookAt.view).toBe('lock')
    expect(story.next).toMatch(/^Find who holds the lock that a\.io\/tickets\.Reserve waits for/)
    expect(story.misleading).toEqual([])
    const known = (lockWaits: LockWaits): string =>
      told({
        signals: { ...calm, lock_wait_pct: lock },
        views: { lock: lockText },
        profiles: { lockWaits },
      }).next
    // Whose holder is known, or known to be nobody in particular, is not asked for again.
    const other = wait({ id: 2, waitNs: 800e9, chain: [2], waiters: [{ site: 'b.io/stock.Take', ns: 800e9 }] })
    expect(known(held(wait({}), other))).toMatch(/^Begin with the largest of several \(42 % .*audit\.Append/)
    const relay = wait({
      owner: { doing: [{ kind: 'cpu', name: 'a.io/tickets.pass', share: 1 }] },
      hands: { changes: 5000, meanHeldNs: 1e6, topThreadShare: 0.05 },
    })
    expect(known(held(relay))).toBe(
      'Enter a.io/tickets.Reserve less often or split its lock: nobody holds it for long.',
    )
  })
})
