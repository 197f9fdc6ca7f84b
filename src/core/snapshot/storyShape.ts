/** What is told of one window: signals, verdict, findings. */
import { type Shape, finite, flag, list, object, oneOf, optional, text, variant } from '../base/shape.ts'
import { type SignalId, type Thresholds, signalIds } from '../base/vocabulary.ts'
import type { Condition, Diagnosis, RuleEvaluation } from '../diagnosis/diagnosis.ts'
import type { Finding, Story, ToldSignal } from '../diagnosis/story.ts'
import {
  texts,
  view,
  signalId,
  patternId,
  ruleIds,
  ruleId,
  lookAt,
  sentence,
  each,
  dictionaryOf,
  numberOrNull,
  side,
} from './shapes.ts'

const yes: Shape<true> = { check: (value, at) => (value === true ? undefined : `${at} is not true`) }

const signal = variant<ToldSignal, 'state'>('state', {
  present: object({
    state: oneOf('present'),
    id: signalId,
    value: finite,
    low: side,
    high: side,
    samples: finite,
    samplesOf: text,
    how: text,
    of: text,
    shortOf: optional(text),
    provenance: optional(text),
    companions: list(object({ id: text, text, value: finite })),
  }),
  absent: object({
    state: oneOf('absent'),
    id: signalId,
    why: text,
    recorded: optional(yes),
    failed: optional(yes),
    next: text,
    command: optional(text),
  }),
})

const condition = object<Condition>({
  signal: signalId,
  comparison: oneOf('>', '<'),
  threshold: finite,
  result: oneOf('held', 'missed', 'unknown'),
  value: optional(finite),
  margin: optional(finite),
})

const rule = object<RuleEvaluation>({
  id: ruleId,
  result: oneOf('fired', 'shadowed', 'did-not-fire', 'not-evaluable'),
  conditions: list(condition),
  missing: list(signalId),
})

const diagnosis = object<Diagnosis>({
  pattern: patternId,
  kind: oneOf('firm', 'provisional', 'conditional', 'quiet', 'mixed', 'cannot-tell'),
  text,
  title: text,
  aside: text,
  patternText: text,
  lookAt,
  rules: list(rule),
  deciding: list(signalId),
  notMeasured: list(signalId),
  unsettled: optional(list(signalId)),
  possible: optional(list(patternId)),
  excluded: optional(list(ruleId)),
  asks: optional(list(signalId)),
  certain: optional(oneOf('deadlock', 'no-data')),
  condition: optional(
    object({
      signal: signalId,
      of: oneOf('threads', 'cores'),
      from: optional(finite),
      upTo: optional(finite),
      cores: optional(finite),
    }),
  ),
  thresholds: each<keyof Thresholds, Thresholds[keyof Thresholds]>(ruleIds, dictionaryOf(finite)),
  changedThresholds: list(object({ rule: ruleId, signal: signalId, value: finite, default: finite })),
  ruleSetVersion: finite,
})

const finding = object<Finding>({
  id: text,
  text,
  evidence: texts,
  confirm: text,
  view: optional(view),
  points: optional(list(object({ view, name: text, amount: text, act: flag }))),
})

export const story: Shape<Story> = object<Story>({
  diagnosis,
  signals: each<SignalId, ToldSignal>(signalIds, signal),
  sentence,
  lookAt: object({ view: lookAt, text }),
  misleading: list(object({ view, name: text, sentence })),
  next: text,
  act: optional(sentence),
  nextCommand: optional(text),
  leads: optional(signalId),
  win: optional(text),
  certainty: optional(
    object({
      same: finite,
      statement: oneOf('firm', 'likely', 'not-enough-data'),
      text,
      slope: oneOf('established', 'not-established', 'not-measured'),
      slopeText: text,
      subWindows: optional(object({ same: finite, of: finite })),
    }),
  ),
  runnerUp: optional(
    object({ id: text, text, missing: list(object({ signal: text, value: numberOrNull, threshold: finite })) }),
  ),
  alsoMatches: texts,
  findings: list(finding),
  misreadings: list(object({ id: text, text })),
  warnings: texts,
})
