/** Memory outside the Java heap by whose it is, as often as the recorder looked. */
import type { NativeMemorySeries } from '../parsedFile.ts'

/**
 * Categories of the JVM's Native Memory Tracking (JDK 22 on, with -XX:NativeMemoryTracking) by their own names, committed bytes;
 * and two that the JVM counts always. Direct buffers are part of NMT's `Other`, class metadata of its `Metaspace`.
 */
export class NativeMemory {
  readonly #series = new Map<string, { timeMs: number; bytes: number }[]>()

  read(category: string, timeMs: number, bytes: number): void {
    if (category === '') return
    const known = this.#series.get(category)
    if (known === undefined) this.#series.set(category, [{ timeMs, bytes }])
    else known.push({ timeMs, bytes })
  }

  /** The heap itself is not among them; what is always 0 (JVMCI, Test) says nothing. */
  finish(): readonly NativeMemorySeries[] {
    return [...this.#series].flatMap(([category, points]) =>
      category === 'Java Heap' || points.every(({ bytes }) => bytes === 0)
        ? []
        : [{ category, points: points.toSorted((a, b) => a.timeMs - b.timeMs) }],
    )
  }
}
