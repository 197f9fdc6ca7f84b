/** What the holder of the lock that costs most does while the others wait, where the files say so. */
import type { HolderDoingKind, LockWait } from '../../base/lockWaits.ts'
import { formatNs, formatShare } from '../../base/numbers.ts'
import { type EvidenceInput, present } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

type KnownDoing = Exclude<HolderDoingKind, 'unseen'>

/** What a holder does, in words after "the holder", and what helps. Of what was not seen there are none. */
export const holderWords: Readonly<
  Record<KnownDoing, { readonly does: (name: string) => string; readonly next: string }>
> = {
  disk: {
    does: (name) => `waited for the disk in ${name}`,
    next: 'Buffer the write, or flush it outside the lock.',
  },
  network: { does: (name) => `waited for the network in ${name}`, next: 'Move the call out of the locked section.' },
  cpu: { does: (name) => `computed in ${name}`, next: 'Compute before taking the lock, or split the lock.' },
  lock: { does: (name) => `waited for ${name}`, next: 'Do not take the second lock inside the first.' },
  condition: { does: (name) => `waited to be told something in ${name}`, next: 'Wait without holding the lock.' },
  sleep: { does: (name) => `slept in ${name}`, next: 'Do not sleep inside the locked section.' },
  gc: { does: () => 'stood still for the collector', next: 'Look at the collector first.' },
  handover: {
    does: () => 'had let go already and the next thread did not run yet',
    next: 'Threads queue for a CPU: look at the CPU limit first.',
  },
}

/** From this part of the wait on it is said that a holder's work explains it. */
const explains = 0.5
/** Held for less than this by many threads in turn, no holder is the one to blame. */
const briefNs = 5e6
const oneHolder = 0.5

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
      if (most === undefined || most.share < explains) return undefined
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
          ...(wait.evidence === 'acquisition-order'
            ? ['the holder is the thread that got the lock last: likely, not written in the file']
            : []),
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
      if (hands.meanHeldNs >= briefNs || hands.topThreadShare >= oneHolder || hands.changes < 20) return undefined
      return {
        text: `No single holder: ${wait.lock} changes hands after ${formatNs(hands.meanHeldNs)} on average. Enter the section less often, or split the lock.`,
        evidence: [
          `${hands.changes} changes while somebody waited`,
          `most by one thread: ${formatShare(hands.topThreadShare)}`,
        ],
      }
    },
  },
]

/** Dumps know no times; they have a sentence of their own (looksFindings.ts). */
function timedWaits({ profiles: { lockWaits } }: Pick<EvidenceInput, 'profiles'>): readonly LockWait[] {
  return lockWaits?.looks === undefined ? (lockWaits?.waits ?? []) : []
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
