/**
 * Who waits for which lock in a .NET trace, and what its holder did meanwhile. From .NET 8 on a contention names its lock and the thread
 * that has it (ContentionStart version 2); the sampler, which looks at every thread, says what that thread did. Before, waits are told
 * apart by where they happen, and nobody is named.
 *
 *   ContentionStart  lock 0x7f10  owner 4021      ─┐
 *   sample           thread 4021  Ledger.Flush     │ one tick of the wait: disk
 *   ContentionStop   10 ms                        ─┘
 */
import { LockTally } from '../../base/lockTally.ts'
import type { HolderDoingKind, LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { waitsInDotnet } from '../../frames/dotnetWait.ts'
import { didAt, waitedFor } from '../did.ts'
import { joinLocks } from '../lockJoin.ts'
import { Numbered } from '../numbered.ts'
import type { FileFacts } from '../parsedFile.ts'
import { doingOf, nearestOwn, waitOf } from '../threadDump/doing.ts'
import type { CpuUse } from '../ranShare.ts'
import { apart, mostWaits, ThreadStretches, WaitColumns } from '../waitColumns.ts'
import type { AddressNames } from './addressNames.ts'
import { tickOf } from './events.ts'
import type { ProcessEvents } from './process.ts'
import type { Trace } from './trace.ts'

interface Asked {
  readonly trace: Trace
  readonly paths: ReturnType<Trace['stacks']['take']>
  readonly process: ProcessEvents
  readonly window: TimeWindow
  readonly pauses: NonNullable<FileFacts['collectorPauses']>
}

/** Frames from the leaf that are looked at. */
const deepest = 40
/** What is known of a lock's kind is where it is taken. */
const taking = /^System\.Threading\.(Lock|Monitor)\./

export function lockWaitsOf(asked: Asked): LockWaits | undefined {
  const { trace, process, window, pauses } = asked
  const { contentions, contendedLock, contendedOwner } = process
  if (contentions.length === 0) return undefined
  const names = new PathNames(asked.paths, trace, process.names)
  const tally = new LockTally()
  const waits = new WaitColumns()
  const events = new ThreadStretches()
  const samples = new ThreadStretches()
  const threads = new Numbered<string>()
  const sites = new Numbered<string>()
  const objects = new Numbered<string>()
  const lockIds: number[] = []
  // Of place 0 there is no name.
  const places = new Numbered<string>()
  places.of('')
  const didIn = (kind: HolderDoingKind, name: string): number => didAt(kind, places.of(name))
  const sinceNs = (timeMs: number): number => (timeMs - window.fromMs) * 1e6
  const threadOf = (row: number): number => threads.of(trace.threads[row]!.id)

  for (let row = 0; row < contentions.length; row += 1) {
    const ns = contentions.value.data[row]!
    // One that was begun anew before it ended has no length.
    if (!Number.isFinite(ns)) continue
    const stack = names.of(contentions.path.data[row]!)
    const site = nearestOwn(stack)
    const address = contendedLock.data[row]!
    const isNative = contentions.detail.data[row] === 1
    const lock = tally.lock(
      isNative ? 'native' : 'monitor',
      isNative ? 'CLR' : `System.Threading.${kindOf(stack)}`,
      address > 0 ? address.toString(16) : '',
      site,
    )
    tally.waited(lock, site, ns)
    if (!(address > 0) || waits.length >= mostWaits) continue
    const startNs = sinceNs(contentions.timeMs.data[row]!)
    const thread = threadOf(contentions.thread.data[row]!)
    const ownerId = contendedOwner.data[row]!
    const object = objects.of(address.toString(16))
    lockIds[object] = lock
    waits.push(startNs, startNs + ns, thread, ownerId > 0 ? threads.of(`${ownerId}`) : -1, object, sites.of(site))
    events.push(startNs, startNs + ns, thread, waitedFor(lock))
  }
  if (waits.length > 0) {
    const { periodNs } = tickOf(process.samples)
    const untilNextTick = endsOf(process.samples, sinceNs, periodNs)
    const doings = new Map<number, number>()
    for (let row = 0; row < process.samples.length && periodNs > 0; row += 1) {
      const atNs = sinceNs(process.samples.timeMs.data[row]!)
      const path = process.samples.path.data[row]!
      const isManaged = process.samples.detail.data[row] === 2
      const key = path * 2 + Number(isManaged)
      let what = doings.get(key)
      if (what === undefined) doings.set(key, (what = doneAt(names.of(path), isManaged, didIn)))
      if (what < 0) continue
      samples.push(atNs, untilNextTick[row]!, threadOf(process.samples.thread.data[row]!), what)
    }
    joinLocks(tally, {
      waits,
      ownersAt: 'start',
      events,
      samples,
      samplesLast: true,
      cpu: { byThread: new Map(), ofProcess: cpuUses(process.facts.cpuLoad ?? [], trace.cpus, sinceNs) },
      pauses: apart(pauses.map(({ timeMs, ns }) => [sinceNs(timeMs) - ns, sinceNs(timeMs)])),
      siteNames: sites.keys,
      lockIds: Int32Array.from(lockIds),
      threadNames: threads.keys,
      placeName: (place) => places.keys[place] ?? '',
    })
  }
  return tally.finish(window)
}

/** How long a look is taken to hold where the next one is late. */
const longestLookNs = 1e8

/** Where the CPUs are full the sampler itself waits for one, and its ticks are uneven: each look holds until the same thread's next one. */
function endsOf(
  { thread, timeMs, length }: ProcessEvents['samples'],
  sinceNs: (timeMs: number) => number,
  periodNs: number,
): Float64Array {
  const ends = new Float64Array(length)
  const last = new Map<number, number>()
  for (let row = 0; row < length; row += 1) {
    const atNs = sinceNs(timeMs.data[row]!)
    const before = last.get(thread.data[row]!)
    if (before !== undefined)
      ends[before] = Math.min(atNs, sinceNs(timeMs.data[before]!) + Math.max(periodNs, longestLookNs))
    ends[row] = atNs + periodNs
    last.set(thread.data[row]!, row)
  }
  return ends
}

/** The counter speaks of the time since it was read before. */
function cpuUses(
  load: NonNullable<FileFacts['cpuLoad']>,
  cpus: number,
  sinceNs: (timeMs: number) => number,
): readonly CpuUse[] {
  return load.slice(1).flatMap(({ timeMs, share }, before) => {
    const [fromNs, untilNs] = [sinceNs(load[before]!.timeMs), sinceNs(timeMs)]
    return cpus > 0 && untilNs > fromNs ? [{ fromNs, untilNs, ns: share * cpus * (untilNs - fromNs) }] : []
  })
}

function kindOf(stack: readonly string[]): string {
  for (const name of stack) {
    const kind = taking.exec(name)?.[1]
    if (kind !== undefined) return kind
  }
  return 'Monitor'
}

/** What a thread does that the sampler saw there; −1 where the events of waits know better, or where nothing says. */
function doneAt(
  stack: readonly string[],
  isManaged: boolean,
  didIn: (kind: HolderDoingKind, name: string) => number,
): number {
  const waits = waitsInDotnet(stack) ? waitOf(stack, 'dotnet') : undefined
  const { kind, name } = doingOf(stack, waits ?? (isManaged ? 'running' : 'unknown'))
  if (kind === 'lock' || name === '') return -1
  // Outside managed code, below a function without a telling name: a place, and not what it does there.
  if (kind === 'unknown') return didIn('unseen', name)
  return didIn(kind === 'pool' || kind === 'idle' ? 'condition' : kind, name)
}

/** Names of a path of addresses, leaf first; frames without one are left out. */
class PathNames {
  readonly #paths: Asked['paths']
  readonly #trace: Trace
  readonly #names: AddressNames
  readonly #known = new Map<number, readonly string[]>()

  constructor(paths: Asked['paths'], trace: Trace, names: AddressNames) {
    this.#paths = paths
    this.#trace = trace
    this.#names = names
  }

  of(path: number): readonly string[] {
    const known = this.#known.get(path)
    if (known !== undefined) return known
    const names: string[] = []
    const { low, high } = this.#trace.stacks
    for (let at = path, left = deepest; at >= 0 && left > 0; at = this.#paths.parent[at]!, left -= 1) {
      const address = this.#paths.key[at]!
      const found = this.#names.find(high.data[address]! * 0x1_0000_0000 + low.data[address]!)
      if (found !== undefined) names.push(found.name)
    }
    this.#known.set(path, names)
    return names
  }
}
