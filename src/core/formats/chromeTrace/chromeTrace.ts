/**
 * Trace events of Chrome, of its Performance panel, and of Node. Nearly all of them are spans; V8's CPU profiler writes its samples
 * among them, and those are read:
 *
 *   Profile        one per JavaScript thread, `args.data.startTime`; its id ties it to its chunks
 *   ProfileChunk   new nodes of the tree of calls, samples, and the microseconds between them (`args.data.timeDeltas`)
 *   CpuProfile     the whole of it in one event, as versions before 2017 wrote it
 *   thread_name    what the threads are called
 *
 * Nothing else of a trace is looked at: metadata holds the browser's command line, spans hold addresses and titles of pages.
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { EventScanner } from './eventScanner.ts'
import { TracedThread } from './tracedThread.ts'

export const openChromeTrace: PieceReaderOpener = ({ fileName }) => new ChromeTraceReader(fileName)
export const readChromeTrace: FormatReader = readAsOnePiece(openChromeTrace)

const wanted: ReadonlySet<string> = new Set(['Profile', 'ProfileChunk', 'CpuProfile', 'thread_name'])

class ChromeTraceReader implements PieceReader {
  readonly #fileName: string
  readonly #builder = new ProfileBuilder([
    { type: 'cpu', unit: 'nanoseconds' },
    { type: 'samples', unit: 'count' },
  ])
  readonly #scanner = new EventScanner(wanted, (text) => this.#take(text))
  readonly #threads = new Map<string, TracedThread>()
  readonly #names = new Map<string, string>()
  /** The beginning, which tells whose spans they are. */
  #head = ''
  #damaged = 0

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  push(piece: Uint8Array): boolean {
    if (this.#head.length < headLength)
      this.#head += new TextDecoder('latin1').decode(piece.subarray(0, headLength - this.#head.length))
    this.#scanner.push(piece)
    return true
  }

  #take(text: string): void {
    let event: JsonRecord | undefined
    try {
      event = asRecord(JSON.parse(text))
    } catch {
      this.#damaged += 1
    }
    if (event === undefined) return
    const args = asRecord(event['args'])
    const place = { pid: asNumber(event['pid']) ?? 0, tid: asNumber(event['tid']) ?? 0 }
    switch (event['name']) {
      case 'thread_name':
        this.#names.set(`${place.pid}/${place.tid}`, asText(args?.['name']) ?? '')
        return
      case 'Profile':
        this.#threadOf(event, place, asNumber(asRecord(args?.['data'])?.['startTime']) ?? asNumber(event['ts']))
        return
      case 'ProfileChunk':
        this.#threadOf(event, place, undefined).add(asRecord(args?.['data']) ?? {}, asNumber(event['ts']))
        return
      case 'CpuProfile': {
        const data = asRecord(args?.['data']) ?? {}
        const start = asNumber(asRecord(data['cpuProfile'])?.['startTime'])
        this.#threadOf(event, place, start).add(data, asNumber(event['ts']))
        return
      }
      default:
    }
  }

  /** Chunks are written by a thread of the profiler's own: what ties them to the thread they are of is the id. */
  #threadOf(
    event: JsonRecord,
    { pid, tid }: { readonly pid: number; readonly tid: number },
    startUs: number | undefined,
  ): TracedThread {
    const id = asText(event['id']) ?? asText(asRecord(event['id2'])?.['local']) ?? ''
    const key = `${pid} ${id}`
    const known = this.#threads.get(key)
    if (known !== undefined) return known
    const made = new TracedThread(this.#builder, pid, tid, startUs)
    this.#threads.set(key, made)
    return made
  }

  finish(): Result<ParsedFile> {
    for (const thread of this.#threads.values()) thread.finish()
    const watched = [...this.#threads.values()].filter(({ samples }) => samples > 0)
    const threads = watched.filter((thread) => !watched.some((other) => isWatchedBy(other, thread)))
    if (threads.length === 0) return err(withoutSamples(this.#fileName, this.#scanner, this.#head))
    let idleNs = 0
    let unknown = 0
    for (const thread of threads) {
      const row = this.#builder.thread(
        `${thread.pid}/${thread.tid}`,
        this.#names.get(`${thread.pid}/${thread.tid}`) ?? '',
      )
      thread.addTo(row)
      idleNs += thread.idleNs
      unknown += thread.unknown
    }
    const different = new Set(threads.map((thread) => (thread.isNamed ? `${thread.pid}/${thread.tid}` : thread))).size
    this.#noteAll(different, idleNs, unknown)
    const twice = watched.length - threads.length
    if (twice > 0) this.#builder.note(`${twice} more profiles of the same threads at the same time are left out`)
    const repeated = threads.reduce((sum, thread) => sum + thread.repeated, 0)
    if (repeated > 0) this.#builder.note(`${repeated} pieces of it are there twice and counted once`)
    const from = Math.min(...threads.map(({ span }) => span.fromUs))
    const until = Math.max(...threads.map(({ span }) => span.untilUs))
    const profile = this.#builder.finish({
      format: 'chrome-trace',
      emitter: 'V8',
      traits: [different === 1 ? 'one-thread' : 'event-loops'],
      runtime: 'v8',
      ...(until > from ? { durationMs: (until - from) / 1000 } : {}),
    })
    return ok({ format: 'chrome-trace', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
  }

  #noteAll(threads: number, idleNs: number, unknown: number): void {
    const builder = this.#builder
    builder.note(
      threads === 1
        ? 'one JavaScript thread; the time its event loop was busy, an upper bound of its CPU'
        : `${threads} JavaScript threads; the time their event loops were busy, an upper bound of their CPU`,
    )
    if (idleNs > 0) builder.note(`${(idleNs / 1e9).toFixed(2)} s idle are left out`)
    // A trace of a ring has lost its beginning, and the calls that were listed there; of one with nothing else nothing is known.
    if (unknown > 0 && builder.sampleCount === 0) builder.misplaced(unknown, unknown)
    if (unknown > 0) builder.note(`${unknown} samples or calls point at a call that is not in the file`)
    const lost = this.#damaged + this.#scanner.tooLarge
    if (lost > 0) builder.note(`${lost} events with samples are damaged or too large and were left out`)
    if (this.#scanner.isCut && this.#scanner.events > 0)
      builder.note('the trace ends early: it is read as far as it goes')
  }
}

/** `console.profile()` while the panel records: two profiles of one thread, of which the one with more is kept. */
function isWatchedBy(other: TracedThread, own: TracedThread): boolean {
  if (other === own || !other.isNamed || !own.isNamed || other.pid !== own.pid || other.tid !== own.tid) return false
  const overlaps = other.span.fromUs < own.span.untilUs && own.span.fromUs < other.span.untilUs
  return (
    overlaps && (other.samples > own.samples || (other.samples === own.samples && other.span.fromUs < own.span.fromUs))
  )
}

const headLength = 20_000

/** Who wrote a trace of spans decides how samples are got instead. */
const othersTraces: readonly (readonly [key: string, todo: string])[] = [
  [
    'viztracer_metadata',
    'For Python, record with `py-spy record -f speedscope --pid PID`, which keeps the samples, and open that',
  ],
  [
    'stackFrames',
    'If dotnet-trace made it, run `dotnet-trace convert --format speedscope` on its .nettrace file instead',
  ],
]

function withoutSamples(where: string, { events, keys }: EventScanner, head: string): LoadError {
  const ofPython = /\.pyx?["')]/.test(head) ? 'viztracer_metadata' : undefined
  const [, todo] = othersTraces.find(([key]) => keys.has(key) || key === ofPython) ?? []
  return {
    code: 'needs-conversion',
    where,
    what: `it is a Chrome trace of ${events.toLocaleString('en')} events, and no CPU samples of V8 are among them (no ProfileChunk)`,
    todo:
      todo ??
      'For JavaScript, record with `node --cpu-prof`, or in the Performance panel with JavaScript samples on, and open that',
  }
}
