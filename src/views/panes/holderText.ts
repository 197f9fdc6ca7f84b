/** A lock in one line: how long was waited where, who held it, and what the holder did meanwhile. */
import { changesHands, isLikely, type LockWait, type LockWaits } from '../../core/base/lockWaits.ts'
import { holderDoing } from '../../core/analysis/words/holders.ts'
import { countOf, formatNs, formatShare } from '../../core/base/numbers.ts'
import { shortName } from '../names/shortName.ts'

const most = 24
/** From here on it is said beside what was seen. */
const mostlyUnseen = 0.3
/** A bound above this rules nothing out. */
const mostlyComputing = 0.5

export interface LockLine {
  readonly site: string
  /** "waited 28,143 s at Inventory.Reserve" */
  readonly waited: string
  /** "held by Inventory.Reserve → audit.Append, 81 % of the wait was disk"; undefined where nobody knows. */
  readonly held: string | undefined
  /** The way from this lock to the one at the end, or the ring of those that wait for each other. */
  readonly chain: string | undefined
}

export function lockLine(wait: LockWait, { waits, looks }: LockWaits): LockLine {
  const site = wait.waiters[0]?.site || wait.lock
  const time =
    looks === undefined ? formatNs(wait.waitNs) : `${countOf(wait.waitNs, 'thread')} in ${countOf(looks, 'look')}`
  // Whoever waits for its turn stands anywhere: no line of the program takes that lock.
  const turn = wait.how === 'gil' ? ` for ${wait.lock === 'GIL' ? 'the GIL' : wait.lock}, most` : ''
  return {
    site,
    waited: `${looks === undefined ? 'waited ' : ''}${time}${looks === undefined ? '' : ' waiting'}${turn}${turn === '' && isSpread(wait) ? ', most' : ''} at ${shortName(site, most)}`,
    held: heldText(wait),
    chain: chainText(wait, waits),
  }
}

/** What many may have at once has no holder to look for. */
function sharedText({ lock }: LockWait): string | undefined {
  if (/\.Semaphore(\$|$)/.test(lock)) return 'a semaphore has no holder: its permits are with many'
  return /\.(ReentrantReadWriteLock|StampedLock|RWMutex)(\$|$)/.test(lock)
    ? 'many may read at once, and who reads or writes was not recorded'
    : undefined
}

function heldText(wait: LockWait): string | undefined {
  const { holders, owner, hands } = wait
  const holder = holders[0]?.site
  const [top] = owner.doing.filter(({ kind }) => kind !== 'unseen')
  if (holder === undefined && top === undefined)
    return wait.holdersApart === true ? 'which of the holders had it, the two profiles do not say' : sharedText(wait)
  // Where it was is worth a name even where what it did there was not seen.
  const place = (top ?? owner.doing[0])?.name ?? ''
  const inside = place !== '' && place !== holder ? [place] : []
  const second = inside.length === 0 && isShared(holders) ? ` and ${shortName(holders[1]?.site ?? '', most)}` : ''
  const isRinged = wait.deadlock !== undefined
  const way =
    [...(holder === undefined ? [] : [holder]), ...(isRinged && holder !== undefined ? [] : inside)]
      .map((name) => shortName(name, most))
      .join(' → ') + second
  const share = top && shareOfKind(owner.doing, top.kind)
  const [call] = owner.calls ?? []
  const unseen = shareOfKind(owner.doing, 'unseen')
  const how = isLikely(wait) ? 'most likely ' : ''
  return [
    changesHands(wait)
      ? `${how}no single ${hands?.topThreadShare === undefined ? 'long hold' : 'holder'}: it changes hands all the time`
      : way === ''
        ? undefined
        : `${how}held by ${way}${asideOf(wait)}`,
    top && share !== undefined
      ? isRinged && top.kind === 'lock' && share > 0.99
        ? 'which waits for the next lock itself'
        : `${formatShare(share)} of the wait was ${holderDoing[top.kind].noun}`
      : undefined,
    top === undefined && owner.cpuAtMost !== undefined && owner.cpuAtMost < mostlyComputing
      ? `it computed for at most ${formatShare(owner.cpuAtMost)} of the wait`
      : undefined,
    top === undefined && call !== undefined
      ? `${shortName(call.name, most)} uses the ${holderDoing[call.kind].noun}`
      : undefined,
    top && unseen >= mostlyUnseen ? `${formatShare(unseen)} was not seen` : undefined,
  ]
    .filter(Boolean)
    .join(', ')
}

function asideOf({ mayBeSeveral, letGoLast, readersBefore, waiters }: LockWait): string {
  if (readersBefore !== undefined)
    return ` (${formatShare(readersBefore.ofTime)} of the time it waited itself, for ${readersBefore.site} or another reader)`
  if (letGoLast === true) return ' (who let go last of a read-write lock; readers before may have held it longer)'
  if (mayBeSeveral !== true) return ''
  return waiters.length > 1 ? ' (one lock, or one each)' : ' (one lock, or several)'
}

/** From this part on a second place is named beside the first, or the first is not all. */
const fair = 0.25

/** More than one place where threads wait for it, or where they take it. */
function isSpread({ waiters, waitNs }: LockWait): boolean {
  return waiters.length > 1 && (waiters[0]?.ns ?? 0) < (1 - fair) * waitNs
}

function isShared(holders: LockWait['holders']): boolean {
  const all = holders.reduce((sum, { ns }) => sum + ns, 0)
  return (holders[1]?.ns ?? 0) >= fair * all && all > 0
}

function shareOfKind(doing: LockWait['owner']['doing'], wanted: LockWait['owner']['doing'][number]['kind']): number {
  return doing.filter(({ kind }) => kind === wanted).reduce((sum, { share }) => sum + share, 0)
}

function chainText(wait: LockWait, all: readonly LockWait[]): string | undefined {
  if (wait.chain.length < 2) return undefined
  const links = wait.chain.map((id) => all.find((other) => other.id === id))
  const kinds = new Set(links.map((one) => one?.lock))
  // Locks of one class are told apart by where they are taken.
  const names = links.map((one) => {
    const site = one?.holders[0]?.site || (one?.waiters[0]?.site ?? '')
    return shortName((kinds.size < links.length && site !== '' ? site : one?.lock) ?? 'a lock', most)
  })
  if (!wait.knot) return `chain: ${names.join(' → ')}`
  // Whatever waits for a ring leads into it and is no part of it: the way does not come back to it.
  const back = links.at(-1)?.chain ?? []
  const first = Math.max(
    0,
    wait.chain.findIndex((id) => back.includes(id)),
  )
  const ringed = links[first] ?? wait
  const ring = [...names.slice(first), names[first] ?? ''].join(' → ')
  const kind =
    ringed.deadlock === undefined ? 'a knot' : ringed.deadlock === 'printed' ? 'deadlock' : 'most likely a deadlock'
  return `${first > 0 ? `behind ${kind === 'deadlock' ? 'a deadlock' : kind}` : kind}: ${ring}, each waits for the next`
}

/** Shares by kind for a bar, largest first. */
export function doingShares({
  owner,
}: LockWait): readonly { readonly kind: keyof typeof holderDoing; readonly share: number }[] {
  const sums = new Map<keyof typeof holderDoing, number>()
  for (const { kind, share } of owner.doing) sums.set(kind, (sums.get(kind) ?? 0) + share)
  return [...sums].map(([kind, share]) => ({ kind, share })).sort((a, b) => b.share - a.share)
}
