/**
 * `memray stats --json`: everything a run allocated, and how long it took. Under pymalloc, arenas stand for the small objects in them
 * unless the allocator itself was traced, so it is at least this.
 */
import type { SignalBound } from '../../base/bounds.ts'
import { bytesPerMb } from '../../base/units.ts'
import { asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { isoMs } from './numbers.ts'

export const readMemrayStats: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const stats = asRecord(json.value)
  const metadata = asRecord(stats?.['metadata'])
  const allocated = asNumber(stats?.['total_bytes_allocated'])
  const fromMs = timeOf(metadata?.['start_time'])
  const untilMs = timeOf(metadata?.['end_time'])
  const peak = asNumber(metadata?.['peak_memory'])
  if (allocated === undefined || fromMs === undefined || untilMs === undefined || untilMs <= fromMs) {
    return noNumbers(
      options.fileName,
      'it is a summary of memray without what was allocated or how long it took',
      'write it again: memray stats --json',
    )
  }
  const seconds = (untilMs - fromMs) / 1000
  const window = { fromMs, untilMs }
  const rate = allocated / bytesPerMb / seconds
  const isWhole = asText(metadata?.['python_allocator']) === 'malloc' || metadata?.['trace_python_allocators'] === true
  const bounds: SignalBound[] = [
    {
      signal: 'alloc_rate_mb_s',
      low: rate,
      ...(isWhole ? { high: rate } : {}),
      window,
      basis: { id: 'counted-allocations', bytes: allocated, seconds },
    },
    ...(peak === undefined
      ? []
      : [
          {
            signal: 'live_heap_mb' as const,
            high: peak / bytesPerMb,
            window,
            basis: { id: 'levels-with-garbage' as const, slackMb: peak / bytesPerMb, seconds: 0 },
          },
        ]),
  ]
  return factsOnly({
    format: 'memray-stats',
    runtime: 'cpython',
    emitter: 'memray',
    facts: { bounds },
    notes: isWhole
      ? []
      : ['small objects of pymalloc are counted by their arenas: the program allocated at least this'],
  })
}

/** "2026-11-28 07:20:24.383000+00:00" */
function timeOf(value: unknown): number | undefined {
  return isoMs((asText(value) ?? '').replace(' ', 'T'))
}
