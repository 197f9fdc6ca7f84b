/** Points along the whole source, and the diagnosis of each stretch of it, so that the onset is visible. */
import { classify } from '../diagnosis/classify.ts'
import { valuesOf } from '../diagnosis/values.ts'
import type { EpochMs, TimeWindow } from '../units.ts'
import { nsPerSecond } from '../units.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import type { Timeline, TimelineSeries } from '../workspace/questions.ts'
import { deriveSignals } from './derive.ts'
import { stretchesOf } from './stretches.ts'

export type TimelineInput = Omit<GatherInput, 'window'>

/** The union of what the captures cover; undefined when none of them knows its time. */
export function spanOf(captures: readonly Pick<Capture, 'window' | 'covers'>[]): TimeWindow | undefined {
  let fromMs = Infinity
  let untilMs = -Infinity
  for (const { window, covers } of captures) {
    if (window === undefined) continue
    // A cumulative file says when its process started; what it is asked about begins with its first snapshot.
    fromMs = Math.min(fromMs, covers === 'interval' ? window.fromMs : window.untilMs)
    untilMs = Math.max(untilMs, window.untilMs)
  }
  return fromMs <= untilMs ? { fromMs, untilMs } : undefined
}

/** The most stretches that get a diagnosis of their own. */
const mostStretches = 12
/** Growth needs several snapshots; a stretch borrows them from around itself. */
const fewestHeapPoints = 8
/** Trees of huge captures are built once for the window on screen, not once more per stretch. */
const mostSamplesForStates = 300_000

export function buildTimeline(input: TimelineInput): Timeline {
  const span = spanOf(input.captures)
  if (span === undefined) return { span: { fromMs: 0, untilMs: 0 }, series: emptySeries(), states: [] }
  const profiles = gatherWindow({ ...input, window: span })
  return {
    span,
    series: {
      cpu: flowSeries(profiles.views.cpu, 'cores', (piece) => piece.total / nsPerSecond / secondsOf(piece.window)),
      heap: {
        unit: 'bytes',
        points: profiles.liveHeapPoints.map((point) => ({
          fromMs: point.timeMs,
          untilMs: point.timeMs,
          value: point.bytes,
        })),
        covered: profiles.liveHeapPoints.map((point) => ({ fromMs: point.timeMs, untilMs: point.timeMs })),
      },
      lock: lockSeries(profiles),
    },
    states: statesAlong(input, span, profiles),
  }
}

function emptySeries(): Timeline['series'] {
  return {
    cpu: { unit: 'cores', points: [], covered: [] },
    heap: { unit: 'bytes', points: [], covered: [] },
    lock: { unit: 'share', points: [], covered: [] },
  }
}

const secondsOf = (window: TimeWindow): number => Math.max(1e-3, (window.untilMs - window.fromMs) / 1000)

type Piece = NonNullable<MeasuredView['pieces']>[number]

function flowSeries(
  view: WindowProfiles['views']['cpu'],
  unit: TimelineSeries['unit'],
  value: (piece: Piece) => number | undefined,
): TimelineSeries {
  if (view.state === 'absent') return { unit, points: [], covered: [] }
  const points = (view.pieces ?? []).flatMap((piece) => {
    const height = value(piece)
    return height === undefined ? [] : [{ fromMs: piece.window.fromMs, untilMs: piece.window.untilMs, value: height }]
  })
  return { unit, points, covered: view.covered }
}

function lockSeries(profiles: WindowProfiles): TimelineSeries {
  const threads = profiles.threads?.value
  return flowSeries(profiles.views.lock, 'share', (piece) => {
    if (piece.wholeNs !== undefined) return piece.wholeNs > 0 ? piece.total / piece.wholeNs : undefined
    return threads === undefined
      ? undefined
      : Math.min(1, piece.total / nsPerSecond / secondsOf(piece.window) / threads)
  })
}

function statesAlong(input: TimelineInput, span: TimeWindow, whole: WindowProfiles): Timeline['states'] {
  if (input.captures.reduce((sum, capture) => sum + capture.profile.samples.length, 0) > mostSamplesForStates) return []
  return stretchesOf(span, input.captures, mostStretches).map((window) => {
    const profiles = withBorrowedGrowth(gatherWindow({ ...input, window }), whole, window)
    const values = valuesOf(deriveSignals(profiles, input))
    const diagnosis = classify(values, input.settings.thresholds)
    return { window, pattern: diagnosis.pattern, kind: diagnosis.kind, values }
  })
}

/** The heap points of the stretch and the nearest ones around it, until there are enough for a line. */
function withBorrowedGrowth(profiles: WindowProfiles, whole: WindowProfiles, window: TimeWindow): WindowProfiles {
  if (profiles.liveHeapPoints.length >= fewestHeapPoints) return profiles
  const middle: EpochMs = (window.fromMs + window.untilMs) / 2
  const nearest = whole.liveHeapPoints
    .toSorted((a, b) => Math.abs(a.timeMs - middle) - Math.abs(b.timeMs - middle))
    .slice(0, fewestHeapPoints)
    .sort((a, b) => a.timeMs - b.timeMs)
  return {
    ...profiles,
    liveHeapPoints: nearest,
    ...(whole.liveHeapGrowthErrorBytes === undefined
      ? {}
      : { liveHeapGrowthErrorBytes: whole.liveHeapGrowthErrorBytes }),
  }
}
