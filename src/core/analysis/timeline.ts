/** Points along the whole source, and the diagnosis of each stretch of it, so that the onset is visible. */
import type { Timeline, TimelineSeries } from './analysis.ts'
import { diagnose } from '../diagnosis/classify.ts'
import { valuesOf } from '../diagnosis/values.ts'
import { type EpochMs, type Nanoseconds, type TimeWindow, nsPerSecond } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import { openTime, silentTime } from '../window/openWaits.ts'
import type { WindowProfiles, GatheredView, MeasuredView } from '../window/windowProfiles.ts'
import { boundOfSamples, counterReadings, loadReadings } from '../signals/cpuReadings.ts'
import { deriveSignals } from '../signals/derive.ts'
import { stretchesOf } from '../signals/stretches.ts'

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
      cpu: cpuSeries(input, profiles),
      heap: {
        unit: 'bytes',
        points: profiles.liveHeapPoints.map((point) => ({
          fromMs: point.timeMs,
          untilMs: point.timeMs,
          value: point.bytes,
        })),
        covered: profiles.liveHeapPoints.map((point) => ({ fromMs: point.timeMs, untilMs: point.timeMs })),
      },
      lock: lockSeries(input, profiles),
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
  view: GatheredView,
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

/** More steps than this are narrower than the pixels of any screen; neighbours are averaged. */
const mostLoadSteps = 1500

/** How much CPU was used, by the same witness as the CPU signal: samples that miss CPU step back behind what was counted. */
function cpuSeries({ facts, settings }: TimelineInput, profiles: WindowProfiles): TimelineSeries {
  const view = profiles.views.cpu
  const sampled = flowSeries(view, 'cores', (piece) => piece.total / nsPerSecond / secondsOf(piece.window))
  const bound = view.state === 'measured' ? boundOfSamples(view) : undefined
  if (sampled.points.length > 0 && bound === undefined) return sampled
  const loads = stepsOfLoads(loadReadings({ facts }))
  if (loads.length > 0) return { ...sampled, points: loads, from: 'CPULoad events' }
  const counted = stepsOfCounter(counterReadings({ facts, settings }))
  if (counted.length > 0) return { ...sampled, points: counted, from: 'the process’ own CPU counter' }
  return bound === undefined ? sampled : { ...sampled, from: 'samples only', bound }
}

/** A counter says what was used from one reading to the next; where it falls the process restarted, and nothing is known. */
function stepsOfCounter(readings: ReturnType<typeof counterReadings>): TimelineSeries['points'] {
  return readings.slice(1).flatMap(({ timeMs, value }, index) => {
    const before = readings[index]
    if (before === undefined || timeMs <= before.timeMs || value < before.value) return []
    return [
      { fromMs: before.timeMs, untilMs: timeMs, value: (1000 * (value - before.value)) / (timeMs - before.timeMs) },
    ]
  })
}

/** An event speaks of the time since the one before it; the first, of as long as the usual one. */
function stepsOfLoads(readings: ReturnType<typeof loadReadings>): TimelineSeries['points'] {
  const gaps = readings.slice(1).map(({ timeMs }, index) => timeMs - (readings[index]?.timeMs ?? timeMs))
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 1000
  const steps = readings.map(({ timeMs, cores }, index) => {
    // After a gap in the file an event does not speak for the gap.
    const since = Math.min(gaps[index - 1] ?? usual, 2 * usual)
    return { fromMs: timeMs - since, untilMs: timeMs, value: cores }
  })
  const together = Math.ceil(steps.length / mostLoadSteps)
  if (together <= 1) return steps
  return Array.from({ length: Math.ceil(steps.length / together) }, (_, index) => {
    const group = steps.slice(index * together, (index + 1) * together)
    return {
      fromMs: group[0]?.fromMs ?? 0,
      untilMs: group.at(-1)?.untilMs ?? 0,
      value: group.reduce((sum, { value }) => sum + value, 0) / group.length,
    }
  })
}

/** Waits that had not ended have no event: what dumps saw of them is added where it was, and the line is a lower bound. */
function lockSeries(input: TimelineInput, profiles: WindowProfiles): TimelineSeries {
  const threads = profiles.threads?.value
  const { lock } = profiles.views
  if (lock.state === 'absent' && lock.reason === 'none-possible')
    return { unit: 'share', points: [], covered: [], none: true }
  const isOpen = lock.state === 'measured' && (openTime(input, lock) ?? silentTime(input, lock)) !== undefined
  const openIn = ({ window }: Piece): Nanoseconds =>
    isOpen ? (openTime(input, { ...lock, covered: [window] })?.leastNs ?? 0) : 0
  const series = flowSeries(lock, 'share', (piece) => {
    if (piece.wholeNs !== undefined) return piece.wholeNs > 0 ? piece.total / piece.wholeNs : undefined
    return threads === undefined
      ? undefined
      : Math.min(1, (piece.total + openIn(piece)) / nsPerSecond / secondsOf(piece.window) / threads)
  })
  return isOpen ? { ...series, bound: 'lower' } : series
}

function statesAlong(input: TimelineInput, span: TimeWindow, whole: WindowProfiles): Timeline['states'] {
  if (input.captures.reduce((sum, capture) => sum + capture.profile.samples.length, 0) > mostSamplesForStates) return []
  return stretchesOf(span, input.captures, mostStretches).map((window) => {
    const profiles = withBorrowedGrowth(gatherWindow({ ...input, window }), whole, window)
    const signals = deriveSignals(profiles, input)
    const values = valuesOf(signals)
    const diagnosis = diagnose(signals, input.settings.thresholds)
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
