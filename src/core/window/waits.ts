/**
 * What the threads of a wait or wall profile wait for, stack by stack. Scanned from the leaf: first the managed
 * runtime's own rows, then native ones, at most 40 frames deep; the first match decides.
 */
import type { Runtime } from '../base/vocabulary.ts'
import { isOfLocks, isTaker } from '../frames/nextInLine.ts'
import { isBorrowingFrame, nearestBorrowing } from '../frames/borrowing.ts'
import type { Profile } from '../profile/profile.ts'
import { type WaitClass, classifyWaitFrame } from '../frames/framePatterns.ts'
import { kernelTransfers } from './kernelTransfers.ts'

/** `blocked`: it stands still in the kernel's own wait, and no frame above says for what. */
export type WaitKind = Exclude<WaitClass, 'lock-or-cond'> | 'none' | 'blocked'

export interface WaitingStacks {
  /** Per row of `profile.stacks`. */
  readonly kinds: readonly WaitKind[]
  /** Row of the frame that decided, −1 for none. */
  readonly decidedAt: Int32Array
}

const deepest = 40

/** What every wait of a thread ends in; samplers without the virtual machine's frames show it right below a Java method. */
const futexWait = /^_{0,3}(?:GI_{1,3})?futex_(?:abstimed_)?wait(?:_\w{1,30})?$/

/** What pools are made of: whoever waits so for a connection waits for others to give theirs back. */
const waitsForOthers: ReadonlySet<string> = new Set<WaitClass>(['cond', 'chan', 'idle'])

export function waitingStacks(profile: Profile, runtime: Runtime | undefined): WaitingStacks {
  const { stacks, frames, strings } = profile
  const nameOf = (frame: number): string => strings[frames.name[frame] ?? 0] ?? ''
  const matches = Array.from({ length: frames.length }, (_, frame) => classifyWaitFrame(nameOf(frame), runtime))
  const blocks = Array.from({ length: frames.length }, (_, frame) => futexWait.test(nameOf(frame)))
  const borrows = Array.from({ length: frames.length }, (_, frame) => isBorrowingFrame(nameOf(frame)))
  const depth = new Int32Array(stacks.length)
  /** Row of the nearest managed and native match at or above each stack's leaf, −1 for none. */
  const managed = new Int32Array(stacks.length)
  const native = new Int32Array(stacks.length)
  const borrowing = new Int32Array(stacks.length)
  const transfers = kernelTransfers(profile)
  const turns = runtime === 'jvm' ? nextInLine(profile) : undefined
  const kinds: WaitKind[] = []
  const decidedAt = new Int32Array(stacks.length).fill(-1)
  for (let row = 0; row < stacks.length; row++) {
    const prefix = stacks.prefix[row] ?? -1
    depth[row] = prefix < 0 ? 0 : (depth[prefix] ?? 0) + 1
    const match = matches[stacks.frame[row] ?? 0]
    managed[row] = match !== undefined && !match.native ? row : prefix < 0 ? -1 : (managed[prefix] ?? -1)
    native[row] = match?.native === true ? row : prefix < 0 ? -1 : (native[prefix] ?? -1)
    borrowing[row] = borrows[stacks.frame[row] ?? 0] === true ? row : prefix < 0 ? -1 : (borrowing[prefix] ?? -1)
    const within = (at: number, most = deepest): boolean => at >= 0 && (depth[row] ?? 0) - (depth[at] ?? 0) < most
    const at = within(managed[row] ?? -1) ? (managed[row] ?? -1) : within(native[row] ?? -1) ? (native[row] ?? -1) : -1
    decidedAt[row] = at
    const named = at < 0 ? 'none' : (matches[stacks.frame[at] ?? 0]?.kind ?? 'none')
    const kind = waitsForOthers.has(named) && within(borrowing[row] ?? -1, nearestBorrowing) ? 'pool' : named
    const transfer = transfers[row] ?? -1
    if (turns?.[row] === 1) kinds.push('idle')
    else if (kind === 'none' && within(transfer)) {
      decidedAt[row] = transfer
      kinds.push('io')
    } else if (kind === 'none' && blocks[stacks.frame[row] ?? 0] === true) kinds.push('blocked')
    else kinds.push(kind === 'lock-or-cond' ? 'lock' : kind === 'lock' && isJoin(profile, at, matches) ? 'join' : kind)
  }
  return { kinds, decidedAt }
}

/** 1 for stacks that end in frames of locks, or in none, above one that takes what comes. */
function nextInLine({ stacks, frames, strings }: Profile): Uint8Array {
  const kindOf = Array.from({ length: frames.length }, (_, frame) => {
    const name = strings[frames.name[frame] ?? 0] ?? ''
    return isTaker(name) ? 'taker' : isOfLocks(name) ? 'lock' : 'other'
  })
  const isTurn = new Uint8Array(stacks.length)
  for (let row = 0; row < stacks.length; row++) {
    const kind = kindOf[stacks.frame[row] ?? 0]
    isTurn[row] = kind === 'taker' || (kind === 'lock' && isTurn[stacks.prefix[row] ?? -1] === 1) ? 1 : 0
  }
  return isTurn
}

/** Before Go 1.25 WaitGroup.Wait sleeps on the semaphore that mutexes use: its caller tells them apart. */
function isJoin(profile: Profile, at: number, matches: readonly ReturnType<typeof classifyWaitFrame>[]): boolean {
  const { stacks, frames, strings } = profile
  const name = strings[frames.name[stacks.frame[at] ?? 0] ?? 0] ?? ''
  if (!/^(internal\/)?sync\.runtime_Semacquire$/.test(name)) return false
  const caller = stacks.prefix[at] ?? -1
  return caller >= 0 && matches[stacks.frame[caller] ?? 0]?.kind === 'join'
}

const waitKinds: ReadonlySet<string> = new Set<WaitKind>([
  'lock',
  'lock-holder',
  'runtime-lock',
  'kernel-lock',
  'cond',
  'join',
  'chan',
  'idle',
  'io',
  'sleep',
  'gil',
  'pool',
  'none',
  'blocked',
])

/** Readers keep the kinds of waits as text. */
export function isWaitKind(text: string): text is WaitKind {
  return waitKinds.has(text)
}
