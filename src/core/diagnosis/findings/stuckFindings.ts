/** A lock that few wait for, and that nobody gives back: no queue shows it, only how long they stand there. */
import { listed } from '../../base/lists.ts'
import { formatNumber } from '../../base/numbers.ts'
import type { FindingRow } from './finding.ts'
import { nobodyRan } from './nobodyHolds.ts'

const leastMs = 60_000
/** More wait at one place: that queue is told by itself. */
const mostWaiters = 2

export const stuckFindings: readonly FindingRow[] = [
  {
    id: 'stuck-in-dumps',
    inputs: ['looks'],
    threshold: 'a goroutine has waited for a lock for a minute or longer, and at no place do two or more',
    reference: 'Go hands a mutex to whoever waits longest (sync: starvation mode, from 1 ms on)',
    confirm: 'Take a second dump: the same goroutine, by its number, stands there for longer.',
    view: 'lock',
    find: ({ profiles: { looks: reading, lockWaits } }) => {
      const longestMs = reading?.longestWaitMs ?? 0
      if (reading === undefined || reading.runtime !== 'go' || longestMs < leastMs || reading.deadlocks.length > 0)
        return undefined
      const looks = lockWaits?.looks ?? 1
      const waits = lockWaits?.waits.filter(({ deadlock }) => deadlock === undefined) ?? []
      if (waits.length === 0 || waits.some(({ waitNs }) => waitNs / looks >= mostWaiters)) return undefined
      const places = listed([...new Set(waits.flatMap(({ waiters }) => waiters[0]?.site || []))].slice(0, 3))
      const minutes = formatNumber(longestMs / 60_000, 0)
      return {
        text: `A goroutine has waited ${minutes} ${minutes === '1' ? 'minute' : 'minutes'} for a lock${places === '' ? '' : ` (locks are waited for at ${places})`}. Go hands a lock to whoever waits longest: one holder kept it for minutes, or it is never unlocked, as in a deadlock.`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
  {
    id: 'nobody-ran',
    inputs: ['looks'],
    threshold: 'two looks at a Python program or more, in which each thread waits, one for a lock and at no place two',
    reference:
      'a thread that takes a lock it has already, or one whose owner ended, waits where nobody is left to wake it',
    confirm: 'Take another dump some seconds later: it stands at the same line.',
    view: 'lock',
    find: ({ profiles: { looks: reading, lockWaits } }) => {
      const waits = lockWaits?.waits.filter(({ how }) => how !== 'gil') ?? []
      const looks = lockWaits?.looks ?? 1
      if (reading === undefined || waits.length === 0 || !nobodyRan(reading)) return undefined
      if (waits.some(({ waitNs }) => waitNs / looks >= mostWaiters)) return undefined
      const places = listed([...new Set(waits.flatMap(({ waiters }) => waiters[0]?.site || []))].slice(0, 3))
      return {
        text: `Locks are waited for${places === '' ? '' : ` at ${places}`}, and in none of the ${reading.looks.length} looks any thread of the process ran.`,
        evidence: [`seen in ${listed(reading.files.slice(0, 3))}`],
      }
    },
  },
]
