/**
 * What async-profiler prints (`-o traces`, and by itself when told nothing): stacks, leaf first, the dearest first and as many as it was
 * asked for. Which event was sampled it does not say.
 *
 *   --- Execution profile ---
 *   Total samples       : 291
 *   --- 1120000000 ns (76.98%), 224 samples
 *     [ 0] org.parcel.Shop.total
 *     [ 1] java.lang.Thread.run
 *   ns  percent  samples  top                             then a list without stacks, which is in the stacks already
 */
import { err, ok } from '../../base/result.ts'
import { javaFrameName } from '../../frames/javaNames.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'

const mostFrames = 100_000

interface Trace {
  readonly value: number
  readonly samples: number
  readonly frames: string[]
}

export const readAsyncText: FormatReader = (bytes, options) => {
  const traces: Trace[] = []
  let unit = ''
  let total = 0
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 10_000) return
      const all = /^Total samples\s*:\s*(\d{1,15})/.exec(line)
      if (all) total = Number(all[1])
      const head = /^--- (\d{1,18}) (\w{1,20}) \([\d.]{1,9}%\), (\d{1,15}) samples?$/.exec(line)
      if (head) {
        unit ||= head[2] ?? ''
        traces.push({ value: Number(head[1]), samples: Number(head[3]), frames: [] })
        return
      }
      const frame = /^ {1,4}\[ {0,4}\d{1,6}\] (.{1,9000})$/.exec(line)
      const { frames } = traces.at(-1) ?? {}
      if (frame && frames && frames.length < mostFrames) frames.push((frame[1] ?? '').replace(/_\[[a-z0-9]\]$/, ''))
    },
    options.onProgress,
  )
  if (traces.length === 0) {
    return err({
      code: 'unsupported',
      where: options.fileName,
      what: 'it is a list of functions that async-profiler prints, without stacks',
      todo: 'write the same recording with its stacks: asprof dump -o collapsed -f out.collapsed PID, or a JFR file',
    })
  }
  const isBytes = unit === 'bytes'
  const value = isBytes
    ? { type: 'alloc_space', unit: 'bytes' }
    : { type: 'samples', unit: unit === 'ns' ? 'nanoseconds' : 'count' }
  const builder = new ProfileBuilder([value, { type: isBytes ? 'alloc_objects' : 'samples', unit: 'count' }])
  let samples = 0
  for (const trace of traces) {
    let stack = -1
    for (const name of trace.frames.toReversed()) stack = builder.stack(stack, builder.frame(javaFrameName(name)))
    builder.setValue(builder.sample(stack, trace.value), 1, trace.samples)
    samples += trace.samples
  }
  if (samples < total)
    builder.note(
      `the ${traces.length} dearest stacks, ${Math.round((100 * samples) / total)} % of its samples: traces=1000 has more of them`,
    )
  const profile = builder.finish({ format: 'async-text', emitter: 'async-profiler', runtime: 'jvm' })
  return ok({
    format: 'async-text',
    parts: [{ ...(isBytes ? { kind: 'heap' as const } : {}), covers: 'interval', profile }],
    facts: {},
  })
}
