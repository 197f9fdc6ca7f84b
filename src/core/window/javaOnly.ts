/** Whether a store's CPU profile of a JVM is of Java code alone, and so less than the process used. */
import { isJavaMethod } from '../frames/javaMethod.ts'
import type { GatherContext } from './gatherContext.ts'
import type { CpuView, Views } from './windowProfiles.ts'

/** Fewer bytes a second than this, by the least that is called churn, give no collector much to do. */
const littleBytesPerSecond = 10e6

/**
 * A store keeps the stacks of a recording and not who took them. A profiler that sees the whole process has collector and compiler threads in
 * it, and C below I/O; without a single such frame it is the JDK's own recorder: 13 % of a core where the collector took 60 %.
 */
export function withJavaOnly(context: GatherContext, views: Views): Views {
  const { cpu, heap_alloc: allocated } = views
  if (context.runtime !== 'jvm' || cpu.state !== 'measured' || !isOfStore(context)) return views
  const { names } = cpu.tree
  if (names.length === 0 || !names.every(isJavaMethod)) return views
  const isIdle =
    allocated.state === 'measured' &&
    allocated.coveredSeconds > 0 &&
    allocated.total / allocated.coveredSeconds / (allocated.processes?.mean ?? 1) < littleBytesPerSecond
  if (isIdle) return views
  const lower: CpuView = { ...cpu, cautions: [...cpu.cautions, { id: 'java-code-only' }] }
  return { ...views, cpu: lower }
}

const isOfStore = ({ captures }: GatherContext): boolean =>
  captures.some(({ kind, hints }) => kind === 'cpu' && hints.merged === true)
