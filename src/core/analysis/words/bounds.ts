/**
 * Bounds in English: where a signal must lie, and what says so. One sentence per basis; a basis without one does not compile. Nobody reads
 * these back.
 */
import type { BoundBasis, BoundBasisId } from '../../base/bounds.ts'
import { formatBytes, formatNumber, formatRange, formatShare, formatShort, formatSpan } from '../../base/numbers.ts'
import { bytesPerMb } from '../../base/units.ts'
import type { SignalId } from '../../base/vocabulary.ts'
import type { SignalRange } from '../../signals/range.ts'

type Words = { readonly [Id in BoundBasisId]: (basis: Extract<BoundBasis, { readonly id: Id }>) => string }

const count = (value: number, one: string, many: string = `${one}s`): string =>
  `${formatNumber(value)} ${value === 1 ? one : many}`
const mb = (value: number): string => formatBytes(value * bytesPerMb)

const words: Words = {
  'runnable-threads': ({ samples, ticks }) =>
    `${count(samples, 'thread')} looked runnable in ${count(ticks, 'tick')}, which are never fewer than those that ran`,
  'active-in-looks': ({ active, looks }) => `${count(active, 'active thread')} in ${count(looks, 'look')}`,
  'gil-holders': ({ samples, ticks }) =>
    `the GIL was held at ${formatNumber(samples)} of ${count(ticks, 'tick')}, less a fifth: its holder can be off the CPU`,
  'named-waits': ({ waiting, unknown, threads, looks }) =>
    `${formatNumber(waiting)} of ${count(threads, 'thread')} stood where a lock is named and ${formatNumber(unknown)} where nothing tells, in ${count(looks, 'look')}`,
  'one-look': ({ waiting, threads }) => `${formatNumber(waiting)} of ${count(threads, 'thread')} at that instant`,
  looks: ({ waiting, threads, looks }) =>
    `${formatShort(waiting)} of ${formatShort(threads)} threads in ${count(looks, 'look')}`,
  'waiters-of-one-thread': ({ waiters, seconds }) =>
    `${formatShort(waiters)} threads wait on average over ${formatSpan(seconds)}, of one or more that there are`,
  'pause-cpu': ({ cpuSeconds, pauses, seconds }) =>
    `${formatSpan(cpuSeconds)} of CPU in ${count(pauses, 'pause')} over ${formatSpan(seconds)}`,
  'pause-time': ({ pauseSeconds, pauses, seconds }) =>
    `${formatSpan(pauseSeconds)} of pauses${pauses > 0 ? ` (${formatNumber(pauses)})` : ''} over ${formatSpan(seconds)}, in part of which the collector may have waited for the CPU`,
  'process-less-threads': ({ processSeconds, threadSeconds }) =>
    `${formatSpan(processSeconds)} of CPU in the process, ${formatSpan(threadSeconds)} of it in the program’s own threads`,
  'collector-threads': ({ cpuSeconds, allCpuSeconds }) =>
    `${formatSpan(cpuSeconds)} of CPU in the collector, of ${formatSpan(allCpuSeconds)}`,
  'collector-share': ({ share }) =>
    `marking took ${formatShare(share)} of Go’s processors’ time, and of what CPU they were given`,
  'young-collections': ({ collections, seconds }) =>
    `${count(collections, 'collection')} over ${formatSpan(seconds)}, young ones among them, which count promoted garbage as live`,
  'levels-with-garbage': ({ slackMb }) => `what is held, garbage included (up to ${mb(slackMb)})`,
  'two-histograms': ({ grownMb, seconds }) => `the classes grew by ${mb(grownMb)} over ${formatSpan(seconds)}`,
  'resident-memory': ({ grownMb, seconds }) => `resident memory grew by ${mb(grownMb)} over ${formatSpan(seconds)}`,
  'mean-since-start': ({ seconds }) => `the mean over the ${formatSpan(seconds)} since the start`,
  'counted-allocations': ({ bytes, seconds }) =>
    `${formatBytes(bytes)} were counted over ${formatSpan(seconds)}, and not all is`,
  'event-loop-busy': ({ busyShare }) => `the one JavaScript thread was busy ${formatShare(busyShare)} of the time`,
  'listed-functions': ({ listed, share }) =>
    `one of ${count(listed, 'function')} listed has ${formatShare(share)} below it`,
  'printed-reading': ({ tool }) => `as ${tool} printed it`,
  'counter-difference': ({ seconds }) => `a counter read twice, ${formatSpan(seconds)} apart`,
  'filled-between-collections': ({ bytes, seconds }) =>
    `${formatBytes(bytes)} had filled the heap again between collections over ${formatSpan(seconds)}`,
  'line-through-collections': ({ collections, seconds }) =>
    `a line through ${count(collections, 'collection')} over ${formatSpan(seconds)}`,
  'line-through-snapshots': ({ snapshots, seconds }) =>
    `a line through ${count(snapshots, 'snapshot')} over ${formatSpan(seconds)}`,
  'fewest-cores': ({ cores }) => `if its container may use ${count(cores, 'core')}`,
  'wider-counter': ({ of }) => `a counter of the whole ${of}`,
}

export function basisText(basis: BoundBasis): string {
  // The table has a function for each id that takes that very basis; TypeScript cannot follow the pair.
  return (words[basis.id] as (one: BoundBasis) => string)(basis)
}

/** "at least 34 %: 15 s of CPU in 480 pauses over 44 s" */
export function rangeText(id: SignalId, range: SignalRange): string {
  const reasons = [range.lowFrom, range.highFrom].flatMap((basis) => (basis === undefined ? [] : [basisText(basis)]))
  const [low, high] = reasons
  // Both ends out of the same reckoning at two times: told without which is which, it reads as said twice.
  const isTwice = low !== high && high !== undefined && range.lowFrom?.id === range.highFrom?.id
  const because = isTwice ? `low end ${low}; high end ${high}` : [...new Set(reasons)].join('; ')
  return `${formatRange(id, range)}: ${because}`
}
