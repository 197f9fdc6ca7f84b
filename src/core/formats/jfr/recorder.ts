/**
 * Who wrote a chunk. The JDK and a native profiler can write chunks of one file (agents join theirs): settings, intervals and
 * thresholds belong to the chunk's own recorder and say nothing of the other's samples.
 */
import type { ProfilerTrait } from '../../profile/profile.ts'
import type { JfrTypes } from './metadata.ts'
import { Settings } from './settings.ts'

export type RecorderId = 'jdk' | 'async-profiler' | 'datadog'

export function recorderOf(types: JfrTypes): RecorderId {
  // The JDK's own chunks may define an agent's events too, but never its sampler's.
  if (types.byName.has('datadog.ExecutionSample') || types.byName.has('datadog.MethodSample')) return 'datadog'
  for (const name of types.byName.keys()) if (name.startsWith('profiler.')) return 'async-profiler'
  return 'jdk'
}

const titles: Readonly<Record<RecorderId, string>> = {
  jdk: 'JDK Flight Recorder',
  'async-profiler': 'async-profiler',
  datadog: 'Datadog profiler',
}

export function emitterOf(id: RecorderId, settings: Settings): string {
  const version = id === 'jdk' ? undefined : settings.any('version')
  return version ? `${titles[id]} ${version.slice(0, 20)}` : titles[id]
}

/** A file that could hold events and has none is a measured zero. */
export function traitsOf(id: RecorderId): readonly ProfilerTrait[] {
  return [id === 'jdk' ? 'java-code' : 'native-frames', 'empty-is-zero']
}

export interface Sampler {
  /** Nanoseconds per CPU sample. */
  readonly cpuNs: number
  readonly wallNs: number
  /** False: every ExecutionSample is CPU, whatever its thread state. */
  readonly mayBeWall: boolean
  /** What the engine counts when it is not time: "cache-misses". Its samples are then no CPU seconds. */
  readonly counts?: string
}

/** Engines that sample by time. `cycles` and `instructions` are counters of the CPU and no clock. */
const timeEngines = new Set(['cpu', 'ctimer', 'itimer', 'wall', 'cpu-clock', 'task-clock'])

/** Settings hang on the event type they belong to since async-profiler 2; before, on whatever type was at hand. */
function settingOf(settings: Settings, type: string, name: string): number | undefined {
  return settings.nanoseconds(type, name) ?? (settings.has(type) ? undefined : settings.anyNanoseconds(name))
}

/**
 * async-profiler tells CPU from wall samples by the thread's state, and up to 2.9 not even by that: there, the engine it
 * was started with decides. (formats.md §2.7)
 */
export function samplerOf(id: RecorderId, settings: Settings): Sampler {
  switch (id) {
    case 'jdk':
      return { cpuNs: settings.nanoseconds('jdk.ExecutionSample', 'period') ?? 20e6, wallNs: 0, mayBeWall: false }
    case 'datadog': {
      const cpu = settings.nanoseconds('datadog.ExecutionSample', 'interval') ?? 0
      const wall = settings.nanoseconds('datadog.MethodSample', 'interval') ?? 0
      return { cpuNs: cpu > 0 ? cpu : 10e6, wallNs: wall > 0 ? wall : 50e6, mayBeWall: false }
    }
    case 'async-profiler': {
      const asked = settings.any('event')
      // Null and "0" say that no engine was started; the samples of older files are then the default's.
      const engine = asked === undefined || asked === '' || asked === '0' ? 'cpu' : asked
      const interval = settingOf(settings, 'jdk.ExecutionSample', 'interval') ?? 0
      const wall = settingOf(settings, 'jdk.ExecutionSample', 'wall') ?? settings.anyNanoseconds('wall') ?? 0
      const isTime = timeEngines.has(engine)
      return {
        cpuNs: isTime && interval > 0 ? interval : 10e6,
        wallNs: wall > 0 ? wall : engine === 'wall' && interval > 0 ? interval : 50e6,
        mayBeWall: engine === 'wall' || wall > 0,
        ...(isTime ? {} : { counts: engine.slice(0, 40) }),
      }
    }
    default:
      return id satisfies never
  }
}

/** True when the chunk was told not to sample CPU, or to sample wall time only. */
export function isWallOnly(id: RecorderId, settings: Settings): boolean {
  return id === 'async-profiler' && settings.any('event') === 'wall'
}
