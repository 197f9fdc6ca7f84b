import { buildFunctionTable, type FunctionTable } from './functions.ts'
import type { CallTree } from './callTree.ts'

/** A function and its numbers in the unit of its tree. */
export interface FunctionRow {
  readonly name: string
  readonly self: number
  readonly total: number
  readonly samples: number
}

/**
 * The `limit` functions with the largest self (or total), largest first, ties by name. `samples` are those behind the
 * ranked number. Functions with 0 are left out. Pass `functions` when the table is at hand already.
 */
export function topFunctions(
  tree: CallTree,
  options: { readonly by: 'self' | 'total'; readonly limit: number; readonly functions?: FunctionTable },
): FunctionRow[] {
  const table = options.functions ?? buildFunctionTable(tree)
  const ranked = options.by === 'self' ? table.self : table.total
  const samples = options.by === 'self' ? table.selfSamples : table.totalSamples
  const order: number[] = []
  for (let name = 0; name < ranked.length; name++) if (ranked[name] !== 0) order.push(name)
  order.sort((a, b) => ranked[b]! - ranked[a]! || (tree.names[a]! < tree.names[b]! ? -1 : 1))
  return order.slice(0, options.limit).map((name) => ({
    name: tree.names[name]!,
    self: table.self[name]!,
    total: table.total[name]!,
    samples: samples[name]!,
  }))
}
