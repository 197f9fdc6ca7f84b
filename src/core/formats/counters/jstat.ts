/**
 * `jstat -gc [-t] PID INTERVAL`: a row of counters now and then, sizes in KiB.
 *
 *   Timestamp  S0C  S1C  S0U  S1U  EC  EU  OC  OU  MC  MU  CCSC  CCSU  YGC  YGCT  FGC  FGCT  CGC  CGCT  GCT
 *
 * How far rows lie apart is only in it with -t. Between two rows without a collection, what eden gained was allocated; with one, eden
 * was emptied somewhere between; with more, nothing can be said of what came and went.
 */
import { bytesPerMb } from '../../base/units.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, LiveHeapPoint } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { livePoints, thinned } from './heapSteps.ts'
import { decimal } from './numbers.ts'

interface Row {
  readonly timeMs: number
  readonly eden: number
  readonly survivors: number
  readonly old: number
  readonly edenSize: number
  readonly young: number
  readonly full: number
  readonly collectorSeconds: number
}

const kib = 1024

export const readJstat: FormatReader = (bytes, options) => {
  let names: readonly string[] = []
  let percent = false
  const rows: Row[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const words = line.trim().split(/\s+/)
      if (words.includes('YGC') && words.includes('GCT')) {
        names = words
        percent = !words.includes('EU')
        return
      }
      if (names.length === 0 || words.length !== names.length) return
      const value = (name: string): number => decimal(words[names.indexOf(name)] ?? '0')
      const row = {
        timeMs: value('Timestamp') * 1000,
        eden: value('EU') * kib,
        survivors: (value('S0U') + value('S1U')) * kib,
        old: value('OU') * kib,
        edenSize: value('EC') * kib,
        young: value('YGC'),
        full: value('FGC'),
        collectorSeconds: value('GCT'),
      }
      if (Object.values(row).every(Number.isFinite) && rows.length < 1_000_000) rows.push(row)
    },
    options.onProgress,
  )
  const last = rows.at(-1)
  if (percent || last === undefined) {
    return noNumbers(
      options.fileName,
      percent ? 'it is of jstat -gcutil, which has percentages and no bytes' : 'it is of jstat without a row',
      'record it as `jstat -gc -t PID 1000`',
    )
  }
  const timed = names.includes('Timestamp')
  const used = last.eden + last.survivors + last.old
  const facts: FileFacts = {
    clock: timed ? 'own' : 'instant',
    bounds: [
      {
        signal: 'live_heap_mb',
        high: used / bytesPerMb,
        basis: { id: 'levels-with-garbage', slackMb: used / bytesPerMb, seconds: 0 },
      },
    ],
    ...(timed ? timedFacts(rows) : {}),
  }
  const notes = timed ? [] : ['its rows do not say how far they lie apart: with -t they do, and rates can be told']
  return factsOnly({ format: 'jstat', runtime: 'jvm', facts, notes })
}

function timedFacts(rows: readonly Row[]): FileFacts {
  const totals: { timeMs: number; bytes: number; errorBytes: number }[] = []
  const live: LiveHeapPoint[] = []
  let bytes = 0
  let error = 0
  let blind = false
  let before: Row | undefined
  for (const row of rows) {
    if (before !== undefined) {
      const collections = row.young - before.young + (row.full - before.full)
      if (collections < 0 || collections > 1) blind = true
      // Emptied somewhere between, at most full.
      const low = collections === 0 ? Math.max(0, row.eden - before.eden) : row.eden
      const high = collections === 0 ? low : Math.max(low, row.eden + Math.max(0, before.edenSize - before.eden))
      bytes += (low + high) / 2
      error += (high - low) / 2
      if (row.full > before.full) live.push({ timeMs: row.timeMs, bytes: row.old + row.survivors, collection: 'full' })
    }
    totals.push({ timeMs: row.timeMs, bytes, errorBytes: error / 1.96 })
    before = row
  }
  return {
    ...(blind ? {} : { allocatedTotals: thinned(totals) }),
    ...livePoints(live),
    collectorPauseTotals: thinned(rows.map(({ timeMs, collectorSeconds }) => ({ timeMs, seconds: collectorSeconds }))),
  }
}
