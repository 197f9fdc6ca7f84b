/** JavaScript without workers: nobody but the one thread could hold a lock, so its waits for locks are zero and need no profile. */
import type { AbsentView, MeasuredView, WindowProfiles } from './windowProfiles.ts'
import { sees } from './windowProfiles.ts'

/** Loaded in a worker, or by who starts or talks to one. */
const workerFile = /worker_threads?\b|internal\/worker\b|\bmessageport\b/i
/** The one way in which JavaScript blocks for another thread. */
const blocking = /^(?:Atomics\.)?wait(?:Async)?$/

/** @returns the lock view as one that nothing needs to be recorded for, where that is so */
export function lockOfOneThread(
  lock: AbsentView,
  { cpu }: Pick<WindowProfiles['views'], 'cpu'>,
  runtime: WindowProfiles['runtime'],
): AbsentView {
  if (runtime !== 'v8' || lock.why.id !== 'not-recorded') return lock
  if (cpu.state === 'absent' || !hasNoLock(cpu)) return lock
  return { ...lock, reason: 'none-possible', why: { id: 'one-thread' } }
}

/** Nothing in it is of a worker, or waits for one. */
export function hasNoLock(view: MeasuredView): boolean {
  const { names, files } = view.tree
  if (!sees(view, 'one-thread') || sees(view, 'unseen-workers')) return false
  return !files.some((file) => workerFile.test(file)) && !names.some((name) => blocking.test(name))
}

/** Threads with a profile each that ran at the same time are together what several cores did. */
export const isOneLoop = (view: MeasuredView): boolean => sees(view, 'one-thread') && !isSideBySide(view)
const isSideBySide = ({ how }: Pick<MeasuredView, 'how'>): boolean => how.id === 'timeless' && how.sideBySide === true

/** What asks libuv's threads, or a library's own, to work: node's ciphers and compressors by callback, and addons that are known to. */
const handsOver: readonly (readonly [file: RegExp, name: RegExp])[] = [
  [/^node:internal\/crypto\//, /^(?:scrypt|pbkdf2|hkdf|generateKey(?:Pair)?)$/],
  [/^node:zlib$/, /^(?:processCallback|zlibBuffer)$/],
  [/[\\/]node_modules[\\/](?:bcrypt|argon2|sharp|@node-rs|snappy)[\\/]/, /./],
  [workerFile, /^(?:Worker|\[kOn\w+\]|postMessage|emitMessage)$/],
]
/** Code of a module while it is loaded: that it is there says nothing of its use. */
const isLoading = (name: string): boolean => name === '' || name.startsWith('(anonymous')
const isSync = (name: string): boolean => name.endsWith('Sync')

/** Whether a profile of JavaScript threads shows that others worked for them: their CPU is not in it. */
export function othersWork(view: MeasuredView): boolean {
  if (sees(view, 'unseen-workers')) return true
  if (!sees(view, 'one-thread')) return false
  const { tree } = view
  const asked = isSideBySide(view) ? handsOver.filter(([inFile]) => inFile !== workerFile) : handsOver
  return tree.names.some((name, index) => {
    const file = tree.files[index] ?? ''
    if (isLoading(name) || isSync(name)) return false
    return asked.some(([inFile, named]) => inFile.test(file) && named.test(name))
  })
}
