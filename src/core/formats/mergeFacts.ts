/** Facts of several files of one service as one: series go on, numbers that differ are nobody's. */
import type { FileFacts } from './parsedFile.ts'

/** Also says what two files contradict each other in, by the names of the facts; that is in neither. */
export function mergeFacts(files: readonly FileFacts[]): {
  readonly facts: FileFacts
  readonly differ: readonly string[]
} {
  const [first, ...others] = files.filter((facts) => Object.keys(facts).length > 0)
  if (first === undefined || others.length === 0) return { facts: first ?? {}, differ: [] }
  const differ = new Set<string>()
  // Series of another clock cannot be put into the same line: those of the world's clock stay, and the first of the others.
  const placed = files.filter(({ clock }) => clock === undefined)
  const [foremost] = files.filter(({ clock }) => clock !== undefined)
  const together = foremost && placed.length > 0 ? placed : files.filter(({ clock }) => clock === first.clock)
  const merged: Record<string, unknown> = {}
  for (const facts of together) {
    for (const [name, fact] of Object.entries(facts) as [string, unknown][]) {
      const before = merged[name]
      if (before === undefined) merged[name] = fact
      else if (Array.isArray(before) && Array.isArray(fact)) merged[name] = inOrder(before, fact)
      else if (JSON.stringify(before) !== JSON.stringify(fact)) differ.add(name)
    }
  }
  for (const name of differ) {
    delete merged[name]
    // What a number rests on goes with it.
    delete merged[`${name}From`]
  }
  if (foremost && placed.length > 0 && merged['unplaced'] === undefined) merged['unplaced'] = foremost
  return { facts: merged as FileFacts, differ: [...differ].filter((name) => !name.endsWith('From')) }
}

function inOrder(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const at = (row: unknown): number =>
    typeof row === 'object' && row !== null && 'timeMs' in row && typeof row.timeMs === 'number' ? row.timeMs : 0
  return [...before, ...after].toSorted((a, b) => at(a) - at(b))
}
