/** Value columns that turned out to hold nothing once the whole file was read. */
import type { Profile } from '../profile/profile.ts'

export function totalOf(profile: Profile, column: number): number {
  let total = 0
  for (const value of profile.samples.values[column] ?? []) total += value
  return total
}

/** The same profile with one value column less. Tables are shared, not copied. */
export function withoutColumn(profile: Profile, column: number): Profile {
  return {
    ...profile,
    valueTypes: profile.valueTypes.toSpliced(column, 1),
    samples: { ...profile.samples, values: profile.samples.values.toSpliced(column, 1) },
  }
}
