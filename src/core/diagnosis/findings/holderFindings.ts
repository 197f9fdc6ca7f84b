/** What the holder of the lock that costs most does while the others wait, where the files say so. */
import { changesHands, hardlyComputes, type HolderDoingKind, isLikely, type LockWait } from '../../base/lockWaits.ts'
import { formatNs, formatNumber, formatShare } from '../../base/numbers.ts'
import type { Share } from '../../base/units.ts'
import { type EvidenceInput, present } from '../evidenceInput.ts'
import { waitedNs, winOfLock } from '../win.ts'
import type { FindingRow } from './finding.ts'

type KnownDoing = Exclude<HolderDoingKind, 'unseen'>

/**
 * What a holder does, in words after "the holder" and after "which", what helps, and the same as one act on the functions that it is
 * about: `name` is where the holder was, `site` where the others wait. Of what was not seen there are no words.
 */
export const holderWords: Readonly<
  Record<
    KnownDoing,
    {
      readonly does: (name: string) => string
      readonly which: string
      readonly next: string
      readonly act: (name: string, site: string) => string
    }
  >
> = {
  disk: {
    does: (name) => `waited for the disk in ${name}`,
    which: 'waits for the disk',
    next: 'Buffer the write, or flush it outside the lock.',
    act: (name, site) => `Buffer what ${name} writes, or let it flush outside the lock that ${site} waits for.`,
  },
  network: {
    does: (name) => `waited for the network in ${name}`,
    which: 'waits for the network',
    next: 'Move the call out of the locked section.',
    act: (name, site) => `Move the call in ${name} out of the section that ${site} waits for.`,
  },
  cpu: {
    does: (name) => `computed in ${name}`,
    which: 'computes',
    next: 'Compute before taking the lock, or split the lock.',
    act: (name, site) => `Let ${name} compute before the lock of ${site} is taken, or split that lock.`,
  },
  lock: {
    does: (name) => `waited for ${name}`,
    which: 'waits for another lock',
    next: 'Do not take the second lock inside the first.',
    act: (name, site) => `Do not take ${name} inside the lock that ${site} waits for.`,
  },
  condition: {
    does: (name) => `waited to be told something in ${name}`,
    which: 'waits to be told something',
    next: 'Wait without holding the lock.',
    act: (name, site) => `Let ${name} wait without holding the lock of ${site}.`,
  },
  sleep: {
    does: (name) => `slept in ${name}`,
    which: 'sleeps',
    next: 'Do not sleep inside the locked section.',
    act: (name, site) => `Do not sleep in ${name} while it holds the lock of ${site}.`,
  },
  gc: {
    does: () => 'stood still for the collector',
    which: 'stands still for the collector',
    next: 'Look at the collector first.',
    act: (_, site) => `Look at the collector first: the holder of the lock of ${site} stands still for it.`,
  },
  queue: {
    does: (name) => `could run in ${name} and had no CPU`,
    which: 'queues for a CPU',
    next: 'Threads queue for a CPU: look at the CPU limit first.',
    act: (name, site) => `Raise the CPU limit first: ${name} holds the lock of ${site} and queues for a CPU.`,
  },
  handover: {
    does: () => 'had let go already and the next thread did not run yet',
    which: 'has let go already: the next thread queues for a CPU',
    next: 'Threads queue for a CPU: look at the CPU limit first.',
    act: (_, site) => `Raise the CPU limit first: the lock of ${site} is free, and whose turn it is queues for a CPU.`,
  },
  still: {
    does: (name) => `stood still in ${name}, waiting for something that was not recorded`,
    which: 'waits for something that was not recorded',
    next: 'Take the dumps with --native: they show what it waits for.',
    act: (name, site) =>
      `Take dumps with --native: they show what ${name} waits for while it holds the lock of ${site}.`,
  },
}

/** From this part of the wait on it is said that a holder's work explains it. */
const explains = 0.5

export const holderFindings: readonly FindingRow[] = [
  {
    id: 'lock-holder',
    inputs: ['lock', 'lock_wait_pct'],
    threshold:
      'lock wait ≥ 5 %, and one kind of work of the holder explains half of the wait for the lock that costs most',
    reference: 'wPerf (OSDI ’18): wait-for edges; JavaMonitorEnter.previousOwner',
    confirm: 'Take three thread dumps: the thread that holds the lock stands in that function.',
    view: 'lock',
    find: (input) => {
      const lock = present(input, 'lock_wait_pct')
      const [wait] = timedWaits(input)
      if (lock === undefined || lock.value < 5 || wait === undefined) return undefined
      const [most] = byKind(wait)
      if (most === undefined || most.share < explains || isPassedOn(wait, most.kind)) return undefined
      const site = wait.waiters[0]?.site ?? wait.lock
      const { does, next } = holderWords[most.kind]
      const end = endOfChain(wait, input.profiles.lockWaits?.waits ?? [])
      const further = wait.knot
        ? ', and the locks wait for each other in turn'
        : end === undefined
          ? ''
          : `, whose holder ${end}`
      return {
        text: `${formatNs(wait.waitNs)} were waited at ${site}: ${formatShare(most.share)} of it the holder ${does(most.name || 'a place without a name')}${further}. ${next}`,
        evidence: [
          ...wait.holders.slice(0, 1).map(({ site: holder }) => `held by ${holder}`),
          ...(isLikely(wait) ? [likelyBecause[wait.evidence ?? 'holder-profile'] ?? ''] : []),
          ...wonWithout(input, wait),
        ],
      }
    },
  },
  {
    id: 'lock-changes-hands',
    inputs: ['lock', 'lock_wait_pct'],
    threshold: 'lock wait ≥ 5 %, held for less than 5 ms at a time, no thread behind half of the wait',
    reference: 'a queue for short sections has no culprit among its holders',
    confirm: 'Count how often the section is entered per second.',
    view: 'lock',
    find: (input) => {
      const lock = present(input, 'lock_wait_pct')
      const [wait] = input.profiles.lockWaits?.waits ?? []
      const hands = wait?.hands
      if (lock === undefined || lock.value < 5 || wait === undefined || hands === undefined) return undefined
      const [work] = byKind(wait)
      // What each of them does while it has it is said instead, where it explains the wait.
      if (!changesHands(wait) || (work !== undefined && work.share >= explains && !isPassedOn(wait, work.kind)))
        return undefined
      const { topThreadShare, isMost } = hands
      return {
        text: `No single ${topThreadShare === undefined ? 'hold' : 'holder'}: ${wait.lock} changes hands after ${isMost ? 'at most ' : ''}${formatNs(hands.meanHeldNs)} on average. Enter the section less often, or split the lock.`,
        evidence: [
          `${formatNumber(hands.changes)} changes while somebody waited`,
          ...(topThreadShare === undefined ? [] : [`most by one thread: ${formatShare(topThreadShare)}`]),
        ],
      }
    },
  },
  {
    id: 'holder-hardly-computes',
    inputs: ['lock', 'cpu', 'lock_wait_pct'],
    threshold:
      'lock wait ≥ 5 %, and what holders did is not seen, but the CPU of their functions is at most 30 % of the wait',
    reference: 'no more of a section can be computing than the functions that hold the lock used CPU',
    confirm: 'Take goroutine dumps (debug=2): the one inside the section shows whether it is the disk or the network.',
    view: 'lock',
    find: (input) => {
      const lock = present(input, 'lock_wait_pct')
      const [wait] = timedWaits(input)
      const atMost = wait?.owner.cpuAtMost
      if (lock === undefined || lock.value < 5 || wait === undefined || atMost === undefined) return undefined
      if (atMost > hardlyComputes || byKind(wait).length > 0 || wait.readersBefore !== undefined) return undefined
      const site = wait.waiters[0]?.site ?? wait.lock
      const { calls = [] } = wait.owner
      return {
        text: `${formatNs(wait.waitNs)} were waited at ${site}: in at most ${formatShare(atMost)} of it the holder computed. It waited for something that these profiles do not show: the disk, the network, another process or its turn on a busy CPU.`,
        evidence: [
          ...wait.holders.slice(0, 1).map(({ site: holder }) => `held by ${holder}`),
          ...calls.slice(0, 2).map(({ kind, name }) => `${name} uses the ${kind}`),
          ...wonWithout(input, wait),
        ],
      }
    },
  },
]

/** Many short sections that compute: not the work of one of them keeps the others, but how often it is entered. */
function isPassedOn(wait: LockWait, kind: KnownDoing): boolean {
  return (kind === 'cpu' || kind === 'queue' || kind === 'handover') && changesHands(wait)
}

/** Why a holder is likely and not certain. */
const likelyBecause: Readonly<Partial<Record<NonNullable<LockWait['evidence']>, string>>> = {
  'acquisition-order': 'the holder is the thread that got the lock last: likely, not written in the file',
  'inside-section': 'the holder is the one thread inside the section: likely, not printed',
  'holder-profile': 'what it did is told from the functions that let go of the lock: likely, not written in a profile',
}

/** At most, and nothing of what is known: the whole of it stands in the finding. */
export function wonWithout(input: EvidenceInput, wait: LockWait): readonly string[] {
  const { lockWaits, views, runtime } = input.profiles
  const win = lockWaits && winOfLock(input.signals, wait, lockWaits, waitedNs(views.lock))
  return win === undefined ? [] : [input.said.lockWin(win, runtime).replace(/\.$/, '')]
}

/** Where the holder stood in most of the wait, though nothing says what it did there. */
export function placeOfHolder({ owner: { doing } }: LockWait): string | undefined {
  const [most] = doing
  return most?.kind === 'unseen' && most.name !== '' && most.share >= explains ? most.name : undefined
}

/** Dumps know no times; they have a sentence of their own (looksFindings.ts). */
function timedWaits({ profiles: { lockWaits } }: Pick<EvidenceInput, 'profiles'>): readonly LockWait[] {
  // The GIL has a finding of its own: it is no lock of the program.
  return lockWaits?.looks === undefined ? (lockWaits?.waits ?? []).filter(({ how }) => how !== 'gil') : []
}

/** Shares by kind, with the name that has most of it. */
export function byKind(
  wait: LockWait,
): readonly { readonly kind: KnownDoing; readonly name: string; readonly share: number }[] {
  const kinds = new Map<KnownDoing, { name: string; share: number }>()
  for (const { kind, name, share } of wait.owner.doing) {
    if (kind === 'unseen') continue
    const known = kinds.get(kind)
    // They come longest first: the first name of a kind is its largest.
    if (known === undefined) kinds.set(kind, { name, share })
    else known.share += share
  }
  return [...kinds].map(([kind, one]) => ({ kind, ...one })).toSorted((a, b) => b.share - a.share)
}

/** What stands at the end of the waiting, where the holder waits for further locks. */
export function endOfChain(wait: LockWait, all: readonly LockWait[]): string | undefined {
  if (wait.chain.length < 2 || wait.knot) return undefined
  const end = all.find(({ id }) => id === wait.chain.at(-1))
  const [most] = end === undefined ? [] : byKind(end)
  return most === undefined || most.share < explains
    ? undefined
    : holderWords[most.kind].does(most.name || 'some place')
}

/** Work of a holder, where most of all lock waiting stands behind it. */
export interface HolderWork {
  readonly kind: KnownDoing
  /** Where the holder was; '' where it has no name. */
  readonly name: string
  /** Where most of those stand who wait for that lock. */
  readonly site: string
}

export interface Behind extends HolderWork {
  /** Of all lock waiting. */
  readonly share: Share
  /** Who held the lock was not written down, it follows from the order of events or from where a thread stood. */
  readonly likely: boolean
  /** The holder itself waits for a lock: what stands at the end of the waiting. */
  readonly end?: HolderWork
}

/**
 * @param least part of the wait for all locks together that it must be behind; of the lock that costs most it is half or more anyway
 * @returns the work that explains so much of the wait, if one does
 */
export function behindWaits({ lockWaits }: EvidenceInput['profiles'], least: Share = explains): Behind | undefined {
  const own = (lockWaits?.waits ?? []).filter(({ how }) => how !== 'gil')
  const [wait] = own
  if (lockWaits === undefined || wait === undefined) return undefined
  const all = own.reduce((sum, { waitNs }) => sum + waitNs, lockWaits.restNs)
  const work = workBehind(wait)
  if (work === undefined || work.share < explains || !(all > 0) || isPassedOn(wait, work.kind)) return undefined
  const share = (work.share * wait.waitNs) / all
  if (share < least) return undefined
  const last = wait.chain.length > 1 && !wait.knot ? own.find(({ id }) => id === wait.chain.at(-1)) : undefined
  const end = last === undefined ? undefined : workBehind(last)
  return {
    ...work,
    share,
    likely: isLikely(wait),
    ...(end === undefined || end.share < explains ? {} : { end }),
  }
}

function workBehind(wait: LockWait): (HolderWork & { readonly share: Share }) | undefined {
  const [most] = byKind(wait)
  return most && { ...most, site: wait.waiters[0]?.site ?? wait.lock }
}
