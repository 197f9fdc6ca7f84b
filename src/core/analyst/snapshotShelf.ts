/** Windows and comparisons of snapshots opened again, under the ids that subjects use for them. */
import type { Analysis, Timeline } from '../analysis/analysis.ts'
import type { Compared } from './compared.ts'
import type { GatheredWindow } from './gatheredWindow.ts'
import type { ComparisonSubject, Subject } from './subject.ts'

export interface ShelvedWindow {
  readonly gathered: GatheredWindow
  readonly analysis: Analysis
}

export class SnapshotShelf {
  readonly #windows = new Map<string, ShelvedWindow>()
  readonly #compared = new Map<string, Compared>()
  readonly #timelines = new Map<string, Timeline>()

  keepWindow(id: string, window: ShelvedWindow): void {
    this.#windows.set(id, window)
  }

  keepTimeline(id: string, timeline: Timeline): void {
    this.#timelines.set(id, timeline)
  }

  keepComparison(baseId: string, headId: string, compared: Compared): void {
    this.#compared.set(`${baseId} ${headId}`, compared)
  }

  holds(id: string): boolean {
    return this.#windows.has(id)
  }

  window({ captureIds }: Subject): ShelvedWindow | undefined {
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
}
