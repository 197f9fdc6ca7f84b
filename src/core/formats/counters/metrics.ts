/**
 * A scrape of /metrics, in Prometheus' text or as OpenMetrics:
 *
 *   # TYPE process_cpu_seconds_total counter
 *   process_cpu_seconds_total 20675.3
 *   jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 1.2e+08 1795837765192        (a time in ms; OpenMetrics: in s)
 *
 * Go's own names (`/gc/heap/allocs:bytes: 9623896`, as programs print runtime/metrics) are read as their Prometheus ones, and so is the
 * `memstats` of /debug/vars.
 *
 * One scrape is levels and counters since the start, never a profile; two are rates. When it was taken is rarely in it.
 */
import type { SignalBound } from '../../base/bounds.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { bytesPerMb } from '../../base/units.ts'
import type { LoadError, Result } from '../../base/result.ts'
import { asNumber, asRecord, readJson } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { type Meaning, type MetricName, metricNames, runtimeMarks } from './metricNames.ts'
import { oneLook } from './oneLook.ts'

const collectorClasses = ['assistSeconds', 'dedicatedSeconds', 'classesSeconds', 'idleSeconds', 'spareSeconds'] as const

interface Series {
  /** By their labels. */
  readonly values: Map<string, number>
  readonly container: boolean
}

const meaningsByName: ReadonlyMap<string, readonly MetricName[]> = new Map(
  metricNames.map(({ name }) => [name, metricNames.filter((row) => row.name === name)]),
)

export const readMetrics: FormatReader = (bytes, options) => {
  const scrape = new Scrape()
  forEachLine(bytes, (line) => scrape.line(prometheusLine(line)), options.onProgress)
  return read(scrape, options)
}

/** What expvar serves at /debug/vars. The command line in it is not read, nor what the program publishes itself. */
export const readExpvar: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const memory = asRecord(asRecord(json.value)?.['memstats'])
  const scrape = new Scrape()
  for (const [field, name] of memstatsNames) {
    const value = asNumber(memory?.[field])
    if (value !== undefined) scrape.line(`${name} ${value}`)
  }
  return read(scrape, options)
}

const memstatsNames = [
  ['TotalAlloc', 'go_memstats_alloc_bytes_total'],
  ['HeapAlloc', 'go_memstats_heap_alloc_bytes'],
] as const

/** `/gc/heap/allocs:bytes`, a blank, a colon, a tab or “=”, and a number. */
const runtimeMetric =
  /^(\/(?:gc|sched|memory|cpu|sync)\/[\w/-]{1,100}:[\w-]{1,40})(?:[:=]|\s)\s{0,40}=?\s{0,10}([\d.e+]{1,40})$/

function prometheusLine(line: string): string {
  if (!line.startsWith('/')) return line
  const [, name = '', value = ''] = runtimeMetric.exec(line.slice(0, 300).trimEnd()) ?? []
  const plain = `go${name.replace(/[^a-z0-9]/g, '_')}`
  return `${meaningsByName.has(plain) ? plain : `${plain}_total`} ${value}`
}

function read(scrape: Scrape, options: ReadOptions): Result<ParsedFile, LoadError> {
  const { facts, notes } = scrape.facts()
  if (Object.keys(facts).every((name) => name === 'clock')) {
    return noNumbers(
      options.fileName,
      scrape.processes > 1
        ? `it holds the counters of ${scrape.processes} processes, and nothing says which is meant`
        : scrape.isOfExporter
          ? 'it is of an exporter, which counts what it used itself, not what the service did'
          : 'none of its counters says how much CPU or memory a process used',
      'scrape the service’s own /metrics, twice, some time apart',
    )
  }
  const { runtime } = scrape
  return factsOnly({ format: 'metrics', facts, notes, ...(runtime === undefined ? {} : { runtime }) })
}

/** Pages of programs that tell of something else, and beside that what they use themselves. */
const exporter = /exporter_build_info$|^(?:kube_state_metrics_build_info|cadvisor_version_info|machine_cpu_cores)$/

class Scrape {
  #runtime: Runtime | undefined
  /** Then only what it says of containers is of a service. */
  isOfExporter = false
  /** Of names that are kept. One that comes again begins another scrape: `curl … >> file`. */
  readonly #seen = new Set<string>()
  #last = ''
  scrapes = 1
  /** By meaning and name: the order of `metricNames` chooses among names of one meaning. */
  readonly #found = new Map<string, Series>()
  readonly #instances = new Set<string>()
  #atMs: number | undefined

  get runtime(): Runtime | undefined {
    return this.isOfExporter ? undefined : this.#runtime
  }

  get processes(): number {
    return this.#instances.size
  }

  line(line: string): void {
    if (line === '' || line.startsWith('#') || line.length > 4000) return
    const brace = line.indexOf('{')
    const space = line.indexOf(' ')
    const name = line.slice(0, brace >= 0 && (space < 0 || brace < space) ? brace : space)
    this.isOfExporter ||= exporter.test(name)
    this.#runtime ??= runtimeMarks.find(([prefix]) => name.startsWith(prefix))?.[1]
    const rows = meaningsByName.get(name)
    if (rows === undefined) return
    const close = brace >= 0 ? line.lastIndexOf('}') : -1
    const labels = brace >= 0 ? line.slice(brace + 1, close) : ''
    const [valueText = '', timeText] = line
      .slice((close >= 0 ? close : name.length) + 1)
      .trim()
      .split(/\s+/, 2)
    const value = Number(valueText)
    if (valueText === '' || !Number.isFinite(value) || value < 0 || value > 1e30) return
    const instance = /(?:^|,)(?:instance|pod|container_id|id)="([^"]{0,300})"/.exec(labels)?.[1]
    const series = `${name} ${labels}`
    // The same one at several times, one after the other, is a dump of a database: the newest holds as well.
    if (this.#seen.has(series) && series !== this.#last) this.#again()
    this.#seen.add(series)
    this.#last = series
    for (const row of rows) {
      const holds = (texts: readonly string[]): boolean => texts.some((text) => labels.includes(text))
      if ((row.only && !holds(row.only)) || (row.not && holds(row.not))) continue
      if (instance !== undefined && (row.container === true || /(?:^|,)instance="/.test(labels)))
        this.#instances.add(instance)
      this.#runtime ??= row.runtime
      const key = `${row.is} ${row.name}`
      const known = this.#found.get(key) ?? { values: new Map<string, number>(), container: row.container === true }
      known.values.set(labels, value * (row.scale ?? 1))
      this.#found.set(key, known)
    }
    const stamp = timeText === undefined || timeText.startsWith('#') ? Number.NaN : Number(timeText)
    // OpenMetrics stamps in seconds, Prometheus in milliseconds.
    if (stamp > 1e8) this.#atMs = Math.max(this.#atMs ?? 0, stamp < 1e11 ? stamp * 1000 : stamp)
  }

  /** The newest holds: the sum of two is no counter of anything. */
  #again(): void {
    this.scrapes += 1
    this.#seen.clear()
    this.#found.clear()
    this.#instances.clear()
    this.#atMs = undefined
  }

  #value(meaning: Meaning): number | undefined {
    const series = this.#series(meaning)
    return series && [...series.values.values()].reduce((sum, one) => sum + one, 0)
  }

  #series(meaning: Meaning): Series | undefined {
    const row = metricNames.find(
      ({ is, name, container }) =>
        is === meaning && this.#found.has(`${is} ${name}`) && (container === true || !this.isOfExporter),
    )
    return row && this.#found.get(`${meaning} ${row.name}`)
  }

  /** The stamps of the samples, or the start of the process and how long it has been up. */
  #takenAt(): number | undefined {
    if (this.#atMs !== undefined) return this.#atMs
    const start = this.#value('startSeconds')
    const uptime = this.#value('uptimeSeconds')
    return start === undefined || uptime === undefined ? undefined : (start + uptime) * 1000
  }

  facts(): { readonly facts: FileFacts; readonly notes: readonly string[] } {
    if (this.#instances.size > 1) return { facts: {}, notes: [] }
    const taken = this.#takenAt()
    const timeMs = taken ?? 0
    const seconds = this.#value('cpuSeconds')
    const allocated = this.#value('allocatedBytes')
    const live = this.#value('liveBytes')
    const rss = this.#value('rssBytes')
    const threads = this.#value('threads')
    const pauses = this.#value('collectorPauseSeconds')
    const lockWait = this.#value('lockWaitSeconds')
    const runQueue = this.#value('runQueueSeconds')
    const cores = this.#cores()
    const bounds = this.#bounds(taken)
    const container = this.#series('cpuSeconds')?.container === true
    const start = this.#series('startSeconds')
    const started = this.#value('startSeconds')
    return {
      facts: {
        ...(taken === undefined ? { clock: 'instant' as const } : {}),
        ...(seconds === undefined ? {} : { processCpu: [{ timeMs, seconds }] }),
        ...(allocated === undefined ? {} : { allocatedTotals: [{ timeMs, bytes: allocated }] }),
        ...(live === undefined ? {} : { liveHeapPoints: [{ timeMs, bytes: live, collection: 'unknown' as const }] }),
        ...(rss === undefined ? {} : { rssPoints: [{ timeMs, bytes: rss }] }),
        ...(threads === undefined ? {} : { threadCounts: [{ timeMs, count: threads }] }),
        ...this.#collector(timeMs),
        ...(pauses === undefined ? {} : { collectorPauseTotals: [{ timeMs, seconds: pauses }] }),
        ...(lockWait === undefined ? {} : { lockWaitTotals: [{ timeMs, seconds: lockWait }] }),
        ...(runQueue === undefined ? {} : { runQueueTotals: [{ timeMs, seconds: runQueue }] }),
        ...this.#throttling(timeMs),
        ...cores,
        ...(started !== undefined && start?.values.size === 1 && !container
          ? { program: { pid: 0, startedMs: started * 1000 } }
          : {}),
        ...(bounds.length === 0 ? {} : { bounds }),
      },
      notes: [
        ...(this.scrapes > 1
          ? [`it holds ${this.scrapes} scrapes, of which the last is read: a file for each of them gives rates`]
          : []),
        'one scrape holds levels and counters: two, some time apart, give rates',
        ...(container ? ['counted for the container, which may run more than the service'] : []),
      ],
    }
  }

  /**
   * Go's classes are of the time that its processors were taken, not of CPU: beside busy neighbours they were six times what the process
   * used, and a stop of the world counts all of them. So the marking alone.
   */
  #collector(timeMs: number): Pick<FileFacts, 'collectorTimeTotals'> {
    const [assist, dedicated, all, idle] = collectorClasses.map((one) => this.#value(one))
    if (assist === undefined || dedicated === undefined || all === undefined || idle === undefined) return {}
    return { collectorTimeTotals: [{ timeMs, seconds: assist + dedicated, of: all, ran: all - idle }] }
  }

  #throttling(timeMs: number): Pick<FileFacts, 'throttling'> {
    const periods = this.#value('limitPeriods')
    const throttledPeriods = this.#value('throttledPeriods')
    const seconds = this.#value('throttledSeconds')
    if (periods === undefined || throttledPeriods === undefined || seconds === undefined) return {}
    return { throttling: [{ timeMs, periods, throttledPeriods, throttledNs: seconds * 1e9 }] }
  }

  #cores(): Pick<FileFacts, 'cores' | 'coresFrom'> {
    const quota = this.#value('quotaMicroseconds')
    const period = this.#value('periodMicroseconds')
    if (quota !== undefined && period !== undefined && quota > 0 && period > 0)
      return { cores: quota / period, coresFrom: 'the container’s CPU quota, by /metrics' }
    const cores = this.#value('cores')
    if (cores === undefined || cores <= 0) return {}
    return { cores, coresFrom: this.#runtime === 'go' ? 'GOMAXPROCS, by /metrics' : 'CPUs available, by /metrics' }
  }

  #bounds(taken: number | undefined): readonly SignalBound[] {
    const window = taken === undefined ? {} : { window: { fromMs: taken, untilMs: taken } }
    const heap = this.#value('heapBytes')
    const blocked = this.#value('blockedThreads')
    const threads = this.#value('threads')
    return [
      ...(heap === undefined
        ? []
        : [
            {
              signal: 'live_heap_mb' as const,
              high: heap / bytesPerMb,
              ...window,
              basis: { id: 'levels-with-garbage' as const, slackMb: heap / bytesPerMb, seconds: 0 },
            },
          ]),
      ...(blocked === undefined || threads === undefined ? [] : oneLook({ waiting: blocked, threads, ...window })),
    ]
  }
}
