/** Fleets for tests: what each pod does is said per process, and the series are drawn as a store would hold them, with jitter. */
import { mulberry32 } from '../base/random.ts'
import type { FleetData, FleetMeasure, FleetPoint, FleetSeries } from '../fleet/series.ts'

/** Start of every drawn window: 10:10:00 UTC. */
export const fleetStartMs: number = Date.parse('2026-11-28T10:10:00Z')

export interface DrawnPod {
  readonly name: string
  readonly labels?: Readonly<Record<string, string>>
  /** Seconds after the start of the window in which it lives; absent: all of it, and it lived before. */
  readonly from?: number
  readonly until?: number
  readonly cores?: number
  readonly waiters?: number | ((second: number) => number)
  /** Waits of every kind. */
  readonly parked?: number
  readonly allocMb?: number
  readonly liveMb?: number
  readonly growthMbPerHour?: number
  readonly goroutines?: number
  /** Seconds at which the process started anew: its heap begins from nothing. */
  readonly restartsAt?: number
  /** Profiles that were lost between these seconds. */
  readonly lost?: readonly [number, number]
}

export interface DrawnFleetOptions {
  readonly seconds?: number
  readonly cadence?: number
  readonly without?: readonly FleetMeasure[]
}

export function drawFleet(
  pods: readonly DrawnPod[],
  { seconds = 600, cadence = 15, without = [] }: DrawnFleetOptions = {},
): FleetData {
  const random = mulberry32(7)
  const amount: Readonly<Record<FleetMeasure, (pod: DrawnPod, second: number) => number | undefined>> = {
    cpu: ({ cores }) => (cores === undefined ? undefined : cores * cadence * 1e9 * (0.97 + 0.06 * random())),
    held: ({ waiters }, second) => {
      const now = typeof waiters === 'function' ? waiters(second) : waiters
      return now === undefined || now === 0 ? undefined : now * cadence * 1e9 * (0.97 + 0.06 * random())
    },
    waited: () => undefined,
    parked: ({ parked }) => (parked === undefined ? undefined : parked * cadence * 1e9),
    allocated: ({ allocMb }) =>
      allocMb === undefined ? undefined : allocMb * cadence * 1e6 * (0.97 + 0.06 * random()),
    live: ({ liveMb, growthMbPerHour = 0, restartsAt, from = 0 }, second) => {
      if (liveMb === undefined) return undefined
      const age = restartsAt !== undefined && second >= restartsAt ? second - restartsAt : second - from
      return (liveMb + (growthMbPerHour * age) / 3600) * 1e6 * (0.998 + 0.004 * random())
    },
    threads: ({ goroutines }) => goroutines,
  }
  const seriesOf = (measure: FleetMeasure): FleetSeries[] =>
    pods.flatMap((pod, index): FleetSeries[] => {
      const { from = 0, until = seconds, lost = [Infinity, Infinity], restartsAt } = pod
      const points: FleetPoint[] = []
      const phase = ((index + 1) * cadence) / (pods.length + 1)
      for (let second = from + phase; second <= until; second += cadence) {
        const value = second > lost[0] && second <= lost[1] ? undefined : amount[measure](pod, second)
        // Scrapes wander by some milliseconds.
        const jitter = Math.round(random() * 40)
        if (value !== undefined) points.push({ atMs: fleetStartMs + Math.round(second * 1000) + jitter, value })
      }
      const labels = { pod: pod.name, ...pod.labels }
      const restarts = restartsAt === undefined ? {} : { restartsMs: [fleetStartMs + restartsAt * 1000] }
      return points.length === 0 ? [] : [{ labels, points, ...restarts }]
    })
  const drawn: readonly FleetMeasure[] = ['cpu', 'held', 'parked', 'allocated', 'live', 'threads']
  return {
    window: { fromMs: fleetStartMs, untilMs: fleetStartMs + seconds * 1000 },
    runtime: 'go',
    instanceLabels: ['pod'],
    measures: drawn
      .filter((measure) => !without.includes(measure))
      .map((measure) => ({ measure, series: seriesOf(measure) })),
    failed: [],
  }
}

/** One that serves, and is fine. */
export const calmPod = (name: string, more: Partial<DrawnPod> = {}): DrawnPod => ({
  name,
  cores: 0.03,
  waiters: 0.7,
  parked: 60,
  allocMb: 0.3,
  liveMb: 12,
  goroutines: 78,
  ...more,
})
