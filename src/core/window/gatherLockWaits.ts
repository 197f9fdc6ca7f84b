/** The waits for locks that files know with their holders, of one window, added up over the files. */
import type { HolderDoing, LockWait, LockWaits, SiteTime } from '../base/lockWaits.ts'
import { overlapMs, type Share } from '../base/units.ts'
import type { GatherContext } from './gatherContext.ts'

/** Files of one process follow one another: the same class waited for at the same place is the same lock. */
function nameOf({ how, lock, waiters }: LockWait): string {
  return `${how} ${lock} ${waiters[0]?.site ?? ''}`
}

/** Undefined where no file of the window knows any. A file that reaches beyond the window counts whole: `window` says what time it is. */
export function lockWaitsOf({ facts, window }: Pick<GatherContext, 'facts' | 'window'>): LockWaits | undefined {
  const known = facts.flatMap(({ facts: { lockWaits } }) =>
    lockWaits !== undefined && (lockWaits.window === undefined || overlapMs(lockWaits.window, window) > 0)
      ? [lockWaits]
      : [],
  )
  const [only] = known
  return known.length < 2 ? only : addedUp(known)
}

/** Of who holds the lock that costs most: what it does, where events of the recording name it and saw nothing of it. */
export function seesMore(dumped: LockWaits, recorded: LockWaits): boolean {
  const [most] = recorded.waits
  const same = dumped.waits.find(({ waiters }) => waiters[0]?.site === most?.waiters[0]?.site)
  return most !== undefined && same !== undefined && unseenOf(most) > 0.5 && unseenOf(same) < 0.5
}

const unseenOf = ({ owner }: LockWait): Share =>
  owner.doing.reduce((sum, { kind, share }) => (kind === 'unseen' ? sum + share : sum), 0)

function addedUp(all: readonly LockWaits[]): LockWaits {
  const ids = new Map<string, number>()
  const byName = new Map<string, { waits: LockWait[]; chain: readonly number[]; knot: boolean }>()
  const idOf = (wait: LockWait): number => {
    const name = nameOf(wait)
    const id = ids.get(name) ?? ids.size
    ids.set(name, id)
    return id
  }
  for (const { waits } of all) {
    const renamed = new Map(waits.map((wait) => [wait.id, idOf(wait)]))
    for (const wait of waits) {
      const row = byName.get(nameOf(wait))
      const chain = wait.chain.flatMap((id) => renamed.get(id) ?? [])
      if (row === undefined) byName.set(nameOf(wait), { waits: [wait], chain, knot: wait.knot })
      else {
        // The chain of the file in which it was waited for longest.
        if (wait.waitNs > Math.max(...row.waits.map(({ waitNs }) => waitNs)))
          Object.assign(row, { chain, knot: wait.knot })
        row.waits.push(wait)
      }
    }
  }
  const waits = [...byName.values()].map(({ waits: same, chain, knot }) => ({
    ...sumOf(same),
    id: chain[0] ?? 0,
    chain,
    knot,
  }))
  const windows = all.flatMap(({ window }) => window ?? [])
  return {
    waits: waits.toSorted((a, b) => b.waitNs - a.waitNs),
    restNs: all.reduce((sum, { restNs }) => sum + restNs, 0),
    ...(windows.length === 0
      ? {}
      : {
          window: {
            fromMs: Math.min(...windows.map(({ fromMs }) => fromMs)),
            untilMs: Math.max(...windows.map(({ untilMs }) => untilMs)),
          },
        }),
  }
}

function sumOf(waits: readonly LockWait[]): Omit<LockWait, 'chain' | 'knot' | 'id'> {
  const [first] = waits
  if (first === undefined) throw new Error('no waits to add up')
  const waitNs = total(waits, (wait) => wait.waitNs)
  const hands = waits.flatMap((wait) => (wait.hands === undefined ? [] : [{ ...wait.hands, waitNs: wait.waitNs }]))
  const changes = total(hands, (one) => one.changes)
  const instances = Math.max(0, ...waits.map((wait) => wait.instances ?? 0))
  return {
    lock: first.lock,
    how: first.how,
    ...(instances > 0 ? { instances } : {}),
    waitNs,
    waits: total(waits, (wait) => wait.waits),
    waiters: sitesOf(waits.flatMap((wait) => wait.waiters)),
    holders: sitesOf(waits.flatMap((wait) => wait.holders)),
    ...(changes > 0
      ? {
          hands: {
            changes,
            meanHeldNs: total(hands, (one) => one.meanHeldNs * one.changes) / changes,
            // Threads have other ids in another file: the mean by what was waited.
            topThreadShare:
              total(hands, (one) => (one.topThreadShare ?? 0) * one.waitNs) / total(hands, (one) => one.waitNs),
          },
        }
      : {}),
    ...(waits.every((wait) => wait.holdersApart === true) ? { holdersApart: true as const } : {}),
    owner: { doing: doingOf(waits, waitNs) },
    ...(first.evidence === undefined ? {} : { evidence: first.evidence }),
  }
}

function total<Row>(rows: readonly Row[], valueOf: (row: Row) => number): number {
  return rows.reduce((sum, row) => sum + valueOf(row), 0)
}

function sitesOf(sites: readonly SiteTime[]): readonly SiteTime[] {
  const ns = new Map<string, number>()
  for (const one of sites) ns.set(one.site, (ns.get(one.site) ?? 0) + one.ns)
  return [...ns].map(([site, sum]) => ({ site, ns: sum })).toSorted((a, b) => b.ns - a.ns)
}

function doingOf(waits: readonly LockWait[], waitNs: number): readonly HolderDoing[] {
  const byName = new Map<string, HolderDoing>()
  for (const wait of waits) {
    for (const { kind, name, share } of wait.owner.doing) {
      const key = `${kind} ${name}`
      const part = waitNs > 0 ? (share * wait.waitNs) / waitNs : 0
      byName.set(key, { kind, name, share: (byName.get(key)?.share ?? 0) + part })
    }
  }
  return [...byName.values()].toSorted((a, b) => b.share - a.share)
}
