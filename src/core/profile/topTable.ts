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
  const before = (a: number, b: number): number => ranked[b]! - ranked[a]! || (tree.names[a]! < tree.names[b]! ? -1 : 1)
  // A few of perhaps a million are wanted: who is behind the last of twice as many is not kept, and nothing sorts the rest.
  let order: number[] = []
  let last: number | undefined
  for (let name = 0; name < ranked.length; name++) {
    if (ranked[name] === 0 || (last !== undefined && before(last, name) < 0)) continue
    order.push(name)
    if (order.length < 2 * options.limit + 16) continue
    order = order.sort(before).slice(0, options.limit)
    last = order.at(-1)
  }
  return order
    .sort(before)
    .slice(0, options.limit)
    .map((name) => ({
      name: tree.names[name]!,
      self: table.self[name]!,
      total: table.total[name]!,
      samples: samples[name]!,
    }))
}
