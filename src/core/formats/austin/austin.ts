/**
 * Austin's text (3.x): folded stacks of Python threads with their places, and comment lines that say how they were taken.
 *
 *   # mode: wall
 *   P32335;T0:32368;/srv/app.py:Worker.run:24;/srv/app.py:parse:41 52839        microseconds
 *   … 52839,1,4096                                                                mode full: time, idle?, change of memory
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { AustinSamples, type AustinSample } from './samples.ts'

export const readAustin: FormatReader = (bytes, options) => {
  const samples = new AustinSamples()
  forEachLine(
    bytes,
    (line) => {
      if (line === '') return
      const comment = /^# ([\w ]+): (.*)$/.exec(line)
      if (comment) {
        samples.about.set(comment[1]!, comment[2]!)
        return
      }
      const sample = parseLine(line)
      if (sample === undefined) samples.junk += 1
      else samples.add(sample)
    },
    options.onProgress,
  )
  return samples.finish(options.fileName, 'lines were not a stack with a time and were left out')
}

function parseLine(line: string): AustinSample | undefined {
  const match = /^P(\d+);T([\w:]+)((?:;.*)?) (\d+)(?:,([01]),-?\d+)?$/.exec(line)
  if (!match) return undefined
  return {
    thread: `${match[1]!}/${match[2]!}`,
    frames: match[3]! === '' ? [] : match[3]!.slice(1).split(';'),
    ns: Number(match[4]) * 1000,
    isIdle: match[5] === '1',
  }
}
