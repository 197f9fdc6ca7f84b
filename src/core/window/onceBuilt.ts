/**
 * The same samples added up twice are one tree: the window on screen, the line along the whole source and a comparison often ask for
 * the same, and the tree of a large file takes as long as reading it. Nothing here keeps a tree: where nobody holds it any more, it is
 * built again.
 */
import { type BuiltTree, type TreePart, buildCallTreeOfMany } from '../profile/buildCallTree.ts'
import type { CallTree, TreeUnit } from '../profile/callTree.ts'
import type { Profile } from '../profile/profile.ts'

interface Built {
  readonly key: string
  readonly tree: WeakRef<CallTree>
  readonly beside: Omit<BuiltTree, 'tree'>
  /** Built before anybody asked: held until somebody does. */
  ahead?: CallTree
}

/** A tree of one whole profile, built where that was read: on a core of its own, where two are read at once. */
export interface BuiltAhead extends Omit<BuiltTree, 'parts'> {
  readonly of: { readonly column: number; readonly scale: number; readonly unit: TreeUnit }
}

const known = new WeakMap<Profile, readonly Built[]>()
/** Of one profile: its column in two units, whole and taken away. */
const mostKnown = 4

export function buildAhead(profile: Profile, of: BuiltAhead['of']): BuiltAhead {
  const { parts: _, ...built } = buildCallTreeOfMany([partOf(profile, of)], { unit: of.unit, negatives: 'zero' })
  return { of, ...built }
}

/** From now on it is what `onceBuilt` gives for this profile. */
export function keepAhead(profile: Profile, { of, tree, ...beside }: BuiltAhead): void {
  const part = partOf(profile, of)
  const built = {
    key: keyOf(part, of.unit),
    tree: new WeakRef(tree),
    beside: { ...beside, parts: [part] },
    ahead: tree,
  }
  known.set(profile, [built])
}

const partOf = (profile: Profile, { column, scale }: BuiltAhead['of']): TreePart => ({
  profile,
  column,
  scale,
  countScale: 1,
})

const keyOf = ({ column, scale, countScale }: TreePart, unit: TreeUnit): string =>
  `${unit} ${column} ${scale} ${countScale}`

/** Negative sums become zero. */
export function onceBuilt(parts: readonly TreePart[], unit: TreeUnit): BuiltTree {
  const [part] = parts
  // Which samples a function keeps, nobody can tell by looking at it; and many files are each small.
  if (part === undefined || parts.length > 1 || part.keepSample !== undefined || part.frameName !== undefined)
    return buildCallTreeOfMany(parts, { unit, negatives: 'zero' })
  const { profile } = part
  const key = keyOf(part, unit)
  const before = known.get(profile) ?? []
  const found = before.find((one) => one.key === key)
  const tree = found?.tree.deref()
  if (found !== undefined && tree !== undefined) {
    delete found.ahead
    return { ...found.beside, tree }
  }
  const { tree: made, ...beside } = buildCallTreeOfMany(parts, { unit, negatives: 'zero' })
  const others = before.filter((one) => one.key !== key).slice(1 - mostKnown)
  known.set(profile, [...others, { key, tree: new WeakRef(made), beside }])
  return { ...beside, tree: made }
}
