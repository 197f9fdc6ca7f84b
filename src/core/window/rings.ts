/** Threads that wait for one another in a ring, at the instant of one look: none of them ever moves again. */
import type { HeldLock, LookThread, ThreadLook } from '../base/looks.ts'

export interface ThreadRing {
  readonly threads: readonly LookThread[]
  /** Each of its locks has its owner printed beside it; else some owner follows from where a thread stands. */
  readonly isPrinted: boolean
}

/** As the dump says itself; and as owners say, where nobody looked for rings. By name, for those that are certain. */
export function printedRings(look: ThreadLook): readonly (readonly string[])[] {
  const byOwners = ringsOf(look).filter(({ isPrinted }) => isPrinted)
  return [...look.deadlocks, ...byOwners.map(({ threads }) => threads.map(({ name, id }) => (name === '' ? id : name)))]
}

/**
 * A dump that looks at one thread after the other can show a lock in two hands: whoever was looked at last has it, and where owners are
 * printed and inferred, the printed one.
 */
export function ringsOf({ threads }: ThreadLook): readonly ThreadRing[] {
  const owners = new Map<string, { readonly thread: LookThread; readonly evidence: HeldLock['evidence'] }>()
  for (const thread of threads) {
    for (const { lock, evidence } of thread.holds) {
      if (lock.id === undefined || (evidence !== 'printed' && owners.get(lock.id)?.evidence === 'printed')) continue
      owners.set(lock.id, { thread, evidence })
    }
  }
  const ownerOf = ({ state, waitsFor }: LookThread) =>
    state === 'lock' && waitsFor?.id !== undefined ? owners.get(waitsFor.id) : undefined
  const done = new Set<LookThread>()
  const rings: ThreadRing[] = []
  for (const start of threads) {
    const path: LookThread[] = []
    let at: LookThread | undefined = start
    while (at !== undefined && !done.has(at) && !path.includes(at) && path.length < 1000) {
      path.push(at)
      at = ownerOf(at)?.thread
    }
    const back = at === undefined ? -1 : path.indexOf(at)
    // A thread that waits for what it holds was looked at between the two.
    if (back >= 0 && path.length - back > 1) {
      const ring = path.slice(back)
      rings.push({ threads: ring, isPrinted: ring.every((thread) => ownerOf(thread)?.evidence === 'printed') })
    }
    for (const one of path) done.add(one)
  }
  return rings
}
