import type { Head } from '../head.ts'
import type { ReaderRow, Verdict } from '../sniff.ts'

/** Most of the first lines are stacks with a number at the end, and some stack has more than one frame. */
function sniffCollapsed(head: Head): Verdict {
  // async-profiler's threads begin a line with a bracket, as arrays do; only JSON has keys.
  if (!head.isText || (head.json && head.json.keys.size > 0)) return 'no'
  const lines = head.text.split('\n')
  // The last line may be cut by the end of the sniffed part.
  if (head.text.length >= 60_000 && lines.length > 1) lines.pop()
  let stacks = 0
  let paths = 0
  let others = 0
  for (const line of lines.slice(0, 300)) {
    const trimmed = line.trimEnd()
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) continue
    // What comes before the last space may hold spaces itself.
    if (!/\S\s+-?\d+(\.\d+)?$/.test(trimmed)) others++
    else {
      stacks++
      if (trimmed.includes(';')) paths++
    }
  }
  if (stacks === 0 || stacks < others * 4) return stacks > 0 && paths > 0 ? 'unsure' : 'no'
  return paths > 0 ? 'yes' : 'unsure'
}

export const collapsedRows: readonly ReaderRow[] = [
  {
    format: 'folded stacks',
    sniff: sniffCollapsed,
    load: () => import('./readCollapsed.ts').then((module) => module.readCollapsed),
    loadPieces: () => import('./readCollapsed.ts').then((module) => module.openCollapsed),
  },
]
