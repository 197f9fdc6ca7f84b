/** Shapes that several parts of a snapshot are made of. */
import { type Shape, dictionary, epochMs, finite, list, object, oneOf, text } from '../base/shape.ts'
import type { TimeWindow } from '../base/units.ts'
import {
  type SignalId,
  type ViewKind,
  type PatternId,
  type RuleId,
  patternIds,
  viewKinds,
  signalIds,
} from '../base/vocabulary.ts'
import type { Segment, Sentence } from '../diagnosis/story.ts'

export const texts: Shape<readonly string[]> = list(text)
export const view: Shape<ViewKind> = oneOf(...viewKinds)
export const signalId: Shape<SignalId> = oneOf(...signalIds)
export const patternId: Shape<PatternId> = oneOf(...patternIds)
export const ruleIds: readonly RuleId[] = patternIds.filter((id) => id !== 'no-clear-pattern')
export const ruleId: Shape<RuleId> = oneOf(...ruleIds)
export const lookAt: Shape<ViewKind | 'none'> = oneOf('none', ...viewKinds)

export const timeWindow: Shape<TimeWindow> = object<TimeWindow>(
  { fromMs: epochMs, untilMs: epochMs },
  ({ fromMs, untilMs }) => (untilMs < fromMs ? 'ends before it begins' : undefined),
)
export const sentence: Shape<Sentence> = list(object<Segment>({ text }))

/** The same shape for each of a few keys, all of which must be there. */
export function each<K extends string, T>(keys: readonly K[], shape: Shape<T>): Shape<Readonly<Record<K, T>>> {
  return {
    check: (value, at) => {
      if (typeof value !== 'object' || value === null) return `${at} is no object`
      for (const key of keys) {
        const wrong = shape.check((value as Readonly<Record<string, unknown>>)[key], `${at}.${key}`)
        if (wrong !== undefined) return wrong
      }
      return undefined
    },
  }
}

/** Fixed keys, but all of one kind: an object that only holds numbers. */
export const dictionaryOf = <T>(shape: Shape<number>): Shape<T> => ({ check: dictionary(shape).check })
export const numberOrNull: Shape<number | null> = {
  check: (value, at) => (value === null ? undefined : finite.check(value, at)),
}

/** Of an interval; open where too few points close it. */
export const side: Shape<number> = {
  check: (value, at) => (typeof value === 'number' ? undefined : `${at} is no number`),
}
