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
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { factsOnly } from './factsOnly.ts'
import { pprofAmount } from './pprofAmount.ts'
import { cpuFacts, PprofHeader } from './pprofHeader.ts'

/** By `Type:`, what the amounts are of. */
const kinds: Readonly<Record<string, Pick<ParsedPart, 'kind' | 'covers'>>> = {
  cpu: { kind: 'cpu', covers: 'interval' },
  inuse_space: { kind: 'heap', covers: 'gauge' },
  alloc_space: { kind: 'heap', covers: 'cumulative' },
  delay: { kind: 'block', covers: 'cumulative' },
}

/** The mutex profile is of the type of the block profile, and ends where the lock is let go. */
const holders: Pick<ParsedPart, 'kind' | 'covers'> = { kind: 'lock', covers: 'cumulative' }
const lettingGo = /^(?:internal\/)?sync\.\(\*(?:RW)?Mutex\)\.R?Unlock$/

function isOfHolders(rows: readonly { readonly name: string; readonly flat: number }[]): boolean {
  const sum = rows.reduce((all, { flat }) => all + flat, 0)
  return sum > 0 && rows.reduce((all, { name, flat }) => all + (lettingGo.test(name) ? flat : 0), 0) > sum / 2
}

/** Go's collector and allocator, whole: what stands below them is theirs. */
const allocator = /^runtime\.(?:gcBgMarkWorker|gcAssistAlloc|mallocgc|bgsweep|bgscavenge|gcStart)(?:\.|$)/

export const readPprofTop: FormatReader = (bytes, options) => {
  const header = new PprofHeader()
  let listed = 0
  let flatSum = 0
  let allocatorShare = 0
  let isDrawn = false
  const rows: { readonly name: string; readonly flat: number }[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 4000) return
      header.line(line)
      isDrawn ||= /^-{5,200}\+-{5,200}/.test(line)
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
  const { type, startMs, lengthMs, total, window } = header
  const part = type === 'delay' && isOfHolders(rows) ? holders : kinds[type === '' ? 'cpu' : type]
  if (listed === 0 && isDrawn)
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: 'it is a tree, the traces or the callers that pprof printed, of which its list of functions (-top) alone is read',
      todo: 'open the profile itself, the file that pprof was given',
    })
  if (listed === 0) {
    // A service that did nothing has nothing to list, and that is an answer.
    if (part?.kind === 'cpu' && total === 0 && lengthMs !== undefined && lengthMs > 0)
      return factsOnly({
        format: 'pprof-top',
        runtime: 'go',
        facts: cpuFacts(0, lengthMs, 0, 0, window),
        notes: ['not one sample of CPU in it: next to nothing ran'],
      })
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
    traits: ['no-stacks'],
    ...(part?.kind === 'cpu' ? { periodType: { type: 'cpu', unit: 'nanoseconds' }, period: 1e7 } : {}),
    runtime: 'go',
    ...(startMs === undefined ? {} : { startMs }),
    ...(lengthMs === undefined ? {} : { durationMs: lengthMs }),
  })
  const facts = part?.kind === 'cpu' ? cpuFacts(total ?? flatSum, lengthMs, allocatorShare, listed, window) : {}
  // The drawing says where; how much is in the header, exact, and is a fact.
  return ok({ format: 'pprof-top', parts: [{ ...part, ...(window ? { window } : {}), profile }], facts })
}
