/** What the class of an object says of waiting for it. Found out once per chunk and class: there are hundreds of thousands of waits. */
import type { LockWait } from '../../base/lockWaits.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { JfrEvent } from './chunkReader.ts'
import { KeyTable } from './keyTable.ts'
import type { Pools } from './pools.ts'

export interface LockClass {
  readonly how: LockWait['how'] & ('monitor' | 'park' | 'native')
  /** `com.example.Ledger`; `unknown` */
  readonly name: string
  /** Of the chunk, in the order in which they come. */
  readonly number: number
  readonly parked: ReturnType<typeof parkKind>
  /** One thread holds it at a time. Shared locks have many holders. */
  readonly isExclusive: boolean
  /** Whoever comes may take it before those that were woken. */
  readonly isUnfair: boolean
  /** Set of labels in the builder of the chunk's waits; −1 until one is added. */
  labels: number
}

const locks = /^java\/util\/concurrent\/locks\/(ReentrantLock|ReentrantReadWriteLock|StampedLock)(\$|$)/
const permits = /^java\/util\/concurrent\/Semaphore(\$|$)/
const conditions =
  /ConditionObject$|^java\/util\/concurrent\/(CountDownLatch|CyclicBarrier|Phaser|FutureTask|CompletableFuture|Exchanger)(\$|$)/
const exclusive = /^java\/util\/concurrent\/locks\/ReentrantLock\$/
const unfair = /\$NonfairSync$/

/**
 * Parking is contention only on a lock; on a queue, a condition or a pool's idle list it is waiting for work, on a semaphore for one of
 * many permits: a pool that is used up has no holder, and no section to make smaller.
 */
export function parkKind(className: string): 'lock' | 'pool' | 'cond' | 'idle' | 'unknown' {
  if (locks.test(className)) return 'lock'
  if (permits.test(className)) return 'pool'
  if (conditions.test(className)) return 'cond'
  return className === '' ? 'unknown' : 'idle'
}

export class LockClasses {
  readonly #pools: Pools
  readonly #monitors = new KeyTable(16)
  readonly #parked = new KeyTable(16)
  readonly #all: LockClass[] = []
  #native: LockClass | undefined

  constructor(pools: Pools) {
    this.#pools = pools
  }

  monitor(event: JfrEvent, field: number): LockClass {
    return this.#of(this.#monitors, 'monitor', event, field)
  }

  parked(event: JfrEvent, field: number): LockClass {
    return this.#of(this.#parked, 'park', event, field)
  }

  get native(): LockClass {
    return (this.#native ??= this.#add('native', 'pthread'))
  }

  #of(known: KeyTable, how: LockClass['how'], event: JfrEvent, field: number): LockClass {
    const key = event.key(field)
    const number = known.get(key)
    if (number >= 0) return this.#all[number]!
    const made = this.#add(how, this.#pools.className(event.typeId(field), key))
    known.set(key, made.number)
    return made
  }

  #add(how: LockClass['how'], className: string): LockClass {
    const made: LockClass = {
      how,
      name: className === '' ? 'unknown' : how === 'native' ? className : javaClassName(className),
      number: this.#all.length,
      parked: parkKind(className),
      isExclusive: how !== 'park' || exclusive.test(className),
      isUnfair: how === 'park' && unfair.test(className),
      labels: -1,
    }
    this.#all.push(made)
    return made
  }
}

/** Its class and how it was waited for, as labels of the builder of lock waits. */
export function labelsOf(lock: LockClass, builder: ProfileBuilder): number {
  if (lock.labels < 0)
    lock.labels = builder.labelSet([
      { key: 'lock', value: lock.name },
      { key: 'waited', value: lock.how },
    ])
  return lock.labels
}
