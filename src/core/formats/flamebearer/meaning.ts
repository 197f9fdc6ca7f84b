/** What the ticks of a flamebearer count: `metadata.units`, and the profile type at the end of the name. */
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { Runtime, ValueType } from '../../profile/profile.ts'
import type { CaptureKind, Coverage } from '../../window/capture.ts'
import { asNumber, asText, type JsonRecord } from '../json.ts'

export interface Meaning {
  readonly valueTypes: readonly ValueType[]
  readonly kind?: CaptureKind
  readonly covers?: Coverage
  readonly runtime?: Runtime
  readonly notes: readonly string[]
  readonly add: (builder: ProfileBuilder, stack: number, ticks: number) => void
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
  const one = (type: string, unit: string): Pick<Meaning, 'valueTypes' | 'add'> => ({
    valueTypes: [{ type, unit }],
    add: (builder, stack, ticks) => void builder.addToSample(stack, ticks),
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

/** Samples at a rate are time as well. */
function timed(type: string, sampleRate: number): Pick<Meaning, 'valueTypes' | 'add'> {
  if (sampleRate <= 0) {
    return {
      valueTypes: [{ type: 'samples', unit: 'count' }],
      add: (builder, stack, ticks) => void builder.addToSample(stack, ticks),
    }
  }
  return {
    valueTypes: [
      { type, unit: 'nanoseconds' },
      { type: 'samples', unit: 'count' },
    ],
    add: (builder, stack, ticks) => builder.addValue(builder.addToSample(stack, (ticks / sampleRate) * 1e9), 1, ticks),
  }
}
