/**
 * How sure the answer is, in three statements that are never merged into one number: sampling (re-draws, with the slope
 * taken as measured), growth (established or not), and stability (the same answer in the sub-windows).
 */
import { type SignalId, signalIds } from '../base/vocabulary.ts'
import { listed } from '../base/lists.ts'
import { countOf, formatNumber, formatSignal } from '../base/numbers.ts'
import type { Certainty } from './story.ts'
import { standardErrorOf } from '../signals/intervals.ts'
import type { SignalRange } from '../signals/range.ts'
import type { Signals } from '../signals/signal.ts'
import type { Diagnosis } from './diagnosis.ts'
import { resampledAnswers, type SignalErrors } from './probability.ts'
import { ruleOf, titleOf } from './rules.ts'
import { signalWord } from './signalWords.ts'
import { rangesKnown } from './knownRanges.ts'
import { valuesOf } from './values.ts'

/** From here on the answer is firm, and from here on likely; below it there is not enough data to act on. */
const firmFrom = 0.95
const likelyFrom = 0.8
/** Below these the percentages themselves are too coarse to name a pattern. */
const fewestCpuSamples = 100
const fewestLooks = 30
const draws = 1000

/** The slope is taken as measured: its own uncertainty is the second statement, and would drown the first. */
function errorsOf(signals: Signals): SignalErrors {
  const errors: Partial<Record<SignalId, number>> = {}
  for (const id of signalIds) {
    const signal = signals[id]
    if (signal.state === 'present' && id !== 'live_heap_slope_mb_h') errors[id] = standardErrorOf(signal)
  }
  return errors
}

/** How the slope stands is told where facts become words. */
export type FoundCertainty = Omit<Certainty, 'slopeText'>

export function certaintyOf(
  diagnosis: Diagnosis,
  signals: Signals,
  subWindows: Certainty['subWindows'],
): FoundCertainty {
  const answers = resampledAnswers(
    valuesOf(signals),
    errorsOf(signals),
    diagnosis.thresholds,
    draws,
    undefined,
    rangesKnown(signals),
  )
  const same = answers[diagnosis.pattern]
  const lack = lackOfData(diagnosis, signals)
  const statement =
    lack !== undefined
      ? 'not-enough-data'
      : same >= firmFrom
        ? 'firm'
        : same >= likelyFrom
          ? 'likely'
          : 'not-enough-data'
  const [other] = Object.entries(answers)
    .filter(([id]) => id !== diagnosis.pattern)
    .sort((a, b) => b[1] - a[1])
  const percent = `${formatNumber(100 * same, same > 0.99 && same < 1 ? 1 : 0)} %`
  const text =
    lack ??
    (statement === 'not-enough-data'
      ? diagnosis.condition === undefined
        ? `Too close to tell ${titleOf(diagnosis.pattern)} from ${titleOf((other?.[0] ?? 'no-clear-pattern') as Diagnosis['pattern'])}: a longer window would.`
        : `Depends on the number of ${diagnosis.condition.of}, which nobody measured.`
      : `${same === 1 ? `Stable: the same answer in all ${formatNumber(draws)}` : `The same answer in ${percent} of ${formatNumber(draws)}`} re-draws of the samples.${openText(diagnosis, signals)}`)
  return { same, statement, text, slope: slopeOf(signals), ...(subWindows === undefined ? {} : { subWindows }) }
}

/** What the resamples leave out: measured growth that its own interval does not settle. */
function openText({ kind, unsettled }: Diagnosis, signals: Signals): string {
  const growth = signals.live_heap_slope_mb_h
  if (kind !== 'provisional' || growth.state !== 'present' || unsettled?.includes(growth.id) !== true) return ''
  return Number.isFinite(growth.high)
    ? ` Provisional: the heap may grow by up to ${formatSignal(growth.id, growth.high)}.`
    : ' Provisional: how much the heap may grow is open.'
}

/** Too few samples behind a signal that the answer rests on; the rules’ own answer stays visible beside it. */
function lackOfData(diagnosis: Diagnosis, signals: Signals): string | undefined {
  if (diagnosis.kind === 'cannot-tell') {
    const open = diagnosis.notMeasured.length > 0 ? diagnosis.notMeasured : (diagnosis.unsettled ?? [])
    return open.length === 0 ? 'Undecided.' : `Undecided: needs ${listed(open.map(signalWord))}.`
  }
  const read: readonly SignalId[] =
    diagnosis.pattern === 'no-clear-pattern'
      ? ['cpu_user_pct', 'lock_wait_pct']
      : ruleOf(diagnosis.pattern).conditions.map((condition) => condition.signal)
  for (const id of read) {
    const signal = signals[id]
    if (signal.state !== 'present') {
      const looks = looksBehind(signal.range)
      if (looks < fewestLooks) return tooFew(countOf(looks, 'look at the threads', 'looks at the threads'), fewestLooks)
      continue
    }
    if (signal.samplesOf === 'cpu-samples' && signal.samples < fewestCpuSamples && id === 'cpu_alloc_pct') {
      return tooFew(countOf(signal.samples, 'CPU sample'), fewestCpuSamples)
    }
    if (signal.samplesOf === 'cpu-samples' && signal.samples < fewestCpuSamples && signal.high - signal.low > 5) {
      return tooFew(countOf(signal.samples, 'CPU sample'), fewestCpuSamples)
    }
    if (signal.samplesOf === 'looks' && signal.samples < fewestLooks) {
      return tooFew(countOf(signal.samples, 'look at the threads', 'looks at the threads'), fewestLooks)
    }
  }
  return undefined
}

/** Re-draws leave a bound where it is: what it rests on is not drawn again. */
function looksBehind(range: SignalRange | undefined): number {
  const basis = range?.lowFrom
  if (basis?.id === 'one-look') return 1
  return basis?.id === 'looks' || basis?.id === 'named-waits' ? basis.looks : Infinity
}

function tooFew(has: string, needs: number): string {
  return `Not enough data: ${has}, ${formatNumber(needs)} are needed to name a pattern.`
}

function slopeOf({ live_heap_slope_mb_h: slope }: Signals): Certainty['slope'] {
  if (slope.state === 'absent') return 'not-measured'
  return slope.value === 0 ? 'not-established' : 'established'
}
