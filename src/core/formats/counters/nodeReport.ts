/**
 * Node's diagnostic report: one JSON with the process' own counters at one moment. Its environment, command line, host name, network
 * addresses, libraries and stacks stay in the file.
 */
import { bytesPerMb } from '../../base/units.ts'
import { asArray, asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'

export const readNodeReport: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const report = asRecord(json.value)
  const header = asRecord(report?.['header'])
  const usage = asRecord(report?.['resourceUsage'])
  const heap = asRecord(report?.['javascriptHeap'])
  const timeMs = Number(asText(header?.['dumpEventTimeStamp']) ?? Number.NaN)
  const user = asNumber(usage?.['userCpuSeconds'])
  const kernel = asNumber(usage?.['kernelCpuSeconds'])
  const rss = asNumber(usage?.['rss'])
  const used = asNumber(heap?.['usedMemory'])
  const cores = asArray(header?.['cpus']).length
  if (!Number.isFinite(timeMs) || timeMs <= 0 || user === undefined || kernel === undefined) {
    return noNumbers(
      options.fileName,
      'it is a diagnostic report of Node without its time or its CPU counters',
      'write it again, twice some seconds apart: kill -USR2 under --report-on-signal',
    )
  }
  const window = { fromMs: timeMs, untilMs: timeMs }
  return factsOnly({
    format: 'node-report',
    runtime: 'v8',
    notes: ['one report holds counters since the start of the process: two, some time apart, give rates'],
    facts: {
      processCpu: [{ timeMs, seconds: user + kernel }],
      ...(rss === undefined ? {} : { rssPoints: [{ timeMs, bytes: rss }] }),
      ...(cores === 0
        ? {}
        : {
            cores,
            coresFrom: 'CPUs of the machine, by the report',
            coresOfMachine: true as const,
          }),
      // Between collections the heap is filled with garbage: it is never a slope.
      ...(used === undefined
        ? {}
        : {
            bounds: [
              {
                signal: 'live_heap_mb' as const,
                high: used / bytesPerMb,
                window,
                basis: { id: 'levels-with-garbage' as const, slackMb: used / bytesPerMb, seconds: 0 },
              },
            ],
          }),
    },
  })
}
