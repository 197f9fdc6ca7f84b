/**
 * One look at all threads of a process, as a thread dump shows it: what every thread did at one instant, which lock it waits for
 * and which it holds. Several dumps in one file, or several files, are several looks; the look, not the thread, is the
 * independent observation, because the threads of one instant wait for one another.
 */
import type { Runtime } from './vocabulary.ts'
import type { EpochMs, Milliseconds, Share } from './units.ts'

/** Whose work the thread does. Only `application` threads are asked whether they wait. */
export type ThreadRole = 'application' | 'collector' | 'compiler' | 'runtime' | 'profiler'

/**
 *   lock           waits for a lock of this process            pool           waits for a permit (semaphore): a full pool, not a lock
 *   external-lock  waits for a lock that others share          condition      waits to be told something: a result, a signal, an end
 *   io             waits for bytes somebody owes it            idle           parked for want of work: pool queue, accept, keep-alive
 *   sleep          sleeps                                      running        runs, or could
 *   gil            waits for its turn of an interpreter that runs one thread at a time
 *   unknown        stands still, and nothing says for what
 */
export type LookState =
  | 'lock'
  | 'pool'
  | 'external-lock'
  | 'condition'
  | 'io'
  | 'idle'
  | 'sleep'
  | 'running'
  | 'gil'
  | 'unknown'

/** A lock as far as a dump knows it. `id` tells two locks of one class apart, within one process. */
export interface LockName {
  /** Address or identity hash as printed; absent where the dump prints none. */
  readonly id?: string
  /** `com.example.Ledger`, `sync.Mutex` … */
  readonly kind?: string
  /** The function that takes it, as frames name it. */
  readonly site?: string
  /** Line of that function, where known: two locks taken in one function are two. */
  readonly line?: number
}

/** Where the claim that a thread holds a lock comes from: printed beside it, or it is inside the section that others want to enter. */
export type HeldEvidence = 'printed' | 'inside-section'

export interface HeldLock {
  readonly lock: LockName
  readonly evidence: HeldEvidence
}

/** What a thread does, told from its stack: `name` is the function of the program nearest to it. `still`: it does not run, and nothing says what it waits for. */
export interface Doing {
  readonly kind: 'disk' | 'network' | 'lock' | 'pool' | 'condition' | 'sleep' | 'idle' | 'cpu' | 'still' | 'unknown'
  readonly name: string
}

/** A place in a program. */
export interface LookPlace {
  readonly name: string
  /** 0 when unknown. */
  readonly line: number
}

/** Tasks of three kinds: whoever waits for one of them waits for a thread that runs one of the same. */
export const taskKinds = ['future', 'completable', 'python'] as const
export type TaskKind = (typeof taskKinds)[number]

/**
 * What some frame of the stack says, whatever the thread does at its end: `asks` for the result of a task, `runs` one, is `free` to run one
 * (where it runs none), is an event `loop`, in the `lookup` of a name; what it asks for are `answers` over a network.
 */
export type ThreadMark = `asks-${TaskKind}` | `runs-${TaskKind}` | 'free' | 'loop' | 'lookup' | 'answers'

export interface LookThread {
  /** The same in every look at the process. */
  readonly id: string
  readonly name: string
  /** Threads with one task have one group: the name without its number, or the function at the root. */
  readonly group: string
  readonly role: ThreadRole
  readonly state: LookState
  /** Threads alike that the dump counts in one entry; 1 when absent. */
  readonly count?: number
  readonly waitsFor?: LockName
  /**
   * The next instant may be another: `woken` was given the lock it waited for and has not run yet; `writer` waits for the readers of a lock,
   * and whoever comes next waits behind it.
   */
  readonly turn?: 'woken' | 'writer'
  /** It has stood so for this long at least, where the dump says so. */
  readonly standsMs?: Milliseconds
  readonly holds: readonly HeldLock[]
  readonly doing: Doing
  readonly marks?: readonly ThreadMark[]
  /** CPU the thread used since it began, and its age, where printed. */
  readonly cpuNs?: number
  readonly elapsedNs?: number
  /** Row in the stacks of the profile that comes with the looks, −1 for none. */
  readonly stack: number
  /** Leaf first; kept where looks have to be compared line by line (Python's convoys). */
  readonly places?: readonly LookPlace[]
}

/** The one thread in a method of the object whose lock others want, though not in the function in which they wait for it. */
export interface BesideLock {
  /** Where the others wait. */
  readonly site: string
  readonly method: string
  readonly doing: Doing
}

export interface ThreadLook {
  readonly runtime?: Runtime
  /** When it was taken, where the dump says so with its zone. */
  readonly atMs?: EpochMs
  /** It says a date and a time and not of which zone: as if it were UTC, and so no instant by itself. */
  readonly localMs?: EpochMs
  /** Age of the process, which orders the looks of one process and gives the time between them. */
  readonly uptimeMs?: Milliseconds
  /** Only of locks whose holder does not show. */
  readonly beside?: readonly BesideLock[]
  /** The runtime itself found that nothing can ever run again, and ended the program. */
  readonly allAsleep?: true
  /** It ends within a thread: others may be missing. */
  readonly isCut?: true
  /** Its last line is there, and so are the threads of the virtual machine, which stand last. */
  readonly isToEnd?: true
  /** Where the heap of the process lies, in steps of 64 GiB: Go draws that anew for each process that starts (1.26 on). */
  readonly heapAt?: number
  readonly threads: readonly LookThread[]
  /** Threads that wait for one another in a ring, as the dump itself says. */
  readonly deadlocks: readonly (readonly string[])[]
  /**
   * `states`: the dump says of every thread whether it waits for a lock. `names`: only waits in functions with a telling name are
   * seen, so that they are a lower bound (Python without native frames, a JVM's dump without states).
   */
  readonly sees: 'states' | 'names'
  /** Threads the process has and the dump leaves out: then it says nothing of how many wait. */
  readonly misses?: 'virtual-threads'
  /** So many of the threads that it says there are are not in it: it was cut off, or is a part of a dump. */
  readonly missing?: number
  /** It lists threads of that kind with the others, where there are any. */
  readonly shows?: 'virtual-threads'
  /** Of all locks, those of java.util.concurrent too (jstack -l). */
  readonly owners?: 'printed'
}

/**
 * How much of the time a state may hold that none of so many looks met, at 95 %: half of it is missed by one look in two. The looks are the
 * observations, not their threads: a lock that many run into held 0, 30 and 1 of 31 in three looks, and the first of them alone, by
 * thirds over its threads, said "at most 10 %".
 */
export function unseenIn(looks: number): Share {
  return 1 - 0.05 ** (1 / looks)
}
