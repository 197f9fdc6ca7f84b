/**
 * `jmap -histo[:live]`, `jcmd GC.class_histogram`: bytes by class, without stacks.
 *
 *    num     #instances         #bytes  class name (module)
 *   -------------------------------------------------------
 *      1:          8868         412728  [B (java.base@17.0.15)
 *   Total         37069        1642192
 *
 * With `:live` it is what is live; the text does not say whether it is, so the total bounds live heap from above. jcmd collects before it
 * counts, and begins with the process: `12962:`. Two of jmap's without `:live` differed by 204 MB in seven seconds, all of it garbage.
 */
import { bytesPerMb } from '../../base/units.ts'
import { err, ok } from '../../base/result.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'

const columns = [
  { type: 'inuse_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
] as const

export const readClassHistogram: FormatReader = (bytes, options) => {
  let builder = new ProfileBuilder(columns)
  let before = 0
  let sum = 0
  let total: number | undefined
  let isLive = /live/i.test(options.fileName)
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 4000) return
      // Of several, one behind the other, the last is what is held by then.
      if (builder.sampleCount > 0 && /^\s{0,8}num {1,8}#instances /.test(line)) {
        builder = new ProfileBuilder(columns)
        before += 1
        sum = 0
        total = undefined
      }
      const last = /^Total\s+\d{1,18}\s+(\d{1,18})\s*$/.exec(line)
      if (last) {
        total = Number(last[1])
        return
      }
      if (/^\d{1,9}:\s*$/.test(line)) isLive = true
      const row = /^\s*\d{1,9}:\s+(\d{1,18})\s+(\d{1,18})\s+(\S+)/.exec(line)
      if (!row || total !== undefined) return
      const size = Number(row[2])
      const sample = builder.sample(builder.stack(-1, builder.frame(javaClassName(row[3] ?? ''))), size)
      builder.setValue(sample, 1, Number(row[1]))
      sum += size
    },
    options.onProgress,
  )
  if (builder.sampleCount === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is a class histogram without a class in it',
      todo: 'write it again: jcmd PID GC.class_histogram',
    })
  }
  if (before > 0)
    builder.note(
      `${before + 1} histograms stand in it, one behind the other: the last is read. Save each in a file of its own and open them together: they show what grows`,
    )
  if (total === undefined) builder.note('it breaks off before its total: the classes at its end are missing')
  if (!isLive) builder.note('it may count garbage as well: jcmd PID GC.class_histogram and jmap -histo:live do not')
  builder.note('classes, not stacks: who allocated them is not in it')
  const profile = builder.finish({ format: 'class-histogram', emitter: 'jmap', runtime: 'jvm' })
  const bytesInUse = total ?? sum
  return ok({
    format: 'class-histogram',
    parts: [{ kind: 'heap', covers: 'gauge', profile }],
    facts:
      total === undefined
        ? {}
        : {
            clock: 'instant',
            classHistogramTotals: [
              { timeMs: 0, bytes: bytesInUse, ...(isLive ? {} : { mayHoldGarbage: true as const }) },
            ],
            bounds: [
              {
                signal: 'live_heap_mb',
                high: bytesInUse / bytesPerMb,
                basis: { id: 'levels-with-garbage', slackMb: bytesInUse / bytesPerMb, seconds: 0 },
              },
            ],
          },
  })
}
