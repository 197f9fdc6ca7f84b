/**
 * Samplers of managed runtimes look whether a thread could run, not whether it had a CPU: on a full machine many of their samples are of
 * threads in the queue for one. Where the CPU that threads used is written beside, of each or of the whole process, it says how many.
 *
 *   samples of thread 7    ▪▪▪▪▪▪▪▪▪▪  100 ms      ThreadCPULoad of thread 7   40 ms      → 0.4 of them computed
 */
import { kindOf } from './did.ts'
import type { ThreadStretches } from './waitColumns.ts'

/** Time of CPUs, used between two readings. */
export interface CpuUse {
  readonly fromNs: number
  readonly untilNs: number
  readonly ns: number
}

export interface CpuUses {
  readonly byThread: ReadonlyMap<number, readonly CpuUse[]>
  readonly ofProcess: readonly CpuUse[]
}

/** Counts of samples differ by their root: below this many roots nothing is told from a difference. */
const sure = 2
const fewestSamples = 10

interface Sum {
  /** Of samples. */
  ns: number
  samples: number
  usedNs: number
}

/**
 * Part of each thread's samples in which it can have had a CPU, at most. A thread of which that cannot be told for itself is like all
 * those whose CPU is known; where it is of none, like the whole process.
 *
 * @param samples indexed
 */
export function ranShares(samples: ThreadStretches, threads: number, { byThread, ofProcess }: CpuUses): Float64Array {
  const shares = new Float64Array(threads).fill(1)
  if (samples.length === 0 || (byThread.size === 0 && ofProcess.length === 0)) return shares
  const all: Sum = { ns: 0, samples: 0, usedNs: usedIn(ofProcess) }
  for (let thread = 0; thread < threads; thread += 1) addSampled(samples, thread, ofProcess, all)
  const known: Sum = { ns: 0, samples: 0, usedNs: 0 }
  const own = new Map<number, Sum>()
  for (const [thread, uses] of byThread) {
    const one: Sum = { ns: 0, samples: 0, usedNs: usedIn(uses) }
    addSampled(samples, thread, uses, one)
    if (one.samples === 0 || thread >= threads) continue
    own.set(thread, one)
    // What a thread used where no sampler looks, in native code or in the kernel, says nothing of the others.
    if (one.usedNs > one.ns + doubt(one)) continue
    known.ns += one.ns
    known.samples += one.samples
    known.usedNs += one.usedNs
  }
  shares.fill(shareOf(own.size > 0 ? known : all) ?? 1)
  for (const [thread, sum] of own) {
    const like = shares[thread]!
    const isLike = sum.samples < fewestSamples || Math.abs(sum.usedNs - like * sum.ns) <= doubt(sum)
    if (!isLike) shares[thread] = Math.min(1, sum.usedNs / sum.ns)
  }
  return shares
}

const usedIn = (uses: readonly CpuUse[]): number => uses.reduce((sum, { ns }) => sum + ns, 0)
const doubt = ({ ns, samples }: Sum): number => (sure * ns) / Math.sqrt(Math.max(1, samples))

/** Adds a thread's samples that lie in the stretches, which are in order and apart. */
function addSampled(samples: ThreadStretches, thread: number, uses: readonly CpuUse[], sum: Sum): void {
  const [first] = uses
  if (first === undefined) return
  let at = 0
  for (let place = samples.first(thread, first.fromNs), end = samples.end(thread); place < end; place += 1) {
    const startNs = samples.startNs[place]!
    while (at < uses.length && uses[at]!.untilNs <= startNs) at += 1
    if (at === uses.length) break
    if (startNs < uses[at]!.fromNs || kindOf(samples.what[place]!) !== 'cpu') continue
    sum.ns += samples.endNs[place]! - startNs
    sum.samples += 1
  }
}

/** Undefined where the two are not far enough apart to tell. */
function shareOf(sum: Sum): number | undefined {
  const { ns, samples, usedNs } = sum
  return samples >= fewestSamples && ns - usedNs > doubt(sum) ? usedNs / ns : undefined
}
