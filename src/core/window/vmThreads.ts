/**
 * Threads of a virtual machine itself (collector, compiler, profiler) have work of their own and wait for nobody's locks: they are no
 * part of the threads whose wall time is asked about. Their stacks have machine code alone; a thread of the program has a frame of it.
 */
import type { Runtime } from '../base/vocabulary.ts'
import { frameFlags, type Profile } from '../profile/profile.ts'

const cache = new WeakMap<Profile, Uint8Array | 'none'>()

/** @returns by stack, 1 where it is one of the machine's own; undefined where the file cannot tell */
export function vmStacks(profile: Profile, runtime: Runtime | undefined): Uint8Array | undefined {
  if (runtime !== 'jvm') return undefined
  const known = cache.get(profile)
  const found = known ?? findVmStacks(profile)
  if (known === undefined) cache.set(profile, found)
  return found === 'none' ? undefined : found
}

function findVmStacks({ stacks, frames }: Profile): Uint8Array | 'none' {
  const machine = frameFlags.native | frameFlags.kernel
  const own = new Uint8Array(stacks.length)
  let managed = 0
  for (let stack = 0; stack < stacks.length; stack++) {
    const isMachine = ((frames.flags[stacks.frame[stack] ?? 0] ?? 0) & machine) !== 0
    const prefix = stacks.prefix[stack] ?? -1
    own[stack] = isMachine && (prefix < 0 || own[prefix] === 1) ? 1 : 0
    if (own[stack] === 0) managed++
  }
  // Without a frame of Java in it, nothing is told apart; without machine code neither.
  return managed === 0 || managed === stacks.length ? 'none' : own
}
