/** Two windows whose CPU is in functions that only one of them has: two programs, or one whose build gave all functions other names. */
import type { ViewKind } from '../base/vocabulary.ts'
import { describeFrame } from '../frames/hue.ts'
import { isWrapper } from './carried.ts'
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
  const fact = { level: 'warning', id: 'other-programs' } as const
  const [partA, partB] = [sums.sharedA / sums.a, sums.sharedB / sums.b]
  if (Math.max(partA, partB) < mostShared) return [{ ...fact, partA, partB }]
  const own = ownShared(cpu)
  return own && Math.max(own.partA, own.partB) < mostOwnShared ? [{ ...fact, ...own, of: 'own' }] : []
}

/** Functions of each side's own code that say which program it is: one renamed function is a change. */
const fewestOwn = 3
const mostOwnShared = 0.05

/**
 * Two services of one runtime share what the runtime does, which may be most of it; of their own code they share nothing.
 * @returns of both sides, the part 0..1 that both have of its own functions, each as long as it was on a stack; undefined where those are too few to tell
 */
function ownShared({ functions: { base, head }, aligned: { union } }: ComparedView) {
  const a = { count: 0, all: 0, shared: 0 }
  const b = { count: 0, all: 0, shared: 0 }
  for (let name = 0; name < base.totalSamples.length; name++) {
    const [inA, inB] = [base.totalSamples[name]!, head.totalSamples[name]!]
    if (inA <= 0 && inB <= 0) continue
    const text = union.names[name]!
    if (isWrapper(text) || !describeFrame(text, union.files[name], union.modules[name]).own) continue
    const isShared = inA > 0 && inB > 0
    for (const [side, samples] of [
      [a, inA],
      [b, inB],
    ] as const) {
      if (samples > 0) side.count++
      side.all += samples
      if (isShared) side.shared += samples
    }
  }
  const tells = [a, b].every(({ count, all }) => count >= fewestOwn && all >= fewestSamples)
  return tells ? { partA: a.shared / a.all, partB: b.shared / b.all } : undefined
}
