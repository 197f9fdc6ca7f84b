/**
 * What Go writes to stderr under GODEBUG=gctrace=1, among whatever else the program writes there:
 *
 *   gc 5 @11.744s 0%: 0.90+29+0.013 ms clock, 1.8+0.007/0.75/0.27+0.026 ms cpu, 45->45->29 MB, 50 MB goal, … 2 P
 *                                              stop  assist/dedicated/idle stop   a   b   c
 *
 * a: heap when the collection begins, b: when it ends, c: what of it is live. Bytes allocated: Σ (a − last c) + Σ (b − a). The time
 * of marking on spare CPU (idle) is no cost to anybody and is left out. Stops are the clock times the processors, most of which stand still:
 * of a process that waits for its turn on a busy machine 14.8 s were printed that used 13.2 s of CPU in all. They are left out as well.
 *
 * What it calls cpu is how long a processor of Go's was taken by the clock, and a thread that waits for its turn takes one too: with 8 of
 * them on one CPU beside busy neighbours 434 ms were printed of 20. So it is given beside all the time that those processors had.
 */
import { beganApart, collectionsOf, isGap } from '../../base/collections.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, LiveHeapPoint } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { allocatedOf, emptyHeap, livePoints, thinned, type HeapStep } from './heapSteps.ts'
import { isoMs } from './numbers.ts'

const number = '(\\d{1,12}(?:\\.\\d{1,9})?)'
const trace = new RegExp(
  `\\bgc (\\d{1,9}) @${number}s \\d{1,3}%: ` +
    `${number}\\+${number}\\+${number} ms clock, ` +
    `${number}\\+${number}/${number}/${number}\\+${number} ms cpu, ` +
    `${number}->${number}->${number} MB, .{0,200}?(\\d{1,5}) P\\b`,
)
const mib = 1024 ** 2
const fewestToTell = 8
const mostBack = 0.2
/** Live heaps are printed in whole MiB: fewer points than this show rounding. */
const fewestForGrowth = 20

export const readGoGcTrace: FormatReader = (bytes, options) => {
  const steps: HeapStep[] = []
  const live: LiveHeapPoint[] = []
  const marked: { timeMs: number; seconds: number; of: number }[] = []
  const seen: { number: number; timeMs: number }[] = []
  let markedSeconds = 0
  let processorSeconds = 0
  let cores: number | undefined
  let dated = 0
  let lastAtMs = -1
  let restarts = 0
  let lines = 0
  let back = 0
  let lastGc = 0
  let startedMs: number | undefined
  let gapAfter: number | undefined
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const found = trace.exec(line)
      if (!found) return
      const [gc = 0, at = 0, , , , , assist = 0, dedicated = 0, , , a = 0, b = 0, c = 0, p = 0] = found
        .slice(1)
        .map(Number)
      const epochMs = isoMs(/^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d)/.exec(line)?.[0] ?? '')
      const beganMs = epochMs === undefined ? undefined : epochMs - at * 1000
      // One process counts its collections up: who restarts counts anew once, two that write at a time go back and forth.
      lines += 1
      if (gc <= lastGc) back += 1
      // A second process in the same log begins again at zero, or somewhen else by the time of day. The first is what is kept.
      if (at * 1000 < lastAtMs || beganApart(beganMs, startedMs)) restarts++
      // Undated, numbers far ahead are those of an older process as well as the end of a log that was cut.
      else if (restarts === 0 && beganMs === undefined && lastGc > 0 && isGap(lastGc, gc)) gapAfter ??= lastGc
      lastGc = gc
      if (restarts > 0 || gapAfter !== undefined) return
      startedMs = beganMs === undefined ? startedMs : Math.min(beganMs, startedMs ?? beganMs)
      processorSeconds += p * (at - Math.max(0, lastAtMs) / 1000)
      markedSeconds += (assist + dedicated) / 1000
      lastAtMs = at * 1000
      if (epochMs !== undefined) dated++
      const timeMs = epochMs ?? at * 1000
      if (gc === 1 && epochMs === undefined) steps.push(emptyHeap)
      steps.push({
        timeMs,
        beforeBytes: a * mib,
        afterBytes: c * mib,
        meanwhileBytes: Math.max(0, b - a) * mib,
        roundingBytes: mib,
      })
      live.push({ timeMs, bytes: c * mib, collection: 'full' })
      marked.push({ timeMs, seconds: markedSeconds, of: processorSeconds })
      cores = p
      seen.push({ number: gc, timeMs: at * 1000 })
    },
    options.onProgress,
  )
  if (steps.length === 0) {
    return noNumbers(
      options.fileName,
      'it looks like a trace of Go’s collector without a whole line',
      'keep what the program writes to stderr under GODEBUG=gctrace=1',
    )
  }
  if (lines >= fewestToTell && back > mostBack * lines)
    return noNumbers(
      options.fileName,
      'its collections are of several processes, among each other',
      'save what one of them wrote (`kubectl logs POD`)',
    )
  const isDated = dated === live.length
  const facts: FileFacts = {
    ...(isDated ? {} : { clock: 'own' as const }),
    ...allocatedOf(steps),
    ...(live.length >= fewestForGrowth ? livePoints(live) : {}),
    collectorTimeTotals: thinned(marked),
    program: {
      collections: {
        ...collectionsOf('start', seen),
        isLog: true,
        ...(isDated && startedMs !== undefined && { startedMs }),
      },
    },
    ...(cores === undefined ? {} : { cores, coresFrom: 'GOMAXPROCS, by gctrace (a container’s limit may be lower)' }),
  }
  const notes = [
    ...(restarts > 0 ? ['the log holds more than one process: the first is used'] : []),
    ...(gapAfter === undefined
      ? []
      : [
          `after collection ${gapAfter} some are missing, or those of another process follow: what stands before is used`,
        ]),
    ...(live.length < fewestForGrowth
      ? [`${live.length} collections in whole MB are too few to tell growth from rounding`]
      : []),
  ]
  return factsOnly({
    format: 'go-gctrace',
    facts: dated > 0 && !isDated ? undatedOnly(facts) : facts,
    runtime: 'go',
    notes,
  })
}

/** Some lines dated and some not: two clocks cannot be one line. */
function undatedOnly(facts: FileFacts): FileFacts {
  const { cores, coresFrom } = facts
  return { ...(cores === undefined ? {} : { cores }), ...(coresFrom === undefined ? {} : { coresFrom }) }
}
