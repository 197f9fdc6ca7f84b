/**
 * `dotnet-counters collect`, CSV and JSON:
 *
 *   Timestamp,Provider,Counter Name,Counter Type,Mean/Increment
 *   11/28/2026 04:13:53,System.Runtime,CPU Usage (%),Metric,12.5
 *   11/28/2026 04:13:53,System.Runtime,Allocation Rate (B / 1 sec),Rate,8168
 *   {"TargetProcess": "app", "StartTime": "…", "Events": [{"timestamp": "2026-11-28 04:13:53Z", "provider": "System.Runtime",
 *    "name": "dotnet.gc.heap.total_allocated (By / 1 sec)", "counterType": "Rate", "value": 8168}]}
 *
 * Times of the CSV are local, in the habits of the machine (`11/28/2026 4:13:53 AM`, `28.11.2026 04:13:53`), and do not say where: they
 * order its rows, on a clock of their own. Numbers are in them too (`12,5`).
 */
import type { SignalBound } from '../../base/bounds.ts'
import { bytesPerMb } from '../../base/units.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { thinned } from './heapSteps.ts'
import { isDayFirst, localDateMs } from './localDate.ts'

type Meaning = 'cpuPercent' | 'cpuSeconds' | 'allocated' | 'heldBytes' | 'rssBytes' | 'cores'

/** Counters of the runtime before and since .NET 9; `scale` to bytes. */
const counters: readonly (readonly [name: RegExp, is: Meaning, scale: number])[] = [
  [/^CPU Usage \(%\)$/, 'cpuPercent', 1],
  [/^dotnet\.process\.cpu\.time \(s/, 'cpuSeconds', 1],
  [/^Allocation Rate \(B/, 'allocated', 1],
  [/^dotnet\.gc\.heap\.total_allocated \(By/, 'allocated', 1],
  [/^GC Heap Size \(MB\)$/, 'heldBytes', 1e6],
  [/^Working Set \(MB\)$/, 'rssBytes', 1e6],
  [/^dotnet\.process\.memory\.working_set \(By\)$/, 'rssBytes', 1],
  [/^dotnet\.process\.cpu\.count \(/, 'cores', 1],
]

interface Reading {
  readonly timeMs: number
  readonly is: Meaning
  readonly value: number
}

const mostReadings = 1_000_000

export const readDotnetCsv: FormatReader = (bytes, options) => {
  const rows: { readonly at: string; readonly name: string; readonly value: number }[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000 || rows.length >= mostReadings) return
      // The name of a counter may hold commas in its tags, and a number one before its decimals; a provider holds none.
      const row =
        /^([^,]{4,40}),[^,]{1,200},(.{1,1500}),(?:Metric|Rate),"?([-\d.eE+]{1,40})(?:,(\d{1,20}))?"?\s*$/.exec(line)
      if (row)
        rows.push({
          at: row[1] ?? '',
          name: row[2] ?? '',
          value: Number(`${row[3]}${row[4] === undefined ? '' : `.${row[4]}`}`),
        })
    },
    options.onProgress,
  )
  const dayFirst = isDayFirst(rows.map(({ at }) => at))
  const readings: Reading[] = []
  for (const { at, name, value } of rows) add(readings, localDateMs(at, dayFirst) ?? Number.NaN, name, value)
  return counted(readings, options.fileName, false)
}

export const readDotnetJson: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const readings: Reading[] = []
  for (const event of asArray(asRecord(json.value)?.['Events'])) {
    const record = asRecord(event)
    const value = asNumber(record?.['value'])
    if (record === undefined || value === undefined || readings.length >= mostReadings) continue
    add(readings, Date.parse(asText(record['timestamp']) ?? ''), asText(record['name']) ?? '', value)
  }
  return counted(readings, options.fileName, true)
}

function add(readings: Reading[], timeMs: number, name: string, value: number): void {
  const plain = name.replace(/\[.{0,1000}\]$/, '').trim()
  const row = counters.find(([pattern]) => pattern.test(plain))
  if (row && Number.isFinite(timeMs) && Number.isFinite(value) && value >= 0)
    readings.push({ timeMs, is: row[1], value: value * row[2] })
}

function counted(readings: readonly Reading[], where: string, dated: boolean): ReturnType<FormatReader> {
  if (readings.length === 0) {
    return noNumbers(
      where,
      'it is of dotnet-counters, without a counter of the runtime',
      'collect System.Runtime: dotnet-counters collect -p PID --counters System.Runtime',
    )
  }
  const start = readings.reduce((least, { timeMs }) => Math.min(least, timeMs), Infinity)
  const of = (is: Meaning): readonly Reading[] =>
    summed(
      readings.filter((one) => one.is === is),
      dated ? 0 : start,
    )
  const cores = of('cores')[0]?.value
  const cpu = of('cpuSeconds')
  const facts: FileFacts = {
    ...(dated ? {} : { clock: 'own' as const }),
    ...(cpu.length < 2
      ? {}
      : { processCpu: thinned(accumulated(cpu)).map(({ timeMs, value }) => ({ timeMs, seconds: value })) }),
    ...(of('allocated').length < 2
      ? {}
      : {
          allocatedTotals: thinned(accumulated(of('allocated'))).map(({ timeMs, value }) => ({ timeMs, bytes: value })),
        }),
    ...(of('rssBytes').length === 0
      ? {}
      : { rssPoints: thinned(of('rssBytes')).map(({ timeMs, value }) => ({ timeMs, bytes: value })) }),
    ...(cores === undefined || cores <= 0 ? {} : { cores, coresFrom: 'CPUs of the process, by dotnet-counters' }),
    bounds: boundsOf(of('cpuPercent'), of('heldBytes')),
  }
  return factsOnly({ format: 'dotnet-counters', runtime: 'dotnet', facts })
}

/** A counter with tags is several rows of one time: user and system, generations. */
function summed(readings: readonly Reading[], startMs: number): readonly Reading[] {
  const byTime = new Map<number, Reading>()
  for (const { timeMs, is, value } of readings) {
    const at = timeMs - startMs
    byTime.set(at, { timeMs: at, is, value: (byTime.get(at)?.value ?? 0) + value })
  }
  return [...byTime.values()].toSorted((a, b) => a.timeMs - b.timeMs)
}

/** Each row is what came since the row before. */
function accumulated(readings: readonly Reading[]): readonly Reading[] {
  let sum = 0
  return readings.map((reading, index) => {
    if (index > 0) sum += reading.value
    return { ...reading, value: sum }
  })
}

function boundsOf(percent: readonly Reading[], held: readonly Reading[]): readonly SignalBound[] {
  const last = held.at(-1)
  const values = percent.map(({ value }) => value)
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const spread = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) /
      Math.max(1, values.length - 1) /
      Math.max(1, values.length),
  )
  const half = values.length < 2 ? mean : 1.96 * spread + 0.01
  return [
    ...(values.length === 0
      ? []
      : [
          {
            signal: 'cpu_user_pct' as const,
            low: Math.max(0, mean - half),
            high: Math.min(100, mean + half),
            basis: { id: 'printed-reading' as const, tool: 'dotnet-counters' as const },
          },
        ]),
    // Between collections the heap is filled with garbage.
    ...(last === undefined
      ? []
      : [
          {
            signal: 'live_heap_mb' as const,
            high: last.value / bytesPerMb,
            basis: { id: 'levels-with-garbage' as const, slackMb: last.value / bytesPerMb, seconds: 0 },
          },
        ]),
  ]
}
