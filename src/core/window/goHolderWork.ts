/**
 * What those did who held Go's locks. Its mutex profile says who, none of its profiles says what; but
 *
 *   CPU profile      what the functions that hold a lock computed, inside the section or not: more of the wait it cannot have been
 *   goroutine dumps  where the one goroutine stands that is inside the section, while others wait at its Lock
 *
 * So dumps name the work, the CPU profile bounds it; and where nothing but the section can have used that CPU, it is likely the work.
 */
import type { HolderDoing, LockWait, LockWaits } from '../base/lockWaits.ts'
import type { Nanoseconds, Share } from '../base/units.ts'
import { normaliseFrameName } from '../frames/frameName.ts'
import { doingOf } from '../formats/threadDump/doing.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { GatheredView, WindowProfiles } from './windowProfiles.ts'

/** Locks that get this much attention; each costs a walk over the tree. */
const mostRows = 12
/** Below so many samples nothing is said to be likely. */
const fewestSamples = 20
/** A section computes on one CPU at a time; sampling says a little more now and then. */
const oneCpu = 1.05
const leastLikely = 0.5
/** Of Go’s CPU profile, where not one sample says it. */
const usualPeriodNs = 1e7

/** Rows that come of the two profiles; others know more than this could add. */
export function withGoWork(
  waits: LockWaits,
  cpu: GatheredView,
  threads: WindowProfiles['threads'],
  dumped: LockWaits | undefined,
): LockWaits {
  return {
    ...waits,
    waits: waits.waits.map((wait, at) => {
      if (wait.evidence !== 'holder-profile' || at >= mostRows) return wait
      const seen = dumpedWork(wait, dumped)
      const { work, spent } = cpuWork(wait, cpu, threads)
      const heldShare = (seen?.heldLooks ?? 0) / Math.max(1, dumped?.looks ?? 1)
      return {
        ...wait,
        ...(seen === undefined ? {} : { evidence: seen.evidence ?? wait.evidence }),
        owner: {
          ...wait.owner,
          ...work,
          ...(seen === undefined ? {} : { doing: withCpuOf(seen.owner.doing, spent, heldShare) }),
        },
      }
    }),
  }
}

/** Whether the two profiles know the place at which the dumps show most waiting: then they say more, in time. */
export function namesSamePlaces(waits: LockWaits, dumped: LockWaits): boolean {
  const [site] = dumped.waits[0]?.waiters ?? []
  return waits.waits.some(({ waiters }) => waiters.some((one) => one.site === site?.site))
}

/** Whether the dumps know two locks, each with its holder, where the profiles know one function: by address, which profiles do not have. */
export const tellsApart = ({ waits }: LockWaits, dumped: LockWaits): boolean =>
  waits.some(
    ({ waiters: [first] }) =>
      dumped.waits.filter(({ waiters: [most], evidence }) => most?.site === first?.site && evidence !== undefined)
        .length > 1,
  )

/** The lock of the dumps that is waited for where this one is; of two such nobody knows which. */
function dumpedWork(wait: LockWait, dumped: LockWaits | undefined): LockWait | undefined {
  const sites = new Set(wait.waiters.map(({ site }) => site))
  const same = (dumped?.waits ?? []).filter(({ waiters }) => waiters.some(({ site }) => sites.has(site)))
  const [only] = same
  return same.length === 1 && only?.owner.doing.some(({ kind }) => kind !== 'unseen') ? only : undefined
}

function cpuWork(
  { waitNs, waiters, holders }: LockWait,
  cpu: GatheredView,
  threads: WindowProfiles['threads'],
): { readonly work: Partial<LockWait['owner']>; readonly spent?: SpentShare } {
  if (cpu.state !== 'measured' || cpu.tree.unit !== 'nanoseconds' || !(cpu.coveredSeconds > 0) || !(waitNs > 0))
    return { work: {} }
  const perSample = cpu.samples > 0 ? cpu.total / cpu.samples : usualPeriodNs
  const spent = spentUnder(cpu.tree, new Set(holders.map(({ site }) => site)))
  const most = threads === undefined ? undefined : Math.max(threads.value, threads.high ?? 0)
  const wallNs = cpu.coveredSeconds * 1e9
  // All who can wait at once, for every second that was computed in the functions that hold the lock; of n samples as many as 95 % of
  // the time are behind n.
  const upper = spent.ns + (2 * Math.sqrt(spent.samples) + 3) * perSample
  const atMost = most === undefined ? undefined : Math.min(1, (most * upper) / waitNs)
  const share = spent.computedNs / wallNs
  const only = holders.length === 1 && waiters.length === 1 && holders[0]?.site === waiters[0]?.site
  const isLikely =
    only && !spent.fromRoot && spent.samples >= fewestSamples && share >= leastLikely && spent.ns <= oneCpu * wallNs
  const likely: readonly HolderDoing[] = isLikely
    ? [
        { kind: 'cpu', name: spent.name, share: Math.min(1, share) },
        ...(share < 1 ? [{ kind: 'unseen' as const, name: '', share: 1 - share }] : []),
      ]
    : []
  return {
    spent: { computed: share, atMost: upper / wallNs },
    work: {
      ...(likely.length === 0 ? {} : { doing: likely }),
      ...(atMost === undefined || atMost >= 1 ? {} : { cpuAtMost: atMost }),
      ...(spent.calls.length === 0 ? {} : { calls: spent.calls }),
    },
  }
}

/** CPU of the functions that hold a lock, as a part of all the time there was. */
interface SpentShare {
  readonly computed: Share
  /** As many samples as 95 % of the time are behind those that there are. */
  readonly atMost: Share
}

/**
 * A dump shows a goroutine that computes whether it has a CPU or queues for one with its thread. Where the CPU profile leaves less than
 * the dumps show, it is what was computed, and the rest was in the queue.
 *
 * @param heldShare of the time: the lock was held and waited for
 */
function withCpuOf(
  doing: readonly HolderDoing[],
  spent: SpentShare | undefined,
  heldShare: Share,
): readonly HolderDoing[] {
  const shown = doing.reduce((sum, { kind, share }) => sum + (kind === 'cpu' ? share : 0), 0)
  if (spent === undefined || !(heldShare > 0) || shown <= spent.atMost / heldShare) return doing
  const ran = Math.min(1, spent.computed / heldShare / shown)
  return doing
    .flatMap((one): readonly HolderDoing[] =>
      one.kind === 'cpu'
        ? [
            { ...one, share: one.share * ran },
            { kind: 'queue', name: one.name, share: one.share * (1 - ran) },
          ]
        : [one],
    )
    .toSorted((a, b) => b.share - a.share)
}

interface Spent {
  /** CPU below the holding functions, and the part of it in no system call. */
  readonly ns: Nanoseconds
  readonly computedNs: Nanoseconds
  readonly samples: number
  /** Where most of it was computed. */
  readonly name: string
  /** One of them is what a goroutine began with: such a function does more than hold a lock. */
  readonly fromRoot: boolean
  readonly calls: NonNullable<LockWait['owner']['calls']>
}

function spentUnder(tree: CallTree, sites: ReadonlySet<string>): Spent {
  const names = tree.names.map(normaliseFrameName)
  let ns = 0
  let computedNs = 0
  let samples = 0
  let fromRoot = false
  const computed = new Map<string, number>()
  const calls = new Map<string, { readonly kind: 'disk' | 'network'; readonly name: string; ns: number }>()
  for (let node = 1; node < tree.length;) {
    if (!sites.has(names[tree.name[node] ?? 0] ?? '')) {
      node += 1
      continue
    }
    fromRoot ||= isBegun(tree, node, names)
    const end = tree.subtreeEnd[node] ?? node + 1
    for (let below = node; below < end; below++) {
      const self = tree.self[below] ?? 0
      if (self <= 0) continue
      const { kind, name } = doingOf(namesFromLeaf(tree, below, node, names), 'running')
      ns += self
      samples += tree.selfSamples[below] ?? 0
      if (kind === 'disk' || kind === 'network') {
        const known = calls.get(`${kind} ${name}`)
        if (known === undefined) calls.set(`${kind} ${name}`, { kind, name, ns: self })
        else known.ns += self
      } else {
        computedNs += self
        computed.set(name, (computed.get(name) ?? 0) + self)
      }
    }
    node = end
  }
  const [top] = [...computed].toSorted((a, b) => b[1] - a[1])
  return {
    ns,
    computedNs,
    samples,
    name: top?.[0] ?? '',
    fromRoot,
    calls: [...calls.values()]
      .toSorted((a, b) => b.ns - a.ns)
      .slice(0, 3)
      .map(({ kind, name }) => ({ kind, name })),
  }
}

function isBegun(tree: CallTree, node: number, names: readonly string[]): boolean {
  const parent = tree.parent[node] ?? 0
  return parent <= 0 || /^runtime\.goexit|\.gowrap\d+$/.test(names[tree.name[parent] ?? 0] ?? '')
}

function namesFromLeaf(tree: CallTree, leaf: number, root: number, names: readonly string[]): readonly string[] {
  const found: string[] = []
  for (let at = leaf; at >= root && found.length < 60; at = tree.parent[at] ?? 0) {
    found.push(names[tree.name[at] ?? 0] ?? '')
    if (at === root) break
  }
  return found
}
