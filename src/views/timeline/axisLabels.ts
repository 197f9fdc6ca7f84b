/** Which times to write under the timeline: the windows' edges first, then the ends, then round times where there is room. */
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { clock, offsetMs, zoneName } from '../controls/times.ts'

export interface AxisLabel {
  readonly atMs: EpochMs
  readonly xPx: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
  readonly strong: boolean
}

export interface AxisWish {
  readonly span: TimeWindow
  readonly widthPx: number
  readonly zone: string
  /** Edges that must be labelled if they fit, most important first. */
  readonly edges: readonly EpochMs[]
}

const digitPx = 6.3

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
/** Steps that people read without thinking. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 14, 28].map((count) => count * day),
]

/** Multiples of the smallest step that gives at most `most` of them. */
function roundTimes(fromMs: number, untilMs: number, most: number): readonly number[] {
  const wanted = (untilMs - fromMs) / Math.max(2, most)
  const step = steps.find((candidate) => candidate >= wanted) ?? Math.ceil(wanted / day) * day
  const first = Math.ceil(fromMs / step) * step
  return Array.from(
    { length: Math.max(0, Math.floor((untilMs - first) / step) + 1) },
    (_, index) => first + index * step,
  )
}

export function axisLabels({ span, widthPx, zone, edges }: AxisWish): readonly AxisLabel[] {
  const length = span.untilMs - span.fromMs
  if (!(length > 0) || !(widthPx > 0)) return []
  const x = (ms: EpochMs): number => ((ms - span.fromMs) / length) * widthPx
  const withSeconds = length < 45 * 60_000
  const aheadMs = offsetMs(span.fromMs, zone)
  // Round in the reader's zone: looked for as if that were UTC, then moved back.
  const round = roundTimes(span.fromMs + aheadMs, span.untilMs + aheadMs, widthPx / 130).map((ms) => ms - aheadMs)
  const zoneText = ` ${zoneName(zone, span.untilMs)}`
  const placed: { readonly label: AxisLabel; readonly from: number; readonly until: number }[] = []
  const add = (atMs: EpochMs, strong: boolean): void => {
    if (atMs < span.fromMs || atMs > span.untilMs) return
    const seconds = withSeconds || Math.floor(Math.round(atMs) / 1000) % 60 !== 0
    const isEnd = atMs === span.untilMs
    const text = clock(atMs, zone, seconds) + (isEnd ? zoneText : '')
    const width = text.length * digitPx
    const at = x(atMs)
    const anchor = at < width / 2 ? 'start' : at > widthPx - width / 2 ? 'end' : 'middle'
    const from = anchor === 'start' ? at : anchor === 'end' ? at - width : at - width / 2
    if (placed.some((other) => from < other.until + 8 && from + width + 8 > other.from)) return
    placed.push({ label: { atMs, xPx: at, text, anchor, strong }, from, until: from + width })
  }
  for (const edge of edges) add(edge, true)
  add(span.untilMs, false)
  add(span.fromMs, false)
  for (const tick of round) add(tick, false)
  return placed.map(({ label }) => label).toSorted((a, b) => a.xPx - b.xPx)
}
