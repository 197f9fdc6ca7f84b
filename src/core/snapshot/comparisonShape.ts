/** Two windows held against each other. */
import { treeUnits } from '../profile/callTree.ts'
import {
  type Shape,
  count,
  epochMs,
  finite,
  flag,
  list,
  object,
  oneOf,
  optional,
  text,
  variant,
} from '../base/shape.ts'
import { viewKinds, standIns } from '../base/vocabulary.ts'
import type {
  Change,
  Comparability,
  ComparedSide,
  Comparison,
  FunctionCounts,
  ViewComparison,
} from '../diff/comparison.ts'
import { headlineShape } from './headlineShape.ts'
import { texts, view, timeWindow, sentence, each, dictionaryOf } from './shapes.ts'
import { story } from './storyShape.ts'

const yes: Shape<true> = { check: (value, at) => (value === true ? undefined : `${at} is not true`) }
const estimate = object<Change['ratio']>({ low: finite, value: finite, high: finite })
const sideTotal = object<Extract<ViewComparison, { state: 'compared' }>['base']>({
  total: finite,
  rate: finite,
  seconds: finite,
  per: optional(finite),
  samples: finite,
})
const comparedSide = object<ComparedSide>({ window: timeWindow, story })
const without = (state: 'one-sided' | 'absent' | 'refused'): ReturnType<typeof object<OneSided>> =>
  object<OneSided>({ state: { check: oneOf(state).check }, kind: view, text })
type OneSided = Extract<ViewComparison, { text: string }>

const change = object<Change>({
  kind: view,
  name: text,
  place: optional(text),
  of: oneOf('self', 'total'),
  verdict: oneOf('grew', 'shrank', 'new', 'gone', 'moved'),
  base: finite,
  head: finite,
  baseShare: finite,
  headShare: finite,
  baseRate: finite,
  headRate: finite,
  baseSamples: finite,
  headSamples: finite,
  ratio: estimate,
  rateDifference: estimate,
  shareDifference: estimate,
  own: finite,
  dilution: finite,
  sharesOnly: optional(yes),
  q: finite,
  conservative: finite,
  requests: optional(
    object({
      cause: oneOf('itself', 'mix', 'inseparable'),
      label: text,
      ratio: optional(estimate),
      mix: optional(finite),
      within: optional(finite),
      lead: object({ value: text, baseShare: finite, headShare: finite }),
    }),
  ),
  explainedBy: optional(text),
  switched: optional(object({ at: text, instead: texts })),
  line: optional(
    object<NonNullable<Change['line']>>({
      points: list(object({ fromMs: epochMs, untilMs: epochMs, value: finite })),
      sampled: optional(yes),
      since: optional(object({ atMs: epochMs, mark: optional(text) })),
    }),
  ),
  text,
})

const pair: Shape<readonly string[]> = {
  check: (value, at) =>
    texts.check(value, at) ?? ((value as readonly string[]).length === 2 ? undefined : `${at} is no pair`),
}

const compared = variant<ViewComparison, 'state'>('state', {
  'one-sided': without('one-sided'),
  absent: without('absent'),
  refused: without('refused'),
  compared: object({
    state: oneOf('compared'),
    kind: view,
    unit: oneOf(...treeUnits),
    shows: optional(oneOf(...standIns)),
    base: sideTotal,
    head: sideTotal,
    difference: estimate,
    together: optional(finite),
    sharesOnly: optional(yes),
    distinguishable: flag,
    testable: flag,
    nodes: count,
    sentence: text,
    decidedAt: optional(texts),
  }),
})

export const comparison: Shape<Comparison> = object<Comparison>({
  base: comparedSide,
  head: comparedSide,
  transition: sentence,
  headline: optional(headlineShape),
  title: optional(sentence),
  comparability: list(
    object<Comparability>({
      level: oneOf('ok', 'note', 'warning', 'refused'),
      text,
      fix: text,
      kind: optional(view),
      first: optional(yes),
      label: optional(text),
    }),
  ),
  yardstick: text,
  views: each(viewKinds, compared),
  native: optional(compared),
  changes: list(change),
  unchanged: object({
    tested: count,
    notDistinguishable: count,
    tooFew: count,
    functions: dictionaryOf<FunctionCounts>(finite),
  }),
  renamed: { check: list(pair).check },
})
