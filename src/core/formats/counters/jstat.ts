/**
 * `jstat -gc [-t] PID INTERVAL`: a row of counters now and then, sizes in KiB.
 *
 *   Timestamp  S0C  S1C  S0U  S1U  EC  EU  OC  OU  MC  MU  CCSC  CCSU  YGC  YGCT  FGC  FGCT  CGC  CGCT  GCT
 *
 * `jstat -gcutil -t` and `-gccause -t` have percentages in place of sizes: of them the time in collections is read.
 *
 * How far rows lie apart is only in it with -t. Between two rows without a collection, what eden gained was allocated, and what the old
 * generation gained: objects too large for eden. With one, eden was emptied somewhere between; with more, it was full some times.
 */
import type { SignalBound } from '../../base/bounds.ts'
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
  readonly collections: number
  /** Of the first of two spaces; G1 has regions instead. */
  readonly survivorSize: number
  readonly full: number
  readonly collectorSeconds: number
  /** The names of the columns stand right before it. */
  readonly isFirst: boolean
}

const kib = 1024

export const readJstat: FormatReader = (bytes, options) => {
  let names: readonly string[] = []
  let percent = false
  let isZ = false
  let isFirst = true
  const rows: Row[] = []
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 2000) return
      const words = line.trim().split(/\s+/)
      if (words.includes('YGC') && words.includes('GCT')) {
        // The causes of -gccause come last, and are of any number of words.
        names = words.filter((word) => word !== 'LGCC' && word !== 'GCC')
        percent = !words.includes('EU')
        isFirst = true
        return
      }
      if (names.length === 0 || words.length < names.length) return
      const word = (name: string): string => words[names.indexOf(name)] ?? '0'
      if (word('S0C') === '-' && word('EC') !== '-') isZ = true
      // Any collection of ZGC is beside the program, and its pauses are counted as such.
      if (word('FGC') === '-') isZ = true
      const value = (name: string): number => (word(name) === '-' ? 0 : decimal(word(name)))
      const row = {
        timeMs: value('Timestamp') * 1000,
        eden: value('EU') * kib,
        survivors: (value('S0U') + value('S1U')) * kib,
        old: value('OU') * kib,
        edenSize: value('EC') * kib,
        collections: value('YGC') + value('FGC'),
        survivorSize: value('S0C'),
        full: value('FGC'),
        collectorSeconds: value('GCT'),
      }
      if (!Object.values(row).every(Number.isFinite) || rows.length >= 1_000_000) return
      rows.push({ ...row, isFirst })
      isFirst = false
    },
    options.onProgress,
  )
  const last = rows.at(-1)
  if (isZ) {
    return noNumbers(
      options.fileName,
      'it is of ZGC, of which jstat knows only how its last collection began',
      'let the JVM log its collections: jcmd PID VM.log what=gc* output=gc.log decorators=time,uptime,level,tags',
    )
  }
  const timed = names.includes('Timestamp')
  if (last === undefined) return noNumbers(options.fileName, 'it is of jstat without a row', recordAgain)
  const several = timed && isSeveral(rows)
  if (several && percent)
    return noNumbers(options.fileName, 'it is of several runs of jstat, one after the other', oneByOne)
  if (percent) return timed ? percentages(rows) : noNumbers(options.fileName, untimedPercentages, recordAgain)
  const used = last.eden + last.survivors + last.old
  const { bounds = [], ...ofRows } = timed && !several ? timedFacts(rows) : {}
  const facts: FileFacts = {
    clock: timed ? 'own' : 'instant',
    bounds: [
      ...bounds,
      {
        signal: 'live_heap_mb',
        high: used / bytesPerMb,
        basis: { id: 'levels-with-garbage', slackMb: used / bytesPerMb, seconds: 0 },
      },
    ],
    ...ofRows,
  }
  const notes = several
    ? [`it is of several runs of jstat or several JVMs: the last level was read, and no rate. ${oneByOne}`]
    : timed
      ? []
      : ['its rows do not say how far they lie apart: with -t they do, and rates can be told']
  return factsOnly({ format: 'jstat', runtime: 'jvm', facts, notes })
}

const recordAgain = 'record it as `jstat -gc -t PID 1000`'
const untimedPercentages =
  'it is of jstat -gcutil or -gccause without -t: it has no bytes, and does not say over what time its collections took theirs'

const oneByOne = 'Open each run as a file of its own'

/**
 * A clock that goes back, a count that falls, or new names of columns after a gap (`-h` repeats them between rows that lie as far apart as
 * the others): the rows are not of one process, or not of one time.
 */
function isSeveral(rows: readonly Row[]): boolean {
  const gaps = rows.slice(1).map(({ timeMs }, at) => timeMs - (rows[at]?.timeMs ?? 0))
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
  return rows.some((row, at) => {
    const before = rows[at - 1]
    if (before === undefined) return false
    const gap = row.timeMs - before.timeMs
    return gap < 0 || row.collections < before.collections || (row.isFirst && gap > 3 * usual + 1000)
  })
}

/** No bytes are in it; how long collections took is, as in the table with bytes. */
function percentages(rows: readonly Row[]): ReturnType<FormatReader> {
  return factsOnly({
    format: 'jstat',
    runtime: 'jvm',
    facts: { clock: 'own', collectorPauseTotals: pauseTotals(rows) },
    notes: ['it has percentages and no bytes: of it the time in collections is read (jstat -gc -t has both)'],
  })
}

const pauseTotals = (rows: readonly Row[]): NonNullable<FileFacts['collectorPauseTotals']> =>
  thinned(rows.map(({ timeMs, collectorSeconds }) => ({ timeMs, seconds: collectorSeconds })))

/** A young collection begins where eden is full, but for those that are asked for, or by what is too large for eden. */
const fullShare = { survivors: 0.5, regions: 0.25 }

/** Of what was allocated between two rows: bounds, where nothing came and went unseen. */
function allocatedBetween(
  before: Row,
  row: Row,
  leastEden: number,
): { readonly low: number; readonly high: number; readonly large: number } {
  const collections = row.collections - before.collections
  // Shenandoah has one space, and counts its pauses.
  if (row.edenSize === 0)
    return {
      low: Math.max(0, row.old - before.old),
      high: collections === 0 ? row.old - before.old : Infinity,
      large: 0,
    }
  if (collections > 1) {
    const share = row.survivorSize > 0 ? fullShare.survivors : fullShare.regions
    return { low: row.eden + (collections - 1) * share * leastEden, high: Infinity, large: 0 }
  }
  if (collections === 1) {
    const room = Math.max(before.edenSize, row.edenSize) - before.eden
    return { low: row.eden, high: row.eden + Math.max(0, room), large: 0 }
  }
  const gained = Math.max(0, row.eden - before.eden)
  const large = Math.max(0, row.old - before.old)
  // G1 gives them whole regions, of which they fill more than a half.
  return { low: gained + large / 2, high: gained + large, large }
}

function timedFacts(rows: readonly Row[]): FileFacts {
  const live: LiveHeapPoint[] = []
  const totals: { timeMs: number; bytes: number }[] = []
  const leastEden = rows.reduce((least, { edenSize }) => Math.min(least, edenSize), Infinity)
  let low = 0
  let high = 0
  let large = 0
  rows.forEach((row, at) => {
    const before = rows[at - 1]
    if (before !== undefined) {
      const between = allocatedBetween(before, row, leastEden)
      low += between.low
      high += between.high
      large += between.large
      // Shenandoah has one space, with what died since: no level that is left after a collection.
      if (row.full > before.full && row.edenSize > 0)
        live.push({ timeMs: row.timeMs, bytes: row.old + row.survivors, collection: 'full' })
    }
    totals.push({ timeMs: row.timeMs, bytes: low })
  })
  const seconds = ((rows.at(-1)?.timeMs ?? 0) - (rows[0]?.timeMs ?? 0)) / 1000
  // Large objects are collected with the others: between rows with a collection any number of them came and went.
  const isLower = high === Infinity || large > largeShare * low
  return {
    ...(seconds < 1
      ? {}
      : high === low
        ? { allocatedTotals: thinned(totals) }
        : { bounds: [rateBound(low, isLower ? undefined : high, seconds)] }),
    ...livePoints(live),
    collectorPauseTotals: pauseTotals(rows),
  }
}

const largeShare = 0.05

function rateBound(low: number, high: number | undefined, seconds: number): SignalBound {
  // Times are cut to tenths.
  const perSecond = (bytes: number, rounding: number): number => bytes / bytesPerMb / (seconds + rounding)
  const over = { bytes: (low + (high ?? low)) / 2, amount: (low + (high ?? low)) / 2, seconds }
  return high === undefined
    ? { signal: 'alloc_rate_mb_s', low: perSecond(low, 0.1), basis: { id: 'counted-allocations', ...over } }
    : {
        signal: 'alloc_rate_mb_s',
        low: perSecond(low, 0.1),
        high: perSecond(high, -0.1),
        basis: { id: 'filled-between-collections', ...over },
      }
}
