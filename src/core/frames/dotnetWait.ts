/**
 * Threads of .NET that wait although a sampler calls them running: it books managed code as computing unless the thread is
 * seen in native code, and threads parked in a wait read as 203 % of four CPUs.
 */
import { classifyWaitFrame } from './framePatterns.ts'

/** What the runtime calls on the inside of a wait: a thread there still waits. User code that a task runs inline stands elsewhere. */
const insideOfWait =
  /(^|!)(System\.Threading\.|Interop[./+]|Internal\.Threading\.|Microsoft\.Win32\.SafeHandles\.|System\.Runtime\.(InteropServices|CompilerServices)\.)/

/** Gives a task back instead of waiting. */
const returnsAtOnce = /Async(<.*?>)?(\(.*\))?$/

/** A spinning thread computes, whoever called it. */
const spins = /(^|[.!])(System\.Threading\.)?(SpinWait|SpinLock)\.|(^|[.!])Thread\.(SpinWait|SpinWaitInternal)(\(|$)/

/**
 * Whether a thread waits there.
 *
 * @param functionsFromLeaf names, the innermost first; only the helpers of the runtime below its innermost other function are asked for
 */
export function waitsInDotnet(functionsFromLeaf: Iterable<string>): boolean {
  for (const name of functionsFromLeaf) {
    if (spins.test(name) || returnsAtOnce.test(name)) return false
    if (classifyWaitFrame(name, 'dotnet') !== undefined) return true
    if (!insideOfWait.test(name)) return false
  }
  return false
}
