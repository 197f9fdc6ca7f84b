/**
 * Threads that a sampler of all thread time saw parked at every tick had no work: counted in, fifty idle connections hide the queue of
 * eight workers. Where samples say of which thread they are it is told thread by thread, else by the function at the root, which tasks of
 * one kind share: then those that had none may stand among those that had some.
 */
import type { Profile } from '../profile/profile.ts'
import type { WaitKind } from './waits.ts'

const parked: ReadonlySet<WaitKind> = new Set<WaitKind>(['idle', 'chan', 'cond', 'sleep'])

export interface IdleThreads {
  /** In units of the values: of threads that were parked all the time. */
  readonly idle: number
  /** Parked as well, among others of their kind that worked. */
  readonly maybeIdle: number
}

/** @param isAsked of a sample; undefined: all of them */
export function idleIn(
  { samples, stacks }: Profile,
  values: ArrayLike<number>,
  kinds: readonly WaitKind[],
  isAsked: ((sample: number) => boolean) | undefined,
): IdleThreads {
  const roots = new Int32Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    roots[row] = prefix < 0 ? (stacks.frame[row] ?? -1) : (roots[prefix] ?? -1)
  }
  const byGroup = new Map<number, { parked: number; worked: boolean; isThread: boolean }>()
  for (let sample = 0; sample < samples.length; sample++) {
    if (isAsked?.(sample) === false) continue
    const stack = samples.stack[sample] ?? -1
    const thread = samples.thread?.[sample] ?? -1
    // Threads and roots are numbered each from 0.
    const key = thread >= 0 ? 2 * thread : 2 * (roots[stack] ?? -1) + 1
    const group = byGroup.get(key) ?? { parked: 0, worked: false, isThread: thread >= 0 }
    if (parked.has(kinds[stack] ?? 'none')) group.parked += values[sample] ?? 0
    else group.worked = true
    byGroup.set(key, group)
  }
  const groups = [...byGroup.values()]
  const sum = (some: typeof groups): number => some.reduce((all, group) => all + group.parked, 0)
  return {
    idle: sum(groups.filter(({ worked }) => !worked)),
    maybeIdle: sum(groups.filter(({ worked, isThread }) => worked && !isThread)),
  }
}
