/**
 * What a file that counts every thread at every tick says of lock waits, without saying which threads were idle: who stands in a function
 * that names a lock waits (below); who stands where nothing tells may (above).
 */
import type { SignalBound } from '../../base/bounds.ts'
import type { LookState } from '../../base/looks.ts'
import { frameFlags, type Profile } from '../../profile/profile.ts'
import { idleState, type PythonPlace } from './dumpState.ts'

/** Frames from the leaf that are looked at: who borrows from a pool stands near it. */
const nearest = 64
const parked: ReadonlySet<LookState> = new Set<LookState>(['idle', 'sleep', 'condition'])

/** Threads of one tick wait for one another, and ticks a hundredth of a second apart see the same wait twice. */
const designEffect = 2

/** @param ticks looks at all threads; column 0 of the profile counts samples */
export function namedWaitBounds(profile: Profile, ticks: number): readonly SignalBound[] {
  const { samples } = profile
  const values = samples.values[0] ?? new Float64Array(0)
  const states = new Map<number, LookState>()
  let all = 0
  let waiting = 0
  let unknown = 0
  let idle = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const value = values[sample] ?? 0
    const stack = samples.stack[sample] ?? -1
    const state = states.get(stack) ?? idleState(placesOf(profile, stack)).state
    states.set(stack, state)
    all += value
    if (state === 'lock') waiting += value
    else if (state === 'unknown') unknown += value
    else if (parked.has(state)) idle += value
  }
  if (all <= 0 || ticks <= 0) return []
  const half = (share: number): number => 1.96 * Math.sqrt((designEffect * share * (1 - share)) / ticks)
  // Who is parked may have had no work; taken out they make the others more.
  const low = waiting / all
  const high = all > idle ? Math.min(1, (waiting + unknown) / (all - idle)) : 0
  return [
    {
      signal: 'lock_wait_pct',
      low: 100 * Math.max(0, low - half(low)),
      // None in so many ticks: at most three.
      high: 100 * Math.min(1, high + Math.max(half(high), 3 / ticks)),
      basis: {
        id: 'named-waits',
        waiting: waiting / ticks,
        unknown: unknown / ticks,
        threads: all / ticks,
        looks: ticks,
      },
    },
  ]
}

/** Leaf first. */
function placesOf({ stacks, frames, strings }: Profile, stack: number): readonly PythonPlace[] {
  const places: PythonPlace[] = []
  for (let row = stack; row >= 0 && places.length < nearest; row = stacks.prefix[row] ?? -1) {
    const frame = stacks.frame[row] ?? 0
    places.push({
      name: strings[frames.name[frame] ?? 0] ?? '',
      file: strings[frames.file[frame] ?? 0] ?? '',
      native: ((frames.flags[frame] ?? 0) & (frameFlags.native | frameFlags.kernel)) !== 0,
    })
  }
  return places
}
