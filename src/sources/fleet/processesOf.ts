/**
 * What the merge of one kind of profile is of, by the series of its processes. Go's SDK sends a heap when one was collected and a lock profile
 * when somebody waited, so when a process was there is told by what it always sends (`presenceUses`), beside the kind itself.
 */
import type { EpochMs, TimeWindow } from '../../core/base/units.ts'
import { cadenceOf } from '../../core/fleet/coverage.ts'
import { type Process, coverageOfMeasure, processesOf } from '../../core/fleet/process.ts'
import type { FleetMeasure, MeasuredSeries } from '../../core/fleet/series.ts'
import type { MergedProcesses } from '../../core/window/capture.ts'
import type { TypeUse } from '../profileTypes.ts'
import type { MeasuredUse } from './measures.ts'

export interface Merged {
  readonly measured: MeasuredSeries
  /** Of the same processes, by what else they send; none where it could not be had. */
  readonly beside: readonly MeasuredSeries[]
}

/** Levels that every process has, and time that hardly one has none of. */
const presence: readonly FleetMeasure[] = ['threads', 'cpu']

/** What to ask for beside one kind, to know when its processes were there; nothing beside CPU, which waits for nobody. */
export const presenceUses = (measured: readonly MeasuredUse[], use: TypeUse | undefined): readonly MeasuredUse[] =>
  use === undefined || use.kind === 'cpu'
    ? []
    : measured.filter((one) => one.use !== use && presence.includes(one.measure))

export const processesAmong = ({ measured, beside }: Merged, window: TimeWindow): readonly Process[] =>
  processesOf({ window, instanceLabels: [], measures: [measured, ...beside], failed: [] })

/**
 * Where each process was there all the time, the window asked for is what its profiles cover: one profile more or less at an edge is
 * neither a gain nor a loss.
 */
export function mergedProcesses({ measured, beside }: Merged, window: TimeWindow): MergedProcesses | undefined {
  const processes = processesAmong({ measured, beside }, window)
  const { instances, instanceSeconds, seconds } = coverageOfMeasure(processes, measured.measure, window)
  if (instances === 0) return undefined
  const lengthMs = window.untilMs - window.fromMs
  const edgesMs = 1.5 * (measured.stepMs ?? cadenceOf(measured.series))
  const isWhole = instanceSeconds * 1000 >= instances * (lengthMs - edgesMs)
  return isWhole
    ? { count: instances, processSeconds: (instances * lengthMs) / 1000, coveredSeconds: lengthMs / 1000 }
    : { count: instances, processSeconds: instanceSeconds, coveredSeconds: seconds }
}

/** A process that was away and came back with less than half of what it held before began anew. */
const fallen = 0.5

/**
 * Which processes a level is of, at a time: two snapshots with the same text are of the same ones, and what they differ by is growth. A
 * heap that falls while it is looked at is the program's own doing; one that is gone for a while and then small is another process.
 */
export function livesAt({ measured, beside }: Merged, window: TimeWindow): (atMs: EpochMs) => string {
  const processes = processesAmong({ measured, beside }, window)
  const lives = processes.flatMap(({ measures }) => {
    const { runs = [], cadenceMs = 0 } = measures[measured.measure] ?? {}
    let life = 0
    let before: number | undefined
    return [
      runs.map(({ points, covers }) => {
        if (before !== undefined && (points[0]?.value ?? 0) < fallen * before) life++
        before = points.at(-1)?.value
        return { fromMs: covers.fromMs, untilMs: covers.untilMs + cadenceMs, life }
      }),
    ]
  })
  return (atMs) =>
    lives.map((runs) => runs.findLast(({ fromMs, untilMs }) => atMs > fromMs && atMs <= untilMs)?.life ?? '').join(' ')
}

/** "3 pods, 277 of 600 s": beside the total of a pane. */
export function describeProcesses({ count, coveredSeconds }: MergedProcesses, window: TimeWindow): string {
  const asked = Math.round((window.untilMs - window.fromMs) / 1000)
  const covered = Math.round(coveredSeconds ?? asked)
  const who = count === 1 ? 'one instance' : `sum of ${count} instances`
  return covered < 0.95 * asked ? `${who}, ${covered} of ${asked} s` : who
}
