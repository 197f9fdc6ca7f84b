/** One series as a line over its own scale; under it a thin bar says what its captures really cover. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { TimelineSeries } from '../../core/analysis/analysis.ts'
import type { ReactElement } from 'react'
import { type Place, areaPath, isGauge, linePath, runsOf, topOf } from './seriesShape.ts'
import { missingText } from './seriesText.ts'

export interface SeriesRowProps {
  readonly pane: PaneId
  readonly series: TimelineSeries
  readonly x: (ms: number) => number
  readonly topPx: number
  readonly heightPx: number
  readonly widthPx: number
  /** Id of the pattern for "not recorded". */
  readonly hatch: string
  /** Top of the scale, where another line sets it as well. */
  readonly top?: number | undefined
}

export function SeriesRow(props: SeriesRowProps): ReactElement {
  const { pane, series, x, topPx, heightPx, widthPx } = props
  const hue = `var(--pane-${pane})`
  if (series.points.length === 0) {
    if (series.failed)
      return (
        <text x={2} y={topPx + heightPx - 4} fontSize={10} fill="var(--text-3)">
          {missingText(series)}
        </text>
      )
    return <rect x={0} y={topPx + 2} width={widthPx} height={heightPx - 4} fill={`url(#${props.hatch})`} />
  }
  const top = props.top ?? topOf(series)
  const floorPx = topPx + heightPx - 3
  const y = (value: number): number => floorPx - (Math.min(value, top) / top) * (heightPx - 5)
  return (
    <g>
      {runsOf(series.points).map((run) => {
        const gauge = run.every(isGauge)
        const places: Place[] = run.map(({ fromMs, value }) => [x(fromMs), y(value)])
        const last = run.at(-1)
        if (last && !gauge) places.push([x(last.untilMs), y(last.value)])
        const key = run[0]?.fromMs
        return (
          <g key={key}>
            <path d={areaPath(places, !gauge, floorPx)} fill={hue} opacity={0.16} />
            <path d={linePath(places, !gauge)} fill="none" stroke={hue} strokeWidth={1.5} />
            {gauge && run.length === 1 && <circle cx={places[0]?.[0]} cy={places[0]?.[1]} r={2} fill={hue} />}
          </g>
        )
      })}
      {series.covered.map(({ fromMs, untilMs }) => (
        <rect
          key={`${fromMs}-${untilMs}`}
          x={x(fromMs)}
          y={topPx + heightPx - 2}
          width={Math.max(1.5, x(untilMs) - x(fromMs) - 0.5)}
          height={1.5}
          fill={hue}
        />
      ))}
    </g>
  )
}
