/** Which times to write under the timeline: the windows' edges first, then the ends, then round times where there is room. */
import { utcTicks } from 'd3'
import type { EpochMs, TimeWindow } from '../../core/units.ts'
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

export function axisLabels({ span, widthPx, zone, edges }: AxisWish): readonly AxisLabel[] {
  const length = span.untilMs - span.fromMs
  if (!(length > 0) || !(widthPx > 0)) return []
  const x = (ms: EpochMs): number => ((ms - span.fromMs) / length) * widthPx
  const withSeconds = length < 45 * 60_000
  const aheadMs = offsetMs(span.fromMs, zone)
  // Round in the reader's zone: asked for as if that were UTC, then moved back.
  const count = Math.max(2, Math.floor(widthPx / 130))
  const round = utcTicks(new Date(span.fromMs + aheadMs), new Date(span.untilMs + aheadMs), count).map(
    (date) => date.getTime() - aheadMs,
  )
  const zoneText = ` ${zoneName(zone, span.untilMs)}`
  const placed: { readonly label: AxisLabel; readonly from: number; readonly until: number }[] = []
  const add = (atMs: EpochMs, strong: boolean): void => {
    if (atMs < span.fromMs || atMs > span.untilMs) return
    const seconds = withSeconds || Math.round(atMs / 1000) % 60 !== 0
    const isEnd = atMs === span.untilMs
    const text = clock(Math.round(atMs / 1000) * 1000, zone, seconds) + (isEnd ? zoneText : '')
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
