/**
 * The raw form of a Firefox profile, as Firefox writes it itself (`MOZ_PROFILER_SHUTDOWN`, the button "Capture profile"
 * before the page has processed it) and as `perf script gecko` does: tables of rows with a schema that names their columns,
 * one set per thread, child processes inside their parent, frames as one text each. Laid out here like the processed form.
 */
import { asArray, asIndex, asNumber, asRecord, asText, type JsonRecord } from '../json.ts'

/** Processes within processes; Firefox itself has two levels. */
const deepestProcess = 4

/** The same profile with `threads` of all processes and with columns where it had rows. */
export function fromGecko(file: JsonRecord): JsonRecord {
  const meta = asRecord(file['meta']) ?? {}
  const threads: JsonRecord[] = []
  addProcess(file, asNumber(meta['startTime']) ?? 0, threads, 0)
  // What perf writes here is the machine's name; Firefox writes it only while it runs.
  const isPerf = meta['presymbolicated'] === true
  return { meta: { ...meta, product: isPerf ? '' : 'Firefox' }, threads }
}

function addProcess(process: JsonRecord, originMs: number, threads: JsonRecord[], depth: number): void {
  const meta = asRecord(process['meta'])
  const laterMs = (asNumber(meta?.['startTime']) ?? originMs) - originMs
  const libs = librariesOf(process)
  for (const value of asArray(process['threads'])) {
    const thread = asRecord(value)
    if (thread) threads.push(threadOf(thread, laterMs, libs))
  }
  if (depth >= deepestProcess) return
  for (const child of asArray(process['processes'])) {
    const record = asRecord(child)
    if (record) addProcess(record, originMs, threads, depth + 1)
  }
}

function threadOf(thread: JsonRecord, laterMs: number, libs: readonly Library[]): JsonRecord {
  const samples = columnsOf(thread['samples'])
  const { prefix, frame } = columnsOf(thread['stackTable'])
  const { location, line } = columnsOf(thread['frameTable'])
  const strings = asArray(thread['stringTable'])
  const places = asArray(location).map((index) => placeOf(textAt(strings, index), libs))
  const names = new Names()
  const rows = places.map((_, row) => row)
  return {
    name: thread['name'],
    pid: thread['pid'],
    tid: thread['tid'],
    samples: {
      stack: samples['stack'] ?? [],
      time: asArray(samples['time']).map((ms) => (asNumber(ms) ?? 0) + laterMs),
      threadCPUDelta: samples['threadCPUDelta'] ?? [],
    },
    stackTable: { prefix: prefix ?? [], frame: frame ?? [] },
    frameTable: { func: rows, line: rows.map((row) => places[row]!.line ?? asArray(line)[row] ?? null), lib: rows },
    funcTable: {
      name: places.map(({ name }) => names.of(name)),
      fileName: places.map(({ file }) => (file === undefined ? null : names.of(file))),
      isJS: places.map(({ isJs }) => isJs),
    },
    libs: places.map(({ library }) => ({ name: library ?? '' })),
    stringArray: names.list,
  }
}

class Names {
  readonly list: string[] = []
  readonly #known = new Map<string, number>()
  of(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    this.#known.set(text, this.list.length)
    return this.list.push(text) - 1
  }
}

interface Place {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly library?: string
  readonly isJs: boolean
}

const maxPlaceChars = 2000

/** `work (app.js:14:3)[7]` of JavaScript, `0x7f…` of machine code, `symbol (in library)` of perf, else a label of Firefox itself. */
function placeOf(text: string, libs: readonly Library[]): Place {
  const short = text.slice(0, maxPlaceChars).replace(/\[\d+\]$/, '')
  if (/^0x[0-9a-f]+$/.test(short)) {
    const library = libraryAt(libs, Number(short))
    return { name: short, isJs: false, ...(library === undefined ? {} : { library }) }
  }
  const open = short.lastIndexOf(' (')
  if (open > 0 && short.endsWith(')')) {
    const name = short.slice(0, open)
    const where = short.slice(open + 2, -1)
    if (where.startsWith('in ')) {
      const library = where.slice(3)
      return { name, library: library.slice(library.lastIndexOf('/') + 1), isJs: false }
    }
    const [, file, line] = /^(.*?)(?::(\d+))?(?::\d+)?$/.exec(where) ?? []
    if (file !== undefined && (line !== undefined || /[/:.]/.test(file)))
      return { name, file: withoutQuery(file), isJs: true, ...(line === undefined ? {} : { line: Number(line) }) }
  }
  // A script as a whole is named by its address; a label may carry the address of the page it works for.
  if (address.test(short)) {
    const file = withoutQuery(short.replace(/(:\d+){1,2}$/, ''))
    return { name: file.slice(file.lastIndexOf('/') + 1) || file, file, isJs: true }
  }
  const label = short.lastIndexOf(' ')
  return { name: label > 0 && address.test(short.slice(label + 1)) ? short.slice(0, label) : short, isJs: false }
}

const address = /^[a-z][a-z-]{1,30}:(\/\/|null\/|https?:)\S*$/

/** What follows a question mark is somebody's search, not a place in a program. */
const withoutQuery = (address: string): string => address.replace(/[?#].*$/, '')

interface Library {
  readonly from: number
  readonly until: number
  readonly name: string
}

function librariesOf(process: JsonRecord): readonly Library[] {
  return asArray(process['libs'])
    .flatMap((value): readonly Library[] => {
      const lib = asRecord(value)
      const [from, until, name] = [asNumber(lib?.['start']), asNumber(lib?.['end']), asText(lib?.['name'])]
      return from === undefined || until === undefined || name === undefined ? [] : [{ from, until, name }]
    })
    .toSorted((a, b) => a.from - b.from)
}

function libraryAt(libs: readonly Library[], address: number): string | undefined {
  let low = 0
  let high = libs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (libs[middle]!.from <= address) low = middle + 1
    else high = middle
  }
  const found = libs[low - 1]
  return found !== undefined && address < found.until ? found.name : undefined
}

/** `{ schema: { stack: 0, time: 1 }, data: [[…], …] }` as one array per column. A row may end before its last columns. */
function columnsOf(value: unknown): Readonly<Record<string, readonly unknown[]>> {
  const table = asRecord(value)
  const rows = asArray(table?.['data'])
  const columns: Record<string, readonly unknown[]> = {}
  for (const [name, place] of Object.entries(asRecord(table?.['schema']) ?? {})) {
    const at = asIndex(place, 100)
    // No real table has as many columns; each costs a pass over the rows.
    if (at !== undefined) columns[name] = rows.map((row) => asArray(row)[at] ?? null)
  }
  return columns
}

function textAt(strings: readonly unknown[], index: unknown): string {
  return (typeof index === 'number' ? asText(strings[index]) : undefined) ?? ''
}
