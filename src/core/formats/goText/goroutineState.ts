/** What a goroutine waits for: by the state a dump prints, or by the frames of a profile that prints none. */
import type { LockName, LookState, LookThread, ThreadRole } from '../../base/looks.ts'
import { isBorrowing } from '../../frames/borrowing.ts'
import { isAwaitingWork, waitOf } from '../threadDump/doing.ts'
import { siteOf, type DumpFrame } from '../threadDump/dumpedThread.ts'

const locking = /^(internal\/)?sync\.\(\*(Mutex|RWMutex)\)\./
const joining = /^(sync\.\(\*WaitGroup\)\.Wait|golang\.org\/x\/sync\/errgroup\.\(\*Group\)\.Wait)$/

/** `IO wait`, `chan receive (nil chan)`, `semacquire`: words of runtime2.go’s waitReasonStrings. */
export function stateOfWords(words: string, names: readonly string[]): LookState {
  if (/^sync\.(RW)?Mutex\.R?Lock/.test(words)) return 'lock'
  if (words === 'semacquire') return waitByFrames(names) ?? 'condition'
  if (words === 'IO wait') return isAwaitingWork(names) ? 'idle' : 'io'
  if (words === 'sleep') return 'sleep'
  if (/^(chan receive|select)/.test(words)) return stateAtChannel(names)
  if (/^(chan send|sync\.Cond\.Wait|sync\.WaitGroup\.Wait|semarelease|coroutine|synctest)/.test(words))
    return 'condition'
  if (/^(running|runnable|preempted|copystack)$/.test(words)) return 'running'
  // In the kernel: at work, unless a name says that it waits there.
  if (words === 'syscall') return names.some((name) => name.startsWith('os/signal.')) ? 'idle' : 'running'
  if (
    /^(GC |force gc|finalizer wait|cleanup wait|trace reader|debug call|timer goroutine|garbage collection|page trace|wait for)/.test(
      words,
    )
  )
    return 'idle'
  return waitByFrames(names) ?? 'unknown'
}

/** Go waits for an answer in a select, of which the goroutine that reads the connection tells it. */
const awaitingAnswer =
  /^net\/http\.\(\*(persistConn|http2ClientConn)\)\.roundTrip$|^golang\.org\/x\/net\/http2\.\(\*ClientConn\)\.\w*[rR]oundTrip$|^google\.golang\.org\/grpc(\/internal\/transport)?\.\(\*(recvBufferReader|clientStream|ClientStream|Stream)\)\.\w+$|^net\.\(\*Resolver\)\.\w+$/

function isAwaitingAnswer(names: readonly string[]): boolean {
  return names.slice(0, 16).some((name) => name.length < 300 && awaitingAnswer.test(name))
}

/** A connection that others have, or one that is being made: both are told through one select. */
const isAwaitingConnection = (names: readonly string[]): boolean =>
  names.slice(0, 8).includes('net/http.(*Transport).getConn')

const permits =
  /^golang\.org\/x\/sync\/semaphore\.\(\*Weighted\)\.Acquire$|\/puddle(\/v2)?\.\(\*Pool(\[.*\])?\)\.\w*[aA]cquire\w*$/

/** Whom a channel is to tell something: a connection, an answer, or nobody knows what. */
export function stateAtChannel(names: readonly string[]): LookState {
  if (isBorrowing(names) || names.slice(0, 16).some((name) => name.length < 300 && permits.test(name))) return 'pool'
  if (isAwaitingAnswer(names)) return 'io'
  return isAwaitingConnection(names) ? 'condition' : 'idle'
}

const sending = /^runtime\.chansend1?$/

/** @returns undefined when no frame means waiting: a channel (of which no frame is kept in some forms), or work */
export function waitByFrames(names: readonly string[]): LookState | undefined {
  // Before Go 1.25 a WaitGroup sleeps on the semaphore that mutexes use.
  const lockAt = names.findIndex((name) => locking.test(name))
  const joinAt = names.findIndex((name) => joining.test(name))
  if (joinAt >= 0 && joinAt < 4 && lockAt < 0) return 'condition'
  const found = waitOf(names, 'go')
  if (found === 'idle')
    return names.slice(0, 4).some((name) => sending.test(name)) ? 'condition' : stateAtChannel(names)
  return found === 'lock' && lockAt < 0 ? 'condition' : found
}

const sleepsForLock = /^(internal\/)?sync\.runtime_Semacquire(RW)?Mutex\w*$/
/** Others waited for what it lets go of, and it yields to them: a moment ago it was one of them. */
const wakesOthers = /^(internal\/)?sync\.runtime_Semrelease$/
const unlocking = /^(internal\/)?sync\.\(\*(RW)?Mutex\)\.\w*[uU]nlock\w*$/
const writing = /^sync\.\(\*RWMutex\)\.Lock$/

/** Of a state and the frames, leaf first: given its lock and not run yet, or a writer before whom readers have to leave. */
export function turnOf(state: LookState, names: readonly string[]): LookThread['turn'] {
  if (state === 'lock') return names.slice(0, 8).some((name) => writing.test(name)) ? 'writer' : undefined
  if (state !== 'running') return undefined
  const [leaf = '', ...callers] = names
  if (sleepsForLock.test(leaf)) return 'woken'
  return wakesOthers.test(leaf) && callers.slice(0, 3).some((name) => unlocking.test(name)) ? 'woken' : undefined
}

/** The profile’s own goroutine and those of the runtime are nobody’s work. */
export function roleOfGoroutine(names: readonly string[]): ThreadRole {
  if (names.some((name) => name.startsWith('net/http/pprof.') || /^runtime\/pprof\.\w*(write|Profile)/.test(name)))
    return 'profiler'
  const root = names.at(-1) ?? ''
  if (/^runtime\.(gcBgMarkWorker|bgsweep|bgscavenge|gcMarkDone)/.test(root)) return 'collector'
  return root.startsWith('runtime.') && root !== 'runtime.main' && root !== 'runtime.goexit' ? 'runtime' : 'application'
}

/** The mutex by its address, where arguments are printed and surely are what they seem (`?` marks those that may be stale). */
export function goLockOf(frames: readonly DumpFrame[]): LockName {
  const at = frames.findLastIndex(({ name }, index) => index < 10 && locking.test(name))
  const id = frames.find(({ name, receiver }) => locking.test(name) && receiver !== undefined)?.receiver
  const site = frames[at + 1]
  const rw = frames.some(({ name }, index) => index < 10 && name.includes('(*RWMutex)'))
  return {
    kind: rw ? 'sync.RWMutex' : 'sync.Mutex',
    ...(id === undefined ? {} : { id }),
    ...(site === undefined ? {} : siteOf(site)),
  }
}

/** Goroutines with one task begin in one function. */
export const groupOfGoroutine = (names: readonly string[]): string =>
  names.findLast((name) => name !== 'runtime.goexit' && name !== 'runtime.main') ?? ''
