import type { Profile, ValueType } from '../../profile/profile.ts'

export interface LeafMeaning {
  /** What the first value of the samples kept is then called. */
  readonly valueType: ValueType
  readonly note: string
  /** Whether a thread with these functions above the leaf waits, whatever the leaf says; the innermost comes first. */
  readonly waits: (functionsFromLeaf: Iterable<string>) => boolean
}

/**
 * The samples whose leaf has this name, without that leaf, their first value renamed. Samples that stand in a wait are left
 * out, and a note says how much that is. Tables are shared, not copied.
 */
export function withLeaf(profile: Profile, leafName: string, { valueType, note, waits }: LeafMeaning): Profile {
  const { samples, stacks, frames, strings } = profile
  const leaf = strings.indexOf(leafName)
  const values = samples.values[0] ?? new Float64Array(samples.length)
  const waiting: (boolean | undefined)[] = []
  const rows: number[] = []
  let waitedNs = 0
  for (let row = 0; row < samples.length; row += 1) {
    const stack = samples.stack[row] ?? -1
    if (leaf < 0 || stack < 0 || frames.name[stacks.frame[stack] ?? -1] !== leaf) continue
    const caller = stacks.prefix[stack] ?? -1
    const isWait = (waiting[stack] ??= waits(namesFrom(caller)))
    if (isWait) waitedNs += values[row] ?? 0
    else rows.push(row)
  }
  const left = `${(waitedNs / 1e9).toFixed(1)} s under ${leafName} stand in functions that wait and are no CPU`
  return {
    ...profile,
    valueTypes: [valueType],
    samples: {
      length: rows.length,
      stack: Int32Array.from(rows, (row) => stacks.prefix[samples.stack[row] ?? -1] ?? -1),
      values: [Float64Array.from(rows, (row) => values[row] ?? 0)],
      ...(samples.thread ? { thread: Int32Array.from(rows, (row) => samples.thread?.[row] ?? -1) } : {}),
    },
    meta: { ...profile.meta, notes: [...profile.meta.notes, note, ...(waitedNs > 0 ? [left] : [])] },
  }

  function* namesFrom(row: number): Generator<string> {
    for (let at = row; at >= 0; at = stacks.prefix[at] ?? -1)
      yield strings[frames.name[stacks.frame[at] ?? -1] ?? 0] ?? ''
  }
}
