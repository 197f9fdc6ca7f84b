/**
 * Leaked goroutines, whichever way they were printed: pprof of `goroutineleak`, its `?debug=1`, or the goroutines marked
 * `(leaked)` in `?debug=2`. They are a few of all goroutines, so they never stand for how many there are, and never for CPU.
 */
import { mostSites, type LeakedGoroutines, type LeakedSite } from '../../base/leakedGoroutines.ts'
import { findValueColumn, type Profile } from '../../profile/profile.ts'
import type { EpochMs } from '../../base/units.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { nearestOwn } from '../threadDump/doing.ts'

export const leakedType = 'goroutineleak'

/** Functions of the runtime that park, and what a dump calls it. The outer one decides: a WaitGroup sleeps on a semaphore. */
const parks: readonly (readonly [RegExp, string])[] = [
  [/^runtime\.(chansend\d?|selectnbsend)$/, 'chan send'],
  [/^runtime\.(chanrecv\d?|selectnbrecv)$/, 'chan receive'],
  [/^runtime\.(selectgo|block)$/, 'select'],
  [/^sync\.\(\*WaitGroup\)\.Wait$/, 'sync.WaitGroup.Wait'],
  [/^sync\.\(\*Cond\)\.Wait$/, 'sync.Cond.Wait'],
  [/^(internal\/)?sync\.\(\*RWMutex\)\.(R?Lock)/, 'sync.RWMutex.Lock'],
  [/^(internal\/)?sync\.\(\*Mutex\)\.[Ll]ock/, 'sync.Mutex.Lock'],
]

export interface LeakedEntry {
  /** Leaf first. */
  readonly names: readonly string[]
  readonly count: number
  /** As the dump prints it; from the frames when absent. */
  readonly words?: string
  /** From `created by`; from the root of the stack when absent. */
  readonly begunBy?: string
}

export function leakedOf(entries: Iterable<LeakedEntry>, atMs?: EpochMs): LeakedGoroutines {
  const sites = new Map<string, LeakedSite>()
  let all = 0
  for (const { names, count, words, begunBy } of entries) {
    if (!(count > 0)) continue
    all += count
    const site = nearestOwn(names)
    const waits = words ?? waitsOf(names)
    const begun = withoutClosure(begunBy ?? names.findLast((name) => name !== 'runtime.goexit') ?? '')
    const key = `${site}\n${waits}\n${begun}`
    sites.set(key, { site, waits, begunBy: begun, count: (sites.get(key)?.count ?? 0) + count })
  }
  const largest = [...sites.values()].toSorted((a, b) => b.count - a.count).slice(0, mostSites)
  return { count: all, sites: largest, ...(atMs === undefined ? {} : { atMs }) }
}

/** From a profile whose column counts leaked goroutines; undefined when it has none. */
export function leakedIn(profile: Profile): LeakedGoroutines | undefined {
  const column = profile.samples.values[findValueColumn(profile, leakedType)]
  if (column === undefined) return undefined
  const { stacks, frames, strings, samples, meta } = profile
  const entries = Array.from(column, (count, sample): LeakedEntry => {
    const names: string[] = []
    for (let row = samples.stack[sample] ?? -1; row >= 0 && names.length < 500; row = stacks.prefix[row] ?? -1)
      names.push(strings[frames.name[stacks.frame[row] ?? 0] ?? 0] ?? '')
    return { names, count }
  })
  return leakedOf(entries, meta.startMs)
}

/** A fact beside the profiles: there is no pane of goroutines, and drawn as one of CPU or locks it would say what is not so. */
export function leakedFile(format: string, leakedGoroutines: LeakedGoroutines): ParsedFile {
  const notes = leakedGoroutines.count === 0 ? ['no goroutine is leaked: the collector looked when this was taken'] : []
  return { format, parts: [], facts: { leakedGoroutines }, about: { runtime: 'go', emitter: 'go', notes } }
}

function waitsOf(names: readonly string[]): string {
  const near = names.slice(0, 12)
  for (const [shape, words] of parks) if (near.some((name) => shape.test(name))) return words
  return ''
}

/** `main.price.func1`, `main.price.gowrap2`: what the compiler calls a function without a name inside `main.price`. */
export const withoutClosure = (name: string): string =>
  name.replace(/(\.(func|gowrap|deferwrap)\d+(\.\d+)*|-range\d+)+$/, '')
