/** CPU between looks, from the CPU times of threads that a JVM prints (JDK 11 on): an exact clock, read twice. */
import type { LookThread, ThreadLook } from '../base/looks.ts'
import { nsPerSecond } from '../base/units.ts'
import type { LooksCpu } from './looksReading.ts'

/** Ages are printed in hundredths of a second: below this the rate is mostly rounding. */
const shortestSeconds = 0.5

interface Step {
  readonly seconds: number
  readonly cpu: Readonly<Record<LookThread['role'], number>>
  readonly ended: number
}

/** @param looks in the order in which they were taken */
export function looksCpu(looks: readonly ThreadLook[]): LooksCpu | undefined {
  const timed = looks.filter(
    (look) => look.uptimeMs !== undefined && isWhole(look) && look.threads.some(({ cpuNs }) => cpuNs !== undefined),
  )
  const steps: Step[] = []
  let from = timed[0]
  for (const until of timed.slice(1)) {
    const step = from === undefined ? undefined : stepOf(from, until)
    if (step === undefined) continue
    steps.push(step)
    from = until
  }
  if (steps.length === 0) return undefined
  const sum = (pick: (step: Step) => number): number => steps.reduce((total, step) => total + pick(step), 0)
  const used = ({ cpu }: Step): number => cpu.application + cpu.collector + cpu.compiler + cpu.runtime
  return {
    seconds: sum(({ seconds }) => seconds),
    cpuSeconds: sum(used),
    collectorSeconds: sum(({ cpu }) => cpu.collector),
    compilerSeconds: sum(({ cpu }) => cpu.compiler),
    runtimeSeconds: sum(({ cpu }) => cpu.runtime),
    profilerSeconds: sum(({ cpu }) => cpu.profiler),
    ended: sum(({ ended }) => ended),
    steps: steps.map((step) => ({
      cores: used(step) / step.seconds,
      collectorShare: used(step) > 0 ? step.cpu.collector / used(step) : 0,
      mostCollectorShare: used(step) > 0 ? (step.cpu.collector + step.cpu.runtime) / used(step) : 0,
    })),
  }
}

/** Threads that a dump lost, or whoever pasted it, used CPU as well. Those of the collector stand last: of 81 % 17 were left, and no collector. */
const isWhole = ({ missing = 0, isCut, isToEnd }: ThreadLook): boolean =>
  missing === 0 && isCut !== true && isToEnd === true

function stepOf(from: ThreadLook, until: ThreadLook): Step | undefined {
  const seconds = ((until.uptimeMs ?? 0) - (from.uptimeMs ?? 0)) / 1000
  if (!(seconds >= shortestSeconds)) return undefined
  const keyOf = ({ id, name }: LookThread): string => `${id} ${name}`
  const before = new Map(from.threads.map((thread) => [keyOf(thread), thread.cpuNs ?? 0]))
  const cpu: Record<LookThread['role'], number> = { application: 0, collector: 0, compiler: 0, runtime: 0, profiler: 0 }
  for (const thread of until.threads) {
    const { cpuNs, elapsedNs = 0, role } = thread
    if (cpuNs === undefined) continue
    const known = before.get(keyOf(thread))
    before.delete(keyOf(thread))
    // A thread that began since the last look used all of its CPU since.
    if (known === undefined && elapsedNs > (seconds + 1) * nsPerSecond) continue
    const used = (cpuNs - (known ?? 0)) / nsPerSecond
    // It counts upwards; if not, this is another process.
    if (used < 0) return undefined
    cpu[role] += used
  }
  // Most threads of the same process are still there; those of another have other addresses.
  if (before.size * 2 > from.threads.length) return undefined
  return { seconds, cpu, ended: before.size }
}
