import { describe, expect, it } from 'vitest'
import type { FileFacts } from '../formats/parsedFile.ts'
import { gatherWindow } from '../window/gather.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import { dumpsOf, lookOf } from '../testing/drawnLooks.ts'
import { deriveSignals } from './derive.ts'
import type { Signal } from './signal.ts'

function lockWaitWith(virtualThreads: FileFacts['virtualThreads']): Signal {
  const lock = captureOf({
    kind: 'lock',
    from: 0,
    until: 30,
    runtime: 'jvm',
    valueType: { type: 'delay', unit: 'nanoseconds' },
    text: 'Main.run\n30000000000',
  })
  const facts = [{ file: lock.file, facts: virtualThreads === undefined ? {} : { virtualThreads } }]
  const input = {
    captures: [lock],
    facts,
    window: { fromMs: atSecond(0), untilMs: atSecond(30) },
    settings: { threads: 10 },
  }
  return deriveSignals(gatherWindow(input), input).lock_wait_pct
}

describe('dumps of a process with virtual threads', () => {
  const carriers = lookOf(['web-1: idle', 'web-2: idle'], { misses: 'virtual-threads' })
  const all = lookOf(['vt-1: lock', 'vt-2: lock', 'vt-3: lock', 'vt-4: sleep'], { shows: 'virtual-threads' })
  const readingOf = (...looks: readonly ReturnType<typeof lookOf>[]) =>
    gatherWindow({ captures: dumpsOf(looks), facts: [], window: { fromMs: 0, untilMs: 1 }, settings: {} }).looks

  it('are those that list them, whatever others of the same process leave out', () => {
    expect(readingOf(carriers, all, carriers)).toMatchObject({ looks: [{ waiting: 3, threads: 4 }] })
    expect(readingOf(carriers, all)?.misses).toBeUndefined()
  })

  it('say nothing where none lists them, or where there are none', () => {
    expect(readingOf(carriers, carriers)?.misses).toBe('virtual-threads')
    expect(readingOf(lookOf(['web-1: lock', 'web-2: idle']), all)?.looks).toHaveLength(2)
  })
})

describe('lock waits beside virtual threads', () => {
  it('are not measured, whatever the platform threads waited, and a dump that lists virtual threads is asked for', () => {
    const signal = lockWaitWith({ seen: 40, of: 100, started: 0 })
    expect(signal).toMatchObject({ state: 'absent', standIn: { value: 1 } })
    expect(signal.state === 'absent' && signal.why).toEqual({ id: 'virtual-threads', share: 0.4 })
  })

  it('are not zero where virtual threads began and none was sampled', () => {
    expect(lockWaitWith({ seen: 0, of: 100, started: 12 }).state).toBe('absent')
  })

  it('are not zero where only the threads that carry them were seen: whoever waits all the time is in no sample', () => {
    const signal = lockWaitWith({ seen: 0, of: 100, started: 0, carriers: 2 })
    expect(signal.state === 'absent' && signal.why).toEqual({ id: 'virtual-threads', share: 0 })
  })

  it('are those of the platform threads where virtual ones did next to nothing, or there were none', () => {
    expect(lockWaitWith({ seen: 3, of: 1000, started: 0 })).toMatchObject({ state: 'present', value: 10 })
    expect(lockWaitWith(undefined)).toMatchObject({ state: 'present', value: 10 })
  })
})
