import { describe, expect, it } from 'vitest'
import { rangesKnown } from '../diagnosis/knownRanges.ts'
import { deriveSignals } from '../signals/derive.ts'
import { captureOf } from '../testing/captures.ts'
import { gather, view } from '../testing/gathered.ts'
import type { Capture } from './capture.ts'

/** 4 threads of a minute, of which this many seconds are written down as waiting, in 40 acquisitions. */
const locks = (type: string, seconds: number, more: Partial<Parameters<typeof captureOf>[0]> = {}): Capture =>
  captureOf({
    kind: 'lock',
    from: 0,
    until: 60,
    runtime: 'cpython',
    valueType: { type, unit: 'nanoseconds' },
    text: `main\nledger.post\n${seconds * 1e9}`,
    ...more,
  })

function lockOf(capture: Capture, samples = 40) {
  const settings = { threads: 4 }
  const profiles = gather([capture], settings)
  const measured = { ...view(profiles, 'lock'), samples }
  const signals = deriveSignals(
    { ...profiles, views: { ...profiles.views, lock: { ...measured, kind: 'lock' } } },
    { facts: [], settings },
  )
  return { cautions: measured.cautions, signal: signals.lock_wait_pct, range: rangesKnown(signals).lock_wait_pct }
}

describe('locks of which one in so many is written down', () => {
  it('are a lower bound with their factor: 0.8 % may be 77 %', () => {
    const { cautions, signal, range } = lockOf(locks('lock-acquire-wait', 1.92))
    expect(cautions).toContainEqual({ id: 'sampled-waits', by: 'ddtrace', oneIn: 100 })
    expect(signal).toMatchObject({ state: 'present', bound: 'lower' })
    expect(signal.state === 'present' && signal.value).toBeCloseTo(0.8, 2)
    expect(range!.high).toBeGreaterThan(77)
    expect(range!.low).toBeLessThanOrEqual(0.8)
  })

  it('leave everything open where too few were seen to know how many there were', () => {
    expect(lockOf(locks('lock-acquire-wait', 0.001), 2).range).toMatchObject({ high: 100 })
  })

  it('still rule a lock out where even a hundred times as much is next to nothing', () => {
    const { range } = lockOf(locks('lock-acquire-wait', 0.002))
    expect(range!.high).toBeLessThan(1)
  })

  it('are all of it where the recorder writes every wait, or scales what it saw', () => {
    const jvm = lockOf(locks('lock_time', 1.92, { runtime: 'jvm' }))
    expect(jvm.cautions.map(({ id }) => id)).not.toContain('sampled-waits')
    expect(jvm.signal.state === 'present' && jvm.signal.bound).toBeUndefined()
    const go = locks('delay', 1.92, { kind: 'block', runtime: 'go', text: 'main\nsync.(*Mutex).Lock\n1920000000' })
    expect(view(gather([go]), 'lock').cautions.map(({ id }) => id)).not.toContain('sampled-waits')
  })

  it('are a lower bound of unknown factor where an agent watched threads leave the CPU', () => {
    const offCpu = locks('off_cpu', 3, {
      kind: 'block',
      runtime: 'native',
      text: 'main\npthread_mutex_lock\n3000000000',
    })
    const { cautions, signal, range } = lockOf(offCpu)
    expect(cautions).toContainEqual({ id: 'sampled-waits', by: 'off-cpu' })
    expect(signal).toMatchObject({ bound: 'lower' })
    expect(range).toMatchObject({ high: 100 })
  })
})
