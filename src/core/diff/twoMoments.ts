/**
 * Two snapshots of one process, which the files themselves show: each has everything since its start, so all that the earlier one has is in the later one as well, and what
 * is more was allocated between them. Held against each other as two runs, the same allocations would stand on both sides, and what one
 * process holds a little later would be taken for what another one does.
 */
import type { Bytes } from '../base/units.ts'
import { describeFrame } from '../frames/hue.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import { alignTrees, type AlignedTrees } from './alignTrees.ts'

export interface TwoMoments {
  /** Between the two, where both files have their time. */
  readonly seconds?: number
  readonly allocated: Bytes
  /** The program's own function nearest to most of it. */
  readonly most?: { readonly name: string; readonly share: number }
  /** Of the live heap. */
  readonly grown?: Bytes
}

/** Sizes of one stack's objects are averages, by which their sampling is undone. */
const rounding = 0.002

export function twoMoments({ views: a }: WindowProfiles, { views: b }: WindowProfiles): TwoMoments | undefined {
  const [earlier, later] = [a.heap_alloc, b.heap_alloc]
  if (earlier.state !== 'measured' || later.state !== 'measured') return undefined
  if (earlier.how.id !== 'since-start' || later.how.id !== 'since-start') return undefined
  const [pageOfEarlier, pageOfLater] = [pageOf(earlier), pageOf(later)]
  if (pageOfEarlier === undefined || pageOfEarlier !== pageOfLater) return undefined
  const seconds = ((later.how.atMs ?? Number.NaN) - (earlier.how.atMs ?? Number.NaN)) / 1000
  if (seconds <= 0) return undefined
  const trees = alignTrees(earlier.tree, later.tree, { baseExposure: 1, headExposure: 1 })
  const { base, head } = trees
  const before = base.self.reduce((sum, self) => sum + self, 0)
  let fallen = 0
  for (const [node, self] of base.self.entries()) {
    fallen += Math.max(0, self - head.self[node]!)
  }
  const allocated = head.total[0]! - base.total[0]!
  if (fallen > rounding * before || allocated <= 0) return undefined
  const most = mostOf(trees)
  const [heldBefore, held] = [a.heap_live, b.heap_live]
  return {
    ...(Number.isNaN(seconds) ? {} : { seconds }),
    allocated,
    ...(most ? { most: { name: most.name, share: most.bytes / allocated } } : {}),
    ...(heldBefore.state === 'measured' && held.state === 'measured' ? { grown: held.total - heldBefore.total } : {}),
  }
}

/** What tells processes apart: of an old Go, or of a sandbox that has no such page, nobody knows. */
const pageOf = ({ parts = [] }: MeasuredView): number | undefined => parts[0]?.profile.meta.kernelPage

function mostOf({ union, base, head }: AlignedTrees): { readonly name: string; readonly bytes: number } | undefined {
  const own = union.names.map((text, name) => describeFrame(text, union.files[name], union.modules[name]).own)
  const nearest = new Int32Array(union.length).fill(-1)
  const bytes = new Map<number, number>()
  for (let node = 1; node < union.length; node++) {
    const name = union.name[node]!
    nearest[node] = own[name] ? name : nearest[union.parent[node]!]!
    if (nearest[node]! >= 0)
      bytes.set(nearest[node]!, (bytes.get(nearest[node]!) ?? 0) + head.self[node]! - base.self[node]!)
  }
  const [first] = [...bytes].sort(([, one], [, other]) => other - one)
  return first && { name: union.names[first[0]]!, bytes: first[1] }
}
