/** Two gathered windows compared, and the drawings of the comparison, kept for as long as they are on screen. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { DiffBoxesQuestion } from './questions.ts'
import { tellComparison } from '../analysis/words/comparison.ts'
import { compareWindows } from '../diff/compare.ts'
import type { Comparison } from '../diff/comparison.ts'
import { DiffDrawing } from '../diff/diffBoxes.ts'
import { type Drawable, drawableOf } from '../diff/evidence.ts'
import { fewestBlocks } from '../diff/yardstick.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { GatheredWindow } from './gatheredWindow.ts'
import type { DiffBoxes } from '../draw/boxes.ts'
import { type ComparedSubject, zoneOf } from './subject.ts'

/** More blocks see faster drift; eight is what the yardstick was calibrated on. */
const mostBlocks = 8

export interface SideToCompare {
  readonly subject: ComparedSubject
  readonly gathered: GatheredWindow
  /** Gathers a part of the side's window. */
  readonly gatherPart: (window: TimeWindow) => WindowProfiles
  readonly captures: readonly Capture[]
  /** Other runs of the same thing. */
  readonly others: readonly WindowProfiles[]
}

/** A comparison that was just made, or one that a snapshot brings along. */
export class Compared {
  readonly comparison: Comparison
  readonly drawables: ReadonlyMap<ViewKind, Drawable>
  readonly #drawings = new Map<ViewKind, DiffDrawing>()

  constructor(comparison: Comparison, drawables: ReadonlyMap<ViewKind, Drawable>) {
    this.comparison = comparison
    this.drawables = drawables
  }

  boxes(question: Omit<DiffBoxesQuestion, 'ask' | 'subject'>): DiffBoxes {
    const { view, ...wish } = question
    let drawing = this.#drawings.get(view)
    const drawable = this.drawables.get(view)
    if (!drawing && drawable) {
      drawing = new DiffDrawing(drawable)
      this.#drawings.set(view, drawing)
    }
    return drawing
      ? drawing.boxes(wish)
      : { view, unit: 'count', grandTotal: 0, focusTotal: 0, focusFound: false, boxes: [], gone: [] }
  }
}

/** Makes a comparison; its sub-windows are the yardstick where both sides have enough of them. */
export function compareSides(base: SideToCompare, head: SideToCompare): Compared {
  const blocks = Math.min(blocksIn(base), blocksIn(head))
  const separateRuns = base.subject.run !== head.subject.run
  const { comparison, views } = compareWindows(sideOf(base, blocks), sideOf(head, blocks), separateRuns)
  return new Compared(
    tellComparison(comparison, zoneOf(head.subject)),
    new Map([...views].map(([kind, view]) => [kind, drawableOf(view)])),
  )
}

function sideOf(
  { subject, gathered, gatherPart, others }: SideToCompare,
  blocks: number,
): Parameters<typeof compareWindows>[0] {
  const { fromMs, untilMs } = subject.window
  const length = (untilMs - fromMs) / Math.max(1, blocks)
  return {
    profiles: gathered.profiles,
    story: gathered.story(zoneOf(subject)),
    ...(subject.runtimeText === undefined ? {} : { runtimeText: subject.runtimeText }),
    ...(subject.labels ? { labels: subject.labels } : {}),
    ...(others.length > 0 ? { runs: [...others, gathered.profiles] } : {}),
    blocks: Array.from({ length: blocks }, (_, i) =>
      gatherPart({ fromMs: fromMs + i * length, untilMs: fromMs + (i + 1) * length }),
    ),
  }
}

/** How many equal parts the captures of a window can be cut into, 0 when too few to measure variation with. */
function blocksIn({ subject, captures }: SideToCompare): number {
  const { fromMs, untilMs } = subject.window
  const timed = captures.some(({ kind, profile }) => kind === 'cpu' && profile.samples.timeMs !== undefined)
  const intervals = captures.filter(
    ({ kind, window }) => kind === 'cpu' && window && window.fromMs < untilMs && window.untilMs > fromMs,
  ).length
  const parts = timed ? mostBlocks : Math.min(mostBlocks, intervals)
  return parts >= fewestBlocks ? parts : 0
}
