import type { CallTree, TreeUnit } from '../profile/callTree.ts'
import { NameTable, TreeNodes } from '../profile/treeNodes.ts'

/** Call tree of paths with their events, root first: `['main;handle;parse', 40]`. Of one event `perEvent` is the value. */
export function treeOf(
  paths: Iterable<readonly [path: string, events: number]>,
  { unit = 'count', perEvent = 1 }: { readonly unit?: TreeUnit; readonly perEvent?: number } = {},
): CallTree {
  const table = new NameTable()
  const nodes = new TreeNodes()
  for (const [path, events] of paths) {
    let row = -1
    for (const name of path.split(';')) row = nodes.child(row, table.add(name, '', ''))
    nodes.add(row, events * perEvent, events)
  }
  return nodes.finish(table, unit)
}
