/**
 * Dumps of threads of one window, taken together: how many threads that had work wait for locks, and what the looks say of CPU.
 * A thread of a kind that is only ever seen parked (a pool without tasks, accept, keep-alive) had no work and is taken out, in the open.
 */
import { unique } from '../base/lists.ts'
import type { BesideLock, LookState, LookThread, ThreadLook } from '../base/looks.ts'
import type { Capture } from './capture.ts'
import { convoysOf, withConvoys } from './convoys.ts'
import { crowdOf } from './crowd.ts'
import type { GatherContext } from './gatherContext.ts'
import type { LookCount, LooksReading, StandingKind } from './looksReading.ts'
import { fewThreadsOf } from './fewThreads.ts'
import { looksCpu } from './looksCpu.ts'
import { printedRings } from './rings.ts'
import { shortOfThreads } from './shortOfThreads.ts'
import { neverRanIn, standstillOf } from './standstill.ts'
import { unnamedLines } from './unnamedLines.ts'

export interface SeenLook {
  readonly capture: Capture
  readonly look: ThreadLook
}

export interface GatheredLooks {
  readonly reading: LooksReading
  /** In the order in which they were taken, queues behind one thread told. */
  readonly seen: readonly SeenLook[]
}

/** Clocks of files and of whoever wrote the window differ by milliseconds. */
const slackMs = 250

export function gatherLooks({ captures, window }: GatherContext): GatheredLooks | undefined {
  const all = captures.flatMap((capture) => {
    // What a store merged is no instant.
    if (capture.hints.merged === true) return []
    const { untilMs } = capture.window ?? {}
    return (capture.looks ?? []).flatMap((look): SeenLook[] => {
      const atMs = look.atMs ?? untilMs
      const inside = atMs === undefined || (atMs >= window.fromMs - slackMs && atMs <= window.untilMs + slackMs)
      return inside ? [{ capture, look }] : []
    })
  })
  // Where some looks know what every thread waits for, those that do not add nothing.
  const knowing = all.filter(({ look }) => look.sees === 'states')
  const inTurn = inOrder(withVirtualThreads(all) ?? (knowing.length > 0 ? knowing : all))
  // A recording that begins with its process looks at it before there is a program.
  const inhabited = inTurn.filter(({ look }) => own(look).length > 0)
  const chosen = inhabited.length > 0 ? inhabited : inTurn
  const [first] = chosen
  if (first === undefined) return undefined
  const convoys = convoysOf(chosen.map(({ look }) => look))
  const seen = chosen.map(({ capture, look }) => ({ capture, look: withConvoys(look, convoys) }))
  const looks = seen.map(({ look }) => look)
  const recordings = new Set(captures.flatMap(({ looks: own, hash }) => (own === undefined ? [hash] : [])))
  const counts = countsOf(looks).map((count, index): LookCount =>
    recordings.has(seen[index]!.capture.hash) ? { ...count, ofRecording: true } : count,
  )
  const cpu = looksCpu(inTurn.map(({ look }) => look))
  const misses = looks.find((look) => look.misses !== undefined)?.misses
  const shows = looks.find((look) => look.shows !== undefined)?.shows
  const { runtime } = first.look
  const crowd = crowdOf(looks, own)
  const few = fewThreadsOf(looks, own)
  const beside = besideOf(looks)
  const standstill = standstillOf(looks, own)
  const neverRan = neverRanIn(looks, own)
  const areOwnersPrinted = misses === undefined && looks.every(({ owners, isCut }) => owners !== undefined && !isCut)
  const lines = unnamedLines(looks, own)
  const waits = looks.flatMap((look) => own(look).filter(({ state }) => state === 'lock'))
  const longestWaitMs = waits.reduce((longest, { standsMs = 0 }) => Math.max(longest, standsMs), 0)
  const finalizer = finalizerIn(seen)
  return {
    seen,
    reading: {
      files: unique(seen.map(({ capture }) => capture.file)),
      sees: first.look.sees,
      looks: counts,
      states: meanBy(looks, ({ state }) => state),
      standing: meanBy(looks, standingOf),
      deadlocks: ringsOf(looks),
      convoys,
      ...(runtime === undefined ? {} : { runtime }),
      ...(misses === undefined ? {} : { misses }),
      ...(shows === undefined ? {} : { shows }),
      ...(cpu === undefined ? {} : { cpu }),
      ...(lines.length === 0 ? {} : { lines }),
      ...(crowd === undefined ? {} : { crowd }),
      ...(few === undefined ? {} : { few }),
      ...(longestWaitMs > 0 ? { longestWaitMs } : {}),
      ...(standstill === undefined ? {} : { standstill }),
      ...(areOwnersPrinted ? { owners: 'printed' as const } : {}),
      ...(neverRan === undefined ? {} : { neverRan }),
      ...(beside.length === 0 ? {} : { beside }),
      ...(finalizer === undefined ? {} : { finalizer }),
      ...(misses === undefined ? shortOfThreads(looks, own) : {}),
    },
  }
}

/** Of a process with virtual threads a dump that leaves them out knows no share, and one beside it that lists them does. */
function withVirtualThreads(seen: readonly SeenLook[]): readonly SeenLook[] | undefined {
  if (seen.every(({ look }) => look.misses === undefined)) return undefined
  const whole = seen.filter(({ look }) => look.shows !== undefined)
  return whole.length > 0 ? whole : undefined
}

/** By their own clocks where all have one; files come in the order of their names. */
function inOrder(seen: readonly SeenLook[]): readonly SeenLook[] {
  const clock = (pick: (look: SeenLook) => number | undefined): readonly SeenLook[] | undefined =>
    seen.every((one) => pick(one) !== undefined) ? seen.toSorted((a, b) => (pick(a) ?? 0) - (pick(b) ?? 0)) : undefined
  return (
    clock(({ look }) => look.uptimeMs) ??
    clock(({ look, capture }) => look.atMs ?? capture.window?.untilMs) ??
    seen.toSorted((a, b) => (a.capture.file < b.capture.file ? -1 : a.capture.file > b.capture.file ? 1 : 0))
  )
}

const countOf = ({ count = 1 }: LookThread): number => count
const own = ({ threads }: ThreadLook): readonly LookThread[] => threads.filter(({ role }) => role === 'application')

const parkedStates: ReadonlySet<LookState> = new Set(['idle', 'sleep', 'condition'])
const workStates: ReadonlySet<LookState> = new Set(['lock', 'pool', 'external-lock', 'io', 'running', 'gil'])

/** From here on a thread that is parked in every look was parked all the time. */
const fewestForParked = 5

function countsOf(looks: readonly ThreadLook[]): readonly LookCount[] {
  const worked = new Set<string>()
  /** Threads seen doing anything else than being parked. */
  const busy = new Set<string>()
  for (const look of looks) {
    for (const thread of own(look)) {
      if (workStates.has(thread.state)) worked.add(thread.group)
      if (!parkedStates.has(thread.state)) busy.add(thread.id)
    }
  }
  const many = looks.length >= fewestForParked
  return looks.map((look) => {
    const sum = (keep: (thread: LookThread) => boolean): number =>
      own(look).reduce((total, thread) => total + (keep(thread) ? countOf(thread) : 0), 0)
    // Goroutines alike are counted together: one of them is no longer a person to follow from look to look.
    const always = ({ id, count }: LookThread): boolean => many && count === undefined && !busy.has(id)
    const isParked = (thread: LookThread): boolean =>
      !worked.has(thread.group) && (thread.state === 'idle' || (parkedStates.has(thread.state) && always(thread)))
    const woken = sum(({ turn }) => turn === 'woken')
    const writers = sum(({ turn }) => turn === 'writer')
    const { missing = 0 } = look
    return {
      ...(missing === 0 ? {} : { missing }),
      ...(look.isCut ? { isCut: look.isCut } : {}),
      ...(woken > 0 ? { woken } : {}),
      ...(writers > 0 ? { writers } : {}),
      threads: sum(() => true) + missing,
      waiting: sum(({ state }) => state === 'lock'),
      unknown: look.sees === 'names' ? sum(({ state }) => state === 'unknown') : 0,
      running: sum(({ state }) => state === 'running'),
      parked: sum(isParked),
      maybeParked: sum(
        (thread) =>
          !isParked(thread) &&
          parkedStates.has(thread.state) &&
          (!many || thread.count !== undefined || always(thread)),
      ),
    }
  })
}

/** Mean number of threads per look. */
function meanBy<Kind extends string>(
  looks: readonly ThreadLook[],
  kindOf: (thread: LookThread) => Kind,
): Readonly<Partial<Record<Kind, number>>> {
  const sums = new Map<Kind, number>()
  for (const look of looks)
    for (const thread of own(look)) sums.set(kindOf(thread), (sums.get(kindOf(thread)) ?? 0) + countOf(thread))
  const means: Partial<Record<Kind, number>> = {}
  for (const [kind, sum] of sums) means[kind] = sum / looks.length
  return means
}

const standingOfState: Readonly<Record<LookState, StandingKind>> = {
  lock: 'lock',
  gil: 'gil',
  pool: 'pool',
  'external-lock': 'external',
  io: 'bytes',
  condition: 'others',
  idle: 'idle',
  sleep: 'idle',
  running: 'running',
  unknown: 'unknown',
}

/** Whoever flushes a file is off the CPU, whatever the dump calls it; who runs on its way to a socket may compute. */
function standingOf({ state, doing }: LookThread): StandingKind {
  const isOpen = state === 'io' || state === 'unknown'
  if (doing.kind === 'disk' && (isOpen || state === 'running')) return 'files'
  if (doing.kind === 'network' && isOpen) return 'sockets'
  return standingOfState[state]
}

/** The same method in most of the dumps that show anybody beside the lock. */
function besideOf(looks: readonly ThreadLook[]): NonNullable<LooksReading['beside']> {
  const bySite = new Map<string, BesideLock[]>()
  for (const one of looks.flatMap(({ beside = [] }) => beside))
    bySite.set(one.site, [...(bySite.get(one.site) ?? []), one])
  return [...bySite.values()].flatMap((all) => {
    const { name, count } = mostOf(all.map(({ method }) => method))
    const one = all.find(({ method }) => method === name)
    return one === undefined || 2 * count <= looks.length ? [] : [{ ...one, looks: count }]
  })
}

/** Go runs all finalizers and cleanups one after the other, in a goroutine of its own: in its dumps the function that it called stands above it. */
function finalizerIn(seen: readonly SeenLook[]): LooksReading['finalizer'] {
  const sites = seen.flatMap(({ capture: { profile }, look }) => {
    if (look.runtime !== 'go') return []
    const { stacks, frames, strings } = profile
    const nameAt = (row: number): string => strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? ''
    return look.threads
      .filter(({ group }) => runsFinalizers.test(group))
      .slice(0, 1)
      .flatMap(({ stack }) => {
        for (let row = stack; row >= 0; row = stacks.prefix[row] ?? -1) {
          const prefix = stacks.prefix[row] ?? -1
          if (prefix >= 0 && runsFinalizers.test(nameAt(prefix)))
            return /^(runtime|os|net)\./.test(nameAt(row)) ? [] : [nameAt(row)]
        }
        return []
      })
  })
  const { name, count } = mostOf(sites)
  return 2 * count > seen.length ? { site: name, looks: count } : undefined
}

const runsFinalizers = /^runtime\.(runFinalizers|runfinq|runCleanups)$/

function mostOf(names: readonly string[]): { readonly name: string; readonly count: number } {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const [name = '', count = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? []
  return { name, count }
}

/** Only where owners are printed: a ring is a hard word. */
function ringsOf(looks: readonly ThreadLook[]): readonly (readonly string[])[] {
  const rings = new Map<string, readonly string[]>()
  for (const look of looks) {
    for (const ring of printedRings(look)) {
      const key = ring.toSorted().join('\n')
      if (!rings.has(key)) rings.set(key, ring)
    }
  }
  return [...rings.values()]
}
