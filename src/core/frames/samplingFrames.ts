/**
 * Frames that are there because a thread was interrupted, and do no work of anybody's: a sampling signal is delivered at the next
 * instruction the kernel returns to, and that is often the first of a trampoline that another signal had just set up. How many samples
 * land there says how often threads were interrupted, so two equal runs differ in it. What such a frame has of its own belongs to the
 * function below it on the stack, the one that was interrupted; what it calls (the scheduler, a collection) stays under it.
 *
 *   runtime.asyncPreempt              go: the goroutine was told to yield (src/runtime/preempt.go)
 *   __restore_rt, __kernel_rt_sigreturn   the way back from a signal handler (glibc, vDSO)
 *   runtime.sigreturn__sigaction      the same in Go
 */
const samplingFrames: ReadonlySet<string> = new Set([
  'runtime.asyncPreempt',
  'runtime.asyncPreempt.abi0',
  'runtime.sigreturn__sigaction',
  'runtime.sigreturn__sigaction.abi0',
  '__restore_rt',
  '__kernel_rt_sigreturn',
])

export function isSamplingFrame(name: string): boolean {
  return samplingFrames.has(name)
}
