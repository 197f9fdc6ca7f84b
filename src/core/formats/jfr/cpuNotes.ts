/** What a reader must know of CPU samples: what they see, what they count, what was lost. */
import type { JfrPart } from './part.ts'
import type { Sampler } from './recorder.ts'

/** @param lost CPU samples that the JDK took and could not keep */
export function annotateCpu(
  part: JfrPart,
  sampler: Sampler | undefined,
  hasCpuTimeSamples: boolean,
  lost: number,
): void {
  const { builder, recorder } = part
  if (sampler?.counts !== undefined) {
    part.countsNoTime()
    if (builder.sampleCount > 0)
      builder.note(
        `the samples count ${sampler.counts} events and no time: right for shares of that, not for CPU seconds`,
      )
  } else if (recorder !== 'jdk' || !hasCpuTimeSamples) part.period = sampler?.cpuNs ?? 0
  if (recorder !== 'jdk') return
  if (!hasCpuTimeSamples) {
    builder.note(
      'JFR samples Java threads in Java code, a few per tick: right for shares; how busy the CPUs were is taken from jdk.CPULoad',
    )
  } else if (lost > 0) {
    const share = Math.round((100 * lost) / (lost + builder.sampleCount))
    builder.note(
      `the recorder lost ${lost} of ${lost + builder.sampleCount} CPU samples (${share} %): shares may lean, the sum is too low`,
    )
  }
}
