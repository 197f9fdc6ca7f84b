/** The rules for one process: over all of its time, or, where it changed within the window, since then. */
import type { TimeWindow } from '../base/units.ts'
import type { RuleId, Runtime, Thresholds } from '../base/vocabulary.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { naturalRange, rangesKnown } from '../diagnosis/knownRanges.ts'
import { softDistance } from '../diagnosis/nearMiss.ts'
import type { AbsentSignal, Signals } from '../signals/signal.ts'
import { type MemberMeasures, measureOf } from './member.ts'
import { type MemberFigures, figuresOf, halvesOf } from './memberFigures.ts'
import { type ProcessLimits, signalsOf } from './memberSignals.ts'
import { type Onset, onsetOf } from './onset.ts'
import { type CoveredSeries, type Process, sinceProfile } from './process.ts'
import { type FleetMeasure, type FleetPoint, fleetMeasures } from './series.ts'

export interface FleetOptions extends ProcessLimits {
  readonly thresholds?: Partial<Thresholds>
}

export interface JudgeContext {
  readonly window: TimeWindow
  readonly options: FleetOptions
  readonly runtime: Runtime | undefined
  readonly failed: readonly FleetMeasure[]
}

export interface JudgedProcess {
  readonly process: Process
  readonly signals: Signals
  readonly figures: MemberFigures
  readonly halves: MemberFigures
  readonly diagnosis: Diagnosis
  /** Everything else is of the time since. */
  readonly onset?: MeasuredOnset
  readonly onCores?: OnCores
}

/** Nobody said rightly how many cores a process may use, and that is all that is missing. */
export interface OnCores {
  readonly rule: RuleId
  /** It holds where the process may use fewer cores than this. */
  readonly below: number
}

/** `before` and `after`: cores, waiters, MB a second, goroutines. */
export interface MeasuredOnset extends Onset {
  readonly measure: FleetMeasure
}

export function judgeProcess(process: Process, context: JudgeContext): JudgedProcess {
  const whole = judgedOver(process, context)
  if (isPattern(whole)) {
    const own = onsetsOf(process)[0]
    return own === undefined ? whole : { ...whole, onset: own }
  }
  // Ten minutes of which the last four are an incident read as half an incident: what it is since it changed is what counts.
  for (const onset of onsetsOf(process)) {
    const since = judgedOver(sinceProfile(process, onset.atMs), context)
    if (isPattern(since)) return { ...since, process, onset }
  }
  const onCores = onFewerCores(process, whole, context)
  return onCores === undefined ? whole : { ...whole, onCores }
}

/** By trial: what the rules would say if it could use a little less than what makes its use of CPU evidence. */
function onFewerCores(process: Process, whole: JudgedProcess, context: JudgeContext): OnCores | undefined {
  const used = whole.figures.cores
  if (!lacksCores(whole.signals) || used === undefined || whole.diagnosis.kind !== 'cannot-tell') return undefined
  const limits = whole.diagnosis.rules.flatMap(({ conditions }) =>
    conditions.flatMap(({ signal, comparison, threshold }) =>
      signal === 'cpu_user_pct' && comparison === '>' ? [threshold] : [],
    ),
  )
  // The lowest threshold first: it holds on the most cores.
  for (const limit of limits.toSorted((a, b) => a - b)) {
    const below = (100 * used) / limit
    if (below <= assumedCores) continue
    const cores = { value: below * 0.98, from: 'a trial' }
    const { pattern } = judgedOver(process, { ...context, options: { ...context.options, cores } }).diagnosis
    if (pattern !== 'no-clear-pattern') return { rule: pattern, below }
  }
  return undefined
}

const isPattern = ({ diagnosis }: JudgedProcess): boolean => diagnosis.pattern !== 'no-clear-pattern'

function judgedOver(process: Process, { window, options, runtime, failed }: JudgeContext): JudgedProcess {
  const measures = measuresOf(process, window)
  const signals = onHalfACore(signalsOf(measures, options, runtime, failed))
  const diagnosis = diagnose(signals, options.thresholds)
  return { process, signals, figures: figuresOf(measures, signals), halves: halvesOf(measures, signals), diagnosis }
}

function measuresOf(process: Process, window: TimeWindow): MemberMeasures {
  const measures: Partial<Record<FleetMeasure, NonNullable<MemberMeasures[FleetMeasure]>>> = {}
  for (const measure of fleetMeasures) {
    const series = process.measures[measure]
    const own = series && measureOf(series, measure, window)
    if (own !== undefined) measures[measure] = own
  }
  return measures
}

/** How many cores it uses is known, and not how many it may use: nobody said, or it uses more than was said. */
const lacksCores = ({ cpu_user_pct: cpu }: Signals): boolean => cpu.state === 'absent' && cpu.standIn !== undefined

/** Fewer cores than this hardly a process is given: what holds on so many holds. */
const fewestCores = 0.1

/** Whether something is said of the process that holds on half a core and need not on a tenth of one. */
export function needsHalfACore({
  signals,
  figures,
  diagnosis,
}: Pick<JudgedProcess, 'signals' | 'figures' | 'diagnosis'>): boolean {
  const { cores: used } = figures
  if (!lacksCores(signals) || used === undefined) return false
  return diagnosis.rules.some(({ conditions }) =>
    conditions.some(
      ({ signal, threshold }) =>
        signal === 'cpu_user_pct' && (100 * used) / assumedCores < threshold && (100 * used) / fewestCores >= threshold,
    ),
  )
}

/** Hardly a process may use less; what holds on half a core holds on more. */
export const assumedCores = 0.5

/** Without a number of cores CPU use is anything; by the cores in use it is at most so much, on half a core or more. */
function onHalfACore(signals: Signals): Signals {
  const { cpu_user_pct: cpu } = signals
  if (cpu.state === 'present' || cpu.standIn === undefined) return signals
  const bounded: AbsentSignal = {
    ...cpu,
    range: { low: 0, high: Math.min(100, (100 * cpu.standIn.value) / assumedCores) },
  }
  return { ...signals, cpu_user_pct: bounded }
}

/** The one rule that cannot be excluded; undefined where there are several. */
export function mayBe({ possible = [] }: Diagnosis): RuleId | undefined {
  const open = possible.filter((id): id is RuleId => id !== 'no-clear-pattern')
  return open.length === 1 ? open[0] : undefined
}

/** A comparison missed by at most this much is near, as in nearMiss.ts. */
const nearDistance = 1

/** A rule of which all holds but one comparison, which is missed by little, wherever its signal lies in what is known of it. */
export function nearestOf(signals: Signals, { rules }: Diagnosis): RuleId | undefined {
  const known = rangesKnown(signals)
  return rules.find(({ conditions }) => {
    const [missed, ...more] = conditions.filter(({ result }) => result !== 'held')
    if (missed === undefined || more.length > 0 || missed.result !== 'missed') return false
    const { low, high } = known[missed.signal] ?? naturalRange(missed.signal)
    const signal = signals[missed.signal]
    // Growth is known by tens of megabytes an hour at best: its interval reaches everywhere, and a heap that shrank is near no leak.
    const isGrowth = missed.signal === 'live_heap_slope_mb_h' && signal.state === 'present'
    // What nobody measured is not near for what bounds it: Go's block profile of an idle service is half of its goroutines' time.
    const upper = signal.state === 'absent' ? low : high
    const edge = isGrowth ? (signal.raw ?? signal.value) : missed.comparison === '>' ? upper : low
    return softDistance(missed.signal, edge, missed.threshold) <= nearDistance
  })?.id
}

/** Rising ones, in the order of the measures: waits first, as they explain the others. */
const onsetMeasures: readonly FleetMeasure[] = ['waited', 'held', 'cpu', 'allocated']

export function onsetsOf(process: Process): readonly MeasuredOnset[] {
  return onsetMeasures.flatMap((measure) => {
    const found = onsetIn(process, measure)
    return found !== undefined && found.after > found.before ? [{ ...found, measure }] : []
  })
}

export function onsetIn(process: Process, measure: FleetMeasure): Onset | undefined {
  const series = process.measures[measure]
  if (series === undefined) return undefined
  const found = onsetOf(series.isSparse ? withZeros(series, process.life) : series.runs.flatMap((run) => run.points))
  if (found === undefined) return undefined
  // ns in a stretch of ms: how many cores or waiters; of bytes, MB a second; goroutines are counted.
  const scale = measure === 'threads' ? 1 : 1 / series.cadenceMs / (measure === 'allocated' ? 1e3 : 1e6)
  return { atMs: found.atMs, before: found.before * scale, after: found.after * scale }
}

/** More steps than this are no series of profiles. */
const mostSteps = 20_000

/** Where nothing flowed nothing was stored. */
function withZeros({ runs, cadenceMs }: CoveredSeries, life: readonly TimeWindow[]): readonly FleetPoint[] {
  const points = runs.flatMap((run) => run.points)
  const taken = new Set(points.flatMap(({ atMs }) => [Math.floor(atMs / cadenceMs)]))
  const steps: FleetPoint[] = []
  for (const { fromMs, untilMs } of life)
    for (let atMs = fromMs + cadenceMs; atMs <= untilMs + 1 && steps.length < mostSteps; atMs += cadenceMs)
      if (!taken.has(Math.floor(atMs / cadenceMs))) steps.push({ atMs, value: 0 })
  return [...points, ...steps].toSorted((a, b) => a.atMs - b.atMs)
}
