/** What dumps say of a lock whose holder is in none of them. */
import { formatNumber } from '../../base/numbers.ts'
import type { LooksReading } from '../../window/looksReading.ts'

/** With -l a dump lists the owner of each lock. */
export function nobodyText({ owners, looks = [] }: Partial<LooksReading> = {}): string {
  if (owners === undefined) return 'who holds it does not show'
  return `no thread in ${looks.length === 1 ? 'the dump' : 'any of the dumps'} has it`
}

/** Whoever has it stands still, and for what. */
export function standstillText(reading: LooksReading | undefined): string {
  const { threads = 0, seconds = 0 } = reading?.neverRan ?? {}
  if (threads > 0 && threads >= (reading?.states.lock ?? 0))
    return `, and none of them ran in the ${formatNumber(seconds, 0)} s between the dumps: nobody gave it back`
  if (nobodyRan(reading)) return `, and in none of the ${reading?.looks.length} looks any thread of the process ran`
  switch (reading?.standstill) {
    case 'waits':
      return ', but no goroutine runs: it waits itself, for another lock or to be told something'
    case 'is-none':
      return ', and no other goroutine in it could give it back: most likely a deadlock, or a lock that was never unlocked'
    case 'asleep':
    case undefined:
      return ''
  }
}

/** Who was given a lock of Python's and has not run since looks like one that waits: this is what was seen, and no proof. */
export function nobodyRan(reading: LooksReading | undefined): boolean {
  if (reading?.runtime !== 'cpython' || reading.sees !== 'states' || reading.looks.length < 2) return false
  const { looks, states } = reading
  const { lock = 0, condition = 0, pool = 0 } = states
  const all = looks.reduce((sum, { threads }) => sum + threads, 0) / looks.length
  return all - lock - condition - pool < 0.01 && !looks.some(({ isCut }) => isCut)
}
