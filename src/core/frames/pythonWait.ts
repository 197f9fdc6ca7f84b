/**
 * What a Python thread waits for, told from the native frames below its innermost Python frame: `lock.acquire()` is a C call, and
 * a condition, a queue and a pool wait by the same call on the inside.
 */
import { classifyWaitFrame, isConditionFile, type WaitClass } from './framePatterns.ts'

export interface PythonWait {
  readonly kind: Exclude<WaitClass, 'lock-or-cond'> | 'none'
  /** What is waited at, as people write it: "RLock.acquire"; "" where that adds nothing. */
  readonly leaf: string
}

/**
 * In threading.py a lock is taken to get inside a Condition, RLock or queue, and waited for to be told something.
 * The former is contention: these are its functions.
 */
export const entersLock: RegExp = /(^|\.)(__enter__|acquire|_acquire_restore)$/

/**
 * @param names native frames below the innermost Python frame, leaf first
 * @param pythonFile file of that Python frame, "" when there is none
 */
export function pythonWaitOf(names: readonly string[], pythonFile: string, pythonName: string = ''): PythonWait {
  const matches = names.map((name) => classifyWaitFrame(name, 'cpython'))
  const managed = matches.find((match) => match !== undefined && !match.native)
  const locking = matches.some((match) => match?.kind === 'lock-or-cond')
  // Stripped builds show take_gil as a bare timed wait: a condition without a lock primitive above it.
  const isGil =
    managed?.kind === 'gil' || (!locking && names.some((name) => /^_*(GI_+)?pthread_cond_timedwait/.test(name)))
  if (isGil) return { kind: 'gil', leaf: 'GIL' }
  if (managed?.kind === 'lock-or-cond') {
    const enters = /(^|[/\\])threading\.py$/.test(pythonFile) && entersLock.test(pythonName)
    if (isConditionFile(pythonFile) && !enters) return { kind: 'cond', leaf: '' }
    return {
      kind: 'lock',
      leaf: names.some((name) => /rlock|recursivemutex/i.test(name)) ? 'RLock.acquire' : 'Lock.acquire',
    }
  }
  const decided = managed ?? matches.find((match) => match !== undefined)
  if (decided === undefined) return { kind: 'none', leaf: '' }
  if (decided.kind === 'lock-or-cond') return { kind: 'cond', leaf: '' }
  return { kind: decided.kind, leaf: decided.kind === 'lock' ? 'mutex (native)' : '' }
}
