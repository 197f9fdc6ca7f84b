/** What is on screen → plain data that travels. */
import type { Analysis } from '../analysis/analysis.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import type { Drawable } from '../diff/evidence.ts'
import type { CallTree } from '../profile/callTree.ts'
import { toBase64 } from './base64.ts'
import { encodeTree } from './encodeTree.ts'
import { measuresOf } from './measures.ts'
import { pruneAligned } from './pruneAligned.ts'
import { pruneTree } from './pruneTree.ts'
import type { Redactor } from './redact.ts'
import { type FrozenDrawing, type FrozenWindow, mostNodesPerTree } from './snapshot.ts'
import type { Views } from '../window/windowProfiles.ts'

export interface WindowToFreeze {
  readonly analysis: Analysis
  readonly trees: Readonly<Partial<Record<ViewKind, CallTree>>>
  /** Of what native code holds beside the managed heap. */
  readonly native?: CallTree
  readonly views: Views
}

export interface Frozen<T> {
  readonly value: T
  /** Frames that were cut because they were too small; their cost is kept in totals. */
  readonly dropped: number
}

export function freezeWindow(
  { analysis, trees, native, views }: WindowToFreeze,
  redactor: Redactor,
): Frozen<FrozenWindow> {
  const encoded: Partial<Record<ViewKind, string>> = {}
  let dropped = 0
  const encode = (tree: CallTree): string => {
    const pruned = pruneTree(tree, mostNodesPerTree)
    dropped += pruned.dropped
    return toBase64(encodeTree(redactor.tree(pruned.tree)))
  }
  for (const [view, tree] of Object.entries(trees) as [ViewKind, CallTree][]) encoded[view] = encode(tree)
  const nativeTree = native && encode(native)
  return {
    value: {
      analysis: redactor.texts(analysis),
      trees: encoded,
      ...(nativeTree === undefined ? {} : { nativeTree }),
      measures: redactor.texts(measuresOf(views)),
    },
    dropped,
  }
}

export function freezeDrawing(drawable: Drawable, redactor: Redactor): Frozen<FrozenDrawing> {
  const { aligned, kept, dropped } = pruneAligned(drawable.aligned, mostNodesPerTree)
  const union = redactor.tree(aligned.union)
  const bits = (flags: Uint8Array): string => toBase64(Uint8Array.from(kept, (node) => (node < 0 ? 0 : flags[node]!)))
  return {
    dropped,
    value: {
      base: toBase64(encodeTree({ ...union, ...aligned.base })),
      head: toBase64(encodeTree({ ...union, ...aligned.head })),
      exposure: drawable.exposure,
      evidentAbsolute: bits(drawable.evident('absolute')),
      evidentShare: bits(drawable.evident('share')),
    },
  }
}
