/** Where the threads' time went that was not on a CPU, of the kinds that files can tell apart. */
import type { Nanoseconds, TimeWindow } from '../base/units.ts'
import type { RemoteEnd } from '../formats/parsedFile.ts'
import type { Throttling } from '../window/gatherThrottling.ts'
import { shownOf } from '../window/windowProfiles.ts'
import type { LeftOutId, MeasuredView, WindowProfiles } from '../window/windowProfiles.ts'
import type { WaitKind } from '../window/waits.ts'
import { type LooksReading, type StandingKind, standingKinds } from '../window/looksReading.ts'

/**
 *   lock    locks of the program and of the kernel   others  to be told something by another thread: queues, channels, joins
 *   gil     for a turn of the interpreter            idle    nothing to do, or sleep
 *   io      sockets and files
 *   queue   for a CPU: stopped by the limit, or ready to run without one
 *   gc      stopped by the collector, while nothing else kept them
 *   unknown no frame says for what
 */
export const offCpuKinds = ['lock', 'gil', 'io', 'queue', 'gc', 'others', 'idle', 'unknown'] as const
export type OffCpuKind = (typeof offCpuKinds)[number]

const kindOf: Readonly<Partial<Record<WaitKind, OffCpuKind>>> = {
  'kernel-lock': 'lock',
  gil: 'gil',
  io: 'io',
  cond: 'others',
  join: 'others',
  chan: 'others',
  pool: 'others',
  blocked: 'unknown',
  idle: 'idle',
  sleep: 'idle',
}

/** Time of threads off the CPU, of one kind. */
export interface OffCpuPart {
  readonly kind: OffCpuKind
  readonly ns: Nanoseconds
  /** Part of it over sockets, by their other end as a text that redaction hides whole: `10.0.0.7:5432`. Longest first. */
  readonly sockets?: readonly { readonly to: string; readonly ns: Nanoseconds }[]
}

const mostSockets = 3

/** Less than this beside the lock waits is no answer to anything. */
const worthTelling = 0.05

/** Nanoseconds of threads, in a fixed order. Empty where next to nothing beside lock waits is told apart: one kind alone is no division. */
export function offCpuOf({
  views,
  otherWaits,
  throttling,
  runQueueNs = 0,
  stopped,
  gilWaitNs = 0,
  socketWaits = [],
  asked,
}: Pick<
  WindowProfiles,
  'asked' | 'views' | 'otherWaits' | 'throttling' | 'runQueueNs' | 'stopped' | 'gilWaitNs' | 'socketWaits'
>): readonly OffCpuPart[] {
  const sums = new Map<OffCpuKind, number>()
  const add = (kind: OffCpuKind, ns: number): void => {
    if (ns > 0) sums.set(kind, (sums.get(kind) ?? 0) + ns)
  }
  const lock = views.lock.state === 'measured' ? shownOf(views.lock) : undefined
  // Who holds a lock is not who waits for it.
  if (lock?.tree.unit === 'nanoseconds' && !('lockSide' in lock && lock.lockSide === 'holder')) {
    add('lock', lock.total + leftOutOf(lock, 'runtime-lock'))
    // Left out, the parts that have a name would be the whole.
    add('unknown', leftOutOf(lock, 'unnamed-waits'))
  }
  // Beside looks that count no time it counts none either.
  if (lock?.tree.unit === 'nanoseconds') add('gil', gilWaitNs)
  for (const { kind, ns } of otherWaits) {
    const known = kindOf[kind]
    if (known) add(known, ns)
  }
  // Who is stopped on a CPU is not among those that wait for one, and neither waits for anything else.
  add('queue', runQueueNs + (throttling === undefined ? 0 : throttledIn(throttling, asked)))
  add('gc', stopped?.ns ?? 0)
  const total = [...sums.values()].reduce((sum, ns) => sum + ns, 0)
  if (!(total - (sums.get('lock') ?? 0) >= worthTelling * total) || total === 0) return []
  return offCpuKinds.flatMap((kind) => {
    const ns = sums.get(kind)
    if (ns === undefined) return []
    if (kind !== 'io' || socketWaits.length === 0) return [{ kind, ns }]
    const sockets = socketWaits.slice(0, mostSockets).map(({ to, ns: own }) => ({ to: spellEnd(to), ns: own }))
    return [{ kind, ns, sockets }]
  })
}

const leftOutOf = ({ leftOut }: Pick<MeasuredView, 'leftOut'>, id: LeftOutId): Nanoseconds =>
  leftOut.find((one) => one.id === id)?.amount ?? 0

/** Where the threads of dumps stood: dumps know no time, and so many of so many threads is all that they say. */
export interface ThreadsSeen {
  readonly looks: number
  /** Of the program, per look on average. The parts add up to it. */
  readonly threads: number
  readonly parts: readonly { readonly kind: StandingKind; readonly threads: number }[]
}

/** Undefined without dumps, and where they leave out threads. */
export function threadsSeen(reading: LooksReading | undefined): ThreadsSeen | undefined {
  const standing = reading?.standing
  if (reading === undefined || standing === undefined || reading.misses !== undefined) return undefined
  const parts = standingKinds.flatMap((kind) => {
    const threads = standing[kind] ?? 0
    return threads > 0 ? [{ kind, threads }] : []
  })
  const threads = parts.reduce((sum, part) => sum + part.threads, 0)
  // One kind alone is no division.
  return parts.length < 2 ? undefined : { looks: reading.looks.length, threads, parts }
}

/** `10.0.0.7:5432`, `[fd00::7]:5432`; in every text of a redacted view this stands for a hash. */
export function spellEnd({ address, port }: RemoteEnd): string {
  if (port === undefined) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Its two readings may lie further apart than the window is long. */
function throttledIn(
  { throttledNs, fromMs, untilMs }: Throttling,
  { fromMs: from, untilMs: until }: TimeWindow,
): number {
  return throttledNs * Math.min(1, (until - from) / Math.max(1, untilMs - fromMs))
}
