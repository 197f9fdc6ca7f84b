/**
 * How many locks stand behind the methods of a Go type. Profiles name the functions that lock and unlock, and
 * neither the field nor the object; but what waited for a lock was caused by those who had it, so the sums of a lock are equal:
 *
 *              waited   each    caused
 *   Desk.Place  19.3 s   41 ms   19.1 s    balanced alone, and not one queue with the other: a lock of its own
 *   Desk.Audit  12.0 s   70 ms   12.1 s    likewise
 *
 *   Shelf.Find  18.2 s   11 ms    0.4 s    waits behind somebody else: both are one lock
 *   Shelf.Refill 1.8 s   11 ms   19.5 s
 *
 *   Twins.Left  15.6 s   73 ms   14.3 s    balanced alone, and waited as long as the other: one lock or two, nobody can tell
 *   Twins.Right 16.7 s   78 ms   11.9 s
 *
 * Dumps of goroutines print the addresses: where they show a place, they say it.
 */
import type { LockWait } from '../base/lockWaits.ts'

export interface SiteSum {
  readonly ns: number
  readonly events: number
  /** Calls stand on more than one line of it: they may lock one lock twice, or two. */
  readonly isSpread?: boolean
  /** Of a read-write lock. */
  readonly isReadWrite?: boolean
  /** Of what it caused: waits of a writer, which the last of its readers ended. */
  readonly asReaderNs?: number
}

/** Relative difference that two samplings of the same waits may have, and the largest that few events excuse. */
const alike = 0.1
const mostAlike = 0.25
const fewestEvents = 20
/** Who waits in one queue waits alike. */
const otherQueue = 1.5

export interface Unit {
  /** The function that locks. */
  readonly site: string
  readonly waited: SiteSum
  readonly caused: SiteSum
}

/**
 * @param units of one type
 * @param dumped locks as dumps of goroutines tell them apart by address
 * @returns units with a lock of their own each; the others are one lock, as far as anybody knows
 */
export function unitsApart(units: readonly Unit[], dumped: readonly LockWait[]): ReadonlySet<Unit> {
  return new Set(
    units.filter((unit) => {
      const others = units.filter((other) => other !== unit)
      if (others.length === 0) return false
      const seen = others.map((other) => sameInDumps(unit, other, dumped))
      if (seen.includes(true)) return false
      if (seen.every((one) => one === false)) return true
      return isBalanced(unit, units) && others.every((other) => isOtherQueue(unit, other))
    }),
  )
}

/** Whether each of several could be a lock of its own, and nothing says that it is, nor that it is not. */
export function mayBeSeveral(units: readonly Unit[], dumped: readonly LockWait[]): boolean {
  const [first, ...others] = units
  return (
    first !== undefined &&
    others.length > 0 &&
    units.every((unit) => isBalanced(unit, units)) &&
    others.every((other) => sameInDumps(first, other, dumped) === undefined)
  )
}

/** Whether dumps show that both wait for one lock; undefined where they do not show both. */
function sameInDumps(one: Unit, other: Unit, dumped: readonly LockWait[]): boolean | undefined {
  const rows = [one, other].map((unit) =>
    dumped.filter(({ waiters }) => waiters.some(({ site }) => site === unit.site)),
  )
  const [a = [], b = []] = rows
  return a.length === 0 || b.length === 0 ? undefined : a.some((row) => b.includes(row))
}

/** By what all of them caused: of a wait that it ended, the mutex profile has less than the block profile (two of twins: 81 %). */
function isBalanced({ waited, caused }: Unit, units: readonly Unit[]): boolean {
  const sum = (of: 'waited' | 'caused'): number => units.reduce((all, unit) => all + unit[of].ns, 0)
  const fair = waited.ns * (sum('caused') / sum('waited'))
  if (Math.min(waited.events, caused.events) < fewestEvents || !(fair > 0)) return false
  const chance = 2 * Math.sqrt(1 / waited.events + 1 / caused.events)
  return Math.abs(caused.ns - fair) <= Math.max(alike, Math.min(mostAlike, chance)) * fair
}

function isOtherQueue(one: Unit, other: Unit): boolean {
  const [a, b] = [one, other].map(({ waited }) => waited.ns / Math.max(1, waited.events)) as [number, number]
  return Math.max(a, b) > otherQueue * Math.min(a, b)
}
