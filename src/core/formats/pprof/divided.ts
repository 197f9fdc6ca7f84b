/**
 * A large file's samples between two readers. Which of them gets which is decided piece by piece, by who has time; afterwards the one
 * takes in what the other read, and nobody can tell that there were two.
 *
 *   runs   [ 1200 1180 0 1230 … ]   samples of the first, then of the second, then of the first …, in the order of the file
 */
import type { Beside } from '../parsedFile.ts'
import type { SampleReader } from './samples.ts'

export class Divided {
  readonly #start: () => Beside | undefined
  #beside: Beside | undefined
  #isStarted = false
  readonly #runs: number[] = [0]
  #bytes: Uint8Array = new Uint8Array(0)
  /** The samples of this piece that are given away: one run of bytes, as they nearly always are. */
  #from = -1
  #until = -1
  #isGiving = false

  constructor(start: () => Beside | undefined) {
    this.#start = start
  }

  /** What is about to be read. */
  piece(bytes: Uint8Array, isEnd: boolean): this {
    this.#bytes = bytes
    this.#isGiving = !isEnd && this.#beside?.hasRoom === true
    return this
  }

  /** The sample from here to there is not read here. */
  gives(from: number, until: number): boolean {
    if (!this.#isStarted) {
      this.#isStarted = true
      this.#beside = this.#start()
    }
    // Both count: the runs are those of both.
    if (this.#isGiving !== (this.#runs.length % 2 === 0)) this.#runs.push(0)
    this.#runs[this.#runs.length - 1]!++
    if (!this.#isGiving) return false
    if (this.#until !== from) {
      this.#giveAway()
      this.#from = from
    }
    this.#until = until
    return true
  }

  get isGiving(): boolean {
    return this.#isGiving
  }

  /** So many more, after one that was not given away, are read here. */
  keeps(rows: number): void {
    this.#runs[this.#runs.length - 1]! += rows
  }

  endPiece(): void {
    this.#giveAway()
    this.#bytes = new Uint8Array(0)
  }

  #giveAway(): void {
    if (this.#from >= 0) this.#beside!.give(new Uint8Array(this.#bytes.subarray(this.#from, this.#until)))
    this.#from = -1
    this.#until = -1
  }

  /** False: what the other reader did came to nothing. */
  async settle(samples: SampleReader): Promise<boolean> {
    if (this.#beside === undefined || this.#runs.length === 1) return true
    const part = await this.#beside.take()
    return part !== undefined && samples.join(part, this.#runs)
  }
}
