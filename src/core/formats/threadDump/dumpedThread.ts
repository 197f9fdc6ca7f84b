/** A thread as a reader of dumps hands it over, frames leaf first, and as the builder of looks finishes it. */
import type {
  Doing,
  HeldLock,
  LockName,
  LookPlace,
  LookState,
  LookThread,
  ThreadMark,
  ThreadRole,
} from '../../base/looks.ts'
import type { Label } from '../../profile/profile.ts'

export interface DumpFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly module?: string
  readonly flags?: number
  /** The object a method was called on, as printed: tells two locks of one class apart. */
  readonly receiver?: string
}

export interface DumpedThread {
  readonly id: string
  readonly name: string
  readonly group?: string
  readonly role: ThreadRole
  readonly state: LookState
  /** What the dump calls its state; becomes a label of the sample. */
  readonly printed?: string
  /** More labels of its sample; never what a program wrote. */
  readonly labels?: readonly Label[]
  readonly count?: number
  readonly waitsFor?: LockName
  readonly turn?: LookThread['turn']
  readonly standsMs?: number
  readonly holds?: readonly HeldLock[]
  readonly cpuNs?: number
  readonly elapsedNs?: number
  /** Running, or in a call to the system whose frames the dump does not have: it need not be computing. */
  readonly mayBeInCall?: boolean
  /** The dump says that it does not run; where `state` is 'unknown' nothing says what it waits for. */
  readonly standsStill?: boolean
  readonly frames: readonly DumpFrame[]
  /** Row in the builder's stacks where the reader has made them itself (`frames` are then only read). */
  readonly stack?: number
}

export interface FinishedThread extends DumpedThread {
  readonly stack: number
  readonly doing: Doing
  readonly marks: readonly ThreadMark[]
}

export function lookThreadOf(
  thread: FinishedThread,
  group: string,
  places: readonly LookPlace[] | undefined,
): LookThread {
  const { id, name, role, state, count, waitsFor, turn, standsMs, holds, cpuNs, elapsedNs, stack, doing, marks } =
    thread
  return {
    id,
    name,
    group,
    role,
    state,
    holds: holds ?? [],
    doing,
    stack,
    ...(marks.length === 0 ? {} : { marks }),
    ...(count === undefined ? {} : { count }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(turn === undefined ? {} : { turn }),
    ...(standsMs === undefined ? {} : { standsMs }),
    ...(cpuNs === undefined ? {} : { cpuNs }),
    ...(elapsedNs === undefined ? {} : { elapsedNs }),
    ...(places === undefined ? {} : { places }),
  }
}

/** Where a lock is taken, as `LockName` has it. */
export const siteOf = ({ name, line }: DumpFrame): Pick<LockName, 'site' | 'line'> => ({
  site: name,
  ...(line === undefined || line === 0 ? {} : { line }),
})
