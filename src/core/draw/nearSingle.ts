/**
 * Frames of nearly the same cost, one under the other, are one box: a web service has eight of them before its own code begins.
 *
 *   conn.serve 100 ─ ServeHTTP 100 ─ mux 99.5 ─ handle 98 ─┬─ verify 70       conn.serve → ServeHTTP → mux    and   handle
 *              └ cancel 0.2   └ log 0.3                    └─ parse 28        "2 smaller" under it: cancel, log
 */
import type { CallTree } from '../profile/callTree.ts'
import { childrenOf } from '../profile/framePath.ts'

/** Of the first frame of a chain: what every other one still carries. Measured against the first, so that little losses do not add up. */
export const nearlyAll = 0.97
const shortestChain = 3

/** The node, and with it the largest children below that carry nearly all of its cost, when there are three or more in a row. */
export function chainFrom(tree: CallTree, node: number): number[] {
  const floor = tree.total[node]! * nearlyAll
  if (!(floor > 0)) return [node]
  const run = [node]
  // Siblings are sorted by total: the first child is the largest.
  for (let last = node; last + 1 < tree.subtreeEnd[last]! && tree.total[last + 1]! >= floor; last++) run.push(last + 1)
  // The last one branches or holds cost itself: where something happens stays a box of its own.
  run.pop()
  return run.length >= shortestChain ? run : [node]
}

/** What leaves a chain before its last frame. */
export function sideBranches(tree: CallTree, run: readonly number[]): readonly number[] {
  return run
    .slice(0, -1)
    .flatMap((node, at) =>
      [...childrenOf(tree, node)].filter((child) => child !== run[at + 1] && tree.total[child]! > 0),
    )
}
