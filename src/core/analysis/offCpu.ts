/** Where the threads' time went that was not on a CPU, of the kinds that files can tell apart. */
import type { Nanoseconds } from '../base/units.ts'
import { shownOf } from '../window/windowProfiles.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { WaitKind } from '../window/waits.ts'

/**
 *   lock    locks, with the interpreter's own        others  to be told something by another thread: queues, channels, joins
 *   io      sockets and files                        idle    nothing to do, or sleep
 *   queue   stopped by the CPU limit
 */
export const offCpuKinds = ['lock', 'io', 'queue', 'gc', 'others', 'idle'] as const
export type OffCpuKind = (typeof offCpuKinds)[number]

const kindOf: Readonly<Partial<Record<WaitKind, OffCpuKind>>> = {
  'kernel-lock': 'lock',
  gil: 'lock',
  io: 'io',
  cond: 'others',
  join: 'others',
  chan: 'others',
  idle: 'idle',
  sleep: 'idle',
}

/** Less than this beside the lock waits is no answer to anything. */
const worthTelling = 0.05

/** Nanoseconds of threads, in a fixed order. Empty where next to nothing beside lock waits is told apart: one kind alone is no division. */
export function offCpuOf({
  views,
  otherWaits,
  throttling,
}: Pick<WindowProfiles, 'views' | 'otherWaits' | 'throttling'>): readonly {
  readonly kind: OffCpuKind
  readonly ns: Nanoseconds
}[] {
  const sums = new Map<OffCpuKind, number>()
  const add = (kind: OffCpuKind, ns: number): void => {
    if (ns > 0) sums.set(kind, (sums.get(kind) ?? 0) + ns)
  }
  const lock = views.lock.state === 'measured' ? shownOf(views.lock) : undefined
  // Who holds a lock is not who waits for it.
  if (lock?.tree.unit === 'nanoseconds' && !('lockSide' in lock && lock.lockSide === 'holder')) add('lock', lock.total)
  for (const { kind, ns } of otherWaits) {
    const known = kindOf[kind]
    if (known) add(known, ns)
  }
  add('queue', throttling?.throttledNs ?? 0)
  const total = [...sums.values()].reduce((sum, ns) => sum + ns, 0)
  if (!(total - (sums.get('lock') ?? 0) >= worthTelling * total) || total === 0) return []
  return offCpuKinds.flatMap((kind) => {
    const ns = sums.get(kind)
    return ns === undefined ? [] : [{ kind, ns }]
  })
}
