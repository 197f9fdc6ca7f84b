/**
 * Processes of which no lock profile came, among others of which some did. A profile without a wait in it is not stored: of eight idle Go
 * pods those that never waited would have no answer, and those that waited a microsecond would be quiet.
 */
import type { Runtime } from '../base/vocabulary.ts'
import { lengthOf } from './coverage.ts'
import { medianOf } from './distance.ts'
import type { CoveredSeries, Process } from './process.ts'

/**
 * Whether lock profiles are recorded is said by a program or its configuration, so pods of one version have them alike. One that waits so
 * many times as much as its siblings, in waits of every kind, stays unknown all the same: what waits for a lock is among those.
 */
const mostMore = 1.5
const ofProgram = /(^|[._-])(version|revision|commit|git_ref|image|build|release)$/i

/** Of Go, whose block profile has every wait; the others as they are. */
export function withSilentLocks(processes: readonly Process[], runtime: Runtime | undefined): readonly Process[] {
  if (runtime !== 'go') return processes
  const usual = new Map<string, number[]>()
  for (const process of processes) {
    const waiting = parkedIn(process)
    if (process.measures.held === undefined || waiting === undefined) continue
    const key = programOf(process)
    usual.set(key, [...(usual.get(key) ?? []), waiting])
  }
  const medians = new Map([...usual].map(([key, all]) => [key, medianOf(all)]))
  return processes.map((process): Process => {
    const { held, parked } = process.measures
    const most = mostMore * (medians.get(programOf(process)) ?? Number.NaN)
    if (held !== undefined || parked === undefined || !((parkedIn(process) ?? Infinity) <= most)) return process
    return { ...process, measures: { ...process.measures, held: nothingIn(process, parked) } }
  })
}

const programOf = ({ labels }: Process): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([name]) => ofProgram.test(name))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** Waiters of every kind on average. */
function parkedIn({ measures: { parked } }: Process): number | undefined {
  const ms = parked === undefined ? 0 : lengthOf(parked.covers)
  if (parked === undefined || ms === 0) return undefined
  return parked.runs.flatMap(({ points }) => points).reduce((sum, { value }) => sum + value, 0) / ms
}

const nothingIn = ({ life }: Process, { cadenceMs }: CoveredSeries): CoveredSeries => ({
  runs: life.map((covers) => ({ points: [{ atMs: covers.untilMs, value: 0 }], covers })),
  covers: life,
  cadenceMs,
  isSparse: true,
})
