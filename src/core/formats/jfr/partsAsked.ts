/** Which questions a chunk was told to answer, and which not. */
import type { PartId } from './part.ts'
import { isWallOnly, type RecorderId } from './recorder.ts'
import type { Settings } from './settings.ts'

const typesOf: readonly (readonly [PartId, readonly string[]])[] = [
  ['cpu', ['jdk.ExecutionSample', 'jdk.CPUTimeSample', 'datadog.ExecutionSample']],
  ['alloc', ['jdk.ObjectAllocationSample', 'jdk.ObjectAllocationInNewTLAB', 'datadog.ObjectSample']],
  ['lock', ['jdk.JavaMonitorEnter', 'jdk.ThreadPark']],
]

/** What the settings say is not recorded: every type of it that they mention is off. */
export function partsOff(settings: Settings): ReadonlySet<PartId> {
  return new Set(
    typesOf.flatMap(([id, types]) => {
      const said = types.flatMap((type) => settings.of(type, 'enabled') ?? [])
      return said.length > 0 && said.every((value) => value === 'false') ? [id] : []
    }),
  )
}

/** What the settings say is recorded: of these, no samples are none. */
export function partsOn(recorder: RecorderId, settings: Settings): readonly PartId[] {
  const on = (type: string): boolean => settings.of(type, 'enabled') === 'true'
  // async-profiler's wall-clock samples are ExecutionSamples too.
  const samples = on('jdk.ExecutionSample') && !isWallOnly(recorder, settings)
  const parts: readonly (readonly [PartId, boolean])[] = [
    ['cpu', samples || on('jdk.CPUTimeSample') || on('datadog.ExecutionSample')],
    ['alloc', on('jdk.ObjectAllocationSample') || on('jdk.ObjectAllocationInNewTLAB') || on('datadog.ObjectSample')],
    ['lock', on('jdk.JavaMonitorEnter')],
  ]
  return parts.flatMap(([id, isOn]) => (isOn ? [id] : []))
}
