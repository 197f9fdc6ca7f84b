/** Snapshots opened again: their windows and comparison answer the same questions as loaded captures. */
import type { Drawable } from '../diff/diffBoxes.ts'
import { sha256Hex } from '../hash.ts'
import { type Result, ok } from '../result.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'
import { parseSnapshot, thawDrawing, thawWindow } from '../snapshot/thaw.ts'
import type { ViewKind } from '../window/windowProfiles.ts'
import { Compared } from './compared.ts'
import { GatheredWindow } from './gatheredWindow.ts'
import type { Analysis, ComparisonSubject, OpenedSnapshot, Subject, Timeline } from './questions.ts'

interface OpenedWindow {
  readonly gathered: GatheredWindow
  readonly analysis: Analysis
}

export class OpenedSnapshots {
  readonly #windows = new Map<string, OpenedWindow>()
  readonly #compared = new Map<string, Compared>()
  readonly #timelines = new Map<string, Timeline>()

  open(text: string, where: string): Result<OpenedSnapshot> {
    const parsed = parseSnapshot(text, where)
    if (!parsed.ok) return parsed
    const { head, base, drawings, ...about } = parsed.value
    const headId = `snapshot:${sha256Hex(text)}`
    const baseId = `${headId}#base`
    const opened = this.#keep(headId, head, where)
    if (!opened.ok) return opened
    if (base) {
      const kept = this.#keep(baseId, base, where)
      if (!kept.ok) return kept
    }
    if (about.timeline) this.#timelines.set(headId, about.timeline)
    if (about.comparison) {
      const drawables = new Map<ViewKind, Drawable>()
      for (const [kind, frozen] of Object.entries(drawings ?? {}) as [
        ViewKind,
        NonNullable<Snapshot['drawings']>[ViewKind],
      ][]) {
        if (!frozen) continue
        const drawable = thawDrawing(kind, frozen, where)
        if (!drawable.ok) return drawable
        drawables.set(kind, drawable.value)
      }
      this.#compared.set(`${baseId} ${headId}`, new Compared(about.comparison, drawables))
    }
    return ok({
      headId,
      ...(base ? { baseId, baseWindow: base.analysis.window } : {}),
      about,
      headWindow: head.analysis.window,
    })
  }

  window({ captureIds }: Subject): OpenedWindow | undefined {
    const [id] = captureIds
    return id === undefined ? undefined : this.#windows.get(id)
  }

  timeline([id]: readonly string[]): Timeline | undefined {
    return id === undefined ? undefined : this.#timelines.get(id)
  }

  /** Only the comparison the snapshot was made with; any other pair is compared afresh. */
  compared({ base, head }: ComparisonSubject): Compared | undefined {
    return this.#compared.get(`${base.captureIds[0]} ${head.captureIds[0]}`)
  }

  #keep(id: string, frozen: Snapshot['head'], where: string): Result<true> {
    const profiles = thawWindow(frozen, where)
    if (!profiles.ok) return profiles
    const { analysis } = frozen
    this.#windows.set(id, {
      analysis,
      gathered: new GatheredWindow({ profiles: profiles.value, story: analysis.story }),
    })
    return ok(true)
  }
}
