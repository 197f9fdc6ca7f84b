/** Go's mutex profile beside the block profile: who held the locks that the others waited for. */
import { normaliseFrameName } from '../frames/frameName.ts'
import type { Share } from '../base/units.ts'
import { waitColumn } from './columns.ts'
import type { Flow } from './flow.ts'

const unlocking = /^(internal\/)?sync\.\(\*(Mutex|RWMutex)\)\.\w+$|^runtime\./

/** The functions that let go of contended locks, by share of the delay, largest first, at most three. */
export function heldBy(flow: Flow | undefined): readonly { readonly name: string; readonly share: Share }[] {
  if (flow === undefined) return []
  const byName = new Map<string, number>()
  let all = 0
  for (const { capture, sign } of flow.parts) {
    const { profile } = capture
    const { stacks, frames, strings, samples } = profile
    const values = samples.values[waitColumn(profile)?.column ?? -1]
    for (let sample = 0; values !== undefined && sample < values.length; sample++) {
      let row = samples.stack[sample] ?? -1
      const leaf = row < 0 ? '' : (strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
      // Locks inside the runtime are nobody's in the program.
      if (row < 0 || leaf.startsWith('runtime.')) continue
      while (row >= 0 && unlocking.test(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? ''))
        row = stacks.prefix[row] ?? -1
      if (row < 0) continue
      const name = normaliseFrameName(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
      const value = sign * (values[sample] ?? 0)
      byName.set(name, (byName.get(name) ?? 0) + value)
      all += value
    }
  }
  if (all <= 0) return []
  return [...byName]
    .map(([name, value]) => ({ name, share: value / all }))
    .filter(({ share }) => share >= 0.05)
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
}
