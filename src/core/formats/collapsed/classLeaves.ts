/**
 * Allocations and locks of async-profiler as folded text, which does not say its event: the leaf of each stack is a class, no method.
 *
 *   app/Orders.load;java/lang/String.getBytes;byte[]_[i] 1048576               allocated; bytes with `total`, else samples
 *   app/Desk.post;…;jdk/internal/misc/Unsafe.park;…ReentrantLock$NonfairSync_[i] 12074323999     waited for; ns with `total`
 */
import type { CaptureKind, Coverage } from '../../base/vocabulary.ts'
import type { ProfilerTrait, ValueType } from '../../profile/profile.ts'

const marked = /_\[[ik]\]$/
/** Packages are lower case, and a class stands last. A kernel's function has no capital, a method stands behind its class. */
const className =
  /^(?:[\w$]{1,200}\.){0,40}[A-Z][\w$]{0,200}(?:\.0x[0-9a-f]+)?(?:\[\])*_|^(?:byte|short|int|long|char|float|double|boolean)\[\]/
const parked = /(?:^|[./])(?:LockSupport\.park\w{0,20}|Unsafe\.park)(?:_\[\w\])?$/

/** A stack that waited for less than this in all, and the part of them that did at most: one thread that was in the way once. */
const briefNs = 10_000
const mostBrief = 0.2

export interface LeafMeaning {
  /** Absent: the one or the other. */
  readonly as?: {
    readonly kind: CaptureKind
    readonly covers: Coverage
    readonly type: ValueType
    readonly traits?: readonly ProfilerTrait[]
  }
  readonly note: string
}

const allocated = {
  kind: 'heap',
  covers: 'interval',
  type: { type: 'alloc_space', unit: 'bytes' },
  traits: ['at-buffer-ends'],
} as const
const waited = { kind: 'lock', covers: 'interval', type: { type: 'delay', unit: 'nanoseconds' } } as const
const what = 'every stack ends in a class, as async-profiler writes'

export class ClassLeaves {
  readonly #isClass: boolean[] = []
  readonly #isArray: boolean[] = []
  readonly #parks: boolean[] = []
  #classes = 0
  #arrays = 0
  #parking = 0
  #least = Infinity
  #brief = 0
  #areEighths = true

  /** A frame met for the first time, as it is written. */
  met(frame: number, text: string): void {
    this.#isClass[frame] = marked.test(text) && className.test(text)
    this.#isArray[frame] = text.includes('[]')
    this.#parks[frame] = parked.test(text)
  }

  line(leaf: number, aboveLeaf: number, weight: number): void {
    if (!this.#isClass[leaf] || this.#isClass[aboveLeaf]) return
    this.#classes++
    if (this.#isArray[leaf]) this.#arrays++
    if (this.#parks[aboveLeaf]) this.#parking++
    this.#least = Math.min(this.#least, weight)
    if (weight < briefNs) this.#brief++
    if (weight % 8 !== 0) this.#areEighths = false
  }

  /** @returns undefined where there is another stack among them */
  meaning(rows: number): LeafMeaning | undefined {
    if (rows < 3 || this.#classes < rows) return undefined
    const areTimes = this.#brief <= rows * mostBrief
    // Whatever the classes are: sizes of objects would all be divisible by eight, and most counts are smaller.
    const isLock = (areTimes && rows >= 4 && !this.#areEighths) || (this.#parking > 0 && this.#arrays === 0)
    const isAlloc = !isLock && this.#arrays > 0 && this.#parking === 0
    // Objects lie eight bytes apart; of counts, one in eight is divisible by it.
    if (isAlloc && rows >= 4 && this.#areEighths && this.#least >= 64)
      return { as: allocated, note: `${what} allocations: read as bytes` }
    // Waits of most stacks sum up to more than some microseconds, however short one of them was; of counts many are small.
    if (isLock && areTimes) return { as: waited, note: `${what} waits for locks: read as nanoseconds` }
    if (isAlloc) return { note: `${what} allocations (samples; with the option “total” it writes bytes): it is no CPU` }
    if (isLock)
      return {
        note: `${what} waits for locks (their number; with the option “total” it writes how long): it is no CPU`,
      }
    return { note: `${what} allocations or waits for locks: it is no CPU` }
  }
}
