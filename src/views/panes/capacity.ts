/**
 * The figure of a pane, what it is a part of, and how full that is. The bar is what keeps "100 % of the CPU profile is JSON" from
 * being read as "busy"; where the limit is not known it says so instead of looking empty.
 */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { Analysis, ToldCaution, ViewSummary } from '../../core/analysis/analysis.ts'
import {
  countOf,
  formatBytes,
  formatNs,
  formatNumber,
  formatSeconds,
  formatShare,
  formatShort,
} from '../../core/base/numbers.ts'
import { threadsText } from '../../core/analysis/words/offCpu.ts'
import type { ToldPresentSignal } from '../../core/diagnosis/story.ts'
import { assumedDesignEffect, z95 } from '../../core/signals/intervals.ts'
import { amount } from '../names/amount.ts'
import { paneWordsOf } from '../pane/paneWords.ts'
import { mostCoresText, recordedNone, signalFigure } from '../controls/figures.ts'
import type { LookCount } from '../../core/window/looksReading.ts'
import { nsPerSecond } from '../../core/base/units.ts'

export interface PaneFigure {
  readonly figure: string
  readonly of: string
  /** `of` in pieces, the most telling first: a row without room for all leaves out the last ones. */
  readonly parts?: readonly string[]
  /** The same without having to fit into a row; absent where `of` says it all. */
  readonly whole?: string
  /** 0..1 of the capacity; undefined when there is no known limit, then `limit` says why. */
  readonly used?: number
  readonly limit: string
  /** The same for a narrow row: the part first, the amount after it. */
  readonly short: { readonly figure: string; readonly of: string }
}

export type MeasuredSummary = Extract<ViewSummary, { state: 'measured' }>

/** Of what a pane draws: the native heap's picture has a figure of its own. */
export function figureOf(analysis: Analysis, measured: readonly MeasuredSummary[]): PaneFigure | undefined {
  const [first] = measured
  if (first !== undefined && first === analysis.native) return standInFigure(first, undefined)
  return paneFigure(
    analysis,
    measured.map(({ kind }) => kind),
  )
}

export function paneFigure(analysis: Analysis, views: readonly ViewKind[]): PaneFigure | undefined {
  const measured = views
    .map((kind) => analysis.views[kind])
    .filter((view): view is MeasuredSummary => view.state === 'measured')
  const first = measured[0]
  if (!first) return undefined
  if (first.shows !== undefined) return standInFigure(first, measured[1])
  switch (first.kind) {
    case 'cpu':
      return cpuFigure(analysis, first)
    case 'lock':
      return lockFigure(analysis, first)
    case 'heap_live': {
      const second = measured[1]
      const allocated = second
        ? `${amount(second.unit, second.total)} allocated over ${formatSeconds(second.coveredSeconds)}`
        : rate(analysis)
      const parts = ['held', allocated, 'memory limit not known'].filter(Boolean)
      // A running program holds something: no sample is less than one stands for, and no zero.
      const held = first.total === 0 ? '< 1 sample' : formatBytes(first.total)
      return {
        figure: held,
        of: parts.join(' · '),
        parts,
        limit: 'memory limit not known',
        short: { figure: held, of: growth(analysis) },
      }
    }
    case 'heap_alloc': {
      const over = first.coveredSeconds > 0 ? `allocated over ${formatSeconds(first.coveredSeconds)}` : 'allocated'
      const perSecond =
        first.coveredSeconds > 0 ? `${formatBytes(first.total / first.coveredSeconds)}/s, freed or not` : ''
      const parts = [over, perSecond].filter(Boolean)
      return {
        figure: formatBytes(first.total),
        of: parts.join(' · '),
        parts,
        limit: 'a rate has no limit',
        short: { figure: formatBytes(first.total), of: perSecond || over },
      }
    }
  }
}

/** No signal is made of it, so it is a part of nothing: the amount, and what it is. */
export function standInFigure(view: MeasuredSummary, second: MeasuredSummary | undefined): PaneFigure {
  const { question, short } = paneWordsOf(view)
  const figure = amount(view.unit, view.total)
  const over = view.coveredSeconds > 0 ? `over ${formatSeconds(view.coveredSeconds)} · ` : ''
  const beside = second === undefined ? '' : ` · ${amount(second.unit, second.total)} ${paneWordsOf(second).measured}`
  const limit = `${question}: no part of a known whole`
  return { figure, of: `${over}${question}${beside}`, limit, short: { figure, of: short } }
}

function rate(analysis: Analysis): string {
  const signal = analysis.story.signals.alloc_rate_mb_s
  return signal.state === 'present' ? `${text(signal)} allocated` : ''
}

function growth(analysis: Analysis): string {
  const slope = analysis.story.signals.live_heap_slope_mb_h
  if (slope.state !== 'present') return 'growth not measured'
  const { value, unit, plusMinus } = signalFigure(slope)
  return [value, plusMinus, unit].filter(Boolean).join(' ')
}

function cpuFigure({ story, cores }: Analysis, view: MeasuredSummary): PaneFigure {
  if (view.unit === 'count') {
    const counted = countOf(view.total, 'sample')
    const most = mostCoresText(story.signals.cpu_user_pct)
    const limit =
      most === undefined ? 'the file does not say how long a sample is' : `of threads that look runnable · ${most}`
    const of = most === undefined ? 'sample length not known' : limit
    return { figure: counted, of, limit, short: { figure: counted, of: most ?? of } }
  }
  const figure = formatNs(view.total)
  const busy = story.signals.cpu_user_pct
  const used = view.coveredSeconds > 0 ? view.total / nsPerSecond / view.coveredSeconds : Number.NaN
  if (busy.state === 'present') {
    if (cores && disagree(busy, used / cores.value, view.samples)) return twoCpuFigures(busy, view, cores)
    const capacity =
      cores && view.coveredSeconds > 0 ? `of ${formatNumber(cores.value * view.coveredSeconds)} s·core, ` : ''
    const of = cores ? `of ${coresText(cores.value)}` : busy.of
    return {
      figure,
      of: `${capacity}${text(busy)} busy`,
      used: busy.value / 100,
      limit: [`${text(busy)} ${of}`, cores?.from].filter(Boolean).join(', '),
      short: { figure: text(busy), of: `${of} · ${figure}` },
    }
  }
  const cause = 'core count not known'
  if (Number.isNaN(used)) return { figure, of: cause, limit: cause, short: { figure, of: cause } }
  const inUse = `${formatShort(used)} cores used`
  return {
    figure,
    of: `over ${formatSeconds(view.coveredSeconds)} · ${inUse} · ${cause}`,
    limit: cause,
    short: { figure, of: inUse },
  }
}

/** Do what the CPU counter says and what the samples add up to lie further apart than their intervals? `share` is 0..1 of the cores. */
function disagree(busy: ToldPresentSignal, share: number, samples: number): boolean {
  const half = samples > 0 ? (z95 * Math.sqrt(assumedDesignEffect)) / Math.sqrt(samples) : 0
  return 100 * share * (1 + half) < busy.low || Math.min(100, 100 * share * (1 - half)) > busy.high
}

/** Samplers that do not see all CPU, or more than there is: how busy it was is what was counted, the samples say only where. */
function twoCpuFigures(
  busy: ToldPresentSignal,
  view: MeasuredSummary,
  cores: NonNullable<Analysis['cores']>,
): PaneFigure {
  const figure = text(busy)
  const counter = busy.counted === 'load-events' ? 'the JVM’s account' : 'the CPU counter'
  const below = view.total / nsPerSecond / view.coveredSeconds / cores.value < busy.value / 100
  const warned = (of: ToldCaution['id']): boolean => view.cautions.some(({ id }) => id === of)
  const [sampler, why] = warned('gil-or-runnable')
    ? ['py-spy', below ? ' (GIL holder, a lower bound)' : ' (all runnable threads, an upper bound)']
    : warned('java-code-only')
      ? ['JFR', ' (Java code only)']
      : ['the samples', '']
  const saw = `${sampler} saw ${formatNs(view.total)}`
  const of = `of ${coresText(cores.value)}`
  const sawIn = `${saw} in ${formatSeconds(view.coveredSeconds)}`
  return {
    figure,
    of: `${of} by ${counter} · ${saw}`,
    parts: [`${of} by ${counter}`, saw],
    whole: `${of} busy by ${counter} (${busy.how}) · ${sawIn}${why}`,
    used: busy.value / 100,
    limit: `${figure} ${of}, ${cores.from}`,
    short: { figure, of: `${of} · ${saw}` },
  }
}

/** Dumps count threads at instants: how many of how many wait, in how many looks. */
function looksFigure(analysis: Analysis, view: MeasuredSummary): PaneFigure | undefined {
  const { story, looks } = analysis
  if (view.unit !== 'count' || looks === undefined || !view.files.every((file) => looks.files.includes(file)))
    return undefined
  const many = Math.max(1, looks.looks.length)
  const mean = (count: (look: LookCount) => number): number =>
    looks.looks.reduce((sum, look) => sum + count(look), 0) / many
  const threads = mean((look) => look.threads)
  const parked = mean((look) => look.parked)
  const waiting = view.total / many
  const part = `${threadsText(waiting)} of ${threadsText(threads - parked)}`
  const word = looks.runtime === 'go' ? 'goroutines' : 'threads'
  const looked = many === 1 ? 'in one look' : `in ${many} looks`
  const beside = parked >= 0.5 ? ` · ${threadsText(parked)} parked for want of work` : ''
  const wait = story.signals.lock_wait_pct
  const figure = wait.state === 'present' ? text(wait) : part
  return {
    figure,
    of: `${wait.state === 'present' ? `${part} ` : ''}${word} wait, ${looked}${beside}`,
    used: threads > parked ? Math.min(1, waiting / (threads - parked)) : 0,
    limit: `${part} ${word} wait, ${looked}`,
    short: { figure, of: `${word} wait, ${looked}` },
  }
}

function lockFigure(analysis: Analysis, view: MeasuredSummary): PaneFigure {
  const seen = looksFigure(analysis, view)
  if (seen !== undefined) return seen
  const { story, threads } = analysis
  const wait = story.signals.lock_wait_pct
  if (wait.state === 'present') {
    const least = wait.bound === 'lower' ? 'at least ' : ''
    // The signal knows what was counted: threads, goroutines.
    const { of } = wait
    const whole = threads ? ` of ${formatNumber(threads.value * view.coveredSeconds)} s` : ''
    if (recordedNone(wait)) {
      const figure = formatNs(view.total)
      const inAll = threads
        ? `in ${formatNumber(threads.value * view.coveredSeconds)} s of ${of.replace(/^of /, '')}`
        : of
      const recorded = 'of waits recorded'
      return {
        figure,
        of: `${recorded} ${inAll}`,
        parts: [recorded, inAll],
        used: wait.value / 100,
        limit: `${figure} ${recorded} ${inAll}`,
        short: { figure, of: recorded },
      }
    }
    const waited = `${formatNs(view.total)}${whole}`
    return {
      figure: `${least}${text(wait)}`,
      of: `${of}: ${waited}`,
      parts: [of, waited],
      used: wait.value / 100,
      limit: `${text(wait)} ${of}`,
      short: { figure: `${least}${text(wait)}`, of: of.replace(' wall time', ' time') },
    }
  }
  if (view.unit === 'count') {
    const counted = countOf(view.total, 'wait')
    const limit = 'the file does not say how long a wait was'
    const of = 'length of a wait not known'
    return { figure: counted, of, limit, short: { figure: counted, of } }
  }
  return {
    figure: formatNs(view.total),
    of: `waited over ${formatSeconds(view.coveredSeconds)} · thread count not known`,
    limit: 'thread count not known',
    short: { figure: formatNs(view.total), of: `waited over ${formatSeconds(view.coveredSeconds)}` },
  }
}

/**
 * Of the chosen samples: their part, and how full they make what there is. Where the profile does not know the label, the figure is
 * that of all, and says it.
 * @param share 0..1 of the view; undefined where it stays whole
 */
export function partFigure(
  whole: PaneFigure,
  part: { readonly text: string; readonly key: string },
  view: MeasuredSummary,
  share: number | undefined,
): PaneFigure {
  if (share === undefined) {
    const of = `all samples, whatever their ${part.key} · ${whole.of}`
    return { ...whole, of, short: { ...whole.short, of } }
  }
  const figure = amount(view.unit, share * view.total)
  const of = `${formatShare(share)} of ${amount(view.unit, view.total)} · ${part.text}`
  return {
    figure,
    of,
    whole: `${figure} is ${of}; all samples: ${whole.figure} ${whole.of}`,
    ...(whole.used === undefined ? {} : { used: whole.used * share }),
    limit: whole.limit,
    short: { figure, of },
  }
}

/** The same figure as in the banner's strip, so that one number never reads two ways. */
function text(signal: ToldPresentSignal): string {
  const { value, unit } = signalFigure(signal)
  return `${value} ${unit}`
}

function coresText(cores: number): string {
  return cores === 1 ? '1 core' : `${formatShort(cores)} cores`
}
