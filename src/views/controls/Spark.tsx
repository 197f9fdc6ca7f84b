/** One function along time: a step line over its parts, windows marked below it, and where it became as it is. */
import type { ReactElement } from 'react'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ChangeLine } from '../../core/diff/comparison.ts'
import { clock } from './times.ts'

const widthPx = 112
const heightPx = 16
/** Of the marks below the line. */
const footPx = 3
/** Two windows days apart are drawn side by side: a gap is no longer than this part of the whole. */
const longestGap = 0.12

/** A window marked below the line. */
export interface SparkWindow {
  readonly key: string
  readonly window: TimeWindow
  readonly look: 'dashed' | 'solid'
}

export interface SparkProps {
  readonly line: ChangeLine
  readonly windows: readonly SparkWindow[]
  readonly zone: string
  /** Said where the line shows no plain step: "Along the time of A and B". */
  readonly along: string
}

export function Spark({ line, windows, zone, along }: SparkProps): ReactElement {
  const x = scaleOf(line.points)
  const top = Math.max(...line.points.map(({ value }) => value), Number.MIN_VALUE)
  const y = (value: number): number => 1 + (heightPx - footPx - 2) * (1 - value / top)
  const path = line.points
    .map(({ fromMs, untilMs, value }, at) => {
      const joined = at > 0 && Math.abs((line.points[at - 1]?.untilMs ?? 0) - fromMs) < 1
      return `${joined ? 'L' : 'M'}${x(fromMs).toFixed(1)} ${y(value).toFixed(1)}H${x(untilMs).toFixed(1)}`
    })
    .join('')
  const { since, sampled } = line
  const says = `${since === undefined ? along : sinceText(line, zone)}${sampled ? ' (samples, not CPU time)' : ''}`
  return (
    <svg
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      preserveAspectRatio="none"
      className="h-4 w-full max-w-28"
      role="img"
      aria-label={says}
    >
      <title>{says}</title>
      <path d={path} fill="none" stroke="var(--text-2)" strokeWidth="1.2" vectorEffect="non-scaling-stroke" />
      {windows.map(({ key, window, look }) => (
        <path
          key={key}
          d={`M${x(window.fromMs).toFixed(1)} ${heightPx - 1}H${x(window.untilMs).toFixed(1)}`}
          stroke={look === 'dashed' ? 'var(--text-3)' : 'var(--text-1)'}
          strokeDasharray={look === 'dashed' ? '2 1.5' : undefined}
          strokeWidth="1.6"
        />
      ))}
      {since && (
        <path d={`M${x(since.atMs).toFixed(1)} 0V${heightPx - footPx}`} stroke="var(--diff-grew)" strokeWidth="1.2" />
      )}
    </svg>
  )
}

/**
 * "since 18:20:24, with “audit logging switched on”"
 *
 * @param said an event that is named above
 */
export function sinceText({ since }: ChangeLine, zone: string, said?: string): string {
  if (!since) return ''
  if (since.mark !== undefined && since.mark === said) return `since ${clock(since.atMs, zone)}`
  const at = `since ${since.mark === undefined ? 'about ' : ''}${clock(since.atMs, zone)}`
  return since.mark === undefined ? at : `${at}, with “${since.mark}”`
}

/** Time in pixels; long gaps between the parts are cut short. */
function scaleOf(points: ChangeLine['points']): (ms: number) => number {
  const covered = points.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0)
  const most = covered * longestGap
  const stops: { readonly ms: number; readonly at: number }[] = []
  let at = 0
  for (const [index, { fromMs, untilMs }] of points.entries()) {
    const before = points[index - 1]
    if (before) at += Math.min(most, Math.max(0, fromMs - before.untilMs))
    stops.push({ ms: fromMs, at }, { ms: untilMs, at: (at += untilMs - fromMs) })
  }
  const whole = Math.max(at, Number.MIN_VALUE)
  return (ms) => {
    const next = stops.findIndex((stop) => stop.ms >= ms)
    const [a, b] = next < 0 ? [stops.at(-1), stops.at(-1)] : [stops[Math.max(0, next - 1)], stops[next]]
    if (!a || !b) return 0
    const part = b.ms > a.ms ? Math.min(1, Math.max(0, (ms - a.ms) / (b.ms - a.ms))) : 1
    return ((a.at + part * (b.at - a.at)) / whole) * widthPx
  }
}
