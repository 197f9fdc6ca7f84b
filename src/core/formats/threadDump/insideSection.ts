/**
 * Who holds a lock whose owner no dump prints: the thread that stands in the same function (of the same object, where that is
 * printed) as those that wait in it, further on than the line that takes the lock. With more than one such thread nobody is named.
 */
import type { BesideLock, LockName } from '../../base/looks.ts'
import type { FinishedThread } from './dumpedThread.ts'

interface Section {
  readonly lock: LockName
  readonly site: string
  readonly receivers: Set<string>
  readonly lines: Set<number>
  waiting: number
}

/** Lambdas and functions without symbols share their name. */
const nameless = /^(operator\(\)|\[.*\]|\?\?|)$/

/** Frames from the leaf within which the section of a holder is looked for. */
const deepest = 60

/** Ten thousand locks in a dump of ten thousand threads are not each looked into; those with the most waiters are. */
const mostLooked = 2_000_000

const keyOf = ({ id, kind, site }: LockName): string => id ?? `${kind ?? ''} ${site ?? ''}`

export function withHoldersInside(given: readonly FinishedThread[]): readonly FinishedThread[] {
  const threads = withSameLocks(given)
  const printed = new Set(threads.flatMap(({ holds = [] }) => holds.map(({ lock }) => keyOf(lock))))
  const sections = sectionsOf(threads).filter(({ lock }) => !printed.has(keyOf(lock)))
  if (sections.length === 0) return threads
  const standing = threadsBySite(threads, new Set(sections.map(({ site }) => site)))
  const holders = new Map<FinishedThread, LockName[]>()
  let looked = 0
  for (const section of sections) {
    const candidates = standing.get(section.site) ?? []
    looked += candidates.length
    if (looked > mostLooked) break
    const inside = candidates.filter((thread) => isInside(thread, section))
    // Behind the line that takes another lock a thread may have let go of this one; before it, it has not.
    const next = nextLock(section, sections)
    const before = inside.filter(({ frames }) =>
      frames.some(({ name, line = 0 }) => name === section.site && line < next),
    )
    const [only, ...others] = next < Infinity && before.length > 0 ? before : inside
    if (only === undefined || others.length > 0 || (only.count ?? 1) > 1) continue
    holders.set(only, [...(holders.get(only) ?? []), section.lock])
  }
  if (holders.size === 0) return threads
  return threads.map((thread) => {
    const found = holders.get(thread)
    if (found === undefined) return thread
    const held = found.map((lock) => ({ lock, evidence: 'inside-section' as const }))
    return { ...thread, holds: [...(thread.holds ?? []), ...held] }
  })
}

/**
 * A read-write lock of Go shows its address only to some of those that wait for it (a writer behind a writer); whoever stands on the very
 * line of the same object waits for the same lock, and holds none of it.
 */
function withSameLocks(threads: readonly FinishedThread[]): readonly FinishedThread[] {
  const ids = new Map<string, string>()
  const placeOf = ({ waitsFor, frames }: FinishedThread): string | undefined => {
    if (waitsFor?.kind !== 'sync.RWMutex' || waitsFor.site === undefined) return undefined
    const receiver = frames.find(({ name }) => name === waitsFor.site)?.receiver
    return receiver === undefined ? undefined : `${waitsFor.site} ${waitsFor.line ?? 0} ${receiver}`
  }
  for (const thread of threads) {
    const place = thread.waitsFor?.id === undefined ? undefined : placeOf(thread)
    if (place !== undefined) ids.set(place, thread.waitsFor?.id ?? '')
  }
  if (ids.size === 0) return threads
  return threads.map((thread) => {
    const { waitsFor } = thread
    const id = waitsFor === undefined || waitsFor.id !== undefined ? undefined : ids.get(placeOf(thread) ?? '')
    return id === undefined ? thread : { ...thread, waitsFor: { ...waitsFor, id } }
  })
}

/** The first line, further on in the same function, on which others wait for another lock. */
function nextLock({ lock, site, lines }: Section, all: readonly Section[]): number {
  const first = Math.min(...lines)
  const further = all.flatMap((other) =>
    other.site === site && keyOf(other.lock) !== keyOf(lock) ? [...other.lines].filter((line) => line > first) : [],
  )
  return Math.min(...further)
}

function threadsBySite(
  threads: readonly FinishedThread[],
  sites: ReadonlySet<string>,
): ReadonlyMap<string, readonly FinishedThread[]> {
  const standing = new Map<string, FinishedThread[]>()
  for (const thread of threads) {
    const here = new Set(thread.frames.slice(0, deepest).flatMap(({ name }) => (sites.has(name) ? [name] : [])))
    for (const site of here) {
      const list = standing.get(site)
      if (list === undefined) standing.set(site, [thread])
      else list.push(thread)
    }
  }
  return standing
}

/** `main.(*RouteTable)`, of `main.(*RouteTable).Lookup`. */
const typeOf = (site: string): string | undefined => /^(.+\.\(\*[^()]+\))\.\w+$/.exec(site)?.[1]

/**
 * Locks whose holder does not show, and of whose object exactly one other thread is in a method: it may well have the lock, and may have
 * nothing to do with it. A method at the root of its thread is a loop that lives there.
 */
export function besideLocks(threads: readonly FinishedThread[]): readonly BesideLock[] {
  const held = new Set(threads.flatMap(({ holds = [] }) => holds.map(({ lock }) => keyOf(lock))))
  return sectionsOf(threads).flatMap(({ lock, site, receivers, waiting }): readonly BesideLock[] => {
    const type = typeOf(site)
    const [object, ...more] = receivers
    if (held.has(keyOf(lock)) || type === undefined || object === undefined || more.length > 0 || waiting < 2) return []
    const inMethods = threads.flatMap((thread, at) => {
      if (thread.state === 'lock' || thread.role !== 'application' || (thread.count ?? 1) > 1) return []
      const inner = thread.frames
        .slice(0, Math.min(deepest, thread.frames.length - 1))
        .find(({ name, receiver }) => receiver === object && typeOf(name) === type)
      return inner === undefined || hasLetGo(thread, thread.frames.indexOf(inner)) ? [] : [{ at, method: inner.name }]
    })
    const [only, ...others] = inMethods
    const doing = only && threads[only.at]?.doing
    return only === undefined || doing === undefined || others.length > 0 ? [] : [{ site, method: only.method, doing }]
  })
}

/** One section per lock and function that takes it. */
function sectionsOf(threads: readonly FinishedThread[]): readonly Section[] {
  const sections = new Map<string, Section>()
  for (const { state, waitsFor, frames } of threads) {
    const site = waitsFor?.site
    if (state !== 'lock' || waitsFor === undefined || site === undefined || nameless.test(site)) continue
    const key = `${keyOf(waitsFor)} ${site}`
    let section = sections.get(key)
    if (section === undefined) {
      section = { lock: waitsFor, site, receivers: new Set(), lines: new Set(), waiting: 0 }
      sections.set(key, section)
    }
    section.waiting += 1
    const at = frames.find(({ name }) => name === site)
    if (at?.receiver !== undefined) section.receivers.add(at.receiver)
    if (at?.line !== undefined && at.line > 0) section.lines.add(at.line)
  }
  return [...sections.values()].toSorted((a, b) => b.waiting - a.waiting)
}

/** Unlocking, as a function of the program calls it, and what that calls when the lock is free already and somebody has to be woken. */
const unlocks =
  /^sync\.\(\*(RW)?Mutex\)\.R?Unlock$|^(__)?pthread_(mutex|rwlock)_unlock(_usercnt)?$|^std::(mutex|recursive_mutex|shared_mutex)::unlock\w*$|^std::(lock_guard|unique_lock|scoped_lock|shared_lock)<.*>::(~\w+|unlock)$/
const wakes =
  /^(internal\/)?sync\.(runtime_Semrelease|\(\*(RW)?Mutex\)\.r?[uU]nlockSlow)$|^_*(GI_+)?_*lll_(lock_|mutex_)?(futex_)?wake\w*$|^futex_wake$/

/** Whether the function at that place is past its unlock: it still stands there, and holds nothing. */
function hasLetGo({ frames }: FinishedThread, site: number): boolean {
  const called = frames[site - 1]?.name
  if (called === undefined || !unlocks.test(called)) return false
  return frames.slice(0, site).some(({ name }) => wakes.test(name))
}

function isInside(thread: FinishedThread, { lock, site, receivers, lines }: Section): boolean {
  // Who waits for this very lock does not hold it; who waits for another one inside the section does.
  if (thread.state === 'lock' && thread.waitsFor !== undefined && keyOf(thread.waitsFor) === keyOf(lock)) return false
  return thread.frames.slice(0, deepest).some(({ name, line = 0, receiver }, at) => {
    if (name !== site || hasLetGo(thread, at)) return false
    const known = receiver !== undefined && receivers.size > 0
    if (known && !receivers.has(receiver)) return false
    if (line === 0 || lines.size === 0) return true
    // On the very line that takes it, only the same object says that a thread further down the stack is inside.
    const first = Math.min(...lines)
    return line > first || (line === first && known)
  })
}
