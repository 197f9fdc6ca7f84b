/**
 * Dumps of threads inside a recording (`jdk.ThreadDump`, the text of Thread.print): on in both of the JDK's settings files, at the beginning
 * and at the end of each chunk, or every minute. They see waits that have not ended, of which a recording has no event.
 */
import type { ThreadLook } from '../../base/looks.ts'
import type { ParsedPart } from '../parsedFile.ts'
import { addJvmDumps, jvmDump } from '../threadDump/jvmText.ts'
import { LooksBuilder } from '../threadDump/looksBuilder.ts'
import { emitterOf } from './recorder.ts'
import { Settings } from './settings.ts'

/** A chunk ends with a dump and the next begins with one: the two are one look. */
const apartMs = 1000

export class RecordedDumps {
  readonly #looks = new LooksBuilder({ ...jvmDump, format: 'jfr', emitter: emitterOf('jdk', new Settings()) })
  /** Of the chunk being read, whose events are in the order in which threads gave up their buffers. */
  #ofChunk: { readonly timeMs: number; readonly text: string }[] = []
  #lastMs = -Infinity

  add(timeMs: number, text: string): void {
    if (text !== '') this.#ofChunk.push({ timeMs, text })
  }

  leaveChunk(): void {
    const encoder = new TextEncoder()
    for (const { timeMs, text } of this.#ofChunk.toSorted((a, b) => a.timeMs - b.timeMs)) {
      if (timeMs - this.#lastMs < apartMs) continue
      this.#lastMs = timeMs
      addJvmDumps(this.#looks, encoder.encode(text), { atMs: timeMs })
    }
    this.#ofChunk = []
  }

  /** Undefined where the recording has none. */
  finish(): (ParsedPart & { readonly looks: readonly ThreadLook[] }) | undefined {
    if (!this.#looks.looking) return undefined
    const finished = this.#looks.finish({ fileName: '', maxInflatedBytes: 0 })
    const [part] = finished.ok ? finished.value.parts : []
    return part?.looks === undefined ? undefined : { ...part, looks: part.looks }
  }
}
