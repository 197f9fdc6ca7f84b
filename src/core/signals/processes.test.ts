/** Merges of a store over several processes, or over one that was not there all the time. */
import { describe, expect, it } from 'vitest'
import type { SignalId } from '../base/vocabulary.ts'
import { tellSignals } from '../analysis/words/signals.ts'
import type { Capture, MergedProcesses } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import { atSecond, captureOf } from '../testing/captures.ts'
import { delay, gather, view } from '../testing/gathered.ts'
import { deriveSignals } from './derive.ts'

const merged = (
  kind: 'cpu' | 'heap' | 'lock' | 'block',
  ns: number,
  processes: MergedProcesses | undefined,
  text = `
    main
    work
    ${ns}
  `,
): Capture =>
  captureOf({
    kind,
    from: 0,
    until: 60,
    text,
    ...(kind === 'heap'
      ? { valueType: { type: 'alloc_space', unit: 'bytes' } }
      : kind === 'cpu'
        ? {}
        : { valueType: delay }),
    hints: { merged: true, ...(processes === undefined ? {} : { processes }) },
  })

function valueOf(captures: readonly Capture[], id: SignalId, settings = {}): { value: number; of: string } {
  const input = { captures, facts: [], window: { fromMs: atSecond(0), untilMs: atSecond(60) }, settings }
  const signal = tellSignals(deriveSignals(gatherWindow(input), input), 'UTC')[id]
  if (signal.state === 'absent') throw new Error(signal.why)
  return { value: signal.value, of: signal.of }
}

describe('a merge of three pods', () => {
  const all = { count: 3, processSeconds: 180, coveredSeconds: 60 }

  it('is as busy as one of them is of its own limit', () => {
    // 0.36 cores of three pods with half a core each.
    const cpu = valueOf([merged('cpu', 0.36 * 60e9, all)], 'cpu_user_pct', { cores: 0.5, coresFrom: 'you' })
    expect(cpu.value).toBeCloseTo(24, 5)
    expect(cpu.of).toBe('of 0.5 cores each, mean of 3 processes')
  })

  it('allocates per process what the rules are about', () => {
    const rate = valueOf([merged('heap', 60 * 60e6, all)], 'alloc_rate_mb_s')
    expect(rate).toEqual({ value: 20, of: 'over 60 s, mean of 3 processes' })
  })

  it('is one process where nobody says that there are more', () => {
    const cpu = valueOf([merged('cpu', 0.36 * 60e9, undefined)], 'cpu_user_pct', { cores: 0.5 })
    expect(cpu.value).toBeCloseTo(72, 5)
    expect(cpu.of).toBe('of 0.5 cores')
  })
})

describe('a merge of a process that lived for a part of what was asked for', () => {
  it('has rates over its own time, which is printed', () => {
    const short = { count: 1, processSeconds: 28, coveredSeconds: 28 }
    const profiles = gather([merged('cpu', 7.6e9, short)], { cores: 1 })
    expect(view(profiles, 'cpu').coveredSeconds).toBe(28)
    expect(view(profiles, 'cpu').how).toMatchObject({ part: { seconds: 28, ofSeconds: 60 } })
    expect(valueOf([merged('cpu', 7.6e9, short)], 'cpu_user_pct', { cores: 1 }).value).toBeCloseTo(27.1, 1)
  })

  it('counts how many ran at a time, not how many there were', () => {
    // Two pods before a deploy, two after it.
    const deploy = { count: 4, processSeconds: 120, coveredSeconds: 60 }
    expect(valueOf([merged('cpu', 60e9, deploy)], 'cpu_user_pct', { cores: 1 }).value).toBeCloseTo(50, 5)
  })
})

describe('waits of a JVM in a store', () => {
  const monitors = `
    main
    Cart.lock
    59000000000
  `
  const parks = `
    main                                                          main
    java.util.concurrent.locks.ReentrantLock.lock                 java.util.concurrent.ThreadPoolExecutor.getTask
    java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire java.util.concurrent.LinkedBlockingQueue.take
    java.util.concurrent.locks.LockSupport.park                   java.util.concurrent.locks.LockSupport.park
    89800000000                                                   500000000000
  `

  it('are monitors and parks together; a pool that waits for work is no lock', () => {
    const all = [merged('lock', 0, undefined, monitors), merged('block', 0, undefined, parks)]
    const lock = view(gather(all, { runtime: 'jvm' }), 'lock')
    expect(lock.total).toBe(148.8e9)
    // One time, looked at in two ways.
    expect(lock.coveredSeconds).toBe(60)
    expect(lock.pieces?.map(({ total }) => total)).toEqual([148.8e9])
  })

  it('are not added in Go, where block holds what mutex says of the holder', () => {
    const text = `
      main
      sync.(*Mutex).Lock
      30000000000
    `
    const held = `
      main
      sync.(*Mutex).Unlock
      30000000000
    `
    const all = [merged('lock', 0, undefined, held), merged('block', 0, undefined, text)]
    expect(view(gather(all, { runtime: 'go' }), 'lock').total).toBe(30e9)
  })
})
