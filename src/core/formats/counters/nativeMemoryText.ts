/**
 * `jcmd PID VM.native_memory [summary|summary.diff]`: what the JVM itself asked the system for, by what it is for.
 *
 *   Total: reserved=2175321KB +160443KB, committed=277197KB -218109KB
 *   -                 Java Heap (reserved=524288KB, committed=17408KB -371712KB)
 *   -                     Other (reserved=171820KB +160522KB, committed=171820KB +160522KB)
 *
 * A diff says what came since its baseline, and not when that was. Committed is what may be touched: resident size is at most as much
 * of these, and has mapped files and what libraries allocate by themselves beside them.
 */
import { forEachLine } from '../lines.ts'
import type { FormatReader } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'
import { sizeOf } from './numbers.ts'

const categoryLine =
  /^-\s{1,40}([A-Za-z][\w /]{0,60}?) \(reserved=\d{1,15}[KMGT]?B?(?: [+-]\d{1,15}[KMGT]?B)?, committed=(\d{1,15})([KMGT]?)B?(?: ([+-])(\d{1,15})([KMGT]?)B)?\)?\s*$/

export const readNativeMemoryText: FormatReader = (bytes, options) => {
  const now = new Map<string, number>()
  const risen = new Map<string, number>()
  forEachLine(bytes, (line) => {
    const found = line.length > 400 ? null : categoryLine.exec(line)
    if (!found) return
    const [, category = '', size = '', unit = '', sign, change = '', changeUnit = ''] = found
    // The heap itself is not outside the heap.
    if (category === 'Java Heap') return
    now.set(category, sizeOf(size, unit))
    if (sign === '+') risen.set(category, sizeOf(change, changeUnit))
  })
  if (now.size === 0)
    return noNumbers(
      options.fileName,
      'it is of VM.native_memory without a category in it',
      'start the JVM with -XX:NativeMemoryTracking=summary and write it again: jcmd PID VM.native_memory summary',
    )
  return factsOnly({
    format: 'native-memory',
    runtime: 'jvm',
    facts: {
      clock: 'instant',
      nativeMemory: [...now].flatMap(([category, size]) =>
        size === 0 ? [] : [{ category, points: [{ timeMs: 0, bytes: size }] }],
      ),
      ...(risen.size === 0 ? {} : { nativeRises: [...risen].map(([category, size]) => ({ category, bytes: size })) }),
    },
  })
}
