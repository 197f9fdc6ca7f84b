/** A snapshot opened again: its windows and comparison answer the same questions as loaded captures. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { Drawable } from '../diff/evidence.ts'
import { sha256Hex } from '../base/hash.ts'
import { type Result, ok } from '../base/result.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { parseSnapshot, thawDrawing, thawWindow } from '../snapshot/thaw.ts'
import { Compared, type Drawn } from './compared.ts'
import { GatheredWindow } from './gatheredWindow.ts'
import type { OpenedSnapshot } from './leaving.ts'
import type { SnapshotShelf } from './snapshotShelf.ts'

export function openSnapshot(shelf: SnapshotShelf, text: string, where: string): Result<OpenedSnapshot> {
  const parsed = parseSnapshot(text, where)
  if (!parsed.ok) return parsed
  const { head, base, drawings, nativeDrawing, ...about } = parsed.value
  const headId = `snapshot:${sha256Hex(text)}`
  const baseId = `${headId}#base`
  const opened = keepWindow(shelf, headId, head, where)
  if (!opened.ok) return opened
  if (base) {
    const kept = keepWindow(shelf, baseId, base, where)
    if (!kept.ok) return kept
  }
  if (about.timeline) shelf.keepTimeline(headId, about.timeline)
  if (about.baseTimeline) shelf.keepTimeline(baseId, about.baseTimeline)
  if (about.comparison) {
    const drawables = new Map<Drawn, Drawable>()
    for (const [kind, frozen] of Object.entries(drawings ?? {}) as [
      ViewKind,
      NonNullable<Snapshot['drawings']>[ViewKind],
    ][]) {
      if (!frozen) continue
      const drawable = thawDrawing(kind, frozen, where)
      if (!drawable.ok) return drawable
      drawables.set(kind, drawable.value)
    }
    const { native } = about.comparison
    if (native && nativeDrawing) {
      const drawable = thawDrawing(native.kind, nativeDrawing, where)
      if (!drawable.ok) return drawable
      drawables.set('native', drawable.value)
    }
    shelf.keepComparison(baseId, headId, new Compared(about.comparison, drawables))
  }
  return ok({
    headId,
    ...(base ? { baseId, baseWindow: base.analysis.window } : {}),
    about,
    headWindow: head.analysis.window,
  })
}

function keepWindow(shelf: SnapshotShelf, id: string, frozen: Snapshot['head'], where: string): Result<true> {
  const profiles = thawWindow(frozen, where)
  if (!profiles.ok) return profiles
  const { analysis } = frozen
  shelf.keepWindow(id, { analysis, gathered: new GatheredWindow(profiles.value, () => analysis.story) })
  return ok(true)
}
