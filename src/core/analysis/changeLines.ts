/** Each change of a comparison along the time that both sides cover, and since when it is so: the row's own onset, beside which event. */
import type { ViewKind } from '../base/vocabulary.ts'
import type { FoundComparison } from '../diff/compare.ts'
import type { Change, ChangeLine } from '../diff/comparison.ts'
import { type FunctionRates, type LinePart, asShort, ratesIn, stepIn } from './functionLines.ts'
import type { Mark } from './onset.ts'

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
  const tables = new Map<string, FunctionRates | undefined>()
  const measured = (kind: ViewKind, at: number, part: LinePart): FunctionRates | undefined => {
    const key = `${kind} ${at}`
    if (!tables.has(key)) tables.set(key, ratesIn(kind, part, comparedName))
    return tables.get(key)
  }
  return {
    ...comparison,
    changes: comparison.changes.map((change, row) => {
      if (row >= mostLines) return change
      const points = along.parts.flatMap((part, at) => {
        const value = measured(change.kind, at, part)?.rateOf(change.name, change.of)
        return value === undefined ? [] : [{ ...part.window, value: asShort(value) }]
      })
      if (points.length < 2) return change
      const sampled = along.parts.some((part, at) => measured(change.kind, at, part)?.sampled)
      const since = along.oneRun ? onsetOf(change, points, comparison, along.marks) : undefined
      return { ...change, line: { points, ...(sampled ? { sampled } : {}), ...(since ? { since } : {}) } }
    }),
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
  const step = stepIn(inside, marks)
  return step && step.after > step.before === change.headRate > change.baseRate ? step.since : undefined
}
