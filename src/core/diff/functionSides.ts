/** Per function: self and total on both sides, a recursive function counted once per sample. Linear in the nodes. */
import { type FunctionTable, buildFunctionTable } from '../profile/functions.ts'
import type { AlignedTrees } from './alignTrees.ts'

/** Two families of tests: a function's own samples, and those with it anywhere on the stack. */
export const families = ['self', 'total'] as const
export type Family = (typeof families)[number]

export const eventsOf = (table: FunctionTable, family: Family): Float64Array =>
  family === 'self' ? table.selfSamples : table.totalSamples

export const valuesOf = (table: FunctionTable, family: Family): Float64Array =>
  family === 'self' ? table.self : table.total

/** Of both sides. */
export interface SampleCounts {
  readonly base: number
  readonly head: number
}

export interface FunctionSides {
  readonly names: readonly string[]
  /** Columns parallel to `names`. */
  readonly base: FunctionTable
  readonly head: FunctionTable
  /** The node nearest the root that is this function: where to jump to. −1 for names no node uses. */
  readonly outermost: Int32Array
}

export function functionSides({ union, base, head }: AlignedTrees): FunctionSides {
  const outermost = new Int32Array(union.names.length).fill(-1)
  for (let node = 1; node < union.length; node++) {
    const name = union.name[node]!
    const seen = outermost[name]!
    if (seen < 0 || union.depth[node]! < union.depth[seen]!) outermost[name] = node
  }
  return {
    names: union.names,
    base: buildFunctionTable({ ...union, ...base }),
    head: buildFunctionTable({ ...union, ...head }),
    outermost,
  }
}
