/**
 * A snapshot is input: whoever sends it may have written anything into it. It is held against its types whole, before anything reads it;
 * what the types cannot say (trees, whose indexes must be in range) is checked where they are decoded.
 */
import type {
  Analysis,
  NativeGrowth,
  Timeline,
  TimelineSeries,
  ToldCaution,
  ToldLeftOut,
  TopRow,
  ViewSummary,
} from '../analysis/analysis.ts'
import {
  type Shape,
  count,
  dictionary,
  epochMs,
  finite,
  flag,
  list,
  object,
  oneOf,
  optional,
  plain,
  text,
  variant,
} from '../base/shape.ts'
import type { TimeWindow } from '../base/units.ts'
import {
  type SignalId,
  type Thresholds,
  patternIds,
  runtimes,
  signalIds,
  standIns,
  viewKinds,
} from '../base/vocabulary.ts'
import type { Condition, Diagnosis, RuleEvaluation } from '../diagnosis/diagnosis.ts'
import type { Finding, Segment, Story, ToldAbsence, ToldSignal } from '../diagnosis/story.ts'
import type {
  Change,
  Comparability,
  ComparedSide,
  Comparison,
  FunctionCounts,
  ViewComparison,
} from '../diff/comparison.ts'
import { treeUnits } from '../profile/callTree.ts'
import { headlineShape } from './headlineShape.ts'
import { lockWaitsShape, offCpuShape } from './lockWaitsShape.ts'
import type { FrozenDrawing, FrozenWindow, Snapshot, SnapshotInput } from './snapshot.ts'

const texts = list(text)
const view = oneOf(...viewKinds)
const signalId = oneOf(...signalIds)
const patternId = oneOf(...patternIds)
const ruleIds = patternIds.filter((id) => id !== 'no-clear-pattern')
const ruleId = oneOf(...ruleIds)
const lookAt = oneOf('none', ...viewKinds)

const timeWindow = object<TimeWindow>({ fromMs: epochMs, untilMs: epochMs }, ({ fromMs, untilMs }) =>
  untilMs < fromMs ? 'ends before it begins' : undefined,
)
const sentence = list(object<Segment>({ text }))

/** The same shape for each of a few keys, all of which must be there. */
function each<K extends string, T>(keys: readonly K[], shape: Shape<T>): Shape<Readonly<Record<K, T>>> {
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
const dictionaryOf = <T>(shape: Shape<number>): Shape<T> => ({ check: dictionary(shape).check })
const numberOrNull: Shape<number | null> = {
  check: (value, at) => (value === null ? undefined : finite.check(value, at)),
}

/** Of an interval; open where too few points close it. */
const side: Shape<number> = { check: (value, at) => (typeof value === 'number' ? undefined : `${at} is no number`) }

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
  absent: object({ state: oneOf('absent'), id: signalId, why: text, next: text, command: optional(text) }),
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

const story = object<Story>({
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

const row = object<TopRow>({ name: text, self: finite, total: finite, samples: finite })

const absentView = object<ToldAbsence>({
  state: oneOf('absent'),
  kind: view,
  reason: oneOf(
    'not-recorded',
    'off',
    'empty-in-window',
    'outside-window',
    'too-old',
    'failed',
    'truncated',
    'ranking-only',
    'none-possible',
    'needs-answer',
  ),
  text,
  next: object({ text, command: optional(text), cost: optional(text), notWhen: optional(text) }),
})

const viewSummary = variant<ViewSummary, 'state'>('state', {
  absent: absentView,
  measured: object({
    state: oneOf('measured'),
    kind: view,
    unit: oneOf(...treeUnits),
    shows: optional(oneOf(...standIns)),
    total: finite,
    samples: finite,
    nodes: count,
    covered: list(timeWindow),
    coveredSeconds: count,
    how: text,
    leftOut: list(object<ToldLeftOut>({ id: { check: text.check }, text, amount: finite })),
    cautions: list(object<ToldCaution>({ id: { check: text.check }, text })),
    files: texts,
    top: list(row),
    waits: optional(list(object({ name: text, self: finite, total: finite, samples: finite, caller: optional(text) }))),
  }),
})

const stated = object<{ readonly value: number; readonly from: string }>({ value: finite, from: text })

const analysis = object<Analysis>({
  window: timeWindow,
  views: each(viewKinds, viewSummary),
  story,
  cores: optional(stated),
  threads: optional(stated),
  otherWaits: list(object({ kind: text, ns: finite })),
  lockWaits: optional(lockWaitsShape(timeWindow)),
  offCpu: optional(offCpuShape),
  nativeGrowth: optional(
    list(
      object<NativeGrowth>({
        category: optional(text),
        bytes: finite,
        mbPerHour: finite,
        low: optional(finite),
        high: optional(finite),
      }),
    ),
  ),
  runtime: optional(oneOf(...runtimes)),
  warnings: texts,
})

const series = object<TimelineSeries>({
  unit: oneOf('cores', 'bytes', 'share', 'waiters'),
  points: list(object({ fromMs: epochMs, untilMs: epochMs, value: finite })),
  covered: list(timeWindow),
  from: optional(text),
  bound: optional(oneOf('lower', 'upper')),
  failed: optional(object({ text, retryAfterMs: optional(finite) })),
})

const timeline = object<Timeline>({
  span: timeWindow,
  series: each(['cpu', 'heap', 'lock'], series),
  states: list(object({ window: timeWindow, pattern: text, kind: text })),
})

const yes: Shape<true> = { check: (value, at) => (value === true ? undefined : `${at} is not true`) }
const estimate = object<Change['ratio']>({ low: finite, value: finite, high: finite })
const sideTotal = object<Extract<ViewComparison, { state: 'compared' }>['base']>({
  total: finite,
  rate: finite,
  seconds: finite,
  samples: finite,
})
const comparedSide = object<ComparedSide>({ window: timeWindow, story })
const without = (state: 'one-sided' | 'absent' | 'refused'): ReturnType<typeof object<OneSided>> =>
  object<OneSided>({ state: { check: oneOf(state).check }, kind: view, text })
type OneSided = Extract<ViewComparison, { text: string }>

const change = object<Change>({
  kind: view,
  name: text,
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
      since: optional(object({ atMs: epochMs, mark: optional(text) })),
    }),
  ),
  text,
})

const pair: Shape<readonly string[]> = {
  check: (value, at) =>
    texts.check(value, at) ?? ((value as readonly string[]).length === 2 ? undefined : `${at} is no pair`),
}

const comparison = object<Comparison>({
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
  views: each(
    viewKinds,
    variant<ViewComparison, 'state'>('state', {
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
    }),
  ),
  changes: list(change),
  unchanged: object({
    tested: count,
    notDistinguishable: count,
    tooFew: count,
    functions: dictionaryOf<FunctionCounts>(finite),
  }),
  renamed: { check: list(pair).check },
})

/** What is in a tree is checked where it is decoded. */
const trees: Shape<FrozenWindow['trees']> = { check: dictionary(plain()).check }
const frozenWindow = object<FrozenWindow>({ analysis, trees })
const drawing = object<FrozenDrawing>({
  base: text,
  head: text,
  exposure: object({ base: finite, head: finite, comparable: flag }),
  evidentAbsolute: text,
  evidentShare: text,
})
const input = object<SnapshotInput>({
  file: text,
  sha256: { check: (value, at) => (/^[0-9a-f]{64}$/.test(String(value)) ? undefined : `${at} is no SHA-256`) },
  window: optional(timeWindow),
})
/** It becomes the target of a link. */
const webAddress: Shape<string> = {
  check: (value, at) => (/^(?:https?|file):\/\//i.test(String(value)) ? undefined : `${at} is no web address`),
}

const snapshot = object<Omit<Snapshot, 'format' | 'version'>>({
  madeAtMs: epochMs,
  title: text,
  service: text,
  runtime: optional(text),
  labels: dictionary(text),
  note: optional(text),
  view: text,
  openLive: optional(webAddress),
  inputs: list(input),
  head: frozenWindow,
  base: optional(frozenWindow),
  comparison: optional(comparison),
  drawings: optional({
    check: (value, at) => {
      const wrong = dictionary(drawing).check(value, at)
      const unknown = Object.keys(value ?? {}).find((key) => !viewKinds.some((kind) => kind === key))
      return wrong ?? (unknown === undefined ? undefined : `${at}.${unknown} is of no view`)
    },
  }),
  timeline: optional(timeline),
  redaction: object({ keepPackages: optional(texts), dropLabels: flag, dropPaths: flag, dropHosts: flag }),
  leftOut: texts,
})

/** Undefined when it is a snapshot through and through; otherwise the first thing that is wrong, without a full stop. */
export function snapshotProblem(json: unknown): string | undefined {
  return snapshot.check(json, 'it')?.replace(/^it\./, '')
}
