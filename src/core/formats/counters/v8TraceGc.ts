/**
 * What Node writes under --trace-gc:
 *
 *   [967:0x38313270]       72 ms: Scavenge 4.4 (4.5) -> 4.0 (5.5) MB, 3.64 / 0.00 ms  (average mu = …) allocation failure;
 *    pid  isolate      since its start          used before → after        pause / in embedder
 *
 * Buffers are outside of that heap: "external memory pressure" at the end of a line says that they made it collect.
 * Every worker is an isolate with a heap and a clock of its own.
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader, LiveHeapPoint } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { allocatedOf, livePoints, thinnedSums, type HeapStep } from './heapSteps.ts'

const trace =
  /^\[\d{1,12}:(0x[0-9a-f]{1,20})\]\s{1,12}(\d{1,12}) ms: (Scavenge|Mark-[A-Za-z]{1,12}|Mark-Compact)\b[^\d]{0,60}(\d{1,9}\.\d) \(\d{1,9}\.\d\) -> (\d{1,9}\.\d) \(\d{1,9}\.\d\) MB, (?:pooled: \d{1,9}\.\d MB, )?(\d{1,9}\.\d{1,3}) \/ \d/
const mib = 1024 ** 2
/** Isolates come and go with workers; a log with more is not of one service. */
const mostIsolates = 4096
const fewestForGrowth = 3

interface Isolate {
  readonly steps: HeapStep[]
  readonly live: LiveHeapPoint[]
}

export const readV8TraceGc: FormatReader = (bytes, options) => {
  const isolates = new Map<string, Isolate>()
  let hasExternal = false
  const pauses: { timeMs: number; ns: number }[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const found = trace.exec(line)
      if (!found) return
      hasExternal ||= /\bexternal\b/.test(line.slice(found[0].length))
      const [, id = '', at, kind = '', before, after, pauseMs] = found
      const isolate = isolates.get(id) ?? { steps: [], live: [] }
      if (isolates.size < mostIsolates) isolates.set(id, isolate)
      const timeMs = Number(at)
      isolate.steps.push({
        timeMs,
        beforeBytes: Number(before) * mib,
        afterBytes: Number(after) * mib,
        roundingBytes: mib / 10,
      })
      if (kind !== 'Scavenge') isolate.live.push({ timeMs, bytes: Number(after) * mib, collection: 'full' })
      pauses.push({ timeMs, ns: Number(pauseMs) * 1e6 })
    },
    options.onProgress,
  )
  const all = [...isolates.values()]
  const main = all.toSorted((a, b) => span(b) - span(a))[0]
  if (main === undefined) {
    return noNumbers(
      options.fileName,
      'it looks like Node’s --trace-gc without a whole line',
      'keep what the program writes to stdout under --trace-gc',
    )
  }
  return factsOnly({
    format: 'v8-trace-gc',
    runtime: 'v8',
    facts: {
      clock: 'own',
      ...allocatedOf(merged(all)),
      ...(hasExternal ? { allocatedBound: 'lower' as const } : {}),
      ...(main.live.length >= fewestForGrowth && all.length === 1 ? livePoints(main.live) : {}),
      collectorPauses: thinnedSums(pauses.toSorted((a, b) => a.timeMs - b.timeMs)),
      ...(all.length > 1 ? { isolates: all.length } : {}),
    },
    notes: [
      ...(hasExternal
        ? ['collected for memory outside of its heap (buffers), whose size it does not say: more was allocated']
        : []),
      ...(all.length > 1 ? [`${all.length} isolates (workers) are added up; each counts time from its own start`] : []),
      ...(all.length === 1 && main.live.length < fewestForGrowth
        ? [`${main.live.length} full collections are too few to tell growth`]
        : []),
    ],
  })
}

function span({ steps }: Isolate): number {
  return (steps.at(-1)?.timeMs ?? 0) - (steps[0]?.timeMs ?? 0)
}

/** One line of all isolates: steps that only add what each allocated, in the order of their times. */
function merged(isolates: readonly Isolate[]): readonly HeapStep[] {
  if (isolates.length === 1) return isolates[0]?.steps ?? []
  const added = isolates.flatMap(({ steps }) =>
    steps.map((step, index): HeapStep => {
      const before = steps[index - 1]
      const bytes = before === undefined ? 0 : Math.max(0, step.beforeBytes - before.afterBytes)
      return { ...step, beforeBytes: 0, afterBytes: 0, meanwhileBytes: bytes }
    }),
  )
  return added.toSorted((a, b) => a.timeMs - b.timeMs)
}
