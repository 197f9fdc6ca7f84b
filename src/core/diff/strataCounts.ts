/**
 * Events per function and request type. Each sample is walked once from its leaf to the root, so the cost is that of the samples and
 * their depth, however many request types there are; no tree is built.
 */
import { type CountedPart, type RequestTypes, stratumOfSets } from './requestLabel.ts'
import type { Family } from './functionSides.ts'

export interface StrataCounts {
  readonly strata: number
  /** Events per stratum. */
  readonly sizes: Float64Array
  /** Rows are functions, columns strata: `function * strata + stratum`. */
  readonly self: Float64Array
  readonly total: Float64Array
}

/** `functionOf`: name of a frame → function of the comparison, undefined when it has none. */
export function countStrata(
  parts: readonly CountedPart[],
  types: RequestTypes,
  functions: number,
  functionOf: (name: string) => number | undefined,
): StrataCounts {
  const strata = types.strata.length
  const self = new Float64Array(functions * strata)
  const total = new Float64Array(functions * strata)
  /** Number of the sample that counted the function last: a recursive function counts once. */
  const seen = new Int32Array(functions).fill(-1)
  let walk = 0
  for (const counted of parts) {
    const { part, events } = counted
    const { samples, stacks, frames, strings } = part.profile
    const stratumOfSet = stratumOfSets(counted, types)
    const functionOfFrame = new Int32Array(frames.length).fill(-2)
    for (let sample = 0; sample < events.length; sample++) {
      const count = events[sample]!
      const leaf = samples.stack[sample]!
      if (count === 0 || leaf < 0) continue
      const set = samples.labelSet?.[sample] ?? -1
      const stratum = set < 0 ? 0 : stratumOfSet[set]!
      walk++
      for (let stack = leaf; stack >= 0; stack = stacks.prefix[stack]!) {
        const frame = stacks.frame[stack]!
        let name = functionOfFrame[frame]!
        if (name === -2) {
          name = functionOf(part.frameName ? part.frameName(frame) : strings[frames.name[frame]!]!) ?? -1
          functionOfFrame[frame] = name
        }
        if (name < 0) continue
        if (stack === leaf) self[name * strata + stratum]! += count
        if (seen[name] === walk) continue
        seen[name] = walk
        total[name * strata + stratum]! += count
      }
    }
  }
  // A cumulative profile may fall somewhere between two snapshots; trees count that as nothing, and so does this.
  for (const column of [self, total])
    for (let cell = 0; cell < column.length; cell++) if (column[cell]! < 0) column[cell] = 0
  return { strata, sizes: strataSizes(parts, types), self, total }
}

export function strataSizes(parts: readonly CountedPart[], types: RequestTypes): Float64Array {
  const sizes = new Float64Array(types.strata.length)
  for (const counted of parts) {
    const stratumOfSet = stratumOfSets(counted, types)
    const { labelSet } = counted.part.profile.samples
    for (let sample = 0; sample < counted.events.length; sample++) {
      const set = labelSet?.[sample] ?? -1
      sizes[set < 0 ? 0 : stratumOfSet[set]!]! += counted.events[sample]!
    }
  }
  return sizes.map((size) => Math.max(0, size))
}

export const cellsOf = (counts: StrataCounts, family: Family): Float64Array =>
  family === 'self' ? counts.self : counts.total
