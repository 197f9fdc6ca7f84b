/** What dumps of threads say of one window together, as numbers and ids. */
import type { BesideLock, LookState } from '../base/looks.ts'
import type { Runtime } from '../base/vocabulary.ts'
import type { Crowd } from './crowd.ts'
import type { FewThreads } from './fewThreads.ts'
import type { ShortOfThreads } from './shortOfThreads.ts'
import type { NeverRan, Standstill } from './standstill.ts'

/** One look, in threads of the program (not the runtime’s own, nor a profiler’s). */
export interface LookCount {
  readonly threads: number
  /** For locks of this process. */
  readonly waiting: number
  /** Stand still and nothing says for what; only where `sees` is 'names'. */
  readonly unknown: number
  readonly running: number
  /** Of the running: waited for a lock until that instant. */
  readonly woken?: number
  /** Wait until the readers of a lock have left; whoever comes next waits behind them. */
  readonly writers?: number
  /** Among `threads`, and not in the dump. */
  readonly missing?: number
  /** Nobody knows how many are missing. */
  readonly isCut?: true
  /** Parked for want of work, among threads of a kind that never had any: not counted among those that wait or do not. */
  readonly parked: number
  /** Parked as well, beside others of their kind that worked, or in a way that may be work (a pause, an answer awaited). */
  readonly maybeParked: number
  /** From inside a recording of events, which looks where its parts begin and end and at no instant of chance. */
  readonly ofRecording?: true
}

export interface LooksCpu {
  /** Between the first and the last look that print CPU times. */
  readonly seconds: number
  readonly cpuSeconds: number
  readonly collectorSeconds: number
  readonly compilerSeconds: number
  /** The virtual machine’s own threads: part of them works for the collector. */
  readonly runtimeSeconds: number
  /** Left out of `cpuSeconds`: the recorder’s and the dumper’s own. */
  readonly profilerSeconds: number
  /** Threads that ended between two looks, with whatever they used since the look before. */
  readonly ended: number
  /**
   * From each look to the next: cores in use, the share of them of threads that only collect, and that of all threads that may: the serial
   * collector has no thread of its own and works in the virtual machine’s.
   */
  readonly steps: readonly {
    readonly cores: number
    readonly collectorShare: number
    readonly mostCollectorShare: number
  }[]
}

/**
 * Where a thread of a dump stands, each in one:
 *
 *   lock  gil  pool  external   as its state says         sockets  files  bytes   in a call on one; on something nobody names
 *   others   to be told something by another thread       idle     parked for want of work, or asleep
 *   running  runs, or could                                unknown  nothing says
 */
export const standingKinds = [
  'lock',
  'gil',
  'pool',
  'external',
  'sockets',
  'files',
  'bytes',
  'others',
  'idle',
  'running',
  'unknown',
] as const
export type StandingKind = (typeof standingKinds)[number]

export interface LooksReading extends ShortOfThreads {
  readonly files: readonly string[]
  readonly runtime?: Runtime
  readonly sees: 'states' | 'names'
  readonly looks: readonly LookCount[]
  /** Mean number of threads of the program per look, by state. */
  readonly states: Readonly<Partial<Record<LookState, number>>>
  /** The same by where they stand: bytes told apart by where they go. Snapshots of before do not have it. */
  readonly standing?: Readonly<Partial<Record<StandingKind, number>>>
  /** Rings of threads that wait for one another, by name, each once. */
  readonly deadlocks: readonly (readonly string[])[]
  /** Threads the dumps leave out. */
  readonly misses?: 'virtual-threads'
  /** They list threads that other dumps of the runtime leave out, where there are any. */
  readonly shows?: 'virtual-threads'
  /** Lines at which threads queue behind one thread further on in the same function: locks without a name (Python’s `with lock:`). */
  readonly convoys: readonly Convoy[]
  /** Where several stand and nothing says for what, the most first; only where `sees` is 'names'. */
  readonly lines?: readonly UnnamedLine[]
  /** Where most of the threads wait, when it is for no lock. */
  readonly crowd?: Crowd
  /** Where each stands of a program that has one or two. */
  readonly few?: FewThreads
  readonly cpu?: LooksCpu
  /** The longest that anybody has waited for a lock, where dumps say so (Go, from a minute on). */
  readonly longestWaitMs?: number
  /** In every look locks are waited for and nobody runs who could give one back (Go). */
  readonly standstill?: Standstill
  /** In every look the owners of all locks are printed, and no threads are left out. */
  readonly owners?: 'printed'
  /** Waited for a lock in every look and did not run in between. */
  readonly neverRan?: NeverRan
  /** Of locks whose holder shows in no dump, by where they are waited for; `looks`: in so many dumps it was the only one. */
  readonly beside?: readonly (BesideLock & { readonly looks: number })[]
  /** The program's function that the one goroutine was in which runs finalizers (Go), in so many dumps. */
  readonly finalizer?: { readonly site: string; readonly looks: number }
}

export interface Convoy {
  /** Function and line that takes the lock. */
  readonly name: string
  readonly line: number
  /** Looks in which at least two threads queue there, and those of them with exactly one thread further on. */
  readonly looks: number
  readonly withOneAhead: number
}

/** A line of a program at which several threads stand of which a dump does not say what they wait for. */
export interface UnnamedLine {
  readonly name: string
  readonly line: number
  /** Threads there, on average of the looks. */
  readonly threads: number
  /** In every look exactly one thread was further on in the same function: what it was in last. */
  readonly ahead?: string
  /** Several looks, and the same threads there in each of them. */
  readonly areSame: boolean
}
