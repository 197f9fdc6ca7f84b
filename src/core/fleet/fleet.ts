/**
 * Who of a service's processes differs. The rules are about one process, so they run for each by itself: a mean over four pods of which
 * one waits 60 % of its time reads 15 % and is no pod's.
 */
import type { TimeWindow } from '../base/units.ts'
import type { PatternId } from '../base/vocabulary.ts'
import { rangesKnown } from '../diagnosis/knownRanges.ts'
import { ruleOf } from '../diagnosis/rules.ts'
import { type Coverage, inside, lengthOf } from './coverage.ts'
import { type Distance, type Scales, distanceOf, scalesOf, standsOut } from './distance.ts'
import { type FleetOptions, type JudgedProcess, judgeProcess, mayBe, nearestOf } from './judge.ts'
import { coverageOfMeasure, processesOf } from './process.ts'
import { type FleetData, type FleetMeasure, fleetMeasures } from './series.ts'
import { withSilentLocks } from './silentLocks.ts'
import { type LabelSplit, splitsOf } from './splits.ts'
import type { FleetMember, Standing } from './standing.ts'
import { type FleetVerdict, evidenceOf, verdictOf } from './verdict.ts'

export type { FleetOptions } from './judge.ts'

export interface Fleet {
  readonly window: TimeWindow
  /** Worst first. */
  readonly members: readonly FleetMember[]
  /** The label by which they are named. */
  readonly label: string
  readonly scales: Scales
  /** Labels with several values, the one that tells the processes apart best first. */
  readonly splits: readonly LabelSplit[]
  readonly verdict: FleetVerdict | undefined
  readonly coverage: Readonly<Partial<Record<FleetMeasure, Coverage>>>
  /** Seconds of the window in which any of them was there. */
  readonly seconds: number
  readonly failed: FleetData['failed']
}

export function fleetOf(data: FleetData, options: FleetOptions = {}): Fleet {
  const { window } = data
  const processes = processesOf(data)
  const failed = data.failed.map(({ measure }) => measure)
  const judged = withSilentLocks(processes, data.runtime).map((process) =>
    judgeProcess(process, { window, options, runtime: data.runtime, failed }),
  )
  const scales = scalesOf(judged.map(({ figures }) => figures))
  const members = judged
    .map((one): FleetMember => {
      const far = distanceOf(one.figures, scales, rangesKnown(one.signals).live_heap_slope_mb_h)
      const life = inside(one.process.life, window)
      const { signals, figures, halves, diagnosis, onset } = one
      const { name, labels } = one.process
      const standing = standingOf(one, far)
      const since = {
        ...(onset === undefined ? {} : { onset }),
        ...(one.onCores === undefined ? {} : { onCores: one.onCores }),
      }
      return {
        name,
        labels,
        life,
        seconds: lengthOf(life) / 1000,
        figures,
        halves,
        signals,
        diagnosis,
        standing,
        ...since,
        ...far,
      }
    })
    .toSorted(byHarm)
  const label = data.instanceLabels.find((one) => members.some(({ labels }) => labels[one] !== undefined)) ?? ''
  const coverage = Object.fromEntries(
    fleetMeasures
      .filter((measure) => data.measures.some((one) => one.measure === measure))
      .map((measure) => [measure, coverageOfMeasure(processes, measure, window)]),
  )
  return {
    window,
    members,
    label,
    scales,
    splits: splitsOf(members, scales, label),
    verdict: verdictOf(members, { window, label, scales, processes }),
    coverage,
    seconds: Math.max(0, ...Object.values(coverage).map(({ insideSeconds }) => insideSeconds)),
    failed: data.failed,
  }
}

function standingOf({ signals, figures, diagnosis }: JudgedProcess, { distance, by }: Distance): Standing {
  if (diagnosis.pattern !== 'no-clear-pattern') return 'fires'
  if (diagnosis.kind === 'cannot-tell') {
    const rule = distance >= standsOut ? mayBe(diagnosis) : undefined
    // Three times the CPU of its siblings says nothing for a leak that a short look cannot exclude.
    const stands = rule !== undefined && by !== undefined && evidenceOf(rule).includes(by)
    // Nor does a heap that is larger than theirs, where it did not grow.
    const isNoLeak = rule === 'slow-leak' && (figures.growthMbPerHour ?? Infinity) <= 0
    return stands && !isNoLeak ? 'may' : 'open'
  }
  return nearestOf(signals, diagnosis) === undefined ? 'quiet' : 'near'
}

const standingOrder: readonly Standing[] = ['fires', 'may', 'near', 'open', 'quiet']

const severityOf = (pattern: PatternId): number => (pattern === 'no-clear-pattern' ? 9 : ruleOf(pattern).severity)

function byHarm(a: FleetMember, b: FleetMember): number {
  return (
    standingOrder.indexOf(a.standing) - standingOrder.indexOf(b.standing) ||
    severityOf(a.diagnosis.pattern) - severityOf(b.diagnosis.pattern) ||
    b.distance - a.distance ||
    (a.name < b.name ? -1 : 1)
  )
}
