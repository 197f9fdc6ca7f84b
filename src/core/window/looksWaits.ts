/**
 * Who waits for which lock in dumps of threads, who holds it and what the holder does. Each waiting thread of each look counts one;
 * in the shares and times of `LockWaits` one stands for a nanosecond, because dumps know no times (`looks`).
 */
import type { Doing, HeldLock, LockName, LookThread } from '../base/looks.ts'
import { LockTally } from '../base/lockTally.ts'
import type { HolderDoingKind, LockWait, LockWaits } from '../base/lockWaits.ts'
import type { SeenLook } from './gatherLooks.ts'
import { ringsOf } from './rings.ts'

const howOf = ({ runtime }: SeenLook['look'], { kind = '' }: LockName): LockWait['how'] => {
  if (runtime === 'jvm') return kind.startsWith('java.util.concurrent.') ? 'park' : 'monitor'
  if (kind === 'GIL') return 'gil'
  return runtime === 'native' ? 'native' : 'mutex'
}

const evidenceOf = ({ evidence }: HeldLock): 'printed-owner' | 'inside-section' =>
  evidence === 'printed' ? 'printed-owner' : 'inside-section'

const doingKind: Readonly<Record<Doing['kind'], HolderDoingKind>> = {
  disk: 'disk',
  network: 'network',
  lock: 'lock',
  pool: 'condition',
  condition: 'condition',
  sleep: 'sleep',
  idle: 'condition',
  cpu: 'cpu',
  still: 'still',
  unknown: 'unseen',
}

/** Identity of a lock within one look; a lock without an address is what its place and kind say. */
const keyOf = ({ id, kind = '', site = '' }: LockName): string => id ?? `${kind} ${site}`

export function looksWaits(seen: readonly SeenLook[]): LockWaits | undefined {
  const tally = new LockTally()
  const places = severalAt(seen)
  for (const one of seen) addLook(tally, one, places)
  if (tally.isEmpty) return undefined
  const { waits, ...rest } = tally.finish()
  // How often a lock changes hands between two looks nobody saw, and objects that moved in between count twice.
  return {
    ...rest,
    looks: seen.length,
    waits: waits.map((wait) => ({
      ...withoutHands(wait),
      ...(wait.hands === undefined ? {} : { heldLooks: wait.hands.changes }),
    })),
  }
}

/** Without the address of one of them (a profile of goroutines, a call that was inlined) two places are told apart, and not two locks. */
export const haveAddresses = (seen: readonly SeenLook[]): boolean =>
  seen.every(({ look }) => look.threads.every(({ waitsFor }) => waitsFor === undefined || waitsFor.id !== undefined))

/** Where nobody saw the lock change hands. */
export function withoutHands(wait: LockWait): LockWait {
  const { id, lock, how, instances, waitNs, waits, waiters, holders, owner, chain, knot, evidence, deadlock } = wait
  const known = {
    // The JVM moves its objects.
    ...(instances === undefined || how === 'monitor' || how === 'park' ? {} : { instances }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(deadlock === undefined ? {} : { deadlock }),
  }
  return { id, lock, how, waitNs, waits, waiters, holders, owner, chain, knot, ...known }
}

/** Waits of one lock in one look: whoever holds it holds up all of them. */
interface Queue {
  readonly row: number
  readonly lock: LockName
  waiting: number
}

function addLook(tally: LockTally, one: SeenLook, several: ReadonlySet<string>): void {
  const { look } = one
  const rowOf = ({ holds, waitsFor }: LookThread): number => {
    const lock = waitsFor ?? {}
    const address = lock.id === undefined ? '' : addressOf(one, lock.id)
    const place = placeOf(lock, holds.length)
    return tally.lock(
      howOf(look, lock),
      lock.kind ?? 'lock',
      address,
      several.has(place) ? `${place} ${lock.id}` : place,
    )
  }
  const queues = new Map<string, Queue>()
  for (const thread of look.threads) {
    const { state, role, waitsFor, count = 1 } = thread
    if ((state !== 'lock' && state !== 'gil') || role !== 'application' || waitsFor === undefined) continue
    const row = rowOf(thread)
    tally.waited(row, waitsFor.site ?? '', count, count)
    const queue = queues.get(keyOf(waitsFor))
    if (queue === undefined) queues.set(keyOf(waitsFor), { row, lock: waitsFor, waiting: count })
    else queue.waiting += count
  }
  for (const holder of look.threads) {
    for (const held of holder.holds) {
      const queue = queues.get(keyOf(held.lock))
      if (queue === undefined) continue
      const { name, id, doing, state, waitsFor } = holder
      const waitsOn = state === 'lock' && waitsFor !== undefined ? rowOf(holder) : -1
      tally.held(queue.row, {
        // Where it was taken is not printed of every lock; whoever waits for the next one does so in the section of this.
        site: held.lock.site ?? (waitsOn < 0 ? '' : doing.name),
        thread: name === '' ? id : name,
        ns: queue.waiting,
        heldNs: 0,
        evidence: evidenceOf(held),
      })
      tally.did(queue.row, doingKind[doing.kind], doing.name, queue.waiting, waitsOn)
    }
  }
  const ofDump = new Set(look.deadlocks.flat())
  for (const { threads, isPrinted } of ringsOf(look)) {
    // Who waits among the runtime's own threads is in no queue here.
    if (threads.some(({ role }) => role !== 'application')) continue
    const isCertain = isPrinted || threads.every(({ name }) => ofDump.has(name))
    tally.ring(threads.map(rowOf), isCertain ? 'printed' : 'likely')
  }
}

/**
 * One place, one lock, from look to look; but who takes a second lock where it holds the first waits for another, and places without a
 * name are as many as there are addresses.
 */
function placeOf({ site = '', line = 0, id = '' }: LockName, held: number): string {
  return site === '' || site === 'operator()' ? `${site} ${id}` : `${site}:${line} +${held}`
}

/**
 * Places at which one look shows several locks: two objects of one type, each with its own holder. Not of the JVM, whose objects move, so
 * that one of two looks is at two addresses; nor where so many are waited for that each has next to nobody: then the place is what they share.
 */
function severalAt(seen: readonly SeenLook[]): ReadonlySet<string> {
  const several = new Set<string>()
  for (const { look } of seen) {
    if (look.runtime === 'jvm') continue
    const waiting = new Map<string, number>()
    const idsAt = new Map<string, Set<string>>()
    for (const { state, role, waitsFor, holds, count = 1 } of look.threads) {
      if (state !== 'lock' || role !== 'application' || waitsFor?.id === undefined) continue
      const place = placeOf(waitsFor, holds.length)
      waiting.set(waitsFor.id, (waiting.get(waitsFor.id) ?? 0) + count)
      idsAt.set(place, (idsAt.get(place) ?? new Set<string>()).add(waitsFor.id))
    }
    for (const [place, ids] of idsAt)
      if (ids.size > 1 && [...ids].some((id) => (waiting.get(id) ?? 0) > 1)) several.add(place)
  }
  return several
}

const addressOf = ({ look, capture }: SeenLook, id: string): string =>
  look.runtime === 'jvm' ? `${capture.file} ${look.uptimeMs ?? look.atMs ?? ''} ${id}` : id
