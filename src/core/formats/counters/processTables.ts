/**
 * `top -b [-H] -p PID` and `ps`: what the operating system counts of one process. Commands and their arguments are looked at to tell
 * the runtime's own threads from the program's, and never kept.
 *
 *   top - 04:13:53 up 1:02,  0 users,  load average: 0.52, 0.58, 0.59
 *   Threads:  47 total,   1 running,  46 sleeping,   0 stopped,   0 zombie
 *     PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
 *   14571 app       20   0 4118676  92964  24064 S   6.2   0.4   0:12.13 GC Thread#0
 */
import type { SignalBound } from '../../base/bounds.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { decimal } from './numbers.ts'

interface Screen {
  readonly secondsOfDay: number | undefined
  readonly threads: boolean
  readonly rows: TopRow[]
}

interface TopRow {
  readonly pid: string
  readonly percent: number
  readonly resBytes: number
  readonly cpuSeconds: number
  readonly collector: boolean
  readonly kernel: boolean
}

/** Names of the JVM's own threads, which the kernel cuts to 15 characters. */
const collectorThread = /^(?:GC Thread|G1 |ParGC|ZWorker|ZDriver|XWorker|Shenandoah|Concurrent Mark|VM Thread)/
const kernelThread = /^\[?(?:kthreadd|kworker|ksoftirqd|rcu_|migration|systemd$|init$)/
const mostRows = 200_000

export const readTop: FormatReader = (bytes, options) => {
  const screens: Screen[] = []
  let columns: readonly string[] = []
  let rows = 0
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000 || rows > mostRows) return
      const start = /^top - (\d\d):(\d\d):(\d\d) /.exec(line)
      if (start) {
        const [hours = 0, minutes = 0, seconds = 0] = start.slice(1).map(Number)
        screens.push({ secondsOfDay: hours * 3600 + minutes * 60 + seconds, threads: false, rows: [] })
        return
      }
      if (screens.length === 0) screens.push({ secondsOfDay: undefined, threads: false, rows: [] })
      if (/^Threads:\s+\d/.test(line)) {
        const open = screens.pop()
        if (open) screens.push({ ...open, threads: true })
        return
      }
      const words = line.trim().split(/\s+/)
      if (words[0] === 'PID' && words.includes('%CPU')) {
        columns = words
        return
      }
      const row = topRow(words, columns)
      if (!row) return
      rows++
      screens.at(-1)?.rows.push(row)
    },
    options.onProgress,
  )
  const filled = screens.filter((screen) => screen.rows.length > 0)
  // The first screen of a batch averages since the start of each process; the later ones since the screen before.
  const used = filled.length > 1 ? filled.slice(1) : filled
  const [first] = filled
  const last = filled.at(-1)
  if (first === undefined || last === undefined)
    return noNumbers(options.fileName, 'it is of top, without a row', 'record it as `top -b -H -n 3 -p PID`')
  if (filled.some((screen) => screen.rows.some(({ kernel }) => kernel)) || isOfSeveral(filled)) {
    return noNumbers(
      options.fileName,
      'it is of the whole machine, and nothing says which process is meant',
      'record it of the one process: `top -b -H -n 3 -p PID`',
    )
  }
  return factsOnly({ format: 'top', facts: topFacts(used, first, last), notes: notesOf(filled) })
}

/** Without -H each row is a process; with it, the rows share the memory of one. */
function isOfSeveral(screens: readonly Screen[]): boolean {
  return screens.some(({ threads, rows }) =>
    threads ? new Set(rows.map(({ resBytes }) => resBytes)).size > 2 : new Set(rows.map(({ pid }) => pid)).size > 1,
  )
}

function notesOf(screens: readonly Screen[]): readonly string[] {
  return screens.length > 1
    ? [`${screens.length} screens; the first averages over the whole life of the process and is not used for CPU`]
    : ['one screen of top may average over the whole life of the process: take three']
}

function topFacts(used: readonly Screen[], first: Screen, last: Screen): FileFacts {
  const cores = used.map(({ rows }) => rows.reduce((sum, { percent }) => sum + percent, 0) / 100)
  const half = (0.05 / 100) * Math.max(...used.map(({ rows }) => rows.length))
  const bounds: SignalBound[] = [
    {
      signal: 'cpu_user_pct',
      unit: 'cores',
      low: Math.max(0, Math.min(...cores) - half),
      high: Math.max(...cores) + half,
      basis: { id: 'printed-reading', tool: 'top' },
    },
  ]
  const share = collectorShare(first, last)
  if (share) bounds.push(share)
  const bytes = Math.max(...last.rows.map(({ resBytes }) => resBytes))
  return {
    clock: 'instant',
    bounds,
    rssPoints: [{ timeMs: 0, bytes }],
    ...(last.threads ? { threadCounts: [{ timeMs: 0, count: last.rows.length }] } : {}),
  }
}

/** CPU of the collector's threads among all of the process', by their TIME+ between the first and the last screen. */
function collectorShare(first: Screen, last: Screen): SignalBound | undefined {
  if (!last.threads || !last.rows.some(({ collector }) => collector)) return undefined
  const before =
    first === last ? new Map<string, number>() : new Map(first.rows.map((row) => [row.pid, row.cpuSeconds]))
  let all = 0
  let collector = 0
  for (const row of last.rows) {
    const seconds = Math.max(0, row.cpuSeconds - (before.get(row.pid) ?? 0))
    all += seconds
    if (row.collector) collector += seconds
  }
  // TIME+ is of hundredths: below a tenth of a second there is nothing to share out.
  if (all < 0.1) return undefined
  return {
    signal: 'cpu_alloc_pct',
    low: (100 * Math.max(0, collector - 0.01 * last.rows.length)) / all,
    basis: { id: 'collector-threads', cpuSeconds: collector, allCpuSeconds: all },
  }
}

function topRow(words: readonly string[], columns: readonly string[]): TopRow | undefined {
  const at = (name: string): string => words[columns.indexOf(name)] ?? ''
  if (columns.length === 0 || words.length < columns.length || !/^\d{1,10}$/.test(at('PID'))) return undefined
  const percent = decimal(at('%CPU'))
  const resBytes = topBytes(at('RES'))
  const cpuSeconds = clockSeconds(at('TIME+') || at('TIME'))
  if (!(percent >= 0) || resBytes === undefined || cpuSeconds === undefined) return undefined
  const command = words.slice(columns.length - 1).join(' ')
  return {
    pid: at('PID'),
    percent,
    resBytes,
    cpuSeconds,
    collector: collectorThread.test(command),
    kernel: kernelThread.test(command),
  }
}

/** KiB without a letter, else "1.2g". */
function topBytes(text: string): number | undefined {
  const found = /^(\d{1,12}(?:[.,]\d{1,3})?)([kmgtp])?$/i.exec(text)
  if (!found) return undefined
  return decimal(found[1] ?? '') * 1024 ** (found[2] === undefined ? 1 : 'kmgtp'.indexOf(found[2].toLowerCase()) + 1)
}

/** "0:12.13", "1-02:03:04", "12:34": days, hours, minutes, seconds from the right. */
export function clockSeconds(text: string): number | undefined {
  const found = /^(?:(\d{1,5})-)?(?:(\d{1,5}):)?(\d{1,6}):(\d{1,2}(?:[.,]\d{1,2})?)$/.exec(text)
  if (!found) return undefined
  const [days, hours, minutes, seconds] = found.slice(1).map((one) => (one === undefined ? 0 : decimal(one)))
  return ((days ?? 0) * 24 + (hours ?? 0)) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)
}

/** `ps aux`, `ps -o pid,pcpu,rss,nlwp,time,etime`: %CPU here is a mean since the start of the process, TIME is a counter. */
export const readPs: FormatReader = (bytes, options) => {
  let columns: readonly string[] = []
  const rows: (readonly string[])[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 20_000) return
      const words = line.trim().split(/\s+/)
      if (words.includes('PID') && (words.includes('TIME') || words.includes('TIME+'))) columns = words
      else if (columns.length > 0 && words.length >= columns.length && rows.length < mostRows) rows.push(words)
    },
    options.onProgress,
  )
  const at = (row: readonly string[], name: string): string => row[columns.indexOf(name)] ?? ''
  const known = rows.filter((row) => /^\d{1,10}$/.test(at(row, 'PID')))
  const processes = new Set(known.map((row) => at(row, 'PID')))
  if (processes.size !== 1) {
    return noNumbers(
      options.fileName,
      processes.size === 0
        ? 'it is of ps, without a process'
        : 'it lists several processes, and nothing says which is meant',
      'record the one process, twice: `ps -o pid,rss,nlwp,time,etime -p PID`',
    )
  }
  // With -L each row is a thread of it.
  const seconds = known.map((row) => clockSeconds(at(row, 'TIME')) ?? Number.NaN).reduce((sum, one) => sum + one, 0)
  const row = known[0] ?? []
  const rss = Number(at(row, 'RSS') || at(row, 'RSZ') || Number.NaN)
  const threads = columns.includes('LWP') ? known.length : Number(at(row, 'NLWP') || Number.NaN)
  return factsOnly({
    format: 'ps',
    notes: ['ps counts CPU since the start of the process: two, some time apart, give a rate'],
    facts: {
      clock: 'instant',
      ...(Number.isFinite(seconds) ? { processCpu: [{ timeMs: 0, seconds }] } : {}),
      ...(Number.isFinite(rss) ? { rssPoints: [{ timeMs: 0, bytes: rss * 1024 }] } : {}),
      ...(Number.isFinite(threads) ? { threadCounts: [{ timeMs: 0, count: threads }] } : {}),
    },
  })
}
