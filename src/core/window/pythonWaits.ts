/**
 * Lock waits of a Python program from a wall-clock sampler with native frames (py-spy --idle --native). `lock.acquire()`
 * is a C call: only the native frames below the innermost Python frame say that a thread waits, and for what.
 */
import { ProfileBuilder } from '../profile/profileBuilder.ts'
import { frameFlags, type Profile } from '../profile/profile.ts'
import { recoverSampleCounts } from '../profile/sampleCounts.ts'
import { pythonWaitOf, type PythonWait } from '../frames/pythonWait.ts'
import type { WaitKind } from './waits.ts'

export interface PythonWaits {
  /** Waiting stacks only, native frames folded into one leaf that says what is waited for ("RLock.acquire"). ns. */
  readonly locks: Profile
  /** ns by kind of every waiting sample that is not a lock wait. */
  readonly others: ReadonlyMap<WaitKind, number>
  readonly gilNs: number
  /** All thread time seen: the denominator. */
  readonly wholeNs: number
  /** False when no native frame is in the file: lock waits are then invisible, not absent. */
  readonly sawNative: boolean
}

/** Frames that a sampler puts in place of native code it did not look at: they name no lock. */
const statusFrames: ReadonlySet<string> = new Set(['<native>', '<waiting for the GIL>'])

/** @param column nanoseconds per sample */
export function pythonWaits(profile: Profile, column: number): PythonWaits {
  const { stacks, frames, strings, samples } = profile
  const isNative = (frame: number): boolean =>
    ((frames.flags[frame] ?? 0) & (frameFlags.native | frameFlags.kernel)) !== 0
  const textOf = (index: number | undefined): string => strings[index ?? 0] ?? ''
  const builder = new ProfileBuilder([
    { type: 'wall', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  /** Row of the innermost Python frame at or above each stack, −1 for none; and the same stack in the new profile. */
  const python = new Int32Array(stacks.length)
  const rewritten = new Int32Array(stacks.length).fill(-1)
  let sawNative = false
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    const frame = stacks.frame[row] ?? 0
    const above = prefix < 0 ? -1 : (rewritten[prefix] ?? -1)
    if (isNative(frame)) {
      if (!statusFrames.has(textOf(frames.name[frame]))) sawNative = true
      python[row] = prefix < 0 ? -1 : (python[prefix] ?? -1)
      rewritten[row] = above
    } else {
      python[row] = row
      const copy = builder.frame(
        textOf(frames.name[frame]),
        textOf(frames.file[frame]),
        frames.line[frame] ?? 0,
        textOf(frames.module[frame]),
      )
      rewritten[row] = builder.stack(above, copy)
    }
  }
  const tails = new Map<number, PythonWait>()
  const tailOf = (stack: number): PythonWait => {
    const known = tails.get(stack)
    if (known !== undefined) return known
    const names: string[] = []
    let row = stack
    while (row >= 0 && isNative(stacks.frame[row] ?? 0)) {
      names.push(textOf(frames.name[stacks.frame[row] ?? 0]))
      row = stacks.prefix[row] ?? -1
    }
    const file = row < 0 ? '' : textOf(frames.file[stacks.frame[row] ?? 0])
    const name = row < 0 ? '' : textOf(frames.name[stacks.frame[row] ?? 0])
    const tail = pythonWaitOf(names, file, name)
    tails.set(stack, tail)
    return tail
  }
  const others = new Map<WaitKind, number>()
  let gilNs = 0
  let wholeNs = 0
  const values = samples.values[column] ?? new Float64Array(0)
  const { counts } = recoverSampleCounts(profile, column)
  for (let sample = 0; sample < samples.length; sample++) {
    const value = values[sample] ?? 0
    const stack = samples.stack[sample] ?? -1
    wholeNs += value
    if (stack < 0) continue
    const { kind, leaf } = tailOf(stack)
    if (kind === 'lock') {
      const under = builder.stack(rewritten[stack] ?? -1, builder.frame(leaf))
      builder.addValue(builder.addToSample(under, value), 1, counts[sample] ?? 0)
    } else if (kind === 'gil') gilNs += value
    else if (kind !== 'none') others.set(kind, (others.get(kind) ?? 0) + value)
  }
  const locks = builder.finish({ ...profile.meta })
  return { locks, others, gilNs, wholeNs, sawNative }
}
