/**
 * Logs of JDK 8 and older:
 *
 *   2026-05-26T14:45:37.987-0200: 151.126: [GC (Allocation Failure) 151.126: [DefNew: 629119K->69888K(629120K), 0.05 secs]
 *       1619346K->1273247K(2027264K), 0.0585007 secs] [Times: user=0.06 sys=0.00, real=0.06 secs]       (one line)
 *   0.522: [GC pause (G1 Evacuation Pause) (young), 0.0156 secs]        G1 says the heap and the CPU in lines that follow
 *      [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->21.9M(256.0M)]
 *    [Times: user=0.03 sys=0.01, real=0.02 secs]
 *
 * PrintTenuringDistribution, PrintAdaptiveSizePolicy, PrintFLSStatistics and phases beside the program put lines into the middle of a pause:
 *
 *   0.178: [GC 0.178: [ParNew
 *   Desired survivor size 1114112 bytes, new threshold 1 (max 4)
 *   : 17024K->2112K(19136K), 0.0057 secs] 17024K->3056K(83008K), 0.0058 secs]
 */
import type { LiveHeapPoint } from '../parsedFile.ts'
import type { GcEvent } from './gcEvent.ts'
import { decimal, isoMs, roundingOf, sizeOf } from './numbers.ts'

const change =
  /(\d{1,12}(?:[.,]\d{1,3})?)([BKMG])(?:\(\d{1,12}(?:[.,]\d{1,3})?[BKMG]\))?->(\d{1,12}(?:[.,]\d{1,3})?)([BKMG])/

/** Before a pause: date, seconds since the start, number. JDK 7 puts a date behind `GC` without a space. */
const startOfPause =
  /^(?:(\d{4}-\d\d-\d\dT[\d:.,]{8,16}[+-]\d{4}): )?(?:(\d{1,10}[.,]\d{3}): )?(?:#\d{1,9}: )?\[(Full GC|GC)/
/** Ends at a parenthesis: no bracket of a pause. */
const addresses = /\[0x[0-9a-f]{1,16}, 0x[0-9a-f]{1,16}, 0x[0-9a-f]{1,16}\)/g
/** What statistics print in the middle of a pause has lines without brackets and sizes, which are left out. */
const mostOfPause = 16_000

export class Jdk8GcLines {
  readonly events: GcEvent[] = []
  readonly cores: number | undefined = undefined
  /** The last pause, for the lines of it that follow. */
  #open: GcEvent | undefined
  /** A pause whose last bracket is in a line to come: ages of survivors, policies and free lists are printed inside. */
  #unclosed: { readonly start: RegExpExecArray; text: string; depth: number } | undefined

  /** What comes next belongs to a pause, whatever it looks like. */
  get isInside(): boolean {
    return this.#unclosed !== undefined
  }

  line(line: string): void {
    const start = startOfPause.exec(line)
    if (start) {
      if (this.#unclosed) this.#pause(this.#unclosed.text, this.#unclosed.start)
      this.#unclosed = { start, text: '', depth: 0 }
    }
    const unclosed = this.#unclosed
    if (unclosed === undefined) {
      if (this.#open && this.#open.heap === undefined) this.#heapOf(line)
      this.#timesOf(line)
      return
    }
    const piece = /[[\]]|->|secs/.test(line) ? ` ${line.replace(addresses, '')}` : ''
    const end = this.#lastBracket(unclosed, piece)
    if (end === undefined && unclosed.text.length < mostOfPause) return
    this.#unclosed = undefined
    this.#pause(unclosed.text, unclosed.start)
    if (end !== undefined) this.#timesOf(piece.slice(end))
  }

  /** Where in the piece the outermost bracket is closed. */
  #lastBracket(unclosed: { text: string; depth: number }, piece: string): number | undefined {
    unclosed.text += piece
    for (let at = 0; at < piece.length; at++) {
      if (piece[at] === '[') unclosed.depth++
      else if (piece[at] === ']' && --unclosed.depth === 0) return at + 1
    }
    return undefined
  }

  #pause(text: string, [, date, uptime, kind]: RegExpExecArray): void {
    const epochMs = date === undefined ? undefined : isoMs(date)
    const clock = {
      timeMs: epochMs ?? (uptime === undefined ? 0 : decimal(uptime) * 1000),
      onEpoch: epochMs !== undefined,
    }
    // CMS may collect the young generation before it marks anew, inside that pause.
    const inner = text.includes('[YG occupancy') ? text.indexOf('[GC', text.indexOf('[GC') + 1) : -1
    const before = inner < 0 ? null : change.exec(topLevel(text.slice(inner)))
    if (before) this.events.push({ ...clock, heap: heapOf(before), collection: 'young' })
    const own = topLevel(text)
    const found = change.exec(own)
    const seconds = /(\d{1,6}[.,]\d{1,9}) secs\s*$/.exec(own)
    const collection = collectionOf(text, kind === 'Full GC')
    this.#open = {
      ...clock,
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

  /** Times of concurrent phases count the program as well: only those behind a pause, or in a line of their own, are taken. */
  #timesOf(line: string): void {
    if (!this.#open || this.#open.cpuSeconds !== undefined) return
    const times = /^\s*\[Times: user=([\d.,]{1,12}) sys=([\d.,]{1,12}),/.exec(line.slice(0, 100))
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
