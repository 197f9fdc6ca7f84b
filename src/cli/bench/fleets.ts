/** What many services and many processes cost: judged in the worker, searched at every key. No file is opened, so no size of one matters. */
import { triaged } from '../../core/analyst/triaged.ts'
import { mulberry32 } from '../../core/base/random.ts'
import { fleetOf } from '../../core/fleet/fleet.ts'
import { type FleetData, type FleetMeasure, type FleetPoint, isLevel } from '../../core/fleet/series.ts'
import { createHttp } from '../../sources/http/http.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import { median } from './timed.ts'

interface FleetSize {
  readonly processes: number
  readonly hours: number
  /** What the store adds up each point over, where there would be too many profiles. */
  readonly stepSeconds: number
}

const measures: readonly FleetMeasure[] = ['cpu', 'held', 'parked', 'allocated', 'live', 'threads']
/** Of one process, per second or at a time. */
const usual: Readonly<Record<FleetMeasure, number>> = {
  cpu: 0.03e9,
  waited: 0,
  held: 0.7e9,
  parked: 40e9,
  allocated: 0.3e6,
  live: 12e6,
  threads: 78,
}

/** The same from run to run. */
function drawn({ processes, hours, stepSeconds }: FleetSize): FleetData {
  const random = mulberry32(1)
  const window = { fromMs: 1.79e12, untilMs: 1.79e12 + hours * 3_600_000 }
  const count = Math.floor((hours * 3600) / stepSeconds)
  const pointsOf = (measure: FleetMeasure): FleetPoint[] =>
    Array.from({ length: count }, (_, i) => ({
      atMs: window.fromMs + (i + 1) * stepSeconds * 1000,
      value: usual[measure] * (isLevel(measure) ? 1 : stepSeconds) * (0.9 + 0.2 * random()),
    }))
  return {
    window,
    runtime: 'go',
    instanceLabels: ['pod'],
    measures: measures.map((measure) => ({
      measure,
      series: Array.from({ length: processes }, (_, i) => ({
        labels: { pod: `pod-${i}`, zone: `zone-${i % 3}`, version: `v${i % 2}` },
        points: pointsOf(measure),
      })),
      ...(stepSeconds > 15 ? { stepMs: stepSeconds * 1000 } : {}),
    })),
    failed: [],
  }
}

/** How often each is run; the median counts. */
const runs = 5

/** As Pyroscope answers it: every service with each of its types. */
function seriesAnswer(services: number): string {
  const types = ['process_cpu:cpu:nanoseconds:cpu:nanoseconds', 'memory:inuse_space:bytes:space:bytes']
  const labelsSet = Array.from({ length: services }, (_, i) => i).flatMap((i) =>
    types.map((type) => ({
      labels: [
        { name: '__profile_type__', value: type },
        { name: 'service_name', value: `team-${i % 97}-service-${i}` },
      ],
    })),
  )
  return JSON.stringify({ labelsSet })
}

async function listServices(answer: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const http = createHttp({ fetch: () => Promise.resolve(new Response(answer, { headers })) })
  const config = { kind: 'pyroscope', name: 'prod', title: 'prod', url: 'http://store', headers: {} } as const
  const source = pyroscope({ http, config, now: () => 1.79e12 })
  const services = await source.services({ fromMs: 1.79e12 - 3_600_000, untilMs: 1.79e12 })
  if (!services.ok || services.value.length !== 10_000) throw new Error('not all services')
}

export async function benchFleets(): Promise<void> {
  const ten = drawn({ processes: 500, hours: 1 / 6, stepSeconds: 15 })
  const day = drawn({ processes: 500, hours: 24, stepSeconds: 720 })
  const small = drawn({ processes: 4, hours: 1 / 4, stepSeconds: 15 })
  const services = Array.from({ length: 80 }, (_, i) => ({ service: `service-${i}`, data: small, options: {} }))
  const answer = seriesAnswer(10_000)
  const rows: readonly (readonly [string, () => unknown])[] = [
    ['500 pods, 10 min: every process judged, labels ranked, one line', () => fleetOf(ten)],
    ['500 pods, 24 h in steps: the same', () => fleetOf(day)],
    ['80 services of 4 pods, 15 min: the list, worst first', () => triaged({ services })],
    ['10,000 services: the answer of a store read for the menu', () => listServices(answer)],
  ]
  console.log('\nFleets, CPU time')
  for (const [what, work] of rows) {
    const times: number[] = []
    for (let run = 0; run < runs; run++) {
      const before = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(before)
      times.push((user + system) / 1000)
    }
    console.log(`${`${median(times).toFixed(0)} ms`.padStart(10)}  ${what}`)
  }
}
