import { describe, expect, it } from 'vitest'
import type { ThreadLook } from '../base/looks.ts'
import { parseTyped } from '../base/typed.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { gather } from '../testing/gathered.ts'
import { many, rangeOf, shownBy, signalOf } from '../testing/signalsOfLooks.ts'
import { deriveSignals } from './derive.ts'

describe('lock wait from looks at all threads', () => {
  const queue = lookOf([...many(30, 'web', 'lock'), ...many(10, 'web-b', 'running')])

  it('of one look is an example, the interval of a share at that instant, and bounds the time around it as one toss of a coin', () => {
    expect(rangeOf(signalOf([queue], 'lock_wait_pct', 'go'))).toBe('12..')
    expect(shownBy(signalOf([queue], 'lock_wait_pct', 'go'))).toBe(62)
    // Starting jstack makes some of the others wait: a sixth of ten.
    expect(shownBy(signalOf([queue], 'lock_wait_pct', 'jvm'))).toBe(57)
  })

  it('of two threads that both wait is no example of a queue; of forty it is, and how long it lasts only more looks tell', () => {
    const all = (count: number, looks: number) =>
      signalOf(
        Array.from({ length: looks }, () => lookOf(many(count, 'web', 'lock'))),
        'lock_wait_pct',
        'go',
      )
    expect([2, 23, 40].map((count) => shownBy(all(count, 1)))).toEqual([34, 86, 91])
    // A writer that holds up 23 of 23 for 67 % of each second is met by four looks in a row once in five.
    expect([1, 2, 3, 4].map((looks) => rangeOf(all(23, looks)))).toEqual(['21..', '34..', '44..', '51..'])
    expect([5, 6, 10, 20].map((looks) => rangeOf(all(23, looks)))).toEqual([
      '100 [55, 100]',
      '100 [61, 100]',
      '100 [74, 100]',
      '100 [86, 100]',
    ])
  })

  it('of a dump that was cut off leaves open what those that are not in it do', () => {
    const cut = (...threads: readonly string[]) => signalOf([lookOf(threads, { missing: 28 })], 'lock_wait_pct', 'go')
    expect(rangeOf(cut(...many(4, 'pool', 'idle'), ...many(1, 'web', 'running')))).toBe('0..')
    const broken = lookOf(many(40, 'web', 'running'), { isCut: true })
    expect(
      rangeOf(
        signalOf(
          Array.from({ length: 6 }, () => broken),
          'lock_wait_pct',
          'go',
        ),
      ),
    ).toBe('0 [0, 100]')
    // Ten of 38, and all of them.
    expect(rangeOf(cut(...many(10, 'web', 'lock')))).toBe('2..')
    expect(shownBy(cut(...many(10, 'web', 'lock')))).toBe(12)
  })

  it('stays a bound for four looks and is a value for five, by their own scatter', () => {
    const looks = [28, 30, 32, 30, 30].map((n) =>
      lookOf([...many(n, 'web', 'lock'), ...many(40 - n, 'api', 'running')]),
    )
    expect(signalOf(looks.slice(0, 4)).state).toBe('absent')
    expect(rangeOf(signalOf(looks, 'lock_wait_pct', 'go'))).toBe('75 [55, 79]')
    // Ten of them met no other state for a quarter of the time.
    expect(rangeOf(signalOf([...looks, ...looks], 'lock_wait_pct', 'go'))).toBe('75 [73, 77]')
  })

  it('does not count a pool that never has anything to do, however large', () => {
    const busy = lookOf([...many(8, 'web', 'lock'), ...many(2, 'api', 'running'), ...many(50, 'pool', 'idle')])
    expect(rangeOf(signalOf([busy, busy, busy, busy, busy], 'lock_wait_pct', 'go'))).toBe('80 [55, 85]')
  })

  it('counts the parked threads of a pool in, below, when others of that pool are at work', () => {
    const pool = lookOf([...many(5, 'web', 'lock'), ...many(15, 'web-x', 'running')])
    const threads = [
      ...pool.threads,
      ...lookOf(many(180, 'web', 'idle')).threads.map((one) => ({ ...one, id: `i${one.id}` })),
    ]
    // 5 of 200, or 5 of 20 where the 180 have nothing to do.
    expect(rangeOf(signalOf([{ ...pool, threads }]))).toBe('0..')
  })

  it('of a lock that all run into at once is not excluded by looks that met none of them', () => {
    const looks = [0, 30, 1].map((n) => lookOf([...many(n, 'web', 'lock'), ...many(31 - n, 'api', 'io')]))
    const of = (...which: readonly number[]): string =>
      rangeOf(
        signalOf(
          which.flatMap((at) => looks[at] ?? []),
          'lock_wait_pct',
          'go',
        ),
      )
    expect([of(0), of(2), of(0, 2), of(0, 1, 2)]).toEqual(['0..', '0..', '0..', '6..99'])
    // Twenty that all met a few of them are a mean with a scatter; one of twenty that met all is no proof that nineteen did not.
    expect(of(...Array.from({ length: 20 }, () => 2))).toBe('3 [2, 14]')
  })

  it.each([
    ['an idle pool', 'idle'],
    ['sleepers', 'sleep'],
    ['readers', 'io'],
    ['waiters for a condition', 'condition'],
    ['a pool of connections that is used up', 'pool'],
    ['a lock that other processes share', 'external-lock'],
  ])('%s: none of 60 waits for a lock', (_, state) => {
    expect(rangeOf(signalOf([lookOf(many(60, 'web', state))]))).toBe('0..')
    const looks = (count: number): string =>
      rangeOf(signalOf(Array.from({ length: count }, () => lookOf(many(60, 'web', state)))))
    expect([3, 4, 5, 10, 60].map(looks)).toEqual(['0..63', '0..53', '0 [0, 45]', '0 [0, 26]', '0 [0, 5]'])
  })

  it('of few looks between two queues of a read-write lock is open above', () => {
    const turned = (state: string, turn: 'woken' | 'writer', of: number): ThreadLook => {
      const look = lookOf([...many(of, 'w', state), ...many(30 - of, 'r', 'running')])
      return { ...look, threads: look.threads.map((one, at) => (at < of ? { ...one, turn } : one)) }
    }
    // All were just let in; one waits until all others have left.
    expect(rangeOf(signalOf([turned('running', 'woken', 28)], 'lock_wait_pct', 'go'))).toBe('0..')
    expect(rangeOf(signalOf([turned('lock', 'writer', 1)], 'lock_wait_pct', 'go'))).toBe('0..')
    expect(rangeOf(signalOf([lookOf(many(30, 'r', 'running'))], 'lock_wait_pct', 'go'))).toBe('0..')
    const looks = Array.from({ length: 6 }, () => turned('lock', 'writer', 1))
    expect(rangeOf(signalOf(looks, 'lock_wait_pct', 'go'))).toBe('3 [2, 39]')
  })

  it('of a Go process whose processors are full is no more than what holds between the looks', () => {
    const typed = (text: string) => {
      const cpu = parseTyped('cpu', text)
      return cpu === undefined ? {} : { typed: { cpu } }
    }
    const at = (
      cores: number,
      cpu: string | undefined,
      runtime: 'go' | 'jvm' = 'go',
      threads = queue.threads,
    ): string => {
      const settings = { cores, ...(cpu === undefined ? {} : typed(cpu)) }
      const looks = Array.from({ length: 12 }, () => ({ ...queue, threads }))
      return rangeOf(deriveSignals(gather(dumpsOf(looks, runtime), settings), { facts: [], settings }).lock_wait_pct)
    }
    // 75 % at each of twelve looks: on one processor nothing is known below, on two seven tenths of it.
    expect(at(1, '0.98')).toBe('0..76')
    expect(at(1, undefined)).toBe('0..76')
    expect(at(2, '1.9')).toBe('52..76')
    // Room for the dump to be taken at once; nobody else at work; or somebody outside who looks.
    expect(at(1, '0.30')).toBe('75 [74, 76]')
    expect(at(2, undefined)).toBe('75 [74, 76]')
    const asleep = queue.threads.map((one) => (one.state === 'running' ? { ...one, state: 'sleep' as const } : one))
    expect(at(1, undefined, 'go', asleep)).toBe('100 [78, 100]')
    expect(at(1, '0.98', 'jvm')).toMatch(/^75 \[7\d, 76\]$/)
  })

  it('is unknown where the dump leaves out virtual threads', () => {
    const signal = signalOf([lookOf(many(4, 'main', 'sleep'), { misses: 'virtual-threads' })])
    expect(signal).toMatchObject({
      state: 'absent',
      why: { id: 'no-view', view: { why: { id: 'virtual-threads-left-out' } } },
    })
    expect(signal).not.toHaveProperty('range')
  })

  it('is bounded from both sides where only names tell: by those named, and by all of whom nothing is known', () => {
    const look = lookOf([...many(6, 'w', 'lock'), ...many(3, 'w', 'unknown').map((t) => `x${t}`), 'm-1: running'], {
      sees: 'names',
    })
    expect(rangeOf(signalOf([look], 'lock_wait_pct', 'cpython'))).toBe('8..')
    expect(shownBy(signalOf([look], 'lock_wait_pct', 'cpython'))).toBe(30)
  })
})
