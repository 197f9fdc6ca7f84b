/** Functions along the whole time that their captures cover, not only inside the window: a step line each, and its own onset. */
import type { ViewKind } from '../base/vocabulary.ts'
import { isLevel } from '../base/viewWords.ts'
import type { ChangeLine } from '../diff/comparison.ts'
import { buildFunctionTable } from '../profile/functions.ts'
import { stretchesOf } from '../signals/stretches.ts'
import { type MeasuredView, sees, shownOf, type WindowProfiles } from '../window/windowProfiles.ts'
import type { Capture } from '../window/capture.ts'
import type { TimeWindow } from '../base/units.ts'
import { changePoint } from './changePoint.ts'
import { type Mark, nearestMark } from './onset.ts'
import { spanOf } from './timeline.ts'

export interface LinePart {
  readonly window: TimeWindow
  readonly profiles: WindowProfiles
}

/** As fine as a sparkline can show; each part is gathered by itself. */
export const mostParts = 24
/** Of huge captures no parts are built on the way: that would take as long as the window itself many times over. */
const mostSamplesForParts = 300_000

/** May captures of this size be cut into parts only for their lines? */
export function isCheapToCut(captures: Iterable<Capture>): boolean {
  let samples = 0
  for (const { profile } of new Set(captures)) samples += profile.samples.length
  return samples <= mostSamplesForParts
}

/** One view of one part of the time, by functions. */
export interface FunctionRates {
  /** Cost per second in base units; bytes for what is held. Zero where the function is not on any stack. */
  rateOf(name: string, of: 'self' | 'total'): number
  /** As `ChangeLine.sampled`. */
  readonly sampled: boolean
}

/** @param sameName other names of the same functions. @returns undefined where the part has no such view, or nobody knows how long it took */
export function ratesIn(
  kind: ViewKind,
  { profiles }: LinePart,
  sameName: ReadonlyMap<string, string> = new Map(),
): FunctionRates | undefined {
  const view: MeasuredView | undefined = shownOf(profiles.views[kind])
  if (!view) return undefined
  const seconds = isLevel(kind, view.shows) ? 1 : view.coveredSeconds
  if (!(seconds > 0)) return undefined
  const table = buildFunctionTable(view.tree)
  const rows = new Map<string, number[]>()
  for (const [at, found] of view.tree.names.entries()) {
    const name = sameName.get(found) ?? found
    const known = rows.get(name)
    if (known) known.push(at)
    else rows.set(name, [at])
  }
  return {
    sampled: kind === 'cpu' && sees(view, 'java-code'),
    rateOf: (name, of) => {
      const column = of === 'self' ? table.self : table.total
      return (rows.get(name) ?? []).reduce((sum, at) => sum + column[at]!, 0) / seconds
    },
  }
}

/** The one plain step of a line, beside the event it began with; undefined where there is none. */
export function stepIn(
  points: ChangeLine['points'],
  marks: readonly Mark[],
): { readonly since: NonNullable<ChangeLine['since']>; readonly before: number; readonly after: number } | undefined {
  const found = changePoint(points.map(({ value }) => value))
  if (!found) return undefined
  const [last, first] = [points[found.at - 1], points[found.at]]
  if (!last || !first) return undefined
  const mark = nearestMark(marks, first.fromMs, { fromMs: last.fromMs, untilMs: first.untilMs })
  const since = mark === undefined ? { atMs: first.fromMs } : { atMs: mark.atMs, mark: mark.text }
  return { since, before: found.before, after: found.after }
}

/** A sparkline shows no more digits, and a snapshot carries every one. */
export const asShort = (value: number): number => Number(value.toPrecision(4))

/** The parts of one set of captures, gathered once, and each view of them counted by functions once. */
export class FunctionLines {
  readonly #parts: readonly LinePart[]
  readonly #rates = new Map<ViewKind, readonly (FunctionRates | undefined)[]>()

  /** @param gatherPart gathers a part of the time that the captures cover */
  constructor(captures: readonly Capture[], gatherPart: (window: TimeWindow) => WindowProfiles) {
    const span = isCheapToCut(captures) ? spanOf(captures) : undefined
    this.#parts = span
      ? stretchesOf(span, captures, mostParts).map((window) => ({ window, profiles: gatherPart(window) }))
      : []
  }

  /** Undefined where fewer than two parts know the view (one value is no line), and of what is on no stack at any time. */
  lineOf(kind: ViewKind, name: string, of: 'self' | 'total', marks: readonly Mark[]): ChangeLine | undefined {
    const rates = this.#rates.get(kind) ?? this.#parts.map((part) => ratesIn(kind, part))
    this.#rates.set(kind, rates)
    const points = this.#parts.flatMap(({ window }, at) => {
      const rate = rates[at]?.rateOf(name, of)
      return rate === undefined ? [] : [{ ...window, value: asShort(rate) }]
    })
    if (points.length < 2 || points.every(({ value }) => value === 0)) return undefined
    const since = stepIn(points, marks)?.since
    const sampled = rates.some((rate) => rate?.sampled)
    return { points, ...(sampled ? { sampled } : {}), ...(since ? { since } : {}) }
  }
}
