/**
 * Who waits for which lock, and what its holder does meanwhile: one shape for everything that can tell (Flight Recorder,
 * thread dumps, Go's mutex beside its block profile, a global interpreter lock). Readers feed a `LockTally` (lockTally.ts);
 * words are made above.
 */
import type { Share, TimeWindow } from './units.ts'

/**
 *   disk       writes, reads or flushes a file          lock       waits for another lock: the chain goes on there
 *   network    waits for bytes from another process     condition  waits to be told something, holding the lock
 *   cpu        was seen running                         gc         stands still for the collector
 *   sleep      sleeps, holding the lock                 unseen     nothing in the file says what
 *   still      stands still, so that it waits for something, and nothing says for what
 *   queue      could run and had no CPU
 *   handover   has let go, and the next thread has not run yet: the queue for a CPU, not the holder
 */
export type HolderDoingKind =
  | 'disk'
  | 'network'
  | 'cpu'
  | 'lock'
  | 'condition'
  | 'sleep'
  | 'gc'
  | 'queue'
  | 'handover'
  | 'still'
  | 'unseen'

/**
 *   previous-owner     the recorder names the thread that let go of the lock when a wait ended
 *   named-owner        the recorder names the thread that has the lock when a wait begins
 *   acquisition-order  who got the lock last holds it until the next one gets it
 *   printed-owner      a dump prints who holds it
 *   inside-section     a thread stands in the function that others want to enter, further on
 *   holder-profile     a second profile counts the waits under those who let go (Go's mutex profile)
 */
export const holderEvidences = [
  'previous-owner',
  'named-owner',
  'acquisition-order',
  'printed-owner',
  'inside-section',
  'holder-profile',
] as const
export type HolderEvidence = (typeof holderEvidences)[number]

/** A function of the program and the thread time, in nanoseconds, that goes to its account. */
export interface SiteTime {
  readonly site: string
  readonly ns: number
}

export interface HolderDoing {
  readonly kind: HolderDoingKind
  /** The function of the program nearest to it, or the other lock; '' where nothing was seen. */
  readonly name: string
  /** Of the wait. The shares of one lock add up to 1, with what was not seen. */
  readonly share: Share
}

export interface LockHands {
  readonly changes: number
  readonly meanHeldNs: number
  /** The mean is of all the time there was: it was held for no longer than this. */
  readonly isMost?: true
  /** Absent where threads are not told apart. */
  readonly topThreadShare?: Share
}

export interface LockWait {
  /** Identity within the file, for chains. */
  readonly id: number
  /** Class or kind of the lock: `com.example.Ledger`, `sync.Mutex`. */
  readonly lock: string
  readonly how: 'monitor' | 'park' | 'native' | 'mutex' | 'gil'
  /** Objects of this class that are waited for at the same places; absent where they move in memory and cannot be counted. */
  readonly instances?: number
  /** Sum over the threads that waited. */
  readonly waitNs: number
  /** Number of waits recorded. */
  readonly waits: number
  /** Where threads wait, longest first. */
  readonly waiters: readonly SiteTime[]
  /** Where the lock was taken by those who held it while others waited, by the wait they caused; empty when nobody can tell. */
  readonly holders: readonly SiteTime[]
  /**
   * A read-write lock, of which the holders are who let go last (Go's mutex profile): readers before whom a writer waited, and others behind
   * that writer, held it longer than is written here.
   */
  readonly letGoLast?: true
  /**
   * A read-write lock, whose writers waited that long for the readers before them, `site` the last of these to let go, while all others
   * waited behind `writer`: so long it was the readers who held it, though nearly all of the wait is put down to the writer.
   */
  readonly readersBefore?: {
    readonly site: string
    readonly writer: string
    readonly waitNs: number
    /** Of all the time there was. Of several locks together it may be all of it. */
    readonly ofTime: Share
  }
  /** Who held locks was recorded in a list of its own, and nothing in it can be put beside this wait. */
  readonly holdersApart?: true
  /** It is taken in several places, and each of them could as well have a lock of its own: nothing tells. */
  readonly mayBeSeveral?: true
  /**
   * Times the lock changed hands while somebody waited, mean time that it was held meanwhile, and the largest part of the wait
   * that one thread caused. Short holds by many are no single holder's fault.
   */
  readonly hands?: LockHands
  /** From dumps: looks in which a holder was seen while others waited. */
  readonly heldLooks?: number
  readonly owner: {
    readonly doing: readonly HolderDoing[]
    /** Of holders whose functions alone are known: at most this part of the wait they computed. */
    readonly cpuAtMost?: Share
    /** What else those functions were seen to call, the largest first: whether while they held the lock is not known. */
    readonly calls?: readonly { readonly kind: 'disk' | 'network'; readonly name: string }[]
  }
  /** Ids from this lock to the one at the end of the waiting, this one first: each one's holder mostly waits for the next. */
  readonly chain: readonly number[]
  /** The chain comes back to a lock that is in it: they wait for each other in turn. */
  readonly knot: boolean
  /**
   * At one instant the holder of each lock of a ring waited for the next one, this one among them: none of them ever moves again. As
   * printed, or as far as it is known who held them. Locks that wait for each other over a time may have done so at different times.
   */
  readonly deadlock?: 'printed' | 'likely'
  readonly evidence?: HolderEvidence
}

export interface LockWaits {
  /** Longest wait first. */
  readonly waits: readonly LockWait[]
  /**
   * From dumps: no times are known. Every thread that waits in a look at all threads counts one where nanoseconds stand, and `looks`
   * says how often all were looked at. Absent: nanoseconds.
   */
  readonly looks?: number
  readonly window?: TimeWindow
  /** Waits beyond what is kept apart: nanoseconds of locks that are not in the list. */
  readonly restNs: number
}

/** Held for less than this by one after the other, no holder is the one to blame. */
const briefNs = 5e6
const oneHolder = 0.5
const fewestChanges = 20

/** What a holder waits for itself: however briefly, that is what the others wait behind, unless threads are known to take turns. */
const ownWaits: ReadonlySet<HolderDoingKind> = new Set(['disk', 'network', 'lock', 'condition', 'sleep', 'gc', 'still'])
const explained = 0.5
/** Computing less than this, a holder mostly waited for something. */
export const hardlyComputes = 0.3

/** Whether a lock goes from hand to hand: whoever holds it does so briefly and waits for nothing, and no thread is behind half of the wait. */
export function changesHands({ hands, owner }: LockWait): boolean {
  const waited = owner.doing.reduce((sum, { kind, share }) => sum + (ownWaits.has(kind) ? share : 0), 0)
  return (
    hands !== undefined &&
    hands.meanHeldNs < briefNs &&
    hands.changes >= fewestChanges &&
    (hands.topThreadShare === undefined
      ? waited < explained && (owner.cpuAtMost === undefined || owner.cpuAtMost > hardlyComputes)
      : hands.topThreadShare < oneHolder)
  )
}

/** Who held the lock is not written down: it follows from the order of events, from where a thread stood, or from a second profile. */
export function isLikely({ evidence }: LockWait): boolean {
  return evidence === 'acquisition-order' || evidence === 'inside-section' || evidence === 'holder-profile'
}
