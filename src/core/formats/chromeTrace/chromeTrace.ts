/**
 * Trace events of Chrome, of its Performance panel, and of Node. Nearly all of them are spans; V8's CPU profiler writes its samples
 * among them, and those are read:
 *
 *   Profile        one per JavaScript thread, `args.data.startTime`; its id ties it to its chunks
 *   ProfileChunk   new nodes of the tree of calls, samples, and the microseconds between them (`args.data.timeDeltas`)
 *   CpuProfile     the whole of it in one event, as versions before 2017 wrote it
 *   thread_name, process_name   what threads and processes are called
 *   TracingStartedIn…, FrameCommittedInBrowser   which processes are of the page that was recorded
 *
 * Nothing else of a trace is looked at but one number of the panel's metadata, which may hold the browser's command line; spans hold addresses and titles of pages.
 */
import { keyOfChoice } from '../../base/hash.ts'
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import type { Profile } from '../../profile/profile.ts'
import { totalOf } from '../columns.ts'
import { asArray, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { EventScanner } from './eventScanner.ts'
import { TracedProcess } from './tracedProcess.ts'
import type { TracedThread } from './tracedThread.ts'

export const openChromeTrace: PieceReaderOpener = ({ fileName }) => new ChromeTraceReader(fileName)
export const readChromeTrace: FormatReader = readAsOnePiece(openChromeTrace)

const wanted: ReadonlySet<string> = new Set([
  'Profile',
  'ProfileChunk',
  'CpuProfile',
  'thread_name',
  'process_name',
  'TracingStartedInPage',
  'TracingStartedInBrowser',
  'FrameCommittedInBrowser',
])

class ChromeTraceReader implements PieceReader {
  readonly #fileName: string
  readonly #scanner = new EventScanner(wanted, (text) => this.#take(text))
  readonly #processes = new Map<number, TracedProcess>()
  /** Processes of the page that the panel was opened for; a trace is of all that the browser has open. */
  readonly #inspected = new Set<number>()
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
    const args = asRecord(event['args']) ?? {}
    const data = asRecord(args['data']) ?? {}
    const writtenUs = asNumber(event['ts'])
    const process = this.#processOf(asNumber(event['pid']) ?? 0)
    const tid = asNumber(event['tid']) ?? 0
    const thread = (startUs: number | undefined): TracedThread =>
      process.threadOf(asText(event['id']) ?? asText(asRecord(event['id2'])?.['local']) ?? '', tid, startUs)
    switch (event['name']) {
      case 'process_name':
        process.name = asText(args['name']) ?? ''
        return
      case 'thread_name':
        process.threadNames.set(tid, asText(args['name']) ?? '')
        return
      case 'TracingStartedInPage':
        this.#inspected.add(process.pid)
        return
      case 'TracingStartedInBrowser':
        for (const frame of asArray(data['frames'])) this.#inspect(asRecord(frame))
        return
      case 'FrameCommittedInBrowser':
        this.#inspect(data)
        return
      case 'Profile':
        thread(asNumber(data['startTime']) ?? writtenUs)
        return
      case 'ProfileChunk':
        thread(undefined).add(data, writtenUs)
        return
      case 'CpuProfile':
        thread(asNumber(asRecord(data['cpuProfile'])?.['startTime'])).add(data, writtenUs)
        return
      default:
    }
  }

  #processOf(pid: number): TracedProcess {
    const known = this.#processes.get(pid)
    if (known !== undefined) return known
    const made = new TracedProcess(pid)
    this.#processes.set(pid, made)
    return made
  }

  /** Frames inside the page may be of other processes: advertisements, mostly. */
  #inspect(frame: JsonRecord | undefined): void {
    const pid = asNumber(frame?.['processId'])
    if (pid !== undefined && frame?.['parent'] === undefined) this.#inspected.add(pid)
  }

  finish(): Result<ParsedFile> {
    const found = {
      lost: this.#damaged + this.#scanner.tooLarge,
      isCut: this.#scanner.isCut && this.#scanner.events > 0,
      slowed: slowedTimes(this.#head),
    }
    const read = [...this.#processes.values()].flatMap((process) => {
      const profile = process.finish(found)
      return profile === undefined ? [] : [{ process, profile }]
    })
    if (read.length === 0) return err(withoutSamples(this.#fileName, this.#scanner, this.#head))
    const partOf = (profile: Profile) => ({ kind: 'cpu', covers: 'interval', profile }) as const
    // Browsers keep a process ready for the next page, and it does nothing.
    const busy = read.filter(({ process, profile }) => this.#inspected.has(process.pid) || totalOf(profile, 0) > 0)
    const told = busy.length > 0 ? busy : read
    if (told.length === 1) return ok({ format: 'chrome-trace', parts: [partOf(told[0]!.profile)], facts: {} })
    const chosen = told
      .map(({ process, profile }) => ({
        profile,
        key: keyOfChoice(process.title),
        title: process.title,
        cpuNs: totalOf(profile, 0),
        samples: totalOf(profile, 1),
        isInspected: this.#inspected.has(process.pid),
      }))
      .toSorted((one, other) => Number(other.isInspected) - Number(one.isInspected) || other.cpuNs - one.cpuNs)
    return ok({
      format: 'chrome-trace',
      parts: chosen.map(({ key, profile }) => ({ ...partOf(profile), resource: key })),
      facts: {},
      resources: chosen.map(({ key, title, cpuNs, samples }) => ({ key, title, cpuNs, samples })),
    })
  }
}

const headLength = 20_000

/** What the panel writes before the events; quotes inside of a text have a backslash before them. */
function slowedTimes(head: string): number {
  const metadata = head.slice(0, Math.max(0, head.indexOf('"traceEvents"')))
  return Number(/(?<!\\)"cpuThrottling":\s*(\d{1,3}(?:\.\d{1,3})?)\b/.exec(metadata)?.[1] ?? 1)
}

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
