/** JavaScript without workers: nobody but the one thread could hold a lock, so its waits for locks are zero and need no profile. */
import type { AbsentView, WindowProfiles } from './windowProfiles.ts'
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
  if (cpu.state === 'absent' || !sees(cpu, 'one-thread')) return lock
  const { names, files } = cpu.tree
  if (files.some((file) => workerFile.test(file)) || names.some((name) => blocking.test(name))) return lock
  return { ...lock, reason: 'none-possible', why: { id: 'one-thread' } }
}
