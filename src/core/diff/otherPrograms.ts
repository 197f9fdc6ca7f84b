/** Two windows whose CPU is in functions that only one of them has: two programs, or one whose build gave all functions other names. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { ComparabilityFact } from './comparability.ts'
import type { ComparedView } from './compareView.ts'

/** Fewer samples on a side may have missed what both have. */
const fewestSamples = 200
/** Runtimes and standard libraries are in every program, and have a good part of the CPU of most. */
const mostShared = 0.4

/** Of both sides: the part 0..1 of the samples that is in functions which the other side has as well. */
export function otherPrograms(
  views: ReadonlyMap<ViewKind, ComparedView>,
): readonly Extract<ComparabilityFact, { readonly id: 'other-programs' }>[] {
  const cpu = views.get('cpu')
  // Two profilers may name nothing alike, and what only holds what fell and what grew has nothing in both.
  if (!cpu || cpu.exposure.parts || cpu.exposure.sharesOnly) return []
  const { base, head } = cpu.functions
  const sums = { a: 0, b: 0, sharedA: 0, sharedB: 0 }
  for (let name = 0; name < base.selfSamples.length; name++) {
    const [a, b] = [base.selfSamples[name]!, head.selfSamples[name]!]
    const isShared = base.totalSamples[name]! > 0 && head.totalSamples[name]! > 0
    sums.a += a
    sums.b += b
    if (isShared) sums.sharedA += a
    if (isShared) sums.sharedB += b
  }
  if (Math.min(sums.a, sums.b) < fewestSamples) return []
  const [partA, partB] = [sums.sharedA / sums.a, sums.sharedB / sums.b]
  return Math.max(partA, partB) < mostShared ? [{ level: 'warning', id: 'other-programs', partA, partB }] : []
}
