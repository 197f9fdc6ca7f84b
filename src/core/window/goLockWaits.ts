/**
 * Go's block profile names who waits for a lock (the stack of Lock), its mutex profile who held it (the stack of Unlock, weighed by the
 * wait that it ended). Neither names the lock, so the two are put together by where they stand: in methods of one type, or in one function.
 *
 *   block   book.(*Book).Place 90 s   book.(*Book).Cancel 5 s   main.flush 2 s
 *   mutex   book.(*Book).Place 91 s                             main.flush 2 s        → book.(*Book): waited 95 s · main.flush: waited 2 s
 *
 * Methods of one type may have a lock each: goLockUnits.ts. What stands alone in its package on both sides belongs together as well. Everything else stays two lists: nothing is guessed. Nor is
 * a function that only takes the lock in passing the one that holds it: those put beside a wait must have caused a fair part of it.
 */
import type { LockWait, LockWaits } from '../base/lockWaits.ts'
import { LockTally } from '../base/lockTally.ts'
import type { Nanoseconds, TimeWindow } from '../base/units.ts'
import { normaliseFrameName } from '../frames/frameName.ts'
import { findValueColumn } from '../profile/profile.ts'
import { waitColumn } from './columns.ts'
import type { Flow, FlowPart } from './flow.ts'
import { bothOf, builtOf, inSlice, stackFilter } from './gatherContext.ts'
import { mayBeSeveral, type SiteSum, type Unit, unitsApart } from './goLockUnits.ts'
import { withoutHands } from './looksWaits.ts'
import type { WindowProfiles } from './windowProfiles.ts'

const locking = /^(internal\/)?sync\.\(\*(Mutex|RWMutex)\)\./
/** Of the wait that it ended, before Go 1.22 the mutex profile has that of the first in the queue alone: 8.4 s of 21.7 s were measured. */
const fairPart = 0.25
const readerLetsGo = /^(internal\/)?sync\.\(\*RWMutex\)\.(RUnlock|rUnlockSlow)$/
const insideLock = /^(internal\/)?sync\.(\(\*(Mutex|RWMutex)\)\.|runtime_)|^runtime\./

/** What the two say together; the wait may have no holder put beside it, how the holders came to their locks is known all the same. */
export function goLockSides(
  waiters: Flow,
  holders: Flow,
  dumped: readonly LockWait[],
): Pick<WindowProfiles, 'lockWaits' | 'holderTree'> {
  const covered = waiters.pieces.map(({ window }) => window)
  const window =
    covered.length === 0
      ? undefined
      : {
          fromMs: Math.min(...covered.map(({ fromMs }) => fromMs)),
          untilMs: Math.max(...covered.map(({ untilMs }) => untilMs)),
        }
  const lockWaits = goLockWaits(waiters.parts, holders.parts, window, holders.coveredSeconds * 1e9, dumped)
  const parts = holders.parts.flatMap((part) => {
    const column = waitColumn(part.capture.profile)
    if (column === undefined) return []
    const keepSample = bothOf(
      inSlice(part),
      stackFilter(part.capture.profile, (stack) => siteRow(part, stack) >= 0),
    )
    return [{ ...part, column: column.column, scale: column.scale, ...(keepSample ? { keepSample } : {}) }]
  })
  return { holderTree: builtOf(parts, 'nanoseconds').tree, ...(lockWaits === undefined ? {} : { lockWaits }) }
}

/** Undefined where no wait can be put beside a holder. Nanoseconds; `evidence` is 'holder-profile', which is likely and not certain. */
function goLockWaits(
  waiters: readonly FlowPart[],
  holders: readonly FlowPart[],
  window: TimeWindow | undefined,
  wallNs: Nanoseconds,
  dumped: readonly LockWait[],
): LockWaits | undefined {
  const waited = bySite(waiters)
  const held = bySite(holders)
  const { groupOf, several } = groups(waited, held, dumped)
  const both = new Set([...waited.keys()].map(groupOf))
  const known = new Set([...held.keys()].map(groupOf).filter((group) => both.has(group)))
  const causedIn = (sums: ReadonlyMap<string, SiteSum>, group: string): number =>
    [...sums].reduce((sum, [site, { ns }]) => sum + (groupOf(site) === group ? ns : 0), 0)
  for (const group of known) if (causedIn(held, group) < fairPart * causedIn(waited, group)) known.delete(group)
  if (known.size === 0) return undefined
  const tally = new LockTally()
  const lockOf = (site: string): number => tally.lock('mutex', groupOf(site), groupOf(site), site)
  for (const [site, { ns, events }] of waited) tally.waited(lockOf(site), site, ns, Math.max(1, Math.round(events)))
  for (const [site, { ns }] of held) {
    if (!known.has(groupOf(site))) continue
    tally.held(lockOf(site), { site: site, thread: '', ns, heldNs: 0, evidence: 'holder-profile' })
  }
  const found = tally.finish(window)
  const eventsOf = ({ lock }: LockWait): number =>
    [...held].reduce((sum, [site, { events }]) => sum + (groupOf(site) === lock ? events : 0), 0)
  // One function that locks and unlocks on several lines may do so with a lock each.
  const takesTwo = (site: string): boolean => waited.get(site)?.isSpread === true && held.get(site)?.isSpread === true
  const sided = (wait: LockWait): LockWait =>
    wait.holders.length === 0 && held.size > 0
      ? { ...withoutHands(wait), holdersApart: true }
      : {
          ...withMeanHold(withoutHands(wait), eventsOf(wait), wallNs),
          ...(several.has(wait.lock) || wait.waiters.some(({ site }) => takesTwo(site))
            ? { mayBeSeveral: true as const }
            : {}),
          ...(wait.waiters.some(({ site }) => waited.get(site)?.isReadWrite) ? { letGoLast: true as const } : {}),
          ...readersOf(wait, held, wallNs),
        }
  return { ...found, waits: found.waits.map(sided) }
}

/**
 * Each unlock that somebody waited for ends a hold of its own, one after the other: on average they were no longer than all the time
 * there was. Who held it, by goroutine, is in neither profile.
 */
function withMeanHold(wait: LockWait, changes: number, wallNs: Nanoseconds): LockWait {
  if (!(changes >= 1) || !(wallNs > 0)) return wait
  return { ...wait, hands: { changes: Math.round(changes), meanHeldNs: wallNs / changes, isMost: true } }
}

/** From this part of the time on, what a writer waits for is told before what it does itself. */
const fewWaits = 0.1

/**
 * Whoever wants to read behind a writer waits until that writer lets go, and the profile puts it down to the writer. But the writer waits
 * itself, until the readers before it let go: one at a time, so that the sum is time during which nobody got in.
 */
function readersOf(
  wait: LockWait,
  held: ReadonlyMap<string, SiteSum>,
  wallNs: Nanoseconds,
): Pick<LockWait, 'readersBefore'> {
  const readers = wait.holders
    .map(({ site }) => ({ site, ns: held.get(site)?.asReaderNs ?? 0 }))
    .toSorted((a, b) => b.ns - a.ns)
  const waitNs = readers.reduce((sum, { ns }) => sum + ns, 0)
  const [last] = readers
  const [writer] = wait.holders
  if (last === undefined || writer === undefined || !(wallNs > 0) || waitNs < fewWaits * wallNs) return {}
  if (writer.ns < 2 * (held.get(writer.site)?.asReaderNs ?? 0)) return {}
  return { readersBefore: { site: last.site, writer: writer.site, waitNs, ofTime: Math.min(1, waitNs / wallNs) } }
}

/** Site → its lock; and the locks that may be several. */
function groups(
  waited: ReadonlyMap<string, SiteSum>,
  held: ReadonlyMap<string, SiteSum>,
  dumped: readonly LockWait[],
): { readonly groupOf: (site: string) => string; readonly several: ReadonlySet<string> } {
  const ofType = joined([...waited.keys()], [...held.keys()])
  const units = new Map<string, Unit[]>()
  for (const [site, sum] of waited) {
    const unit = { site, waited: sum, caused: held.get(site) ?? { ns: 0, events: 0 } }
    units.set(ofType(site), [...(units.get(ofType(site)) ?? []), unit])
  }
  const alone = new Set<string>()
  const several = new Set<string>()
  for (const [group, all] of units) {
    const apart = unitsApart(all, dumped)
    for (const { site } of apart) alone.add(site)
    if (
      mayBeSeveral(
        all.filter((unit) => !apart.has(unit)),
        dumped,
      )
    )
      several.add(group)
  }
  return { groupOf: (site) => (alone.has(site) ? site : ofType(site)), several }
}

/** The function that locks or unlocks → nanoseconds. */
function bySite(parts: readonly FlowPart[]): ReadonlyMap<string, SiteSum> {
  const sums = new Map<
    string,
    { ns: number; events: number; isSpread: boolean; isReadWrite: boolean; asReaderNs: number }
  >()
  for (const part of parts) {
    const { stacks, frames, strings, samples } = part.capture.profile
    const wait = waitColumn(part.capture.profile)
    const values = samples.values[wait?.column ?? -1]
    const counts = samples.values[findValueColumn(part.capture.profile, 'contentions')]
    const inside = inSlice(part)
    for (let sample = 0; values !== undefined && sample < samples.length; sample++) {
      if (inside?.(sample) === false) continue
      const row = siteRow(part, samples.stack[sample] ?? -1)
      if (row < 0) continue
      const site = normaliseFrameName(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
      const sum = sums.get(site) ?? { ns: 0, events: 0, isSpread: false, isReadWrite: false, asReaderNs: 0 }
      const frame = stacks.frame[row] ?? 0
      sum.isSpread ||= (frames.lineEnd?.[frame] ?? 0) > (frames.line[frame] ?? 0) && (frames.line[frame] ?? 0) > 0
      const names = insideOf(part, samples.stack[sample] ?? -1, row)
      const ns = part.sign * (wait?.scale ?? 1) * (values[sample] ?? 0)
      sum.isReadWrite ||= names.some((name) => name.includes('(*RWMutex)'))
      if (names.some((name) => readerLetsGo.test(name))) sum.asReaderNs += ns
      sum.ns += ns
      sum.events += part.sign * (counts?.[sample] ?? 1)
      sums.set(site, sum)
    }
  }
  return new Map([...sums].filter(([, { ns }]) => ns > 0))
}

/** The frames of the lock itself. */
function insideOf({ capture }: FlowPart, stack: number, site: number): readonly string[] {
  const { stacks, frames, strings } = capture.profile
  const names: string[] = []
  for (let row = stack; row >= 0 && row !== site; row = stacks.prefix[row] ?? -1)
    names.push(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
  return names
}

/** Row of the function that called into the lock; −1 for what is no lock of the program. */
function siteRow({ capture }: FlowPart, stack: number): number {
  const { stacks, frames, strings } = capture.profile
  let isLock = false
  for (let row = stack; row >= 0; row = stacks.prefix[row] ?? -1) {
    const name = strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? ''
    if (!insideLock.test(name)) return isLock ? row : -1
    isLock ||= locking.test(name)
  }
  return -1
}

/** Site → the lock it stands for: the type of a method, the function itself, or what is alone in its package on both sides. */
function joined(waited: readonly string[], held: readonly string[]): (site: string) => string {
  const waiting = new Set(waited.map(ownerOf))
  const holding = new Set(held.map(ownerOf))
  const apart = (owners: ReadonlySet<string>, others: ReadonlySet<string>): Map<string, string[]> => {
    const found = new Map<string, string[]>()
    for (const owner of owners)
      if (!others.has(owner)) found.set(packageOf(owner), [...(found.get(packageOf(owner)) ?? []), owner])
    return found
  }
  const alone = new Map<string, string>()
  const holdersApart = apart(holding, waiting)
  for (const [name, owners] of apart(waiting, holding)) {
    const others = holdersApart.get(name) ?? []
    const [one, other] = [owners[0], others[0]]
    if (owners.length === 1 && others.length === 1 && one !== undefined && other !== undefined) alone.set(other, one)
  }
  return (site) => alone.get(ownerOf(site)) ?? ownerOf(site)
}

/** `book.(*Book).Place` → `book.(*Book)`; `main.flush.func1` → `main.flush`. */
function ownerOf(site: string): string {
  const plain = site.replace(/(\.(func\d+|gowrap\d+|deferwrap\d+|\d+))+$/, '')
  const method = /^(.*\.\(\*?[^()]+\))\.[^.]+$/.exec(plain)
  return method?.[1] ?? plain
}

function packageOf(owner: string): string {
  const slash = owner.lastIndexOf('/', owner.search(/[([]|$/))
  const dot = owner.indexOf('.', slash + 1)
  return dot < 0 ? owner : owner.slice(0, dot)
}
