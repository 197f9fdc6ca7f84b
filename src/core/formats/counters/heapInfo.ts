/**
 * `jcmd PID GC.heap_info`: how full the heap is at one moment, garbage included. `VM.info` and a crash report have the same lines.
 *
 *   garbage-first heap   total 524288K, used 333299K [0x00000000e0000000, …)
 *   garbage-first heap   total reserved 524288K, committed 389120K, used 8183K [0x00000000e0000000, …)         (JDK 25)
 *   PSYoungGen           total 76288K, used 5244K …  ParOldGen  total 175104K, used 20480K …       (one line a generation)
 *   DefNew     total 19648K, used 14717K …  Tenured    total 43712K, used 1166K …                              (JDK 25)
 *   ZHeap           used 104M, capacity 256M, max capacity 256M
 *   Epsilon Heap, and two lines below:  space 65536K,  49% used
 */
import { bytesPerMb } from '../../base/units.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { sizeOf } from './numbers.ts'

/** Generations of one heap; Metaspace is none. */
const generation =
  /^\s{0,4}(?:garbage-first heap|def new generation|tenured generation|DefNew|Tenured|PSYoungGen|ParOldGen|PSOldGen|par new generation|concurrent mark-sweep generation|ZHeap|Z[OY]\w{2,10}Gen\w{0,10})\s{1,20}(?:total (?:reserved \d{1,15}[KMG], committed )?\d{1,15}[KMG],? )?used (\d{1,15})([KMG])/
const ofMax = /^\s{0,4}\d{1,15}[KMG] max, .{0,80}?, (\d{1,15})([KMG]) used/
const epsilonSpace = /^ {0,4}space (\d{1,15})([KMG]), {1,3}(\d{1,3})% used/
/** Heaps of earlier moments, one after the other. */
const history = /^(?:GC Heap (?:Usage )?History|\{?Heap (?:before|after) )/

export const readHeapInfo: FormatReader = (bytes, options) => {
  let used = 0
  let isEpsilon = false
  forEachLine(bytes, (line) => {
    if (line.length > 1000) return undefined
    if (history.test(line)) return false
    isEpsilon ||= /^\s{0,4}Epsilon Heap/.test(line)
    const found = generation.exec(line) ?? ofMax.exec(line)
    if (found) used += sizeOf(found[1] ?? '', found[2] ?? '')
    const space = isEpsilon ? epsilonSpace.exec(line) : null
    // Whole percents, cut.
    if (space) used += (sizeOf(space[1] ?? '', space[2] ?? '') * (Number(space[3]) + 1)) / 100
    return undefined
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
