/**
 * `jcmd PID GC.heap_info`: how full the heap is at one moment, garbage included.
 *
 *   garbage-first heap   total 524288K, used 333299K [0x00000000e0000000, …)
 *   PSYoungGen           total 76288K, used 5244K …  ParOldGen  total 175104K, used 20480K …       (one line a generation)
 *   ZHeap           used 104M, capacity 256M, max capacity 256M
 */
import { bytesPerMb } from '../../base/units.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { sizeOf } from './numbers.ts'

/** Generations of one heap; Metaspace is none. */
const generation =
  /^\s{0,4}(?:garbage-first heap|def new generation|tenured generation|PSYoungGen|ParOldGen|PSOldGen|par new generation|concurrent mark-sweep generation|ZHeap|Z[OY]\w{2,10}Gen\w{0,10})\s{1,20}(?:total \d{1,15}[KMG],? )?used (\d{1,15})([KMG])/

export const readHeapInfo: FormatReader = (bytes, options) => {
  let used = 0
  forEachLine(bytes, (line) => {
    if (line.length > 1000) return
    const found = generation.exec(line) ?? /^\s{0,4}\d{1,15}[KMG] max, .{0,80}?, (\d{1,15})([KMG]) used/.exec(line)
    if (found) used += sizeOf(found[1] ?? '', found[2] ?? '')
  })
  if (used <= 0)
    return noNumbers(
      options.fileName,
      'it is of GC.heap_info without a heap in it',
      'write it again: jcmd PID GC.heap_info',
    )
  return factsOnly({
    format: 'heap-info',
    runtime: 'jvm',
    notes: ['what is used holds garbage as well: live heap is at most this'],
    facts: {
      bounds: [
        {
          signal: 'live_heap_mb',
          high: used / bytesPerMb,
          basis: { id: 'levels-with-garbage', slackMb: used / bytesPerMb, seconds: 0 },
        },
      ],
    },
  })
}
