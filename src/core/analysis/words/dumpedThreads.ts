/** How many of how many threads wait in dumps, in words. */
import { formatNumber } from '../../base/numbers.ts'
import type { WorkingThreads } from '../../signals/account.ts'

const whole = (count: number): string => formatNumber(count, count < 10 && !Number.isInteger(count) ? 1 : 0)

/** "on average of 5 looks", "In one look" */
export function lookedAt(looks: number): string {
  return looks === 1 ? 'one look' : `${looks} looks`
}

export function waitingThreads({ waiting, counted, parked, word }: WorkingThreads): string {
  if (waiting === 0) return `none of ${whole(counted + parked)} ${word} waits for a lock`
  const beside = parked > 0 ? `; ${whole(parked)} parked for want of work are not counted` : ''
  return `${whole(waiting)} of ${whole(counted)} ${word} wait for a lock${beside}`
}

export function timeOfThreads({ counted, word }: WorkingThreads): string {
  return `of the time of ${whole(counted)} ${word}`
}
