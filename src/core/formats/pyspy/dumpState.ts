/**
 * What an idle thread of a py-spy dump waits for. With native frames the C call says so; without them the function it stands in
 * may: `Handler.acquire` of logging is a lock, `Condition.wait` is not, and a line of the program (`with lock:`, `time.sleep`,
 * `socket.recv`) says nothing. Measured on idle pools, sleepers, readers and waiters: 1 of 940 threads was called a lock wait.
 */
import type { LookState } from '../../base/looks.ts'
import { isBorrowing } from '../../frames/borrowing.ts'
import { entersLock, pythonWaitOf, type PythonWait } from '../../frames/pythonWait.ts'

/** A frame as py-spy prints it. */
export interface PythonPlace {
  readonly name: string
  readonly file: string
  readonly native: boolean
}

export interface PythonState {
  readonly state: LookState
  /** Index of the frame that takes the lock, leaf first; −1 when there is none. */
  readonly site: number
}

const stateOfKind: Readonly<Record<PythonWait['kind'], LookState>> = {
  lock: 'lock',
  cond: 'condition',
  join: 'condition',
  chan: 'condition',
  idle: 'idle',
  io: 'io',
  sleep: 'sleep',
  gil: 'gil',
  pool: 'pool',
  'lock-holder': 'running',
  'runtime-lock': 'running',
  'kernel-lock': 'unknown',
  none: 'unknown',
}

/** Locks that other processes share. */
const shared =
  /(^|[/\\])(redis|filelock|portalocker|kazoo|fasteners|redlock|etcd3?)[/\\]|multiprocessing[/\\]synchronize\.py$/
const betweenTasks = /(^|[/\\])concurrent[/\\]futures[/\\]thread\.py$/
const eventLoop = /(^|[/\\])(selectors|socketserver|asyncio[/\\]\w+)\.py$/
const io = /(^|[/\\])(socket|ssl|subprocess|http[/\\]client|multiprocessing[/\\](connection|popen_\w+))\.py$/
const condition = /(^|[/\\])(threading|queue)\.py$|concurrent[/\\]futures[/\\]_base\.py$/
/** What stands between a wait for work and its call: `_worker` < `Queue.get` < `Condition.wait`, `handle_one_request` < `SocketIO.readinto`. */
const withinWaits = /(^|[/\\])(threading|queue|selectors|socket|ssl|socketserver)\.py$|(^|[/\\])asyncio[/\\]\w+\.py$/
const logging = /(^|[/\\])logging[/\\]__init__\.py$/
const imports = /importlib/
const threading = /(^|[/\\])threading\.py$/

const plain = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** @param frames leaf first, of a thread that py-spy calls idle */
export function idleState(frames: readonly PythonPlace[]): PythonState {
  const at = frames.findIndex((frame) => !frame.native)
  const leaf = frames[at]
  if (leaf === undefined) return { state: 'unknown', site: -1 }
  const near = frames.slice(at, at + 6)
  const names = frames.map(({ name }) => name)
  if (at > 0) {
    const native = frames.slice(0, at).map(({ name }) => name)
    const { kind } = pythonWaitOf(native, leaf.file, leaf.name)
    const state = stateOfKind[kind]
    if (state === 'lock') return asLock(near, at, frames)
    if (state === 'condition' && isBorrowing(names)) return { state: 'pool', site: -1 }
    if (state === 'condition' || state === 'io') return { state: awaitsWork(near) ? 'idle' : state, site: -1 }
    if (state !== 'unknown') return { state, site: -1 }
  }
  if (isNamedLock(leaf)) return asLock(near, at, frames)
  if (awaitsWork(near)) return { state: 'idle', site: -1 }
  if (condition.test(leaf.file)) return { state: isBorrowing(names) ? 'pool' : 'condition', site: -1 }
  if (io.test(leaf.file)) return { state: 'io', site: -1 }
  return { state: 'unknown', site: -1 }
}

function isNamedLock({ name, file }: PythonPlace): boolean {
  const own = plain(name)
  if (threading.test(file)) return entersLock.test(name)
  if (imports.test(file)) return /_ModuleLock\.acquire$|^acquire$/.test(name)
  if (logging.test(file)) return own === 'acquire'
  if (condition.test(file) || io.test(file) || eventLoop.test(file)) return false
  return own === 'acquire' || own === 'acquire_lock' || own === 'lock_acquire'
}

/** Of what the library calls while it awaits work. A task that waits was called by the same functions, and has a function of its own below them. */
function awaitsWork(near: readonly PythonPlace[]): boolean {
  const at = near.findIndex(isAwaitingWork)
  return at >= 0 && near.slice(0, at).every(({ file }) => withinWaits.test(file))
}

function isAwaitingWork({ name, file }: PythonPlace): boolean {
  const own = plain(name)
  return (
    (betweenTasks.test(file) && own === '_worker') ||
    (eventLoop.test(file) && /^(select|serve_forever|_run_once|get_request)$/.test(own)) ||
    own === 'accept' ||
    own === 'handle_one_request'
  )
}

/** The lock is the caller’s: everything named like a lock on the way up belongs to it. */
function asLock(near: readonly PythonPlace[], from: number, frames: readonly PythonPlace[]): PythonState {
  if (near.some(({ file }) => shared.test(file))) return { state: 'external-lock', site: -1 }
  let site = from
  while (site < frames.length - 1 && isNamedLock(frames[site] ?? { name: '', file: '', native: true })) site += 1
  return { state: 'lock', site }
}
