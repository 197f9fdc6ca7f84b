/** What the ticks of a flamebearer count: `metadata.units`, and the profile type at the end of the name. */
import type { CaptureKind, Coverage, Runtime } from '../../base/vocabulary.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ProfileMeta, ValueType } from '../../profile/profile.ts'
import { asNumber, asText, type JsonRecord } from '../json.ts'

export interface Meaning {
  readonly valueTypes: readonly ValueType[]
  readonly kind?: CaptureKind
  readonly covers?: Coverage
  readonly runtime?: Runtime
  readonly notes: readonly string[]
  readonly add: (builder: ProfileBuilder, stack: number, ticks: number) => void
  /** Of one sample, once all were added, where it can be told. */
  readonly period: () => Pick<ProfileMeta, 'period' | 'periodType'>
}

const runtimes: Readonly<Record<string, Runtime>> = {
  gospy: 'go',
  pyspy: 'cpython',
  javaspy: 'jvm',
  nodespy: 'v8',
  dotnetspy: 'dotnet',
  'pyroscope-rs': 'native',
  ebpfspy: 'native',
}

export function meaningOf(metadata: JsonRecord, name: string): Meaning {
  const units = asText(metadata['units']) ?? ''
  const runtime = runtimes[asText(metadata['spyName']) ?? '']
  const typeName = /(\w+)(?:\{.*\})?$/.exec(name.slice(-200))?.[1] ?? ''
  const base = { notes: [] as readonly string[], ...(runtime === undefined ? {} : { runtime }) }
  const one = (type: string, unit: string): Pick<Meaning, 'valueTypes' | 'add' | 'period'> => ({
    valueTypes: [{ type, unit }],
    add: (builder, stack, ticks) => void builder.addToSample(stack, ticks),
    period: () => ({}),
  })
  switch (units) {
    case 'samples': {
      const isWall = /wall/.test(typeName)
      const isCpu = /cpu|itimer/.test(name)
      const kind = isWall ? { kind: 'wall' as const } : isCpu ? { kind: 'cpu' as const } : {}
      return {
        ...base,
        ...kind,
        covers: 'interval',
        ...timed(isWall ? 'wall' : 'cpu', asNumber(metadata['sampleRate']) ?? 0),
      }
    }
    case 'lock_nanoseconds':
    case 'lock_samples': {
      // Go's block profile names who waited, its mutex profile who made others wait.
      const kind = /block/.test(typeName) ? ('block' as const) : ('lock' as const)
      return {
        ...base,
        kind,
        covers: 'interval',
        ...(units === 'lock_samples' ? one('contentions', 'count') : one('delay', 'nanoseconds')),
      }
    }
    case 'bytes':
    case 'objects': {
      const suffix = units === 'bytes' ? 'space' : 'objects'
      const unit = units === 'bytes' ? 'bytes' : 'count'
      if (/^alloc|in_new_tlab|outside_tlab/.test(typeName))
        return { ...base, kind: 'heap', covers: 'interval', ...one(`alloc_${suffix}`, unit) }
      if (/^inuse|live/.test(typeName))
        return { ...base, kind: 'heap', covers: 'gauge', ...one(`inuse_${suffix}`, unit) }
      const notes = ['the file does not say whether its memory is live or allocated']
      return { ...base, kind: 'heap', notes, ...one(suffix === 'space' ? 'space' : 'objects', unit) }
    }
    case 'goroutines':
      return { ...base, kind: 'goroutines', covers: 'gauge', ...one('goroutine', 'count') }
    default:
      return {
        ...base,
        notes: [`its unit ${JSON.stringify(units.slice(0, 40))} is not known`],
        ...one('samples', 'count'),
      }
  }
}

/** Faster than this nobody samples: the ticks are units of time themselves, and say nothing of how many samples there were. */
const fastestSampler = 1e5
/** A common divisor of this many values or more is no accident. */
const enoughValues = 8

/** Samples at a rate are time as well. */
function timed(type: string, sampleRate: number): Pick<Meaning, 'valueTypes' | 'add' | 'period'> {
  const counted = { type: 'samples', unit: 'count' }
  const time = { type, unit: 'nanoseconds' }
  if (sampleRate <= 0) {
    return {
      valueTypes: [counted],
      add: (builder, stack, ticks) => void builder.addToSample(stack, ticks),
      period: () => ({}),
    }
  }
  if (sampleRate > fastestSampler) {
    const common = new CommonDivisor()
    return {
      valueTypes: [time],
      add: (builder, stack, ticks) => {
        const ns = Math.round((ticks / sampleRate) * 1e9)
        common.add(ns)
        builder.addToSample(stack, ns)
      },
      period: () => (common.value === undefined ? {} : { periodType: time, period: common.value }),
    }
  }
  return {
    valueTypes: [time, counted],
    add: (builder, stack, ticks) => builder.addValue(builder.addToSample(stack, (ticks / sampleRate) * 1e9), 1, ticks),
    period: () => ({}),
  }
}

/** Every value is a whole number of samples: what divides them all is one. At least a tenth of a millisecond, or it means nothing. */
class CommonDivisor {
  #divisor = 0
  #values = 0

  add(value: number): void {
    this.#values++
    let [a, b] = [this.#divisor, value]
    while (b > 0) [a, b] = [b, a % b]
    this.#divisor = a
  }

  get value(): number | undefined {
    return this.#values >= enoughValues && this.#divisor >= 1e5 ? this.#divisor : undefined
  }
}
