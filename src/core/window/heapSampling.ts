/**
 * Sampling error of heaps whose allocator records about one allocation per `period` bytes (Go, V8, tcmalloc).
 * An object of size s is recorded with probability p = 1 − e^(−s/R) and counts s/p; k records of it leave a variance of
 * k (s/p)² (1 − p) for a fixed set of objects, k (s/p)² for a flow (statistics B.1).
 */
import { type Profile, findValueColumn, hasTrait } from '../profile/profile.ts'
import { recoverSampleCounts } from '../profile/sampleCounts.ts'

interface Bucket {
  readonly key: string
  readonly weight: number
  readonly missed: number
  readonly live: number
  readonly allocated: number
}

/** Undefined where nothing is sampled (tracemalloc) or the period is not in the file. */
function periodOf(profile: Profile): number | undefined {
  const { period, periodType } = profile.meta
  return period !== undefined && period > 1 && periodType?.unit === 'bytes' ? period : undefined
}

/**
 * Records of one heap file by (stack of names, object size). The stack's name is its path of function names, hashed
 * row by row, so that two files with different tables agree.
 */
function buckets(profile: Profile, period: number): readonly Bucket[] {
  const { samples, labelSets } = profile
  const liveColumn = findValueColumn(profile, 'inuse_space')
  const objectsColumn = findValueColumn(profile, 'inuse_objects')
  const allocColumn = findValueColumn(profile, 'alloc_space')
  const lives = samples.values[liveColumn]
  if (lives === undefined) return []
  const liveCounts = recoverSampleCounts(profile, liveColumn).counts
  const allocCounts = allocColumn < 0 ? undefined : recoverSampleCounts(profile, allocColumn).counts
  const keys = stackKeys(profile)
  const result: Bucket[] = []
  for (let sample = 0; sample < samples.length; sample++) {
    const labels = labelSets[samples.labelSet?.[sample] ?? -1]
    const label = labels?.find((candidate) => candidate.key === 'bytes')?.value
    const objects = samples.values[objectsColumn]?.[sample] ?? 0
    const size =
      typeof label === 'number' && label > 0 ? label : objects !== 0 ? Math.abs((lives[sample] ?? 0) / objects) : period
    const missed = Math.exp(-size / period)
    const stack = samples.stack[sample] ?? -1
    result.push({
      key: `${stack < 0 ? '' : (keys[stack] ?? '')} ${Math.round(size)}`,
      weight: size / (1 - missed),
      missed,
      live: liveCounts[sample] ?? 0,
      allocated: allocCounts?.[sample] ?? 0,
    })
  }
  return result
}

/** Two 26-bit hashes per stack: a collision would only blur one record of a noise estimate. */
function stackKeys(profile: Profile): readonly string[] {
  const { stacks, frames, strings } = profile
  const nameHash = new Float64Array(frames.length)
  for (let frame = 0; frame < frames.length; frame++) nameHash[frame] = textHash(strings[frames.name[frame] ?? 0] ?? '')
  const keys = new Float64Array(stacks.length)
  return Array.from({ length: stacks.length }, (_, row) => {
    const prefix = stacks.prefix[row] ?? -1
    const above = prefix < 0 ? 1 : (keys[prefix] ?? 1)
    keys[row] = ((above * 31 + (nameHash[stacks.frame[row] ?? 0] ?? 0)) * 16_777_619) % 4_503_599_627_370_449
    return (keys[row] ?? 0).toString(36)
  })
}

function textHash(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Sub-windows and the timeline ask about the same snapshots again. */
const liveErrors = new WeakMap<Profile, { readonly error: number | undefined }>()
const growthErrors = new WeakMap<Profile, WeakMap<Profile, { readonly error: number | undefined }>>()

/** Standard error of the live bytes of one snapshot; 0 when nothing is sampled, undefined when nobody says. */
export function liveHeapError(profile: Profile): number | undefined {
  const known = liveErrors.get(profile)
  if (known !== undefined) return known.error
  const error = liveHeapErrorOf(profile)
  liveErrors.set(profile, { error })
  return error
}

function liveHeapErrorOf(profile: Profile): number | undefined {
  const period = periodOf(profile)
  if (period === undefined) return profile.meta.period === 1 || hasTrait(profile, 'unsampled') ? 0 : undefined
  return Math.sqrt(
    buckets(profile, period).reduce(
      (sum, { live, weight, missed }) => sum + Math.abs(live) * weight * weight * missed,
      0,
    ),
  )
}

/**
 * Standard error of (later − earlier) live bytes. Objects that stay are in both and cancel; what was added or freed in
 * between does not. How many of the live ones are new is not in the file: as many as were allocated in between is the
 * most there can be, and taken, so that the error is never too small.
 */
export function liveGrowthError(earlier: Profile, later: Profile): number | undefined {
  const known = growthErrors.get(later)?.get(earlier)
  if (known !== undefined) return known.error
  const error = liveGrowthErrorOf(earlier, later)
  const ofLater = growthErrors.get(later) ?? new WeakMap<Profile, { readonly error: number | undefined }>()
  growthErrors.set(later, ofLater.set(earlier, { error }))
  return error
}

function liveGrowthErrorOf(earlier: Profile, later: Profile): number | undefined {
  const period = periodOf(earlier)
  if (period === undefined || periodOf(later) === undefined) {
    const errors = [liveHeapError(earlier), liveHeapError(later)]
    return errors.every((error) => error === 0) ? 0 : undefined
  }
  const before = new Map<string, { live: number; allocated: number; weight: number; missed: number }>()
  for (const { key, live, allocated, weight, missed } of buckets(earlier, period)) {
    const known = before.get(key)
    before.set(key, { live: (known?.live ?? 0) + live, allocated: (known?.allocated ?? 0) + allocated, weight, missed })
  }
  let variance = 0
  for (const { key, live, allocated, weight, missed } of buckets(later, period)) {
    const known = before.get(key)
    before.delete(key)
    const added = Math.min(live, Math.max(0, allocated - (known?.allocated ?? 0), live - (known?.live ?? 0)))
    const freed = Math.max(0, (known?.live ?? 0) + added - live)
    variance += (added + freed) * weight * weight * missed
  }
  for (const { live, weight, missed } of before.values()) variance += live * weight * weight * missed
  return Math.sqrt(variance)
}

/** Standard error of bytes allocated, for one value column of records that are random in number as well. */
export function allocatedError(profile: Profile, column: number): number | undefined {
  const period = periodOf(profile)
  const values = profile.samples.values[column]
  if (period === undefined || values === undefined) return undefined
  const { counts } = recoverSampleCounts(profile, column)
  let variance = 0
  for (let sample = 0; sample < values.length; sample++) {
    const count = Math.abs(counts[sample] ?? 0)
    if (count === 0) continue
    const each = (values[sample] ?? 0) / count
    variance += count * each * each
  }
  return Math.sqrt(variance)
}
