/**
 * Samples of one thread are no independent events: a call that takes long, a collection, or a thread that is not let run between two
 * ticks is many in a row, and of two runs of one program only one has it. Where a file keeps the order of its samples (V8, py-spy's
 * speedscope), it is cut into equal stretches, which show it as the parts of a timed window do (statistics.md A.8).
 */
import { stretchCount } from '../profile/profile.ts'
import { buildCallTreeOfMany, type TreePart } from '../profile/buildCallTree.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'

/** None where a sample of it has no place in the order. */
export function inStretches(view: MeasuredView): readonly MeasuredView[] {
  const { parts = [] } = view
  if (parts.length === 0 || !parts.every(({ profile }) => profile.samples.stretch?.every((at) => at >= 0) === true))
    return []
  return Array.from({ length: stretchCount }, (_, stretch) => {
    const own = parts.map((part): TreePart => {
      const of = part.profile.samples.stretch!
      return { ...part, keepSample: (sample) => of[sample] === stretch && part.keepSample?.(sample) !== false }
    })
    const { tree } = buildCallTreeOfMany(own, { unit: view.tree.unit, negatives: 'zero' })
    return {
      ...view,
      tree,
      parts: own,
      total: tree.total[0] ?? 0,
      samples: Math.round(tree.totalSamples[0] ?? 0),
      coveredSeconds: view.coveredSeconds / stretchCount,
    }
  })
}
