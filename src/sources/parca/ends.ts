/** Which snapshots of totals since process start are needed to know what happened in between. */
import type { EpochMs } from '../../core/base/units.ts'
import { chooseSnapshots, type InstanceTimes, type SnapshotWindow } from '../snapshots.ts'
import type { ParcaSeries } from './api.ts'

/** Times of the last sample before and the first after each fall: totals fall only when the process starts anew. */
export function restarts(series: readonly ParcaSeries[]): readonly (readonly [EpochMs, EpochMs])[] {
  return series.flatMap(({ samples }) =>
    samples.slice(1).flatMap((sample, i) => {
      const before = samples[i]
      return before !== undefined && sample.value < before.value ? [[before.atMs, sample.atMs] as const] : []
    }),
  )
}

/**
 * The first and the last round, and for a single instance the two snapshots around each restart. Undefined when the rounds do not
 * hold each instance exactly once: then their difference would be that of different processes.
 */
export function ends(
  instances: readonly InstanceTimes[],
  restarted: readonly (readonly [EpochMs, EpochMs])[],
): readonly SnapshotWindow[] | undefined {
  const [only] = instances
  if (instances.length === 1 && only !== undefined) {
    const edges = [only.atMs[0], ...restarted.flat(), only.atMs.at(-1)].filter((at) => at !== undefined)
    return [...new Set(edges)].map(alone)
  }
  const rounds = chooseSnapshots(instances, 2)
  const whole = rounds.every((round) => round.instances === instances.length && round.perInstance === 1)
  return whole ? rounds : undefined
}

/** Half a second on each side: stored times are exact to the millisecond, scrapes are seconds apart. */
function alone(atMs: EpochMs): SnapshotWindow {
  return { asked: { fromMs: atMs - 500, untilMs: atMs + 500 }, atMs, instances: 1, perInstance: 1 }
}
