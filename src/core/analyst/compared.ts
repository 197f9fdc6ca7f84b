/** Two gathered windows compared, and the drawings of the comparison, kept for as long as they are on screen. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { DiffBoxesQuestion, ElidedQuestion } from './questions.ts'
import { withLines } from '../analysis/changeLines.ts'
import { type LinePart, isCheapToCut, mostParts } from '../analysis/functionLines.ts'
import type { Mark } from '../analysis/onset.ts'
import { spanOf } from '../analysis/timeline.ts'
import { stretchesOf } from '../signals/stretches.ts'
import { tellComparison } from '../analysis/words/comparison.ts'
import { compareWindows } from '../diff/compare.ts'
import type { Change, Comparison } from '../diff/comparison.ts'
import { DiffDrawing } from '../diff/diffBoxes.ts'
import { type Drawable, drawableOf } from '../diff/evidence.ts'
import { fewestBlocks } from '../diff/yardstick.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'
import { partOfWindow } from '../window/partOfWindow.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { GatheredWindow } from './gatheredWindow.ts'
import type { DiffBoxes, Elided } from '../draw/boxes.ts'
import { elide } from '../diff/elided.ts'
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

/** A view, or native memory beside the managed heap. */
export type Drawn = ViewKind | 'native'

const drawnOf = ({ view, native }: { readonly view: ViewKind; readonly native?: true | undefined }): Drawn =>
  native ? 'native' : view

/** A comparison that was just made, or one that a snapshot brings along. */
export class Compared {
  readonly comparison: Comparison
  readonly drawables: ReadonlyMap<Drawn, Drawable>
  readonly #drawings = new Map<Drawn, DiffDrawing>()
  #isBegun = false

  constructor(comparison: Comparison, drawables: ReadonlyMap<Drawn, Drawable>) {
    this.comparison = comparison
    this.drawables = drawables
  }

  boxes(question: Omit<DiffBoxesQuestion, 'ask' | 'subject'>): DiffBoxes {
    const { view, native, ...wish } = question
    const drawn = drawnOf({ view, native })
    let drawing = this.#drawings.get(drawn)
    const drawable = this.drawables.get(drawn)
    if (!drawing && drawable) {
      drawing = new DiffDrawing(drawable)
      this.#drawings.set(drawn, drawing)
    }
    return drawing
      ? drawing.boxes(wish)
      : { view, unit: 'count', grandTotal: 0, focusTotal: 0, focusFound: false, boxes: [], gone: [] }
  }

  /** One piece of what will probably be asked next. @returns whether there was any */
  prepare(): boolean {
    for (const drawing of this.#drawings.values()) if (drawing.prepare()) return true
    if (this.#drawings.size > 0 || this.#isBegun) return false
    // The page is about to draw it, and draws its words first.
    this.#isBegun = true
    const [first] = this.drawables.values()
    first?.evident('absolute')
    return first !== undefined
  }

  elided({ view, native, ...wish }: Omit<ElidedQuestion, 'ask' | 'subject'>): Elided {
    const drawable = this.drawables.get(drawnOf({ view, native }))
    return drawable ? elide(drawable, wish) : { view, unit: 'count', lines: [], seconds: { base: 1, head: 1 } }
  }
}

/** Makes a comparison; its sub-windows are the yardstick where both sides have enough of them. */
export function compareSides(base: SideToCompare, head: SideToCompare, marks: readonly Mark[] = []): Compared {
  const blocks = Math.min(blocksIn(base), blocksIn(head))
  const separateRuns = base.subject.run !== head.subject.run
  const elsewhere = separateRuns || base.subject.processes !== head.subject.processes
  const { comparison, views, native } = compareWindows(
    sideOf(base, blocks),
    sideOf(head, blocks),
    separateRuns,
    elsewhere,
  )
  return new Compared(
    tellComparison(
      withLines(comparison, { parts: partsAlong(base, head), marks, oneRun: !separateRuns }),
      zoneOf(head.subject),
    ),
    new Map<Drawn, Drawable>([
      ...[...views].map(([kind, view]) => [kind, drawableOf(view, listedIn(comparison.changes, kind))] as const),
      ...(native ? [['native', drawableOf(native)] as const] : []),
    ]),
  )
}

const listedIn = (changes: readonly Change[], kind: ViewKind): ReadonlySet<string> =>
  new Set(changes.flatMap((change) => (change.kind === kind && change.verdict !== 'moved' ? [change.name] : [])))

function sideOf(
  { subject, gathered, gatherPart, captures, others }: SideToCompare,
  blocks: number,
): Parameters<typeof compareWindows>[0] {
  const { fromMs, untilMs } = subject.window
  const length = (untilMs - fromMs) / Math.max(1, blocks)
  const { only } = subject
  const unread = (subject.known ?? []).flatMap(({ kind, reason }) => (reason === 'failed' ? [kind] : []))
  const chosen = (profiles: WindowProfiles): WindowProfiles => (only ? partOfWindow(profiles, only) : profiles)
  return {
    profiles: chosen(gathered.profiles),
    ...(only ? { isPart: true as const } : {}),
    ...(unread.length > 0 ? { unread: [...new Set(unread)] } : {}),
    ...(captures.some(({ hints }) => hints.merged) ? { isMerged: true as const } : {}),
    story: gathered.story(zoneOf(subject)),
    ...(subject.runtimeText === undefined ? {} : { runtimeText: subject.runtimeText }),
    ...(subject.labels ? { labels: subject.labels } : {}),
    ...(others.length > 0 ? { runs: [...others, gathered.profiles] } : {}),
    blocks: Array.from({ length: blocks }, (_, i) =>
      chosen(gatherPart({ fromMs: fromMs + i * length, untilMs: fromMs + (i + 1) * length })),
    ),
  }
}

/** Along the whole of what one set of captures covers, or each window along its own. */
function partsAlong(base: SideToCompare, head: SideToCompare): readonly LinePart[] {
  // Two parts of one time did not become one another.
  if (base.subject.only ?? head.subject.only) return []
  if (!isCheapToCut([...base.captures, ...head.captures])) return []
  const one = base.subject.captureIds.join() === head.subject.captureIds.join()
  const span = one ? spanOf(head.captures) : undefined
  const cut = ({ captures, gatherPart }: SideToCompare, window: TimeWindow, most: number): readonly LinePart[] =>
    stretchesOf(window, captures, most).map((part) => ({ window: part, profiles: gatherPart(part) }))
  const parts = span
    ? cut(head, span, mostParts)
    : [base, head].flatMap((side) => cut(side, side.subject.window, mostParts / 2))
  return parts.toSorted((a, b) => a.window.fromMs - b.window.fromMs)
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
