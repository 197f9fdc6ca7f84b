/** What all dumps of a JVM share: names of frames, whose work a thread does, what a parked thread waits for. */
import type { LookState, ThreadRole } from '../../base/looks.ts'
import { isBorrowing } from '../../frames/borrowing.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { isNextInLine } from '../../frames/nextInLine.ts'
import { isAwaitingWork, waitOf } from './doing.ts'
import type { DumpFrame } from './dumpedThread.ts'

/**
 * `java.lang.Thread.sleep(java.base@17.0.15/Native Method)`, `java.base/java.lang.Thread.sleep(Thread.java:540)`,
 * `app//com.example.Desk.post(Desk.java:24)`; undefined for anything else.
 */
export function javaFrame(text: string): DumpFrame | undefined {
  const open = text.lastIndexOf('(')
  if (open <= 0 || !text.endsWith(')')) return undefined
  const place = text.slice(open + 1, -1)
  const method = text.slice(0, open)
  const lastDot = method.lastIndexOf('.')
  if (lastDot <= 0) return undefined
  // Hidden classes have a slash of their own: `Desk$$Lambda$1/0x00007f14b4001000.run`.
  const hidden = method.search(/[/+]0x/)
  const slash = method.lastIndexOf('/', hidden < 0 ? lastDot : hidden - 1)
  const className = javaClassName(method.slice(slash + 1, lastDot))
  const source = place.slice(place.lastIndexOf('/') + 1)
  const colon = source.lastIndexOf(':')
  const line = colon < 0 ? Number.NaN : Number(source.slice(colon + 1))
  const file = colon < 0 ? source : source.slice(0, colon)
  return {
    name: `${className}${method.slice(lastDot)}`,
    file: file === 'Native Method' || file === 'Unknown Source' ? '' : file,
    ...(Number.isInteger(line) && line > 0 ? { line } : {}),
  }
}

/** Threads of the virtual machine itself: they have no `#number` in their header. */
const collectors =
  /^(GC Thread#|G1 |Gang worker#|GC task thread#|ParGC Thread|Parallel GC|Concurrent Mark-Sweep|CMS |[XZ](Worker|Director|Driver|Unmapper|Uncommitter|Stat|Heap|Relocator|Nmethod|Page)|RuntimeWorker#|Shenandoah|Epsilon|ZGC)/
const compilers = /^(C[12] CompilerThread|JVMCI|Sweeper thread|C[12] )/
const runtimeThreads =
  /^(Reference Handler|Finalizer|Signal Dispatcher|Service Thread|Monitor Deflation Thread|Notification Thread|Common-Cleaner|VM Thread|VM Periodic Task Thread|DestroyJavaVM|VirtualThread-unparker|VirtualThread-unblocker|Surrogate Locker Thread.*|StringDedupThread|StringDedupProcessor|Cleaner-\d+|process reaper.*)$/
const profilers = /^(Attach Listener|JFR |Async-profiler )/

export function roleOfJvmThread(name: string, hasNumber: boolean): ThreadRole {
  if (compilers.test(name)) return 'compiler'
  if (profilers.test(name)) return 'profiler'
  if (runtimeThreads.test(name)) return 'runtime'
  if (hasNumber) return 'application'
  return collectors.test(name) ? 'collector' : 'runtime'
}

const lockClass =
  /^java\.util\.concurrent\.locks\.(ReentrantLock\$\w+|ReentrantReadWriteLock\$\w+|StampedLock(\$\w+)?|AbstractQueuedSynchronizer|AbstractQueuedLongSynchronizer)$/
const permitClass = /(^|\.)Semaphore(\$\w+)?$/
const workClass =
  /^java\.util\.concurrent\.(SynchronousQueue(\$\w+)*|ForkJoinPool(\$\w+)?|LinkedTransferQueue(\$\w+)*|Exchanger(\$\w+)?)$/

/** Workers of pools and timers between two tasks. */
const betweenTasks =
  /^(java\.util\.concurrent\.(ThreadPoolExecutor\.getTask|ForkJoinPool\.(awaitWork|runWorker)|DelayScheduler\.loop|ScheduledThreadPoolExecutor\$DelayedWorkQueue\.(take|poll))|java\.util\.TimerThread\.mainLoop|java\.lang\.ref\.ReferenceQueue\w*\.remove\w*|org\.apache\.tomcat\.util\.threads\.TaskQueue\.\w+|org\.eclipse\.jetty\.util\.thread\.QueuedThreadPool\.\w*[pP]oll\w*|io\.netty\.util\.concurrent\.SingleThreadEventExecutor\.takeTask|org\.xnio\.nio\.WorkerThread\.run)$/

/** @param parkedOn class of `parking to wait for`, "" where nothing is printed */
export function stateOfParked(parkedOn: string, names: readonly string[]): LookState {
  if (permitClass.test(parkedOn)) return 'pool'
  if (isNextInLine(names)) return 'idle'
  if (lockClass.test(parkedOn)) return 'lock'
  if (isBorrowing(names)) return 'pool'
  if (isBetweenTasks(names) || workClass.test(parkedOn)) return 'idle'
  if (parkedOn !== '') return 'condition'
  return stateByNames(names)
}

/** A dump without states: what the names say, and `unknown` where they say nothing. */
export function stateByNames(names: readonly string[]): LookState {
  if (names.slice(0, 12).some((name) => name.startsWith('java.util.concurrent.Semaphore.'))) return 'pool'
  if (isBetweenTasks(names) || isNextInLine(names)) return 'idle'
  return waitOf(names, 'jvm') ?? 'unknown'
}

/** WAITING on an object. */
export function stateOfWaiting(names: readonly string[]): LookState {
  if (isBorrowing(names)) return 'pool'
  return isBetweenTasks(names) ? 'idle' : 'condition'
}

function isBetweenTasks(names: readonly string[]): boolean {
  return names.slice(0, 20).some((name) => betweenTasks.test(name))
}

/** RUNNABLE means that it does not wait inside the virtual machine; the system call it is in may well wait. */
export function stateOfRunnable(names: readonly string[]): LookState {
  const found = waitOf(names, 'jvm', 6)
  if (found === 'io' || found === 'idle' || found === 'sleep') return found
  return isAwaitingWork(names.slice(0, 12)) ? 'idle' : 'running'
}
