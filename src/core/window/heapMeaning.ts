/**
 * Go's heap file has one schema and several meanings (formats.md §1.4). Decided by what is in it, never by its name alone.
 */
import { findValueColumn, hasLevelOfEnd } from '../profile/profile.ts'
import type { ValueType } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import { liveColumn } from './columns.ts'

export type HeapMeaning =
  /** alloc since process start, inuse now. */
  | 'snapshot'
  /** `?seconds=`: all columns are end − start; inuse is growth, not a level. */
  | 'delta'
  /** A collector's: alloc over the interval, inuse now. */
  | 'collector-delta'
  /** Cannot be told apart from the other deltas: alloc is good, inuse is a level or growth. */
  | 'ambiguous-delta'
  /** A store's merge of several snapshots: inuse was summed. */
  | 'merged'

/** A comparison gathers the same captures for every part of both windows, and all their samples say what one means. */
const known = new WeakMap<Capture, HeapMeaning>()

export function heapMeaning(capture: Capture): HeapMeaning {
  const found = known.get(capture) ?? meaningOf(capture)
  known.set(capture, found)
  return found
}

function meaningOf(capture: Capture): HeapMeaning {
  const { profile, hints, file } = capture
  const live = liveColumn(profile)
  const allocObjects = profile.samples.values[findValueColumn(profile, 'alloc_objects')]
  const liveObjects = profile.samples.values[findValueColumn(profile, 'inuse_objects')]
  const lives = live === undefined ? undefined : profile.samples.values[live.column]
  if (hints.summedSnapshots !== undefined) return 'merged'
  if (lives === undefined) return 'snapshot'
  if (lives.some((value) => value < 0)) return 'delta'
  const hasDuration = (profile.meta.durationMs ?? 0) > 0
  if (hasDuration && hasLevelOfEnd(profile)) return 'collector-delta'
  const inverted =
    allocObjects !== undefined &&
    liveObjects !== undefined &&
    liveObjects.some((value, row) => (allocObjects[row] ?? 0) < value)
  // A live object was allocated once: fewer allocations than live objects means that only the recent ones are counted.
  if (inverted) return 'collector-delta'
  if (!hasDuration) return capture.covers === 'interval' && allocObjects !== undefined ? 'ambiguous-delta' : 'snapshot'
  if (allocObjects === undefined)
    return profile.meta.runtime === 'go' && capture.covers === 'interval' ? 'merged' : 'snapshot'
  return /(^|[^a-z])(heap|allocs)-delta/i.test(file) ? 'delta' : 'ambiguous-delta'
}

/** Go with `MemProfileRate` 0 serves an empty file and a period of 0: nothing was measured, and nothing is not held. */
export function isHeapProfilingOff({ profile }: Capture): boolean {
  const { runtime, period = 0, durationMs = 0 } = profile.meta
  // An empty file has no frame that names the runtime: its columns are Go's.
  const isGo = runtime === 'go' || (runtime === undefined && durationMs === 0 && hasGoColumns(profile.valueTypes))
  return isGo && period === 0 && profile.samples.length === 0
}

const goColumns = ['alloc_objects', 'alloc_space', 'inuse_objects', 'inuse_space']
const hasGoColumns = (types: readonly ValueType[]): boolean =>
  types.length === 4 && goColumns.every((type, at) => types[at]?.type === type)
