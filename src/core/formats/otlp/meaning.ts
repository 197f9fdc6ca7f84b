/** What the numbers of a profile are, by the names its writer gives them. */
import { baseUnitOf } from '../baseUnit.ts'
import type { ValueType } from '../../profile/profile.ts'

/** One question each; a resource has at most one profile per question. */
export type Question = 'cpu' | 'wall' | 'block' | 'lock' | 'heap' | 'native' | 'unknown'

export const columnsOf: Readonly<Record<Question, readonly ValueType[]>> = {
  cpu: types('cpu nanoseconds', 'samples count'),
  wall: types('wall nanoseconds', 'samples count'),
  block: types('delay nanoseconds', 'contentions count'),
  lock: types('delay nanoseconds', 'contentions count'),
  heap: types('alloc_objects count', 'alloc_space bytes', 'inuse_objects count', 'inuse_space bytes'),
  native: types('malloc bytes', 'allocations count'),
  unknown: types('value count'),
}

function types(...pairs: readonly string[]): readonly ValueType[] {
  return pairs.map((pair) => ({ type: pair.split(' ')[0]!, unit: pair.split(' ')[1]! }))
}

export interface Meaning {
  readonly question: Question
  readonly column: number
  /** Factor to base units. */
  readonly scale: number
  /** A value, or an event without one, stands for this much in the first column of its question as well (samples × period). */
  readonly perEvent?: number
}

const scaleOf = (unit: string): number | undefined => baseUnitOf(unit)?.factor

/** Type as written → question, column for nanoseconds or bytes, column for counts (−1: none). */
const rows: readonly (readonly [shape: RegExp, question: Question, amount: number, count: number])[] = [
  // async-profiler names its engine: ctimer, itimer, perf_events.
  [/^(cpu|ctimer|itimer|perf_events|on_?cpu)$/, 'cpu', 0, 1],
  [/^(wall|wallclock)$/, 'wall', 0, 1],
  [/^off_?cpu$/, 'block', 0, 1],
  [/^(lock_tracer|native_lock_tracer|locks|delay|contentions|mutex)$/, 'lock', 0, 1],
  [/^(object_sampler|alloc_tracer|allocations|alloc|j9_object_sampler)$/, 'heap', 1, 0],
  [/^alloc_space$/, 'heap', 1, -1],
  [/^alloc_objects$/, 'heap', -1, 0],
  [/^(inuse_space|live_space)$/, 'heap', 3, -1],
  [/^(inuse_objects|live_objects)$/, 'heap', -1, 2],
  [/^(malloc_tracer|malloc)$/, 'native', 0, 1],
]

export interface Said {
  readonly type: string
  readonly unit: string
  readonly periodType: string
  readonly periodUnit: string
  readonly period: number
}

/** `events` without a value: probes, or what older agents called time off the CPU, which had values. */
export function meaningOf({ type, unit, periodType, periodUnit, period }: Said, hasValues: boolean): Meaning {
  const name = type.toLowerCase()
  const scale = scaleOf(unit)
  const isCount = scale === undefined
  if (/^samples?$/.test(name) && isCount) {
    const perEvent = period * (scaleOf(periodUnit) ?? 0)
    const question = periodType.startsWith('wall') ? 'wall' : periodType === 'cpu' ? 'cpu' : 'unknown'
    if (question === 'unknown') return { question, column: 0, scale: 1 }
    return { question, column: 1, scale: 1, ...(perEvent > 0 ? { perEvent } : {}) }
  }
  if (name === 'events' && hasValues && !isCount && unit !== 'bytes') return { question: 'block', column: 0, scale }
  // Sums of another counter of the CPU (cache misses …), which are no time.
  const row = unit === 'total' ? undefined : rows.find(([shape]) => shape.test(name))
  const column = row === undefined ? -1 : isCount ? row[3] : row[2]
  if (row === undefined || column < 0) return { question: 'unknown', column: 0, scale: 1 }
  const perEvent =
    isCount && column !== 0 && (row[1] === 'cpu' || row[1] === 'wall') ? period * (scaleOf(periodUnit) ?? 0) : 0
  return { question: row[1], column, scale: scale ?? 1, ...(perEvent > 0 ? { perEvent } : {}) }
}

/** async-profiler 4.3 calls allocations of the heap and of malloc alike `noop`; their innermost frame is a class, or the allocator. */
export function noopIs(leaves: readonly string[]): 'object_sampler' | 'malloc' | undefined {
  const share = (shape: RegExp): number => leaves.filter((leaf) => shape.test(leaf)).length / Math.max(1, leaves.length)
  if (share(/_\[[ik]\]$/) > 0.5) return 'object_sampler'
  return share(/^_*(malloc|calloc|realloc|posix_memalign|aligned_alloc)(_hook)?$/) > 0.5 ? 'malloc' : undefined
}

/** async-profiler’s converter calls wall-clock samples `cpu`, too: only their period, which CPU samples do not have, tells. */
export const maybeWall = ({ type, periodType, period }: Said): boolean =>
  type === 'cpu' && periodType === 'cpu' && period === 50_000_000
