/** The lock pane of dumps: the stacks of the threads that wait, counted once per look. */
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import type { Profile } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import type { Flow } from './flow.ts'
import { absentView, builtOf, measured, type GatherContext, type ValuedPart } from './gatherContext.ts'
import type { GatheredLock } from './gatherLock.ts'
import type { GatheredLooks, SeenLook } from './gatherLooks.ts'
import type { LockView, AbsentView } from './windowProfiles.ts'

/**
 * Dumps speak in the lock pane where nothing was recorded over a time: no block profile, no events, no sampler. Python's dumps with
 * native frames have their own view already; without, a lock is seen where a function or a queue gives it away.
 */
export function withLooks(context: GatherContext, lock: GatheredLock, looks: GatheredLooks | undefined): GatheredLock {
  if (looks === undefined || lock.view.state === 'measured') return lock
  if (looks.reading.misses !== undefined) return { ...lock, view: withoutVirtualThreads(context) }
  const waiting = looks.reading.looks.some((look) => look.waiting > 0)
  if (looks.reading.sees === 'names' && !waiting) return lock
  return { ...lock, view: looksView(context, looks) }
}

function withoutVirtualThreads(context: GatherContext): AbsentView {
  return {
    ...absentView(context, 'lock', []),
    reason: 'off',
    why: { id: 'virtual-threads-left-out' },
    next: { id: 'dump-all-threads' },
  }
}

function looksView(context: GatherContext, { seen, reading }: GatheredLooks): LockView {
  const captures = [...new Set(seen.map(({ capture }) => capture))]
  const parts = captures.map((capture): ValuedPart => {
    const looks = seen.filter((one) => one.capture === capture)
    return { capture: { ...capture, profile: waitersOf(capture, looks) }, sign: 1, column: 0, scale: 1 }
  })
  const flow: Flow = {
    parts,
    covered: captures.flatMap(({ window }) => window ?? []),
    coveredSeconds: 0,
    how: { id: 'looks', count: seen.length },
    cautions: [],
    pieces: [],
  }
  const withWork = reading.looks.reduce((sum, { threads, parked }) => sum + threads - parked, 0)
  return {
    ...measured(context, 'lock', flow, builtOf(parts, 'count')),
    lockSide: 'waiter',
    wholeNs: withWork,
    ticks: seen.length,
  }
}

/** A profile of the waiting threads alone; their stacks lie in the dump's own profile. */
function waitersOf({ profile }: Capture, looks: readonly SeenLook[]): Profile {
  const { stacks, frames, strings, threads: rows, meta } = profile
  const builder = new ProfileBuilder([{ type: 'threads', unit: 'count' }])
  const copies = new Map<number, number>()
  const text = (index: number | undefined): string => strings[index ?? 0] ?? ''
  const copyOf = (stack: number): number => {
    const path: number[] = []
    let at = stack
    while (at >= 0 && !copies.has(at)) {
      path.push(at)
      at = stacks.prefix[at] ?? -1
    }
    let made = at < 0 ? -1 : (copies.get(at) ?? -1)
    for (const row of path.toReversed()) {
      const frame = stacks.frame[row] ?? 0
      const copy = builder.frame(
        text(frames.name[frame]),
        text(frames.file[frame]),
        frames.line[frame] ?? 0,
        text(frames.module[frame]),
        frames.flags[frame] ?? 0,
      )
      made = builder.stack(made, copy)
      copies.set(row, made)
    }
    return made
  }
  const known = new Set(rows.map(({ id }) => id))
  for (const { look } of looks) {
    for (const { state, role, id, name, stack, count = 1 } of look.threads) {
      if (state !== 'lock' || role !== 'application') continue
      const thread = known.has(id) ? { thread: builder.thread(id, name) } : {}
      builder.addToSample(copyOf(stack), count, thread)
    }
  }
  return builder.finish({ ...meta })
}
