/**
 * Which function to name for a share of a tree. Leaves are memmove, mallocgc and Lock; roots are thread starters. The
 * name a person recognises lies between: the program's own innermost function, or where it enters a library.
 */
import type { Hue, ViewKind } from '../base/vocabulary.ts'
import type { CallTree } from '../profile/callTree.ts'
import { describerOf } from '../frames/hue.ts'
import type { Share } from '../base/units.ts'

export interface Owner {
  readonly name: string
  readonly total: number
  readonly share: Share
}

/** Frames that only take or release a lock: the function of interest is the one that called them. */
const lockPrimitive =
  /(^|[./:])(R?Lock|Unlock|RUnlock|lockSlow|rUnlockSlow|unlockSlow|acquire|release|__enter__|__exit__|wait_for_tstate_lock)$|^(RLock|Lock)\.acquire$|^mutex \(native\)$|^<?(parking_lot(_core)?|lock_api|tokio::sync)::/

/** Inside these a person knows the entrance ("json.dumps", "crypto/rsa.VerifyPKCS1v15") and not what lies below it. */
const knownByEntrance: ReadonlySet<Hue> = new Set<Hue>(['serde', 'logging', 'crypto', 'store', 'cache'])

export const isLockPrimitive = (name: string): boolean => lockPrimitive.test(name)

/** Owner of every node, by name index; −1 for nodes with nobody to name above them. */
function ownersOf(tree: CallTree, kind: ViewKind): Int32Array {
  const describe = describerOf(tree.names)
  const kinds = tree.names.map((name, index) => describe(name, tree.files[index], tree.modules[index]))
  const skip = tree.names.map(
    (name, index) => kinds[index]?.hue === 'runtime' || (kind === 'lock' && lockPrimitive.test(name)),
  )
  const owner = new Int32Array(tree.length).fill(-1)
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node] ?? 0
    const above = owner[tree.parent[node] ?? 0] ?? -1
    const hue = kinds[name]?.hue ?? 'own'
    // A lock is waited for by whoever takes it, however deep in a library that is.
    const entered = kind !== 'lock' && above >= 0 && knownByEntrance.has(hue) && kinds[above]?.hue === hue
    owner[node] = skip[name] === true || entered ? above : name
  }
  return owner
}

/** Sentence, findings and misreadings ask about the same tree again and again. */
const ranked = new WeakMap<CallTree, readonly Owner[]>()

/** Functions to name, by what ends in them, largest first. */
export function topOwners(tree: CallTree, kind: ViewKind, count: number): readonly Owner[] {
  const known = ranked.get(tree) ?? rankOwners(tree, kind)
  ranked.set(tree, known)
  return known.slice(0, count)
}

const mostRanked = 100

function rankOwners(tree: CallTree, kind: ViewKind): readonly Owner[] {
  const all = tree.total[0] ?? 0
  if (all <= 0) return []
  const owner = ownersOf(tree, kind)
  const sums = new Map<number, number>()
  for (let node = 0; node < tree.length; node++) {
    const self = tree.self[node] ?? 0
    const name = owner[node] ?? -1
    if (self > 0 && name >= 0) sums.set(name, (sums.get(name) ?? 0) + self)
  }
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostRanked)
    .map(([name, total]) => ({ name: tree.names[name] ?? '', total, share: total / all }))
}
