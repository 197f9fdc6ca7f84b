/** Time in which an event loop answers nothing, because a call of the program waits for a child process to end (`execSync`, `spawnSync`). */
import type { ValuedPart } from './gatherContext.ts'
import type { StoppedLoop } from './windowProfiles.ts'

/** Node's own frame for all of them. */
export const waitsForChild = (name: string): boolean => name === 'spawnSync'

/** @param parts of one profile of V8, in nanoseconds */
export function stoppedLoop(parts: readonly ValuedPart[]): StoppedLoop | undefined {
  const bySite = new Map<string, number>()
  for (const { capture, column, scale, sign } of parts) {
    const { samples, stacks, frames, strings } = capture.profile
    const values = samples.values[column]
    const nameAt = (row: number): string => strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? ''
    const isNodes = (row: number): boolean =>
      (strings[frames.file[stacks.frame[row] ?? 0] ?? 0] ?? '').startsWith('node:')
    for (let sample = 0; values !== undefined && sample < values.length; sample++) {
      let row = samples.stack[sample] ?? -1
      if (row < 0 || !waitsForChild(nameAt(row))) continue
      while (row >= 0 && (waitsForChild(nameAt(row)) || isNodes(row))) row = stacks.prefix[row] ?? -1
      const site = row < 0 ? '' : nameAt(row)
      bySite.set(site, (bySite.get(site) ?? 0) + sign * scale * (values[sample] ?? 0))
    }
  }
  const ns = [...bySite.values()].reduce((sum, one) => sum + one, 0)
  const [longest] = [...bySite].toSorted((a, b) => b[1] - a[1])
  return longest === undefined || ns <= 0 ? undefined : { ns, site: longest[0] }
}
