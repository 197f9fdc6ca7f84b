/**
 * Time off the CPU that is no wait: threads of the program that the collector stopped, and those that were ready and had no CPU.
 *
 *   pause 0.4 s · outside pauses the program used 2.5 CPUs on average      → 2.5 threads that would have run stood still, 1.0 s
 *
 * Threads that waited for something stood still anyway: their time is in what they waited for, and is not counted again.
 */
import type { FileFacts } from '../formats/parsedFile.ts'
import { overlapMs, type Nanoseconds, type TimeWindow } from '../base/units.ts'
import type { GatherContext } from './gatherContext.ts'
import { vmStacks } from './vmThreads.ts'
import type { GatheredView, WindowProfiles } from './windowProfiles.ts'

/** Wall time of pauses, booked by the second they lie in (`stops`) or as each began (`collectorPauses`). */
const bookedMs = 1000

export function stoppedOf(
  { facts, window, runtime }: Pick<GatherContext, 'facts' | 'window' | 'runtime'>,
  cpu: GatheredView,
  threads: WindowProfiles['threads'],
): WindowProfiles['stopped'] {
  // Elsewhere collecting is CPU of the very threads that allocate, and no standing still.
  if (runtime !== 'jvm' && runtime !== 'dotnet') return undefined
  if (cpu.state !== 'measured' || cpu.tree.unit !== 'nanoseconds' || !(cpu.coveredSeconds > 0)) return undefined
  const pauseNs = pausesIn(facts, window)
  const elsewhereNs = cpu.coveredSeconds * 1e9 - pauseNs
  if (!(pauseNs > 0) || !(elsewhereNs > 0)) return undefined
  const running = Math.max(0, cpu.total - machineNs(cpu)) / elsewhereNs
  const ns = pauseNs * Math.min(running, threads?.value ?? Infinity)
  return ns > 0 ? { pauseNs, ns } : undefined
}

/** A recording and a log of the same process say the same pauses: the one that says most is believed, they are not added up. */
function pausesIn(facts: GatherContext['facts'], window: TimeWindow): Nanoseconds {
  const recorded = facts.flatMap(({ facts: own }) => own.stops ?? [])
  const logged = facts.flatMap(({ facts: own }) => own.collectorPauses ?? [])
  const inside = (points: NonNullable<FileFacts['stops']>, longMs: (ns: number) => number): number =>
    points.reduce((sum, { timeMs, ns }) => {
      const span = { fromMs: timeMs, untilMs: timeMs + longMs(ns) }
      return sum + (ns * overlapMs(span, window)) / Math.max(1e-6, span.untilMs - span.fromMs)
    }, 0)
  return Math.max(
    inside(recorded, () => bookedMs),
    inside(logged, (ns) => ns / 1e6),
  )
}

/** Of threads of the virtual machine itself, which pauses do not stop. */
function machineNs({ parts = [] }: Extract<GatheredView, { state: 'measured' }>): Nanoseconds {
  let sum = 0
  for (const { profile, column, scale = 1, keepSample } of parts) {
    const own = vmStacks(profile, 'jvm')
    const values = profile.samples.values[column]
    for (let sample = 0; own !== undefined && values !== undefined && sample < profile.samples.length; sample++) {
      const stack = profile.samples.stack[sample] ?? -1
      if (stack >= 0 && own[stack] === 1 && keepSample?.(sample) !== false) sum += scale * (values[sample] ?? 0)
    }
  }
  return sum
}

/** Between two readings in or near the window, and of no more time than the window has. */
export function runQueueOf(
  facts: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): Nanoseconds | undefined {
  const lengthMs = window.untilMs - window.fromMs
  const near = facts
    .flatMap(({ facts: own }) => own.runQueueTotals ?? [])
    .filter(({ timeMs }) => timeMs >= window.fromMs - lengthMs / 2 && timeMs <= window.untilMs + lengthMs / 2)
    .toSorted((a, b) => a.timeMs - b.timeMs)
  const [first, last] = [near[0], near.at(-1)]
  // A counter that fell is of another process.
  if (first === undefined || last === undefined || last.timeMs <= first.timeMs || last.seconds < first.seconds)
    return undefined
  return (last.seconds - first.seconds) * 1e9 * Math.min(1, lengthMs / (last.timeMs - first.timeMs))
}
