import { describe, expect, it } from 'vitest'
import type { LookThread, ThreadLook } from '../base/looks.ts'
import { lookOf } from '../testing/drawnLooks.ts'
import { parsedSample } from '../testing/samples.ts'
import { neverRanIn, standstillOf } from './standstill.ts'

const own = ({ threads }: ThreadLook): readonly LookThread[] => threads.filter(({ role }) => role === 'application')

/** `main.work: idle` stands in `main.work`. */
const goroutines = (...texts: readonly string[]): ThreadLook => {
  const look = lookOf(texts, { runtime: 'go' })
  return {
    ...look,
    threads: look.threads.map((thread) => ({ ...thread, doing: { kind: 'unknown' as const, name: thread.name } })),
  }
}

const stuck = ['main.pay: lock', 'main.refund: lock']

describe('a lock that nobody is about to give back', () => {
  it.each([
    ['those who wait, and a server', [...stuck, 'main.main: idle', 'net/http.(*conn).serve: idle'], 'is-none'],
    // It may have locked before it asked for work.
    ['those who wait, and the server that writes the dump', [...stuck, 'net/http.(*conn).serve: running'], 'is-none'],
    ['a worker that waits for work', [...stuck, 'main.work: idle'], 'waits'],
    ['a sender', [...stuck, 'main.send: condition'], 'waits'],
    ['`main` that waits for the others', [...stuck, 'main.main: condition'], 'waits'],
    ['one that computes', [...stuck, 'main.work: running'], undefined],
    ['one that sleeps', [...stuck, 'main.work: sleep'], undefined],
    ['one at a socket', [...stuck, 'main.call: io'], undefined],
    ['a single one that waits', ['main.pay: lock', 'main.main: idle'], undefined],
    ['nobody who waits', ['main.main: idle', 'main.work: idle'], undefined],
  ])('%s', (_, texts, expected) => {
    expect(standstillOf([goroutines(...texts)], own)).toBe(expected)
  })

  it('is none in one look of several, of counted goroutines, or of another runtime', () => {
    const still = goroutines(...stuck)
    expect(standstillOf([still, still], own)).toBe('is-none')
    expect(standstillOf([still, goroutines(...stuck, 'main.work: running')], own)).toBeUndefined()
    const counted = { ...still, threads: still.threads.map((thread) => ({ ...thread, count: 3 })) }
    expect(standstillOf([counted], own)).toBeUndefined()
    expect(standstillOf([{ ...still, runtime: 'native' }], own)).toBeUndefined()
    expect(standstillOf([{ ...still, isCut: true }], own)).toBeUndefined()
    expect(standstillOf([], own)).toBeUndefined()
    const logs = goroutines(...stuck, 'os.(*File).Write: running')
    const writes = logs.threads.map((thread) => ({ ...thread, doing: { ...thread.doing, kind: 'disk' as const } }))
    expect(standstillOf([{ ...logs, threads: writes }], own)).toBeUndefined()
  })

  it('is said by Go itself of a program that it ended, whatever its goroutines wait for', () => {
    const asleep = goroutines('main.main: condition')
    expect(standstillOf([{ ...asleep, allAsleep: true }], own)).toBe('asleep')
    expect(standstillOf([asleep], own)).toBeUndefined()
  })

  it.each([
    // Beside the two that wait for each other others sleep, and one of them could have a lock.
    ['go-deadlock.debug2.txt', undefined],
    ['go-lock.debug2-3.txt', undefined],
    ['go-rwlock.debug2.txt', undefined],
  ])('in recorded dumps: %s', async (name, expected) => {
    const [part] = (await parsedSample(`thread-dumps/${name}.gz`)).parts
    expect(standstillOf(part?.looks ?? [], own)).toBe(expected)
  })
})

describe('threads that wait for a lock and never run', () => {
  const at = (second: number, ...cpuMs: readonly number[]): ThreadLook => {
    const look = lookOf(['http-1: lock', 'http-2: lock', 'main: sleep'], { runtime: 'jvm' })
    const threads = look.threads.map((thread, nth) => ({
      ...thread,
      cpuNs: (cpuMs[nth] ?? 0) * 1e6,
      elapsedNs: second * 1e9,
    }))
    return { ...look, threads }
  }
  it.each([
    ['all along', [at(10, 4, 5, 9), at(14, 4, 5, 9), at(18, 4, 5, 9)], { threads: 2, seconds: 8 }],
    // Woken, and the lock was taken again.
    ['but one that was woken', [at(10, 4, 5, 9), at(18, 4.02, 5, 9)], { threads: 1, seconds: 8 }],
    ['too short a time to tell', [at(10, 4, 5, 9), at(10.4, 4, 5, 9)], undefined],
    ['in one look', [at(10, 4, 5, 9)], undefined],
    ['where no CPU times are printed', [at(10), at(18)].map(withoutCpu), undefined],
  ])('%s', (_, looks, expected) => {
    expect(neverRanIn(looks, own)).toEqual(expected)
  })
})

function withoutCpu(look: ThreadLook): ThreadLook {
  const threads = look.threads.map((thread) => {
    const { cpuNs: _, ...rest } = thread
    return rest
  })
  return { ...look, threads }
}
