/**
 * What `go tool pprof -top` prints: a ranking of functions, and above it the one line that says how much CPU there was at all.
 *
 *   Type: cpu
 *   Time: 2026-11-28 03:56:20 UTC
 *   Duration: 20s, Total samples = 70ms ( 0.35%)
 *         flat  flat%   sum%        cum   cum%
 *         20ms 28.57% 28.57%       20ms 28.57%  northwind.example/desk/sessions.renderReply
 *
 * Functions without callers are drawn side by side; what the list leaves out is one box of its own.
 */
import type { SignalBound } from '../../base/bounds.ts'
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedPart } from '../parsedFile.ts'
import { durationMs, pprofAmount } from './pprofAmount.ts'

/** By `Type:`, what the amounts are of. */
const kinds: Readonly<Record<string, Pick<ParsedPart, 'kind' | 'covers'>>> = {
  cpu: { kind: 'cpu', covers: 'interval' },
  inuse_space: { kind: 'heap', covers: 'gauge' },
  alloc_space: { kind: 'heap', covers: 'cumulative' },
  delay: { kind: 'block', covers: 'cumulative' },
}

/** Go's collector and allocator, whole: what stands below them is theirs. */
const allocator = /^runtime\.(?:gcBgMarkWorker|gcAssistAlloc|mallocgc|bgsweep|bgscavenge|gcStart)(?:\.|$)/

export const readPprofTop: FormatReader = (bytes, options) => {
  let type = ''
  let startMs: number | undefined
  let lengthMs: number | undefined
  let total: number | undefined
  let listed = 0
  let flatSum = 0
  let allocatorShare = 0
  const rows: { readonly name: string; readonly flat: number }[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 4000) return
      type = /^Type: (\w{1,40})$/.exec(line)?.[1] ?? type
      const time = /^Time: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (UTC|GMT)$/.exec(line)
      if (time) startMs = Date.parse(`${time[1]}T${time[2]}Z`)
      const header = /^Duration: ([\dhmsuµn.]{2,30}), Total samples = (\S{1,30})/.exec(line)
      if (header) {
        lengthMs = durationMs(header[1] ?? '')
        total = pprofAmount(header[2] ?? '')
      }
      const whole = /^Showing nodes accounting for \S{1,30} [\d.]{1,8}% of (\S{1,30}) total$/.exec(line)
      if (whole) total ??= pprofAmount(whole[1] ?? '')
      const row =
        /^\s*(-?[\d.]{1,20}[a-zA-Zµ]{0,3})\s+[\d.]{1,8}%\s+[\d.]{1,8}%\s+(-?[\d.]{1,20}[a-zA-Zµ]{0,3})\s+([\d.]{1,8})%\s{1,4}(\S.*)$/.exec(
          line,
        )
      if (!row) return
      const flat = pprofAmount(row[1] ?? '')
      if (flat === undefined || flat < 0) return
      const name = (row[4] ?? '').replace(/ \((?:partial-)?inline\)$/, '')
      listed++
      flatSum += flat
      rows.push({ name, flat })
      if (allocator.test(name)) allocatorShare = Math.max(allocatorShare, Number(row[3]) / 100)
    },
    options.onProgress,
  )
  const part = kinds[type === '' ? 'cpu' : type]
  if (listed === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is a list of pprof without a function in it',
      todo: 'open the profile itself, the file that pprof was given',
    })
  }
  const unit = part?.kind === 'heap' ? 'bytes' : part === undefined ? 'count' : 'nanoseconds'
  const builder = new ProfileBuilder([{ type: type === '' ? 'cpu' : type, unit }])
  for (const { name, flat } of rows) if (flat > 0) builder.sample(builder.stack(-1, builder.frame(name)), flat)
  const missing = (total ?? flatSum) - flatSum
  if (missing > 0.001 * flatSum) builder.sample(builder.stack(-1, builder.frame('(not in the list)')), missing)
  builder.note('a list of functions without their callers: open the profile itself for a flame graph')
  const profile = builder.finish({
    format: 'pprof-top',
    emitter: 'pprof -top',
    ...(part?.kind === 'cpu' ? { periodType: { type: 'cpu', unit: 'nanoseconds' }, period: 1e7 } : {}),
    runtime: 'go',
    ...(startMs === undefined ? {} : { startMs }),
    ...(lengthMs === undefined ? {} : { durationMs: lengthMs }),
  })
  const window =
    startMs !== undefined && lengthMs !== undefined && lengthMs > 0
      ? { fromMs: startMs, untilMs: startMs + lengthMs }
      : undefined
  const facts = part?.kind === 'cpu' ? cpuFacts(total ?? flatSum, lengthMs, allocatorShare, listed, window) : {}
  // The drawing says where; how much is in the header, exact, and is a fact.
  return ok({ format: 'pprof-top', parts: [{ ...part, ...(window ? { window } : {}), profile }], facts })
}

function cpuFacts(
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
