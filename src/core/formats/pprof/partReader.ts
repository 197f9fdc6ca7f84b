/** The second reader of a large file: samples alone, of pieces that the first one gives away. */
import { PprofProblem, Wire, wireBytes } from './wire.ts'
import { SampleReader } from './samples.ts'
import { emptyTables } from './tables.ts'
import type { SamplePart } from './samplePart.ts'

export class PartReader {
  readonly #wire = new Wire(new Uint8Array(0))
  readonly #samples = new SampleReader(this.#wire, emptyTables())
  #isWhole = true

  /** Whole samples, one after the other, each with its field number and length. */
  push(bytes: Uint8Array): void {
    if (!this.#isWhole) return
    const wire = this.#wire
    wire.moveTo(bytes, 0)
    try {
      while (wire.at < bytes.length) {
        if (wire.unsigned() !== 2 * 8 + wireBytes) throw new PprofProblem('malformed', 'it is no sample')
        const until = wire.length() + wire.at
        wire.end = until
        this.#samples.read()
        wire.end = bytes.length
        wire.at = until
      }
    } catch (problem) {
      if (!(problem instanceof PprofProblem)) throw problem
      // Which sample of the file it is, only who reads all of them can say.
      this.#isWhole = false
    }
  }

  /** Undefined where something is wrong with them. The reader must not be used afterwards. */
  take(): SamplePart | undefined {
    return this.#isWhole ? this.#samples.take() : undefined
  }
}
