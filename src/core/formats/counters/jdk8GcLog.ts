/**
 * Logs of JDK 8 and older:
 *
 *   2026-05-26T14:45:37.987-0200: 151.126: [GC (Allocation Failure) 151.126: [DefNew: 629119K->69888K(629120K), 0.05 secs]
 *       1619346K->1273247K(2027264K), 0.0585007 secs] [Times: user=0.06 sys=0.00, real=0.06 secs]       (one line)
 *   0.522: [GC pause (G1 Evacuation Pause) (young), 0.0156 secs]        G1 says the heap and the CPU in lines that follow
 *      [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->21.9M(256.0M)]
 *    [Times: user=0.03 sys=0.01, real=0.02 secs]
 */
import type { LiveHeapPoint } from '../parsedFile.ts'
import type { GcEvent } from './gcEvent.ts'
import { decimal, isoMs, roundingOf, sizeOf } from './numbers.ts'

const change =
  /(\d{1,12}(?:[.,]\d{1,3})?)([BKMG])(?:\(\d{1,12}(?:[.,]\d{1,3})?[BKMG]\))?->(\d{1,12}(?:[.,]\d{1,3})?)([BKMG])/

export class Jdk8GcLines {
  readonly events: GcEvent[] = []
  readonly cores: number | undefined = undefined
  /** The last pause, for the lines of it that follow. */
  #open: GcEvent | undefined

  line(line: string): void {
    const start =
      /^(?:(\d{4}-\d\d-\d\dT[\d:.,]{8,16}[+-]\d{4}): )?(?:(\d{1,10}[.,]\d{3}): )?(?:#\d{1,9}: )?\[(Full GC|GC)\b/.exec(
        line,
      )
    if (start) this.#pause(line, start)
    else if (this.#open && this.#open.heap === undefined) this.#heapOf(line)
    this.#timesOf(line, start !== null)
  }

  #pause(line: string, [, date, uptime, kind]: RegExpExecArray): void {
    const epochMs = date === undefined ? undefined : isoMs(date)
    const own = topLevel(line)
    const found = change.exec(own)
    const seconds = /(\d{1,6}[.,]\d{1,9}) secs\s*$/.exec(own)
    const collection = collectionOf(line, kind === 'Full GC')
    this.#open = {
      timeMs: epochMs ?? (uptime === undefined ? 0 : decimal(uptime) * 1000),
      onEpoch: epochMs !== undefined,
      ...(found ? { heap: heapOf(found) } : {}),
      ...(collection === undefined ? {} : { collection }),
      ...(seconds ? { pauseMs: decimal(seconds[1] ?? '') * 1000 } : {}),
    }
    this.events.push(this.#open)
  }

  #heapOf(line: string): void {
    const at = line.indexOf('Heap: ')
    const found = at < 0 ? null : change.exec(line.slice(at, at + 120))
    if (!found || !this.#open) return
    const filled = { ...this.#open, heap: heapOf(found) }
    this.events[this.events.length - 1] = filled
    this.#open = filled
  }

  /** Times of concurrent phases count the program as well: only those of a pause are taken. */
  #timesOf(line: string, isPause: boolean): void {
    const at = line.indexOf('[Times: user=')
    if (at < 0 || !this.#open || this.#open.cpuSeconds !== undefined) return
    if (!isPause && !/^\s*\[Times: /.test(line.slice(0, 40))) return
    const times = /^\[Times: user=([\d.,]{1,12}) sys=([\d.,]{1,12}),/.exec(line.slice(at, at + 60))
    if (times) this.#open.cpuSeconds = decimal(times[1] ?? '') + decimal((times[2] ?? '').replace(/,$/, ''))
  }
}

/** What stands directly inside the outermost bracket: the whole heap, not its generations. */
function topLevel(line: string): string {
  let depth = 0
  let text = ''
  for (const char of line) {
    if (char === '[') depth++
    else if (char === ']') {
      depth--
      if (depth === 0) break
    } else if (depth === 1) text += char
  }
  return text
}

function heapOf([, before = '', beforeUnit = '', after = '', afterUnit = '']: RegExpExecArray): NonNullable<
  GcEvent['heap']
> {
  return {
    beforeBytes: sizeOf(before, beforeUnit),
    afterBytes: sizeOf(after, afterUnit),
    roundingBytes: Math.max(roundingOf(before, beforeUnit), roundingOf(after, afterUnit)),
  }
}

function collectionOf(line: string, full: boolean): LiveHeapPoint['collection'] | undefined {
  if (full) return 'full'
  if (line.includes('[GC pause')) return line.includes('(mixed)') ? 'mixed' : 'young'
  return /\[GC (cleanup|remark|concurrent)|CMS (Initial|Final)|CMS-(initial|remark)/.test(line) ? undefined : 'young'
}
