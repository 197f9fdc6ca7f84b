/** Each change of a comparison along the time that both sides cover, and since when it is so: the row's own onset, beside which event. */
import type { TimeWindow } from '../base/units.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import { isLevel } from '../base/viewWords.ts'
import type { FoundComparison } from '../diff/compare.ts'
import type { Change, ChangeLine } from '../diff/comparison.ts'
import { buildFunctionTable, type FunctionTable } from '../profile/functions.ts'
import { type MeasuredView, shownOf, type WindowProfiles } from '../window/windowProfiles.ts'
import { changePoint } from './changePoint.ts'
import { type Mark, nearestMark } from './onset.ts'

export interface LinePart {
  readonly window: TimeWindow
  readonly profiles: WindowProfiles
}

export interface Along {
  /** In order of time. */
  readonly parts: readonly LinePart[]
  readonly marks: readonly Mark[]
  /** Both sides are of one process: a step between them is an onset. Two runs have none. */
  readonly oneRun: boolean
}

/** Rows beyond these are on no screen. */
const mostLines = 60

export function withLines(comparison: FoundComparison, along: Along): FoundComparison {
  if (along.parts.length < 2) return comparison
  const comparedName = new Map(comparison.renamed)
  const tables = new Map<string, Measured | undefined>()
  const measured = (kind: ViewKind, at: number, part: LinePart): Measured | undefined => {
    const key = `${kind} ${at}`
    if (!tables.has(key)) tables.set(key, measuredIn(kind, part, comparedName))
    return tables.get(key)
  }
  return {
    ...comparison,
    changes: comparison.changes.map((change, row) => {
      if (row >= mostLines) return change
      const points = along.parts.flatMap((part, at) => {
        const value = measured(change.kind, at, part)?.rateOf(change)
        // A sparkline shows no more digits, and a snapshot carries every one.
        return value === undefined ? [] : [{ ...part.window, value: Number(value.toPrecision(4)) }]
      })
      if (points.length < 2) return change
      const since = along.oneRun ? onsetOf(change, points, comparison, along.marks) : undefined
      return { ...change, line: { points, ...(since ? { since } : {}) } }
    }),
  }
}

interface Measured {
  rateOf(change: Change): number
}

function measuredIn(kind: ViewKind, part: LinePart, comparedName: ReadonlyMap<string, string>): Measured | undefined {
  const view: MeasuredView | undefined = shownOf(part.profiles.views[kind])
  if (!view) return undefined
  const seconds = isLevel(kind, view.shows) ? 1 : view.coveredSeconds
  if (!(seconds > 0)) return undefined
  const table: FunctionTable = buildFunctionTable(view.tree)
  const rows = new Map<string, number[]>()
  for (const [at, found] of view.tree.names.entries()) {
    const name = comparedName.get(found) ?? found
    const known = rows.get(name)
    if (known) known.push(at)
    else rows.set(name, [at])
  }
  return {
    rateOf: ({ name, of }) => {
      const column = of === 'self' ? table.self : table.total
      return (rows.get(name) ?? []).reduce((sum, at) => sum + column[at]!, 0) / seconds
    },
  }
}

/** The one step of the line in the direction of the change, inside what is compared; nothing where there is no plain one. */
function onsetOf(
  change: Change,
  points: ChangeLine['points'],
  { base, head }: FoundComparison,
  marks: readonly Mark[],
): ChangeLine['since'] | undefined {
  const from = Math.min(base.window.fromMs, head.window.fromMs)
  const until = Math.max(base.window.untilMs, head.window.untilMs)
  const inside = points.filter(({ fromMs, untilMs }) => untilMs > from && fromMs < until)
  const found = changePoint(inside.map(({ value }) => value))
  if (!found || found.after > found.before !== change.headRate > change.baseRate) return undefined
  const [last, first] = [inside[found.at - 1], inside[found.at]]
  if (!last || !first) return undefined
  const mark = nearestMark(marks, first.fromMs, { fromMs: last.fromMs, untilMs: first.untilMs })
  return mark === undefined ? { atMs: first.fromMs } : { atMs: mark.atMs, mark: mark.text }
}
