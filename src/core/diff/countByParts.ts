/**
 * A profile that does not say how many events it counted (Go's block profile, waits in bare nanoseconds) can still be tested where both
 * windows can be cut into parts: how much its values vary from part to part is measured. Values are then counted in small equal pieces;
 * how many pieces does not matter, because the design effect measured from the parts grows with them.
 */
import type { CallTree } from '../profile/callTree.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import type { ViewPair } from './viewPair.ts'
import { fewestBlocks } from './yardstick.ts'

/** The larger window is this many pieces: a function of half a percent is just large enough to be tested. */
const pieces = 2000

/** Undefined where the events are counted already, or there are too few parts to measure with. */
export function countByParts(pair: ViewPair): ViewPair | undefined {
  const { base, head, baseBlocks, headBlocks } = pair
  if (base.testable !== false && head.testable !== false) return undefined
  if (!canCountByParts(baseBlocks.length, headBlocks.length)) return undefined
  const piece = Math.max(base.total, head.total) / pieces
  if (!(piece > 0)) return undefined
  const counted = (view: MeasuredView): MeasuredView => inPieces(view, piece)
  const ofBase = baseBlocks.map(counted)
  return {
    ...pair,
    base: counted(base),
    head: counted(head),
    baseBlocks: ofBase,
    headBlocks: headBlocks === baseBlocks ? ofBase : headBlocks.map(counted),
  }
}

export const canCountByParts = (baseBlocks: number, headBlocks: number): boolean =>
  baseBlocks >= fewestBlocks && headBlocks >= fewestBlocks

function inPieces(view: MeasuredView, piece: number): MeasuredView {
  const { parts: _, ...rest } = view
  const tree: CallTree = {
    ...view.tree,
    selfSamples: view.tree.self.map((value) => value / piece),
    totalSamples: view.tree.total.map((value) => value / piece),
  }
  return { ...rest, tree, testable: true }
}
