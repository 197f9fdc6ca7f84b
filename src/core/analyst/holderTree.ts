/**
 * What the holders of locks did while others waited, as a tree to draw below the waits; widths are the wait that it caused.
 *
 *   Inventory.Reserve 28,143 s ─┬─ audit.Append ─ waits for the disk 22,800 s
 *                               └─ not seen 5,343 s
 */
import { deadlockFrame, holderDoing } from '../analysis/words/holders.ts'
import type { LockWaits } from '../base/lockWaits.ts'
import type { CallTree } from '../profile/callTree.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'

/** Where no holder of any lock is known there is nothing to draw: a whole of nothing seen would look like an answer. */
export function knowsHolders({ waits }: LockWaits): boolean {
  return waits.some(({ evidence, holders }) => evidence !== undefined || holders.length > 0)
}

/** Of recorders that know what holders did; Go's mutex profile has stacks of its own (`WindowProfiles.holderTree`). */
export function holderTreeOf({ waits, looks }: LockWaits): CallTree {
  const table = new NameTable()
  const nodes = new TreeNodes()
  for (const { lock, waiters, holders, owner, waitNs, deadlock } of waits) {
    // Named as among the waits, so that the same lock is outlined in both.
    const site = nodes.child(-1, table.add(waiters[0]?.site || lock, '', ''))
    const [holder] = holders
    const top =
      holder === undefined || holder.site === waiters[0]?.site ? site : childOf(nodes, table, site, holder.site)
    for (const { kind, name, share } of owner.doing) {
      const inside = name === '' ? top : childOf(nodes, table, top, name)
      const frame = kind === 'lock' && deadlock !== undefined ? deadlockFrame : holderDoing[kind].frame
      nodes.add(childOf(nodes, table, inside, frame), share * waitNs, 0)
    }
    if (owner.doing.length === 0) nodes.add(top, waitNs, 0)
  }
  return nodes.finish(table, looks === undefined ? 'nanoseconds' : 'count')
}

/** Who waits in dumps, by place, where events recorded no time at all: a wait is written when it ends, and these have not. In threads. */
export const waiterTreeOf = ({ waits, ...rest }: LockWaits): CallTree =>
  holderTreeOf({
    ...rest,
    waits: waits.flatMap((wait) =>
      wait.waiters.map((one) => ({ ...wait, waiters: [one], holders: [], owner: { doing: [] }, waitNs: one.ns })),
    ),
  })

function childOf(nodes: TreeNodes, table: NameTable, parent: number, name: string): number {
  return nodes.child(parent, table.add(name, '', ''))
}
