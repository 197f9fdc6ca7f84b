/** Which questions a chunk was told not to answer. */
import type { PartId } from './parts.ts'
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
