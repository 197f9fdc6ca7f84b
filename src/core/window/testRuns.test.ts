import { expect, it } from 'vitest'
import { captureOf } from '../testing/captures.ts'
import { delay, gather } from '../testing/gathered.ts'
import type { Capture } from './capture.ts'

const locks = `
  testing.tRunner
  shop.place
  sync.(*Mutex).Lock
  30000000000`

const cpu = (kernelPage: number): Capture =>
  captureOf({ kind: 'cpu', from: 0, until: 10, runtime: 'go', text: 'main\n1000000000', meta: { kernelPage } })
const block = (at: number, kernelPage: number, text = locks): Capture =>
  captureOf({
    kind: 'block',
    covers: 'cumulative',
    from: at,
    runtime: 'go',
    valueType: delay,
    text,
    meta: { kernelPage },
  })
const secondsOf = (...captures: readonly Capture[]): number => {
  const { lock } = gather(captures).views
  return lock.state === 'measured' ? lock.coveredSeconds : -1
}

it('takes totals of a process that runs tests for those of the time of its CPU profile, which began with the tests', () => {
  expect(secondsOf(cpu(7), block(10, 7))).toBe(10)
  // Of another run, of another time, and of a service: how long they were counted is not known.
  expect(secondsOf(cpu(8), block(10, 7))).toBe(0)
  expect(secondsOf(cpu(7), block(40, 7))).toBe(0)
  expect(secondsOf(cpu(7), block(10, 7, locks.replace('testing.tRunner', 'net/http.serve')))).toBe(0)
})
