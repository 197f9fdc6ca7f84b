/** What was added up of one lock (`lockTally.ts`), and how that is told: as shares of the waiting, the largest first. */
import type { HolderDoing, HolderDoingKind, HolderEvidence, LockWait, SiteTime } from './lockWaits.ts'

export interface TalliedLock {
  readonly how: LockWait['how']
  readonly lock: string
  /** TalliedLock it was found to be the same as; itself when it stands for itself. */
  parent: number
  waitNs: number
  waits: number
  heldNs: number
  changes: number
  readonly addresses: Set<string>
  readonly waiters: Map<string, number>
  readonly holders: Map<string, number>
  readonly threads: Map<string, number>
  readonly doing: Map<
    string,
    { readonly kind: HolderDoingKind; readonly name: string; readonly lock: number; ns: number }
  >
  readonly evidence: Map<HolderEvidence, number>
  deadlock: LockWait['deadlock']
}

/** Of one lock: more of them nobody reads. */
const mostSites = 10
const mostDoing = 20
const longestChain = 10

function sites(from: ReadonlyMap<string, number>): readonly SiteTime[] {
  return [...from]
    .map(([site, ns]) => ({ site, ns }))
    .toSorted((a, b) => b.ns - a.ns)
    .slice(0, mostSites)
}

export function waitOf(
  id: number,
  row: TalliedLock,
  labelOf: (lock: number) => string,
): Omit<LockWait, 'chain' | 'knot'> {
  const [top] = [...row.threads.values()].toSorted((a, b) => b - a)
  const [evidence] = [...row.evidence].toSorted((a, b) => b[1] - a[1])
  return {
    id,
    lock: row.lock,
    how: row.how,
    // Of other kinds most are one.
    ...(row.addresses.size > (row.how === 'monitor' ? 0 : 1) ? { instances: row.addresses.size } : {}),
    waitNs: row.waitNs,
    waits: row.waits,
    waiters: sites(row.waiters),
    holders: sites(row.holders),
    ...(row.changes > 0
      ? {
          hands: {
            changes: row.changes,
            meanHeldNs: row.heldNs / row.changes,
            topThreadShare: Math.min(1, (top ?? 0) / Math.max(1, row.waitNs)),
          },
        }
      : {}),
    owner: { doing: doingOf(row, labelOf) },
    ...(evidence === undefined ? {} : { evidence: evidence[0] }),
    ...(row.deadlock === undefined ? {} : { deadlock: row.deadlock }),
  }
}

const isSampled = (kind: HolderDoingKind): boolean => kind === 'cpu' || kind === 'queue'

/** Shares of the wait; samples stand for more than was waited now and then, so that the sum is held to 1. */
function doingOf(row: TalliedLock, labelOf: (lock: number) => string): readonly HolderDoing[] {
  const byName = new Map<string, { kind: HolderDoingKind; name: string; ns: number }>()
  for (const { kind, name, lock, ns } of row.doing.values()) {
    const shown = lock < 0 ? name : labelOf(lock)
    const known = byName.get(`${kind} ${shown}`)
    if (known === undefined) byName.set(`${kind} ${shown}`, { kind, name: shown, ns })
    else known.ns += ns
  }
  // Where it was and not what it did there is a place all the same.
  const seen = [...byName.values()].filter(({ kind, name, ns }) => (kind !== 'unseen' || name !== '') && ns > 0)
  const measured = seen.filter(({ kind }) => !isSampled(kind)).reduce((sum, { ns }) => sum + ns, 0)
  const sampled = seen.filter(({ kind }) => isSampled(kind)).reduce((sum, { ns }) => sum + ns, 0)
  const whole = Math.max(row.waitNs, measured)
  if (whole <= 0) return []
  const sampledScale = sampled > whole - measured ? (whole - measured) / sampled : 1
  const doing = seen.map(({ kind, name, ns }): HolderDoing => ({
    kind,
    name,
    share: (ns * (isSampled(kind) ? sampledScale : 1)) / whole,
  }))
  const unseen = 1 - doing.reduce((sum, { share }) => sum + share, 0)
  const all: HolderDoing[] = unseen > 1e-9 ? [...doing, { kind: 'unseen', name: '', share: unseen }] : doing
  return all.toSorted((a, b) => b.share - a.share).slice(0, mostDoing)
}

export function chainFrom(
  id: number,
  next: ReadonlyMap<number, number | undefined>,
): { readonly chain: readonly number[]; readonly knot: boolean } {
  const chain = [id]
  for (let at = next.get(id); at !== undefined && chain.length < longestChain; at = next.get(at)) {
    if (chain.includes(at)) return { chain, knot: true }
    chain.push(at)
  }
  return { chain, knot: false }
}
