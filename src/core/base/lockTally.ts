/**
 * Adds up waits for locks as they are read, in bounded memory, and ends as `LockWaits`. Knows nothing of formats:
 *
 *   const lock = tally.lock('monitor', 'com.example.Ledger', '0x7f…', 'Ledger.post')
 *   tally.waited(lock, 'Ledger.post', ns)                       // a thread waited there
 *   tally.held(lock, { site: 'Ledger.post', thread: '7', ns, heldNs, evidence })   // this thread held it meanwhile
 *   tally.did(lock, 'disk', 'Journal.append', ns)               // part of that waiting: what the holder did
 *
 * A lock that is waited for in several places, and several locks of one class that are waited for in the same place, are one row.
 */
import { chainFrom, type TalliedLock, waitOf } from './talliedLock.ts'
import type { HolderDoingKind, HolderEvidence, LockWait, LockWaits } from './lockWaits.ts'
import type { TimeWindow } from './units.ts'

/** One thread's hold of a lock while others waited. */
export interface HeldWhile {
  /** Where it took the lock, '' for unknown. */
  readonly site: string
  readonly thread: string
  /** Waiting that it caused, over all threads. */
  readonly ns: number
  /** How long it held the lock meanwhile. */
  readonly heldNs: number
  readonly evidence: HolderEvidence
}

/** Objects beyond this many are told apart by the place alone. */
const mostAddresses = 20_000
/** Names kept apart in one row; what comes later goes to the account of none. */
const mostNames = 500
const mostListed = 100
/** A lock that costs all threads together less than this part of the time is nobody's trouble. */
const negligible = 0.001
/** A holder that spends at least this part of the wait on another lock passes the question on. */
const chainShare = 0.3

export class LockTally {
  readonly #rows: TalliedLock[] = []
  readonly #byAddress = new Map<string, number>()
  readonly #bySite = new Map<string, number>()

  /** @param address '' where locks of a class cannot be told apart */
  lock(how: LockWait['how'], lock: string, address: string, site: string): number {
    const siteKey = `${how} ${lock} ${site}`
    const addressKey = `${how} ${lock} ${address}`
    const known = address === '' ? undefined : this.#byAddress.get(addressKey)
    const sameSite = this.#bySite.get(siteKey)
    const row = known ?? sameSite ?? this.#newRow(how, lock)
    if (address !== '' && known === undefined && this.#byAddress.size < mostAddresses) {
      this.#byAddress.set(addressKey, row)
      this.#rowOf(row).addresses.add(address)
    }
    if (sameSite === undefined) this.#bySite.set(siteKey, row)
    else if (known !== undefined) this.#join(known, sameSite)
    return row
  }

  waited(lock: number, site: string, ns: number, waits: number = 1): void {
    const row = this.#rowOf(lock)
    row.waitNs += ns
    row.waits += waits
    add(row.waiters, site, ns)
  }

  /** @param changes holds that `held` is the sum of */
  held(lock: number, { site, thread, ns, heldNs, evidence }: HeldWhile, changes: number = 1): void {
    const row = this.#rowOf(lock)
    row.heldNs += heldNs
    row.changes += changes
    if (site !== '') add(row.holders, site, ns)
    add(row.threads, thread, ns)
    row.evidence.set(evidence, (row.evidence.get(evidence) ?? 0) + ns)
  }

  /** @param other the lock that the holder waits for, when `kind` is 'lock' */
  did(lock: number, kind: HolderDoingKind, name: string, ns: number, other: number = -1): void {
    const { doing } = this.#rowOf(lock)
    const key = other < 0 ? `${kind} ${name}` : `${kind} ${other}`
    const known = doing.get(key)
    if (known !== undefined) known.ns += ns
    else if (doing.size < mostNames) doing.set(key, { kind, name, lock: other, ns })
  }

  /** Locks whose holders were seen to wait for one another, all at one instant. */
  ring(locks: readonly number[], known: NonNullable<LockWait['deadlock']>): void {
    for (const lock of locks) {
      const row = this.#rowOf(lock)
      row.deadlock = row.deadlock === 'printed' ? 'printed' : known
    }
  }

  get isEmpty(): boolean {
    return this.#rows.length === 0
  }

  /** Once: rows that are one lock are added up in place. */
  finish(window?: TimeWindow): LockWaits {
    const roots = this.#joined()
    const least = window === undefined ? 0 : negligible * (window.untilMs - window.fromMs) * 1e6
    const sorted = [...roots.keys()].toSorted((a, b) => roots.get(b)!.waitNs - roots.get(a)!.waitNs)
    const listed = sorted.filter((id) => roots.get(id)!.waitNs >= least).slice(0, mostListed)
    const next = new Map<number, number | undefined>()
    // Whatever stands at the end of the waiting for one that is listed is listed too, however little was waited for it.
    for (const first of listed)
      for (let id: number | undefined = first; id !== undefined && !next.has(id);) {
        const on = this.#mostWaitedOn(id, roots)
        next.set(id, on)
        id = on
      }
    const waits = [...next.keys()]
      .toSorted((a, b) => roots.get(b)!.waitNs - roots.get(a)!.waitNs)
      .map((id) => {
        const row = roots.get(id)!
        return { ...waitOf(id, row, (other) => this.#labelOf(other)), ...chainFrom(id, next) }
      })
    const restNs = sorted.reduce((sum, id) => sum + (next.has(id) ? 0 : roots.get(id)!.waitNs), 0)
    return { waits, restNs, ...(window === undefined ? {} : { window }) }
  }

  #newRow(how: LockWait['how'], lock: string): number {
    const parent = this.#rows.length
    this.#rows.push({
      how,
      lock,
      parent,
      waitNs: 0,
      waits: 0,
      heldNs: 0,
      changes: 0,
      addresses: new Set<string>(),
      waiters: new Map<string, number>(),
      holders: new Map<string, number>(),
      threads: new Map<string, number>(),
      doing: new Map<string, { kind: HolderDoingKind; name: string; lock: number; ns: number }>(),
      evidence: new Map<HolderEvidence, number>(),
      deadlock: undefined,
    })
    return parent
  }

  #rowOf(id: number): TalliedLock {
    const row = this.#rows[id]
    if (row === undefined) throw new Error(`no lock ${id}`)
    return row
  }

  #root(id: number): number {
    let at = id
    while (this.#rowOf(at).parent !== at) {
      const row = this.#rowOf(at)
      row.parent = this.#rowOf(row.parent).parent
      at = row.parent
    }
    return at
  }

  #join(a: number, b: number): void {
    const [one, other] = [this.#root(a), this.#root(b)]
    if (one !== other) this.#rowOf(Math.max(one, other)).parent = Math.min(one, other)
  }

  /** Rows that were found to be one lock, added up under the first of them. */
  #joined(): Map<number, TalliedLock> {
    const roots = new Map<number, TalliedLock>()
    this.#rows.forEach((row, id) => {
      const root = this.#root(id)
      if (root === id) {
        roots.set(id, row)
        return
      }
      const into = this.#rowOf(root)
      into.waitNs += row.waitNs
      into.waits += row.waits
      into.heldNs += row.heldNs
      into.changes += row.changes
      for (const address of row.addresses) into.addresses.add(address)
      for (const key of ['waiters', 'holders', 'threads'] as const)
        for (const [name, ns] of row[key]) add(into[key], name, ns)
      for (const [evidence, ns] of row.evidence) into.evidence.set(evidence, (into.evidence.get(evidence) ?? 0) + ns)
      for (const { kind, name, lock, ns } of row.doing.values()) this.did(root, kind, name, ns, lock)
      if (row.deadlock !== undefined) this.ring([root], row.deadlock)
      row.parent = root
    })
    return roots
  }

  #mostWaitedOn(id: number, roots: ReadonlyMap<number, TalliedLock>): number | undefined {
    const row = roots.get(id)!
    const byLock = new Map<number, number>()
    for (const { lock, ns } of row.doing.values()) {
      if (lock < 0) continue
      const root = this.#root(lock)
      byLock.set(root, (byLock.get(root) ?? 0) + ns)
    }
    const [most] = [...byLock].toSorted((a, b) => b[1] - a[1])
    return most !== undefined && most[1] >= chainShare * row.waitNs ? most[0] : undefined
  }

  #labelOf(id: number): string {
    return this.#rowOf(this.#root(id)).lock
  }
}

function add(to: Map<string, number>, name: string, ns: number): void {
  const known = to.get(name)
  if (known !== undefined || to.size < mostNames) to.set(name, (known ?? 0) + ns)
}
