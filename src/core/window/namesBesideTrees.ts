/**
 * Names of the program that stand in no tree: places that only events without samples named (what the holder of a lock did, who
 * allocated native memory), and classes of locks. Whoever hides names has to know them.
 */
import type { WindowProfiles } from './windowProfiles.ts'

export function namesBesideTrees({
  lockWaits,
  nativeMemory,
  leakedGoroutines,
}: Pick<WindowProfiles, 'lockWaits' | 'nativeMemory' | 'leakedGoroutines'>): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { lock, waiters, holders, owner } of lockWaits?.waits ?? []) {
    names.add(lock)
    for (const { site } of [...waiters, ...holders]) names.add(site)
    for (const { name } of [...owner.doing, ...(owner.calls ?? [])]) names.add(name)
  }
  for (const { site } of nativeMemory?.heap?.sites ?? []) names.add(site)
  for (const { site, begunBy } of leakedGoroutines?.sites ?? []) names.add(site).add(begunBy)
  names.delete('')
  return names
}
