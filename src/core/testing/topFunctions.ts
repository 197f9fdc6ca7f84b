/** For tests: a value column added up by the leaf's name, as tools print it in their tables. */
import { findValueColumn, type Profile } from '../profile/profile.ts'

export function topFunctions(profile: Profile, type: string): ReadonlyMap<string, number> {
  const { samples, stacks, frames, strings } = profile
  const values = samples.values[findValueColumn(profile, type)]
  if (values === undefined) throw new Error(`no column ${type}`)
  const byName = new Map<string, number>()
  samples.stack.forEach((stack, row) => {
    const name = strings[frames.name[stacks.frame[stack] ?? -1] ?? -1] ?? ''
    byName.set(name, (byName.get(name) ?? 0) + (values[row] ?? 0))
  })
  return byName
}
