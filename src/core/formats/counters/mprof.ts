/**
 * What mprof (memory_profiler) writes: the memory of a process, and of its children, every tenth of a second or so.
 *
 *   CMDLINE python app.py
 *   MEM 15.222656 1796036984.3916        MiB, seconds since 1970
 *   CHLD 20432 11.3 1796036984.3916
 *   FUNC app.load 12.1 1796036984.1 80.2 1796036990.2
 *
 * The command line is not read.
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { thinned } from './heapSteps.ts'

const mib = 2 ** 20

export const readMprof: FormatReader = (bytes, options) => {
  const points: { timeMs: number; bytes: number }[] = []
  let children = false
  forEachLine(
    bytes,
    (line) => {
      const found = /^MEM (\d{1,9}(?:\.\d{1,9})?) (\d{9,11}(?:\.\d{1,9})?)$/.exec(line)
      if (found) points.push({ timeMs: 1000 * Number(found[2]), bytes: mib * Number(found[1]) })
      children ||= line.startsWith('CHLD ')
    },
    options.onProgress,
  )
  if (points.length === 0)
    return noNumbers(
      options.fileName,
      'it is of mprof, without a reading in it',
      'record it again: `mprof run PROGRAM`',
    )
  return factsOnly({
    format: 'mprof',
    runtime: 'cpython',
    emitter: 'mprof',
    facts: { rssPoints: thinned(points) },
    notes: [
      'it is the memory of the process, and nothing of who holds it: two snapshots of tracemalloc some minutes apart say that',
      ...(children ? ['the memory of its children is not in it'] : []),
    ],
  })
}
