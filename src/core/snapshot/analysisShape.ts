/** One window as the page shows it: its views, its story, its line along time. */
import { treeUnits } from '../profile/callTree.ts'
import { type Shape, count, epochMs, finite, list, object, oneOf, optional, text, variant } from '../base/shape.ts'
import { viewKinds, standIns, runtimes } from '../base/vocabulary.ts'
import type {
  MeasuredSummaryOf,
  Analysis,
  NativeGrowth,
  Timeline,
  TimelineSeries,
  ToldCaution,
  ToldLeftOut,
  TopRow,
  ViewSummary,
} from '../analysis/analysis.ts'
import type { ToldAbsence } from '../diagnosis/story.ts'
import { lockWaitsShape, offCpuShape, threadsSeenShape } from './lockWaitsShape.ts'
import { texts, view, timeWindow, each } from './shapes.ts'
import { story } from './storyShape.ts'

const row = object<TopRow>({ name: text, self: finite, total: finite, samples: finite })

const absentView = object<ToldAbsence>({
  state: oneOf('absent'),
  kind: view,
  reason: oneOf(
    'not-recorded',
    'off',
    'empty-in-window',
    'outside-window',
    'reaches-beyond',
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

const measuredView = object<MeasuredSummaryOf>({
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
})

const viewSummary = variant<ViewSummary, 'state'>('state', { absent: absentView, measured: measuredView })

const stated = object<{ readonly value: number; readonly from: string }>({ value: finite, from: text })

export const analysis: Shape<Analysis> = object<Analysis>({
  window: timeWindow,
  views: each(viewKinds, viewSummary),
  story,
  cores: optional(stated),
  threads: optional(stated),
  otherWaits: list(object({ kind: text, ns: finite })),
  lockWaits: optional(lockWaitsShape),
  offCpu: optional(offCpuShape),
  threadsSeen: optional(threadsSeenShape),
  native: optional(measuredView),
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

export const timeline: Shape<Timeline> = object<Timeline>({
  span: timeWindow,
  series: each(['cpu', 'heap', 'lock'], series),
  states: list(object({ window: timeWindow, pattern: text, kind: text })),
})
