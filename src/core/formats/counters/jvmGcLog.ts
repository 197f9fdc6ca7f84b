/**
 * Logs of the JVM's collectors. Unified logging (JDK 9 and later), any decorations, with and without `gc*`:
 *
 *   [2026-11-28T03:58:44.084+0000][9.229s][info][gc] GC(0) Pause Full (System.gc()) 17M->1M(10M) 85.941ms
 *   [9.229s][info][gc,cpu] GC(0) User=0.05s Sys=0.00s Real=0.02s
 *
 * and JDK 8 (`jdk8GcLog.ts`). What a log gives: bytes allocated between collections, bytes left after them, CPU inside pauses.
 */
import { type Collections, collectionsOf } from '../../base/collections.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, LiveHeapPoint } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { filledBy, type HeapFill, neverCollecting } from './epsilonLog.ts'
import { allocatedOf, emptyHeap, livePoints, thinnedSums, type HeapStep } from './heapSteps.ts'
import { type GcEvent, levelsAfter } from './gcEvent.ts'
import { Jdk8GcLines } from './jdk8GcLog.ts'
import { ShenandoahCycles } from './shenandoahCycles.ts'
import { ZMarked } from './zMarked.ts'
import { decimal, isoMs, roundingOf, sizeOf } from './numbers.ts'

/** A log with `gc*` has the begin of a collection, one with `gc` its end; one beside the program takes seconds. */
const collectionSlackMs = 10_000

/** No line of a collector is longer; a hostile one costs nothing. */
const longestLine = 8000

export const readJvmGcLog: FormatReader = (bytes, options) => {
  const unified = new UnifiedLines()
  const old = new Jdk8GcLines()
  forEachLine(
    bytes,
    (line) => {
      if (line.length > longestLine) return
      if (old.isInside || !unified.line(line)) old.line(line)
    },
    options.onProgress,
  )
  if (unified.events.length === 0 && unified.fills.length > 1) return neverCollecting(unified)
  const log = unified.events.length > 0 ? unified : old
  const events = onOneClock(log.events)
  if (events.length === 0 && log.cores === undefined) {
    return noNumbers(
      options.fileName,
      'it is a log of the JVM’s collector without a collection in it',
      unified.isAny
        ? 'log for longer, or from a busier time: -Xlog:gc*:file=gc.log:time,uptime'
        : 'open the part of it before or after, or log for longer: -XX:+PrintGCDetails -XX:+PrintGCDateStamps -Xloggc:gc.log (JDK 8)',
    )
  }
  const { facts, notes } = factsOf(events, log.cores, unified.fromStart, unified.regionBytes)
  const { heapLimitBytes } = unified
  const limit = heapLimitBytes === undefined ? {} : { heapLimitBytes }
  const collections = unified.collections()
  const program = collections === undefined ? {} : { program: { collections } }
  return factsOnly({ format: 'jvm-gc-log', facts: { ...facts, ...limit, ...program }, runtime: 'jvm', notes })
}

/** A line without a date among dated ones (a restart, another format) has no place on their clock. */
function onOneClock(events: readonly GcEvent[]): readonly GcEvent[] {
  const dated = events.filter(({ onEpoch }) => onEpoch)
  const kept = dated.length * 2 >= events.length ? dated : events.filter(({ onEpoch }) => !onEpoch)
  return kept.toSorted((a, b) => a.timeMs - b.timeMs)
}

function factsOf(
  events: readonly GcEvent[],
  cores: number | undefined,
  fromStart: boolean,
  regionBytes: number | undefined,
): { readonly facts: FileFacts; readonly notes: readonly string[] } {
  const steps = paddedSteps(events, regionBytes)
  const pauses = events.flatMap(({ timeMs, pauseMs }) => (pauseMs === undefined ? [] : [{ timeMs, ns: pauseMs * 1e6 }]))
  const cpu = events.flatMap(({ timeMs, cpuSeconds }) =>
    cpuSeconds === undefined ? [] : [{ timeMs, ns: cpuSeconds * 1e9 }],
  )
  const concurrent = events.some((event) => event.concurrent === true)
  const dated = events.some(({ onEpoch }) => onEpoch)
  return {
    facts: {
      ...(dated ? {} : { clock: 'own' as const }),
      ...allocatedOf(fromStart && !dated ? [emptyHeap, ...steps] : steps),
      ...(concurrent ? { allocatedBound: 'lower' as const } : {}),
      ...livePoints(levelsAfter(events)),
      ...(pauses.length === 0 ? {} : { collectorPauses: thinnedSums(pauses) }),
      // Pauses alone: what marks beside the program is not in them.
      ...(cpu.length === 0 ? {} : { collectorCpu: thinnedSums(cpu) }),
      ...(cores === undefined ? {} : { cores, coresFrom: 'CPUs available, by the GC log' }),
    },
    notes: [
      ...(cpu.length === 0 && pauses.length > 0
        ? ['the log has pauses and not their CPU (-Xlog:gc* or gc+cpu): the collector’s CPU is only bounded']
        : []),
      ...(concurrent
        ? ['this collector works beside the program: what was allocated while it worked is not in the log']
        : []),
    ],
  }
}

/**
 * An object of half a region or more has regions of its own, and what it leaves free of them counts as used: arrays of 1.5 MB filled 2 MB
 * each, and 570 MB/s looked like 920. It is less than half of them.
 */
function paddedSteps(events: readonly GcEvent[], regionBytes: number | undefined): readonly HeapStep[] {
  const counted = events.some(({ huge }) => huge !== undefined)
  const any = events.some(({ forHuge, huge }) => forHuge === true || (huge !== undefined && huge.before > huge.after))
  const steps: HeapStep[] = []
  let left = 0
  for (const { timeMs, heap, huge } of events) {
    if (heap === undefined) continue
    const filled = Math.max(0, heap.beforeBytes - (steps.at(-1)?.afterBytes ?? 0))
    const ofHuge =
      counted && regionBytes !== undefined ? Math.max(0, (huge?.before ?? left) - left) * regionBytes : filled
    steps.push({ timeMs, ...heap, ...(any && ofHuge > 0 ? { paddingBytes: Math.min(filled, ofHuge) / 2 } : {}) })
    left = huge?.after ?? left
  }
  return steps
}

class UnifiedLines {
  readonly events: GcEvent[] = []
  readonly fills: HeapFill[] = []
  cores: number | undefined
  /** Its first collection is in the log. */
  fromStart = false
  /** There are lines of unified logging in it. */
  isAny = false
  regionBytes: number | undefined
  heapLimitBytes: number | undefined
  readonly #huge = new Map<string, NonNullable<GcEvent['huge']>>()
  readonly #marked = new ZMarked()
  readonly #began = new Map<string, number>()
  readonly #shenandoah = new ShenandoahCycles()
  /** Of the collection `GC(n)`: CPU is printed after the pause, in a line of its own. */
  readonly #latest = new Map<string, GcEvent>()

  readonly #seen: { readonly number: number; readonly timeMs: number; readonly onEpoch: boolean }[] = []
  #isAnew = false

  /** When its collections began, those of the first process in the log. */
  collections(): Collections | undefined {
    const onEpoch = this.#seen[0]?.onEpoch
    if (onEpoch === undefined || this.#seen.some((one) => one.onEpoch !== onEpoch || one.timeMs === 0)) return undefined
    return { ...collectionsOf(onEpoch ? 'world' : 'start', this.#seen), slackMs: collectionSlackMs, isLog: true }
  }

  #begins(number: number, { timeMs, onEpoch }: ReturnType<typeof clockOf> & object): void {
    const last = this.#seen.at(-1)?.number ?? 0
    // They count from GC(0) up; it begins anew with the process.
    this.#isAnew ||= number === 1 && last > 1
    if (!this.#isAnew && number > last) this.#seen.push({ number, timeMs, onEpoch })
  }

  /** @returns whether it is a line of unified logging */
  line(line: string): boolean {
    const at = clockOf(line)
    if (at === undefined) return false
    this.isAny = true
    const rest = line.slice(at.length).trim()
    const cpus = /^CPUs: \d+ total, (\d+) available$/.exec(rest)
    if (cpus) this.cores = Number(cpus[1])
    const region = /^Heap Region Size: (\d{1,9})([BKMG])$/.exec(rest)
    if (region) this.regionBytes = sizeOf(region[1] ?? '', region[2] ?? '')
    const most = /^(?:Heap )?Max Capacity: (\d{1,9})([KMGT])$/.exec(rest)
    if (most) this.heapLimitBytes = sizeOf(most[1] ?? '', most[2] ?? '')
    const fill = filledBy(rest, at)
    if (fill) this.fills.push(fill)
    const numbered = /^GC\((\d{1,12})\) (?:([YO]): )?(.*)$/.exec(rest)
    if (!numbered) return true
    const [, id = '', generation, text = ''] = numbered
    this.#begins(Number(id) + 1, at)
    if (this.#began.size > 1000) this.#began.clear()
    if (!this.#began.has(id)) this.#began.set(id, at.timeMs)
    this.#marked.line(id, generation === 'Y' || generation === 'O' ? generation : '', text)
    const cpu = /^User=([\d.,]{1,15})s Sys=([\d.,]{1,15})s/.exec(text)
    const latest = this.#latest.get(id)
    if (cpu) {
      if (latest) latest.cpuSeconds = (latest.cpuSeconds ?? 0) + decimal(cpu[1] ?? '') + decimal(cpu[2] ?? '')
      return true
    }
    const regions = /^Humongous regions: (\d{1,9})->(\d{1,9})$/.exec(text)
    if (regions) {
      if (this.#huge.size > 1000) this.#huge.clear()
      this.#huge.set(id, { before: Number(regions[1]), after: Number(regions[2]) })
    }
    this.#shenandoah.line(id, text)
    const event = eventOf(text, at, this.#saidOf(id, at.timeMs))
    if (id === '0' && event?.heap !== undefined && this.events.length === 0) this.fromStart = true
    if (event === undefined) return true
    this.#add(id, text.startsWith('Concurrent cleanup') ? this.#shenandoah.cleaned(id, event) : event)
    return true
  }

  #saidOf(id: string, timeMs: number): Said {
    const cycleMs = timeMs - (this.#began.get(id) ?? timeMs)
    const huge = this.#huge.get(id)
    const marked = this.#marked.of(id)
    return { ...(huge && { huge }), ...(marked && { marked }), ...(cycleMs > 0 ? { cycleMs } : {}) }
  }

  #add(id: string, event: GcEvent): void {
    this.events.push(event)
    this.#latest.set(id, event)
    if (this.#latest.size > 1000) this.#latest.clear()
  }
}

interface Clock {
  readonly timeMs: number
  readonly onEpoch: boolean
  /** Of the decorations. */
  readonly length: number
}

/** Decorations of a line, of which any may be missing: time, uptime, level, tags. */
function clockOf(whole: string): Clock | undefined {
  // What collects logs of containers puts its own time, stream and flag before each line.
  const stamp = /^(\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:?\d\d)) (?:std(?:out|err) [FP] )?(?=\[|GC\()/.exec(whole)
  const stampMs = stamp ? isoMs(stamp[1] ?? '') : undefined
  const prefix = stamp?.[0].length ?? 0
  const clock = decorationsOf(whole.slice(prefix))
  if (clock === undefined) return undefined
  const length = clock.length + prefix
  return stampMs === undefined || clock.onEpoch ? { ...clock, length } : { timeMs: stampMs, onEpoch: true, length }
}

function decorationsOf(line: string): Clock | undefined {
  if (line.startsWith('GC(')) return { timeMs: 0, onEpoch: false, length: 0 }
  let at = 0
  let epochMs: number | undefined
  let uptimeMs: number | undefined
  while (line[at] === '[') {
    const end = line.indexOf(']', at)
    if (end < 0) break
    const word = line.slice(at + 1, end)
    // A pause of JDK 8 that says no time.
    if (at === 0 && /->| secs$/.test(word)) return undefined
    const span = /^(\d{1,20}(?:[.,]\d{1,9})?)(s|ms|ns)$/.exec(word)
    if (span) {
      const ms = decimal(span[1] ?? '') * (span[2] === 's' ? 1000 : span[2] === 'ms' ? 1 : 1e-6)
      // `timemillis` and `timenanos` look like uptimes and are a time of day half a century away from any.
      if (ms > 1e11) epochMs ??= ms
      else uptimeMs ??= ms
    } else if (/^\d{4}-\d\d-\d\dT/.test(word)) epochMs ??= isoMs(word)
    at = end + 1
  }
  if (at === 0) return undefined
  return { timeMs: epochMs ?? uptimeMs ?? 0, onEpoch: epochMs !== undefined, length: at }
}

const heapChange =
  /(\d{1,12}(?:[.,]\d{1,3})?)([BKMGT])(?:\(\d{1,3}%\))?->(\d{1,12}(?:[.,]\d{1,3})?)([BKMGT])(?:\(\d{1,12}(?:[.,]\d{1,3})?[BKMGT%]\))?(?: ([\d.,]{1,15})(ms|s))?$/

/** What earlier lines of the same collection said. */
type Said = Pick<GcEvent, 'huge' | 'marked' | 'cycleMs'>

function eventOf(text: string, { timeMs, onEpoch }: Clock, { huge, marked, cycleMs }: Said): GcEvent | undefined {
  const pause = text.startsWith('Pause ')
  const whole = /^(Garbage|Major|Minor) Collection/.exec(text)
  const cleanup = text.startsWith('Concurrent cleanup')
  if (!pause && !whole && !cleanup) return undefined
  const change = heapChange.exec(text)
  const alone = /([\d.,]{1,15})ms$/.exec(text)
  const pauseMs = pause && alone ? decimal(alone[1] ?? '') : undefined
  const base = {
    timeMs,
    onEpoch,
    ...(pauseMs === undefined ? {} : { pauseMs }),
    ...(huge === undefined ? {} : { huge }),
    ...(text.includes('(G1 Humongous Allocation)') ? { forHuge: true as const } : {}),
  }
  if (!change) return pauseMs === undefined ? undefined : base
  const [, before = '', beforeUnit = '', after = '', afterUnit = ''] = change
  const collection = collectionOf(text)
  return {
    ...base,
    heap: {
      beforeBytes: sizeOf(before, beforeUnit),
      afterBytes: sizeOf(after, afterUnit),
      roundingBytes: Math.max(roundingOf(before, beforeUnit), roundingOf(after, afterUnit)),
    },
    ...(collection === undefined ? {} : { collection }),
    ...(whole ? { concurrent: true } : {}),
    ...(whole && marked ? { marked } : {}),
    ...(cycleMs === undefined ? {} : { cycleMs }),
  }
}

function collectionOf(text: string): LiveHeapPoint['collection'] | undefined {
  if (text.startsWith('Pause Full')) return 'full'
  if (text.startsWith('Pause Young (Mixed)')) return 'mixed'
  if (text.startsWith('Pause Young') || text.startsWith('Minor')) return 'young'
  // Generational Shenandoah; of its old generation alone it cleans beside a young one of any size.
  if (/^(Concurrent cleanup|Pause Degenerated GC) \(Young\)/.test(text)) return 'young'
  if (/^Concurrent cleanup \((Old|Mixed)\)/.test(text)) return text.includes('Mixed') ? 'mixed' : undefined
  if (/^(Garbage|Major) Collection|^Concurrent cleanup|^Pause Degenerated/.test(text)) return 'old'
  // Remark and cleanup find the heap with a young generation of any size in it.
  return undefined
}
