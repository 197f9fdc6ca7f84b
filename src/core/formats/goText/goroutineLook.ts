/** A goroutine profile (pprof, or `?debug=1`) as one look: counts of goroutines alike, whose frames say what they wait for. */
import type { ThreadLook } from '../../base/looks.ts'
import { findValueColumn, type Profile } from '../../profile/profile.ts'
import { doingOf } from '../threadDump/doing.ts'
import { Marks } from '../threadDump/marks.ts'
import { goLockOf, groupOfGoroutine, roleOfGoroutine, stateAtChannel, turnOf, waitByFrames } from './goroutineState.ts'

/** Channels keep no frame of their own in `?debug=1`; in pprof they do. */
export function goroutineLook(
  profile: Profile,
  isParked: (sample: number) => boolean,
  hasBegun: (sample: number) => boolean = hasFrames(profile),
): ThreadLook | undefined {
  const column = findValueColumn(profile, 'goroutine', 'goroutines')
  const values = profile.samples.values[column]
  if (values === undefined) return undefined
  const marked = new Marks()
  const threads = Array.from(values, (count, sample) => {
    const stack = profile.samples.stack[sample] ?? -1
    const names = namesOf(profile, stack)
    const state = !hasBegun(sample)
      ? 'running'
      : (waitByFrames(names) ??
        (isParked(sample) ? stateAtChannel(names) : names.every(isAddress) ? 'unknown' : 'running'))
    const turn = turnOf(state, names)
    const marks = marked.of(
      stack,
      names.map((name) => ({ name })),
    )
    return {
      id: `${stack}`,
      name: '',
      group: groupOfGoroutine(names),
      role: roleOfGoroutine(names),
      state,
      count: count - (hasBegun(sample) ? 0 : ofProfiler(profile)),
      ...(state === 'lock' ? { waitsFor: goLockOf(names.map((name) => ({ name }))) } : {}),
      ...(turn === undefined ? {} : { turn }),
      holds: [],
      doing: doingOf(names, state),
      ...(marks.length === 0 ? {} : { marks }),
      stack,
    }
  }).filter(({ count }) => count > 0)
  if (threads.length === 0) return undefined
  const atMs = profile.meta.startMs
  return { runtime: 'go', threads, deadlocks: [], sees: 'states', ...(atMs === undefined ? {} : { atMs }) }
}

/** A goroutine that was made and has not run yet has no frame: it is ready to run. */
export const hasFrames =
  ({ samples }: Profile) =>
  (sample: number): boolean =>
    (samples.stack[sample] ?? -1) >= 0

/** net/http starts a reader of the connection with every request, and so with that for this profile: it has not run when that is answered. */
function ofProfiler({ strings }: Profile): number {
  return strings.some((name) => name.startsWith('net/http/pprof.')) ? 1 : 0
}

/** pprof keeps the runtime's own frames: who is parked ends in `gopark`. */
export function parkedByFrame(profile: Profile): (sample: number) => boolean {
  const { stacks, frames, strings, samples } = profile
  const parking = (stack: number): boolean =>
    stack >= 0 && /^runtime\.(gopark|goparkunlock)$/.test(strings[frames.name[stacks.frame[stack] ?? 0] ?? 0] ?? '')
  return (sample) => parking(samples.stack[sample] ?? -1)
}

/** `?debug=1` prints only addresses of the runtime's frames; the one at which goroutines wait that are known to is `gopark`. */
export function parkedByAddress(profile: Profile, addresses: readonly string[]): (sample: number) => boolean {
  const parking = new Set<string>()
  addresses.forEach((address, sample) => {
    const wait = waitByFrames(namesOf(profile, profile.samples.stack[sample] ?? -1))
    if (wait !== undefined && wait !== 'running') parking.add(address)
  })
  return (sample) => parking.has(addresses[sample] ?? '')
}

/** What has no name says nothing of what it does. */
const isAddress = (name: string): boolean => /^0x[0-9a-f]+$/i.test(name)

/** Leaf first. */
function namesOf(profile: Profile, stack: number): readonly string[] {
  const names: string[] = []
  for (let row = stack; row >= 0 && names.length < 500; row = profile.stacks.prefix[row] ?? -1)
    names.push(profile.strings[profile.frames.name[profile.stacks.frame[row] ?? 0] ?? 0] ?? '')
  return names
}
