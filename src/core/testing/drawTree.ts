import type { CallTree } from '../profile/callTree.ts'

/**
 * One line per node, two spaces per level: name, total, self. For tests and for looking at a tree in a terminal.
 * `samples` adds the events behind total and self in brackets. The root is not drawn unless it holds something itself.
 */
export function drawTree(tree: CallTree, options: { readonly samples?: boolean } = {}): string {
  const lines: string[] = []
  const first = tree.self[0] === 0 ? 1 : 0
  for (let node = first; node < tree.length; node++) {
    const name = node === 0 ? '(no frames)' : tree.names[tree.name[node]!]!
    const counts = options.samples ? ` [${round(tree.totalSamples[node]!)} ${round(tree.selfSamples[node]!)}]` : ''
    const total = node === 0 ? tree.self[0]! : tree.total[node]!
    const indent = '  '.repeat(Math.max(0, tree.depth[node]! - 1))
    lines.push(`${indent}${name} ${round(total)} ${round(tree.self[node]!)}${counts}`)
  }
  return lines.join('\n')
}

const round = (value: number): number => Math.round(value * 1000) / 1000
