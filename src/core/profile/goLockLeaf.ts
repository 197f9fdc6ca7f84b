import type { Profile } from './profile.ts'

/** Where Go's mutex profile books a wait: at the unlock that ended it. The block profile books it at the waiter. */
const unlockLeaf = /(^|[./])(Unlock|RUnlock|rUnlockSlow|unlockSlow)$|^runtime\.(unlock\w*|_LostContendedRuntimeLock)$/

/**
 * Go's mutex and block profiles have one schema; only the leaf tells them apart. 'mutex' when most of the column is under an
 * unlocking leaf, 'block' otherwise, undefined when there is nothing to judge by (formats.md §1.4).
 */
export function findGoLockFamily(profile: Profile, column: number): 'mutex' | 'block' | undefined {
  const { stacks, frames, strings, samples } = profile
  const unlocks = new Int8Array(frames.length).fill(-1)
  const isUnlock = (stack: number): boolean => {
    if (stack < 0) return false
    const frame = stacks.frame[stack]!
    if (unlocks[frame]! < 0) unlocks[frame] = unlockLeaf.test(strings[frames.name[frame]!]!) ? 1 : 0
    return unlocks[frame] === 1
  }
  const values = samples.values[column]!
  let all = 0
  let unlocking = 0
  for (let sample = 0; sample < samples.length; sample++) {
    const value = Math.abs(values[sample]!)
    const stack = samples.stack[sample]!
    if (stack < 0) continue
    all += value
    // One level up as well: an unlock with an inlined helper below it.
    if (isUnlock(stack) || isUnlock(stacks.prefix[stack]!)) unlocking += value
  }
  if (all === 0) return undefined
  return unlocking * 2 > all ? 'mutex' : 'block'
}
