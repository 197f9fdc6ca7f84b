/**
 * Tachyon's `--collapsed`: `tid:12;app.py:main:3;app.py:work:9;<GC> 41`. Names of files without their folder, counts of samples; neither
 * rate nor mode is in it, so that the person says what it counts.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { frameFlags } from '../../profile/profile.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

const longestLine = 200_000

export const readTachyonCollapsed: FormatReader = (bytes, options) => {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  const frames = new Map<string, number>()
  let junk = 0
  forEachLine(
    bytes,
    (line) => {
      if (line === '') return
      const end = line.lastIndexOf(' ')
      const head = line.length > longestLine ? null : /^tid:(\d+)(?:;|(?= ))/.exec(line)
      const count = Number(line.slice(end + 1))
      if (head === null || end < 0 || !Number.isInteger(count) || count < 0) {
        junk += 1
        return
      }
      let stack = -1
      for (const text of line.slice(head[0].length, end).split(';')) {
        if (text === '') continue
        let frame = frames.get(text)
        if (frame === undefined) frames.set(text, (frame = frameOf(builder, text)))
        stack = builder.stack(stack, frame)
      }
      const tid = head[1] ?? ''
      builder.addToSample(stack, count, { thread: builder.thread(tid, `Thread-${tid}`) })
    },
    options.onProgress,
  )
  if (builder.sampleCount === 0) {
    return err({
      code: 'malformed',
      where: options.fileName,
      what: 'it looks like the collapsed stacks of Python’s sampler, but no line of it is one',
      todo: 'write it again: python -m profiling.sampling attach -a --collapsed PID',
    })
  }
  if (junk > 0) builder.note(`${junk} lines were not a stack with a count and were left out`)
  builder.note('neither rate nor mode is in it: `--gecko` has both, and who waited for the GIL')
  const profile = builder.finish({ format: 'tachyon-collapsed', emitter: 'tachyon', runtime: 'cpython' })
  return ok({ format: 'tachyon-collapsed', parts: [{ profile }], facts: {} })
}

/** `file.py:function:line`; frames of the sampler itself stand bare. */
function frameOf(builder: ProfileBuilder, text: string): number {
  const place = /^(.*):([^:]+):(-?\d+)$/.exec(text)
  if (place) return pythonFrame(builder, place[2] ?? '', place[1] ?? '', Math.max(0, Number(place[3])))
  return builder.frame(text, '', 0, '', text === '<native>' ? frameFlags.native : 0)
}
