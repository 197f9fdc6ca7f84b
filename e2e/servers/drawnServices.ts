/**
 * Services whose every figure is known, as real stores hold them: each pod's profiles every 15 s with some milliseconds of wander, pods
 * that come and go, one that is sick, restarts, profiles that were lost. What was seen of real stores is in these shapes; the stacks are drawn.
 */
import { mulberry32 } from '../../src/core/base/random.ts'
import type { Profile } from '../../src/core/profile/profile.ts'
import { ProfileBuilder } from '../../src/core/profile/profileBuilder.ts'
import type { ScrapedService } from './parca.ts'
import type { StoredService } from './pyroscope.ts'
import type { StoredProfile } from './storedProfiles.ts'

type At = number | ((second: number) => number)

/** What one process does, per second of its own time. */
export interface DrawnProcess {
  readonly pod: string
  readonly labels?: Readonly<Record<string, string>>
  /** Seconds after the start in which it lives; it may have lived before. */
  readonly from?: number
  readonly until?: number
  readonly cores: At
  /** Cores of functions of its own below the handler; they come on top of `cores`. */
  readonly functions?: Readonly<Record<string, At>>
  /** Threads waiting for locks, on average. */
  readonly waiters: At
  readonly goroutines: number
  readonly allocMb: number
  readonly liveMb: number
  readonly growthMbPerHour?: number
  /** Its heap and totals begin anew. */
  readonly restartsAt?: number
  /** Nothing of these seconds arrived at the store. */
  readonly lost?: readonly [number, number]
}

export interface DrawnOptions {
  readonly startMs: number
  readonly seconds: number
  readonly cadence?: number
}

const at = (value: At, second: number): number => (typeof value === 'function' ? value(second) : value)

/** One stack, one amount, of one type. */
function amountOf(type: string, unit: string, rows: readonly (readonly [readonly string[], number])[]): Profile {
  const builder = new ProfileBuilder([{ type, unit }])
  for (const [stack, amount] of rows)
    builder.sample(builder.stackFromRoot(stack.map((name) => builder.frame(name))), Math.round(amount))
  return builder.finish({ format: 'pprof', runtime: 'go' })
}

interface Moment {
  readonly atMs: number
  readonly second: number
  /** Seconds since the process started, as far as the drawing knows. */
  readonly age: number
}

function momentsOf(
  process: DrawnProcess,
  { startMs, seconds, cadence = 15 }: DrawnOptions,
  phase: number,
): readonly Moment[] {
  const random = mulberry32(Math.round(phase * 1000) + 1)
  const { from = 0, until = seconds, lost = [Infinity, Infinity], restartsAt } = process
  const moments: Moment[] = []
  for (let second = from + phase; second <= until; second += cadence) {
    // Scrapes wander by 1 to 40 ms.
    const wander = 1 + Math.floor(random() * 40)
    if (second > lost[0] && second <= lost[1]) continue
    const age = restartsAt !== undefined && second >= restartsAt ? second - restartsAt : second - from
    moments.push({ atMs: startMs + Math.round(second * 1000) + wander, second, age })
  }
  return moments
}

/** A sampler sees whole hundredths of a second. */
const inSamples = (ns: number): number => Math.round(ns / 1e7) * 1e7

const handler = ['main.main', 'net/http.(*conn).serve', 'app.Handle']

/** Flows as differences, as an SDK sends them: a lock that nobody waited for leaves no profile. */
export function pyroscopeServices(
  service: string,
  processes: readonly DrawnProcess[],
  options: DrawnOptions,
): readonly StoredService[] {
  const { cadence = 15 } = options
  return processes.map((process, index): StoredService => {
    const moments = momentsOf(process, options, ((index + 1) * cadence) / (processes.length + 1))
    const stored = (
      type: string,
      unit: string,
      rows: (moment: Moment) => readonly (readonly [readonly string[], number])[],
      durationMs = cadence * 1000,
    ): StoredProfile[] =>
      moments.flatMap((moment): StoredProfile[] => {
        const kept = rows(moment).filter(([, amount]) => amount > 0)
        if (kept.length === 0) return []
        return [
          { atMs: moment.atMs, durationMs, terms: [{ profile: amountOf(type, unit, kept), valueType: type, sign: 1 }] },
        ]
      })
    const ns = (value: At, second: number): number => at(value, second) * cadence * 1e9
    const waited = ({ second }: Moment): number => ns(process.waiters, second)
    const live = ({ age }: Moment): number => (process.liveMb + ((process.growthMbPerHour ?? 0) * age) / 3600) * 1e6
    const lock = ['main.main', 'app.(*Book).Add', 'sync.(*Mutex).Lock']
    const holder = ['main.main', 'app.(*Book).Add', 'sync.(*Mutex).Unlock']
    const idle = ['main.main', 'app.worker', 'runtime.chanrecv1']
    return {
      labels: { service_name: service, pod: process.pod, ...process.labels },
      types: new Map([
        [
          'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
          stored('cpu', 'nanoseconds', ({ second }) => [
            [handler, ns(process.cores, second)],
            ...Object.entries(process.functions ?? {}).map(
              ([name, cores]) => [[...handler, name], inSamples(ns(cores, second))] as const,
            ),
            // Most stacks of a real program are seen once.
            ...(process.functions ? [[[...handler, `app.rare${Math.floor(second)}`], 1e7] as const] : []),
          ]),
        ],
        [
          'memory:alloc_space:bytes:space:bytes',
          stored('alloc_space', 'bytes', () => [[handler, process.allocMb * cadence * 1e6]]),
        ],
        [
          'memory:inuse_space:bytes:space:bytes',
          stored('inuse_space', 'bytes', (moment) => [[[...handler, 'app.cache'], live(moment)]], 0),
        ],
        [
          'mutex:delay:nanoseconds:contentions:count',
          stored('delay', 'nanoseconds', (moment) => [[holder, waited(moment)]]),
        ],
        [
          'block:delay:nanoseconds:contentions:count',
          stored('delay', 'nanoseconds', (moment) => [
            [lock, waited(moment)],
            [idle, process.goroutines * 0.6 * cadence * 1e9],
          ]),
        ],
        [
          'goroutine:goroutine:count:goroutine:count',
          stored('goroutine', 'count', () => [[idle, process.goroutines]], 0),
        ],
      ]),
    }
  })
}

/** As Parca scrapes: CPU in intervals, everything else as totals since the process started, with wandering times. */
export function parcaServices(
  job: string,
  processes: readonly DrawnProcess[],
  options: DrawnOptions,
): readonly ScrapedService[] {
  const { cadence = 10 } = options
  return pyroscopeServices(job, processes, { ...options, cadence }).map((one, index): ScrapedService => {
    const process = processes[index]
    const { service_name: _, ...labels } = one.labels
    const types = [...one.types].map(([id, profiles]): [string, readonly StoredProfile[]] => {
      if (id.startsWith('process_cpu')) return [`${id}:delta`, profiles]
      if (/inuse|goroutine/.test(id)) return [id, profiles]
      // Totals: everything since the start of the process, also what it did before the window.
      let before: StoredProfile['terms'] = profiles[0]?.terms ?? []
      return [
        id,
        profiles.map((profile) => {
          const second = (profile.atMs - options.startMs) / 1000
          const isFirst =
            process?.restartsAt !== undefined && second >= process.restartsAt && second < process.restartsAt + cadence
          before = isFirst ? profile.terms : [...before, ...profile.terms]
          return { ...profile, terms: before }
        }),
      ]
    })
    return { labels: { job, ...labels }, types: new Map(types) }
  })
}

/** A JVM by /ingest: monitors and parks are two types, live heap has no bytes, threads are not counted. */
export function jvmService(
  service: string,
  waits: { readonly monitorSeconds: number; readonly parkSeconds: number; readonly idleSeconds: number },
  { startMs, seconds, cadence = 10 }: DrawnOptions,
): StoredService {
  const count = Math.floor(seconds / cadence)
  const each = (type: string, rows: readonly (readonly [readonly string[], number])[]): StoredProfile[] =>
    Array.from({ length: count }, (_, i) => ({
      atMs: startMs + (i + 1) * cadence * 1000 - 500,
      durationMs: cadence * 1000,
      terms: [
        {
          profile: amountOf(
            type,
            'nanoseconds',
            rows.map(([stack, total]) => [stack, (total * 1e9) / count] as const),
          ),
          valueType: type,
          sign: 1 as const,
        },
      ],
    }))
  const sync = 'java/util/concurrent/locks/AbstractQueuedSynchronizer.acquire'
  const park = 'java/util/concurrent/locks/LockSupport.park'
  return {
    labels: { service_name: service, hostname: 'vm-1' },
    types: new Map([
      [
        'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
        each('cpu', [[['java/lang/Thread.run', 'app/Cart.add'], seconds * 0.2]]),
      ],
      [
        'mutex:delay:nanoseconds:mutex:count',
        each('delay', [[['java/lang/Thread.run', 'app/Cart.add'], waits.monitorSeconds]]),
      ],
      [
        'block:delay:nanoseconds:block:count',
        each('delay', [
          [['java/lang/Thread.run', 'java/util/concurrent/locks/ReentrantLock.lock', sync, park], waits.parkSeconds],
          [
            [
              'java/lang/Thread.run',
              'java/util/concurrent/ThreadPoolExecutor.getTask',
              'java/util/concurrent/LinkedBlockingQueue.take',
              park,
            ],
            waits.idleSeconds,
          ],
        ]),
      ],
    ]),
  }
}

/** A healthy pod of Go. */
export const calm = (pod: string, more: Partial<DrawnProcess> = {}): DrawnProcess => ({
  pod,
  cores: 0.03,
  waiters: 0.7,
  goroutines: 78,
  allocMb: 0.3,
  liveMb: 12,
  ...more,
})
