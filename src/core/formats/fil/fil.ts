/**
 * Fil's peak-memory.prof: what a Python program held when it held most, in bytes, root first.
 *
 *   /srv/app.py:58 (main);/srv/app.py:31 (parse) 8388608
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'

const place = /^(\S.*):(\d{1,9}) \((.+)\)$/
const longestLine = 1_000_000

export const readFil: FormatReader = (bytes, { fileName: where, onProgress }) => {
  const builder = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
  const frames = new Map<string, number>()
  const frameOf = (text: string): number => {
    const known = frames.get(text)
    if (known !== undefined) return known
    const [, file, line, name] = place.exec(text) ?? []
    const frame =
      file === undefined || name === undefined ? builder.frame(text) : pythonFrame(builder, name, file, Number(line))
    frames.set(text, frame)
    return frame
  }
  let leftOut = 0
  forEachLine(
    bytes,
    (line) => {
      const cut = line.lastIndexOf(' ')
      const held = Number(line.slice(cut + 1))
      if (line.trim() === '') return
      if (line.length > longestLine || cut <= 0 || !Number.isSafeInteger(held) || held < 0) leftOut += 1
      else builder.addToSample(builder.stackFromRoot(line.slice(0, cut).split(';').map(frameOf)), held)
    },
    onProgress,
  )
  if (builder.sampleCount === 0)
    return err({ code: 'empty', where, what: 'it is a file of Fil without a stack', todo: 'Record it again' })
  if (leftOut > 0) builder.note(`${leftOut} lines are no stack and were left out`)
  builder.note('what was held at the peak of the run, not what lives on')
  const profile = builder.finish({ format: 'fil', emitter: 'fil', runtime: 'cpython', traits: ['unsampled'] })
  return ok({ format: 'fil', parts: [{ kind: 'heap', covers: 'gauge', profile }], facts: {} })
}
