/** What a series amounts to, in words. */
import type { TimelineSeries } from '../../core/analysis/analysis.ts'
import { formatBytes, formatNumber, formatShare, isNoLowerBound } from '../../core/base/numbers.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { valueAt, valueIn } from './seriesShape.ts'

export interface Before {
  readonly series: TimelineSeries
  readonly window: TimeWindow
}

/** "0.38 → 0.05 cores" with two windows, "0.05 cores" with one. Before and after may be of two sources. */
export function valueText(series: TimelineSeries, window: TimeWindow, before?: Before): string {
  const after = textIn(series, window)
  if (!before) return after
  const earlier = before.series.points.length === 0 ? undefined : valueIn(before.series, before.window)
  const later = valueIn(series, window)
  if (earlier === undefined && series.points.length === 0) return after
  if (earlier === undefined) return `– → ${later === undefined ? '–' : after}`
  if (later === undefined) return `${written(before.series, earlier)} → –`
  return before.series.unit === series.unit
    ? `${bounded(before.series, earlier)}${withoutUnit(series, earlier)} → ${after.replace(belowSampling, '< 1 sample')}`
    : `${written(before.series, earlier)} → ${after}`
}

function textIn(series: TimelineSeries, window: TimeWindow): string {
  if (series.points.length === 0) return missingText(series)
  const now = valueIn(series, window)
  return now === undefined ? 'nothing in this window' : written(series, now)
}

export function pointedText(series: TimelineSeries, atMs: number, spanMs: number): string {
  if (series.points.length === 0) return missingText(series)
  const value = valueAt(series, atMs, spanMs / 60)
  return value === undefined ? 'not measured here' : written(series, value)
}

/** What failed may have been recorded all the same. */
export const missingText = ({ failed, none }: TimelineSeries): string =>
  none === true ? '0 %, no locks to wait for' : failed === undefined ? 'not recorded' : 'could not be read'

const belowSampling = 'below one sample'

function written(series: TimelineSeries, value: number): string {
  const text = withoutUnit(series, value)
  // A running program holds something: it is less than its sampling sees.
  if (series.unit === 'bytes') return value === 0 ? belowSampling : `${text} held`
  if (series.unit !== 'cores')
    return `${bounded(series, value)}${text} waiting${saysNothing(series, value) ? ', as recorded' : ''}`
  const sampled = series.bound === undefined ? '' : ', sampled'
  return `${bounded(series, value)}${text} cores${sampled}`
}

/** Samples that are known to miss CPU, or to see more than there was, are no plain figure; nor are waits of which some had not ended. */
function bounded(series: TimelineSeries, value: number): string {
  if (series.bound === undefined || saysNothing(series, value)) return ''
  return series.bound === 'lower' ? '≥ ' : '≤ '
}

/** At least none: no bound. */
const saysNothing = ({ unit, bound }: TimelineSeries, value: number): boolean =>
  bound === 'lower' && isNoLowerBound(unit === 'share' ? 100 * value : value, unit === 'cores' ? 2 : 1)

function withoutUnit({ unit }: TimelineSeries, value: number): string {
  if (unit === 'bytes') return value === 0 ? '< 1 sample' : formatBytes(value)
  if (unit === 'share') return formatShare(value)
  const decimals = unit === 'waiters' ? 1 : 2
  return formatNumber(value, value < 10 ? decimals : decimals - 1)
}
