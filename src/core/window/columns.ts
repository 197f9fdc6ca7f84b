/**
 * Which value column answers which question. Chosen by type and unit, never by position: Go's heap and Node's have the
 * same four columns in different order.
 */
import { type Profile, findValueColumn, plainType } from '../profile/profile.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import type { Caution } from './caution.ts'

export interface ChosenColumn {
  readonly column: number
  readonly unit: TreeUnit
  /** What to multiply the values with to get base units: the period for files that ship counts only. */
  readonly scale: number
  readonly caution?: Caution
}

const liveTypes = [
  'inuse_space',
  'inuse_bytes',
  'heap_space',
  'heap_live_size',
  'live_bytes',
  'live_size',
  'live',
  'space',
  'size',
  'heap',
]
const allocTypes = ['alloc_space', 'alloc_size', 'alloc_bytes', 'allocated_bytes', 'allocations']
/** async-profiler's three kinds of allocation are parts of one whole; a file has one or two of them. */
const allocParts = ['alloc_in_new_tlab_bytes', 'alloc_outside_tlab_bytes', 'alloc_sample_bytes']
const waitTypes = ['delay', 'lock_acquire_wait', 'lock_time', 'lock', 'wait', 'blocked']
const cpuTypes = ['cpu', 'cpu_time', 'cpu_nanoseconds', 'process_cpu', 'itimer', 'ctimer']

function withUnit(profile: Profile, unit: string, types: readonly string[]): number {
  return profile.valueTypes.findIndex(
    (valueType) => valueType.unit === unit && types.includes(plainType(valueType.type)),
  )
}

function firstOfUnit(profile: Profile, unit: string, besides: readonly string[] = []): number {
  return profile.valueTypes.findIndex((valueType) => valueType.unit === unit && !besides.includes(valueType.type))
}

const inNanoseconds = (column: number): ChosenColumn => ({ column, unit: 'nanoseconds', scale: 1 })
const inBytes = (column: number): ChosenColumn => ({ column, unit: 'bytes', scale: 1 })

/** CPU or wall time in ns; counts times the period where the emitter ships counts; plain counts as a last resort. */
export function timeColumn(profile: Profile): ChosenColumn | undefined {
  const named = withUnit(profile, 'nanoseconds', cpuTypes)
  if (named >= 0) return inNanoseconds(named)
  const any = firstOfUnit(profile, 'nanoseconds')
  if (any >= 0) return inNanoseconds(any)
  const counts = firstOfUnit(profile, 'count')
  // Bytes are no time, and what is counted beside them are objects.
  if (counts < 0 || firstOfUnit(profile, 'bytes') >= 0) return undefined
  const { period, periodType } = profile.meta
  if (period !== undefined && period > 1000 && periodType?.unit === 'nanoseconds') {
    return {
      column: counts,
      unit: 'nanoseconds',
      scale: period,
      caution: { id: 'by-period', periodMs: period / 1e6 },
    }
  }
  return { column: counts, unit: 'count', scale: 1, caution: { id: 'samples-without-length' } }
}

export function withCpuColumn(profile: Profile): boolean {
  return withUnit(profile, 'nanoseconds', cpuTypes) >= 0
}

/** Julia counts allocations and their sizes, and calls the bytes `size`, which elsewhere is what is held. */
const countsAllocations = (profile: Profile): boolean => withUnit(profile, 'count', ['allocs']) >= 0

export function liveColumn(profile: Profile): ChosenColumn | undefined {
  if (countsAllocations(profile)) return undefined
  const named = withUnit(profile, 'bytes', liveTypes)
  return named >= 0 ? inBytes(named) : undefined
}

/** What native code allocates. It is the heap of a native program; beside a managed heap it is memory of its own. */
export const mallocType: RegExp = /^malloc([-_](bytes|space|size))?$/

/** All columns that together are the allocated bytes. */
export function allocColumns(profile: Profile): readonly ChosenColumn[] {
  const { runtime = 'native' } = profile.meta
  const malloc =
    runtime === 'native' ? profile.valueTypes.flatMap(({ type }) => (mallocType.test(type) ? [type] : [])) : []
  const types = [...allocTypes, ...malloc, ...(countsAllocations(profile) ? ['size'] : [])]
  const named = withUnit(profile, 'bytes', types)
  if (named >= 0) return [inBytes(named)]
  return allocParts.flatMap((type) => {
    const column = withUnit(profile, 'bytes', [type])
    return column < 0 ? [] : [inBytes(column)]
  })
}

export function waitColumn(profile: Profile): ChosenColumn | undefined {
  const named = withUnit(profile, 'nanoseconds', waitTypes)
  if (named >= 0) return inNanoseconds(named)
  const any = firstOfUnit(profile, 'nanoseconds')
  if (any >= 0) return inNanoseconds(any)
  const counts = firstOfUnit(profile, 'count')
  return counts < 0 ? undefined : { column: counts, unit: 'count', scale: 1 }
}

/** Number of goroutines or threads in a gauge of them. */
export function countColumn(profile: Profile): number {
  const named = findValueColumn(profile, 'goroutine', 'goroutines', 'threads', 'THREADS')
  return named >= 0 ? named : firstOfUnit(profile, 'count')
}

export function sumOf(profile: Profile, column: number, keep?: (sample: number) => boolean): number {
  const values = profile.samples.values[column]
  if (values === undefined) return 0
  let sum = 0
  for (let sample = 0; sample < values.length; sample++) {
    if (keep === undefined || keep(sample)) sum += values[sample] ?? 0
  }
  return sum
}
