/**
 * The figure of a pane, what it is a part of, and how full that is. The bar is what keeps "100 % of the CPU profile is JSON" from
 * being read as "busy"; where the limit is not known it says so instead of looking empty.
 */
import type { ViewKind } from '../../core/window/windowProfiles.ts'
import type { Analysis, ViewSummary } from '../../core/workspace/questions.ts'
import { formatBytes, formatNs, formatNumber, formatSeconds, formatShort } from '../../core/report/numbers.ts'
import { nsPerSecond } from '../../core/units.ts'

export interface PaneFigure {
  readonly figure: string
  readonly of: string
  /** 0..1 of the capacity; undefined when there is no known limit, then `limit` says why. */
  readonly used?: number
  readonly limit: string
}

export type MeasuredSummary = Extract<ViewSummary, { state: 'measured' }>

export function paneFigure(analysis: Analysis, views: readonly ViewKind[]): PaneFigure | undefined {
  const measured = views
    .map((kind) => analysis.views[kind])
    .filter((view): view is MeasuredSummary => view.state === 'measured')
  const first = measured[0]
  if (!first) return undefined
  switch (first.kind) {
    case 'cpu':
      return cpuFigure(analysis, first)
    case 'lock':
      return lockFigure(analysis, first)
    case 'heap_live': {
      const second = measured[1]
      const allocated = second
        ? `${formatBytes(second.total)} allocated over ${formatSeconds(second.coveredSeconds)}`
        : rate(analysis)
      return {
        figure: formatBytes(first.total),
        of: ['held', allocated, 'memory limit not known'].filter(Boolean).join(' · '),
        limit: 'memory limit not known',
      }
    }
    case 'heap_alloc': {
      const over = first.coveredSeconds > 0 ? `allocated over ${formatSeconds(first.coveredSeconds)}` : 'allocated'
      const perSecond =
        first.coveredSeconds > 0 ? `${formatBytes(first.total / first.coveredSeconds)}/s, freed or not` : ''
      return {
        figure: formatBytes(first.total),
        of: [over, perSecond].filter(Boolean).join(' · '),
        limit: 'a rate has no limit',
      }
    }
  }
}

function rate(analysis: Analysis): string {
  const signal = analysis.story.signals.alloc_rate_mb_s
  return signal.state === 'present' ? `${formatShort(signal.value)} MB/s allocated` : ''
}

function cpuFigure({ story, cores }: Analysis, view: MeasuredSummary): PaneFigure {
  const figure = formatNs(view.total)
  const busy = story.signals.cpu_user_pct
  const used = view.coveredSeconds > 0 ? view.total / nsPerSecond / view.coveredSeconds : Number.NaN
  if (busy.state === 'present' && cores) {
    const capacity = formatNumber(cores.value * view.coveredSeconds)
    return {
      figure,
      of: `of ${capacity} s·core, ${formatShort(busy.value)} % busy`,
      used: busy.value / 100,
      limit: `${formatShort(busy.value)} % of ${coresText(cores.value)}, ${cores.from}`,
    }
  }
  const usedText = Number.isNaN(used)
    ? ''
    : ` over ${formatSeconds(view.coveredSeconds)} · ${formatShort(used)} cores used`
  return { figure, of: `${usedText.trim()} · core count not known`.replace(/^ · /, ''), limit: 'core count not known' }
}

function lockFigure({ story, threads }: Analysis, view: MeasuredSummary): PaneFigure {
  const wait = story.signals.lock_wait_pct
  if (wait.state === 'present' && threads) {
    const whole = formatNumber(threads.value * view.coveredSeconds)
    const least = wait.bound === 'lower' ? 'at least ' : ''
    return {
      figure: `${least}${formatShort(wait.value)} %`,
      of: `of ${formatNumber(threads.value)} threads’ wall time: ${formatNs(view.total)} of ${whole} s`,
      used: wait.value / 100,
      limit: `${formatShort(wait.value)} % of ${formatNumber(threads.value)} threads’ wall time`,
    }
  }
  return {
    figure: formatNs(view.total),
    of: `waited over ${formatSeconds(view.coveredSeconds)} · thread count not known`,
    limit: 'thread count not known',
  }
}

function coresText(cores: number): string {
  return cores === 1 ? '1 core' : `${formatShort(cores)} cores`
}
