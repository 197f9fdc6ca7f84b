import type { Profile, ValueType } from '../../profile/profile.ts'

/** The samples whose leaf has this name, without that leaf, their first value renamed. Tables are shared, not copied. */
export function withLeaf(profile: Profile, leafName: string, valueType: ValueType, note: string): Profile {
  const { samples, stacks, frames, strings } = profile
  const leaf = strings.indexOf(leafName)
  const rows: number[] = []
  for (let row = 0; row < samples.length; row += 1) {
    const stack = samples.stack[row]!
    if (leaf >= 0 && stack >= 0 && frames.name[stacks.frame[stack]!] === leaf) rows.push(row)
  }
  return {
    ...profile,
    valueTypes: [valueType],
    samples: {
      length: rows.length,
      stack: Int32Array.from(rows, (row) => stacks.prefix[samples.stack[row]!]!),
      values: [Float64Array.from(rows, (row) => samples.values[0]![row]!)],
      ...(samples.thread ? { thread: Int32Array.from(rows, (row) => samples.thread![row]!) } : {}),
    },
    meta: { ...profile.meta, notes: [...profile.meta.notes, note] },
  }
}
