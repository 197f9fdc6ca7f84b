/**
 * What `go tool pprof` prints above its lists and into the legend of its graphs:
 *
 *   Type: cpu
 *   Time: 2026-11-28 03:56:20 UTC
 *   Duration: 20s, Total samples = 70ms ( 0.35%)
 */
import type { SignalBound } from '../../base/bounds.ts'
import type { TimeWindow } from '../../base/units.ts'
import type { FileFacts } from '../parsedFile.ts'
import { durationMs, pprofAmount } from './pprofAmount.ts'

export class PprofHeader {
  type = ''
  startMs: number | undefined
  lengthMs: number | undefined
  /** ns, bytes or counts, by `type`. */
  total: number | undefined

  line(line: string): void {
    this.type = /^Type: (\w{1,40})$/.exec(line)?.[1] ?? this.type
    this.startMs ??= timeOf(line)
    const header = /^Duration: ([\dhmsuµn.]{2,30}), Total samples = (\S{1,30})/.exec(line)
    if (header) {
      this.lengthMs = durationMs(header[1] ?? '')
      this.total = pprofAmount(header[2] ?? '')
    }
    const whole = /^Showing nodes accounting for \S{1,30} [\d.]{1,8}% of (\S{1,30}) total$/.exec(line)
    if (whole) this.total ??= pprofAmount(whole[1] ?? '')
  }

  get window(): TimeWindow | undefined {
    const { startMs, lengthMs } = this
    return startMs !== undefined && lengthMs !== undefined && lengthMs > 0
      ? { fromMs: startMs, untilMs: startMs + lengthMs }
      : undefined
  }
}

/** In a zone that its letters do not tell, a time is of any day's hour. */
function timeOf(line: string): number | undefined {
  const now = /^Time: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:UTC|GMT)$/.exec(line)
  if (now) return Date.parse(`${now[1]}T${now[2]}Z`)
  const older = /^Time: (\w{3} \d{1,2}, \d{4}) at (\d{1,2}:\d\d)([ap]m) \((?:UTC|GMT)\)$/.exec(line)
  const ms = older ? Date.parse(`${older[1]} ${older[2]} ${older[3]} UTC`) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

export function cpuFacts(
  totalNs: number,
  lengthMs: number | undefined,
  allocatorShare: number,
  listed: number,
  window: SignalBound['window'],
): FileFacts {
  const at = window ? { window } : {}
  const bounds: SignalBound[] = []
  if (lengthMs !== undefined && lengthMs > 0) {
    const cores = totalNs / 1e6 / lengthMs
    // As the samples of any CPU profile: one a hundredth of a second.
    const samples = totalNs / 1e7
    const half = samples > 0 ? (1.96 * cores) / Math.sqrt(samples) : 3 / (lengthMs / 10)
    bounds.push({
      signal: 'cpu_user_pct',
      unit: 'cores',
      low: Math.max(0, cores - half),
      high: cores + half,
      ...at,
      basis: { id: 'printed-reading', tool: 'pprof -top' },
    })
  }
  if (allocatorShare > 0)
    bounds.push({
      signal: 'cpu_alloc_pct',
      low: 100 * allocatorShare * Math.max(0, 1 - 1.96 / Math.sqrt(Math.max(1, (allocatorShare * totalNs) / 1e7))),
      ...at,
      basis: { id: 'listed-functions', listed, share: allocatorShare },
    })
  return bounds.length === 0 ? {} : { bounds }
}
