import { describe, expect, it } from 'vitest'
import type { FileFacts } from '../formats/parsedFile.ts'
import { gatherWindow } from '../window/gather.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
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
