/** How many threads there were: what lock waits are divided by. */
import { formatNumber } from '../base/numbers.ts'
import type { ThreadRole } from '../base/looks.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from './capture.ts'
import { countColumn, sumOf } from './columns.ts'
import { ofKind, type GatherContext } from './gatherContext.ts'
import { changed, countOver, type CountAt, type CountOver } from './threadCount.ts'
import type { Views, WindowProfiles } from './windowProfiles.ts'

/**
 * The denominator of lock wait. Given → the wall-clock sampler's own threads → goroutine gauges of the window → what the
 * files know → threads of the process (never for Go, whose goroutines are not threads).
 */
export function threadsOf(context: GatherContext, lock: Views['lock']): WindowProfiles['threads'] {
  const { settings, captures, facts, window, runtime } = context
  if (settings.threads !== undefined && settings.threads > 0)
    return { value: settings.threads, from: settings.threadsFrom ?? 'given' }
  const hinted = captures.find((capture) => capture.hints.threads !== undefined)?.hints.threads
  if (hinted !== undefined) return { value: hinted, from: 'recording' }
  if (lock.state === 'measured' && lock.wholeNs !== undefined && lock.coveredSeconds > 0) {
    const looked = captures
      .filter((capture) => lock.files.includes(capture.file))
      .map((capture) => capture.profile.meta.threadCount ?? 0)
    const most = Math.max(0, ...looked)
    if (most > 0) return { value: most, from: 'threads seen by the sampler' }
  }
  const span = { covered: hullOf(lock) ?? window, asked: window }
  // A recording that counts its threads all the time has dumps of a few instants beside, its own or others of the process.
  const counting = facts.flatMap(({ file, facts: own }) => ((own.threadCounts ?? []).length > 0 ? [file] : []))
  const gauges = ofKind(context, 'goroutines', 'threads').filter(
    ({ covers, file, looks }) =>
      covers === 'gauge' &&
      !(looks !== undefined && (runtime === 'go' ? counting.includes(file) : counting.length > 0)),
  )
  const counted = countOver(gauges.flatMap(countAt), span)
  if (counted !== undefined) return told(counted, runtime === 'go' ? 'goroutine profile' : 'thread dump')
  const timeless = gauges.find((capture) => capture.window === undefined)
  if (timeless !== undefined) return { value: threadsIn(timeless), from: timeless.file }
  const counts = facts.flatMap(({ facts: own }) => own.threadCounts ?? [])
  const logged = countOver(counts, span)
  if (logged !== undefined) return withoutMachine(logged, machineThreads(context, counts))
  const fact = facts.find((entry) => entry.facts.threads !== undefined)
  if (fact?.facts.threads !== undefined) return { value: fact.facts.threads, from: fact.facts.threadsFrom ?? fact.file }
  const observed = (settings.process ?? []).flatMap(({ atMs, threads }) =>
    threads === undefined ? [] : [{ timeMs: atMs, count: threads }],
  )
  const seen = runtime === 'go' ? undefined : countOver(observed, span)
  return seen && told(seen, 'process observation')
}

/** With what it was between, where it changed and too few counts say when. */
function told({ value, low, high, points }: CountOver, of: string): NonNullable<WindowProfiles['threads']> {
  const from = points === 1 ? `one ${of}` : `mean of ${points} ${of}s`
  if (!(high > changed * low)) return { value, from }
  return { value, from: `${from}, ${formatNumber(low)} to ${formatNumber(high)}`, low, high }
}

/** The JVM counts its own Java threads, which take no lock of the program: the reference handler, the recorder, whoever attached. */
function withoutMachine(logged: CountOver, machine: number): NonNullable<WindowProfiles['threads']> {
  if (!(machine >= 1 && logged.low - machine >= 1)) return told(logged, 'thread count')
  const { from, ...threads } = told(
    { ...logged, value: logged.value - machine, low: logged.low - machine, high: logged.high - machine },
    'thread count',
  )
  return { ...threads, from: `${from}, ${formatNumber(machine)} of the JVM’s own left out` }
}

/** How many more were counted than dumps of the same moment show of the program; the fewest, for threads come while one looks. */
function machineThreads({ captures, runtime }: GatherContext, counts: readonly CountAt[]): number {
  const looks = captures.flatMap((capture) => (capture.looks ?? []).filter((look) => look.misses === undefined))
  if (runtime !== 'jvm' || counts.length === 0) return 0
  const more = looks.flatMap(({ atMs, threads }) => {
    if (atMs === undefined) return []
    const apart = ({ timeMs }: CountAt): number => Math.abs(timeMs - atMs)
    const near = counts.reduce((best, one) => (apart(one) < apart(best) ? one : best))
    return apart(near) > sameMomentMs ? [] : [near.count - threads.filter(isOwn).length]
  })
  return more.length === 0 ? 0 : Math.max(0, Math.min(...more))
}

/** Threads are counted every second. */
const sameMomentMs = 2000

function countAt(capture: Capture): readonly CountAt[] {
  const { window } = capture
  return window === undefined ? [] : [{ timeMs: window.untilMs, count: threadsIn(capture) / summedIn(capture) }]
}

const isOwn = ({ role }: { readonly role: ThreadRole }): boolean => role === 'application'

/** Of what the waits cover: threads of another time are no denominator of theirs. */
function hullOf(lock: Views['lock']): TimeWindow | undefined {
  if (lock.state !== 'measured' || lock.covered.length === 0) return undefined
  const fromMs = Math.min(...lock.covered.map((one) => one.fromMs))
  const untilMs = Math.max(...lock.covered.map((one) => one.untilMs))
  return untilMs > fromMs ? { fromMs, untilMs } : undefined
}

/** Per process: a store adds up the instances it was asked about, and now and then two snapshots of one. */
function summedIn({ hints }: Capture): number {
  return (hints.summedSnapshots ?? 1) * (hints.processes?.count ?? 1)
}

/** A file of several dumps counts every thread once per dump. The machine's own threads take no locks of the program. */
function threadsIn({ profile, looks }: Capture): number {
  const own = (looks ?? []).filter(({ runtime }) => runtime !== 'go')
  if (own.length > 0) return own.reduce((sum, { threads }) => sum + threads.filter(isOwn).length, 0) / own.length
  return sumOf(profile, countColumn(profile)) / Math.max(1, profile.meta.ticks ?? 1)
}
