/** More is asked for only once it is there, whatever a server announces. */
const mostAheadBytes = 256_000_000

/**
 * The chunks of an answer in one piece. Where its length is known each is put into its place as it comes: put together at the end, a
 * large file would block the page.
 */
export class Body {
  readonly #placed: Uint8Array<ArrayBuffer>
  /** What is beyond the announced length, or all where none was. */
  readonly #rest: Uint8Array[] = []
  #placedBytes = 0
  #restBytes = 0

  constructor(expectedBytes: number | undefined) {
    this.#placed = new Uint8Array(expectedBytes !== undefined && expectedBytes <= mostAheadBytes ? expectedBytes : 0)
  }

  add(chunk: Uint8Array): void {
    const end = this.#placedBytes + chunk.length
    if (this.#restBytes > 0 || end > this.#placed.length) {
      this.#rest.push(chunk)
      this.#restBytes += chunk.length
    } else {
      this.#placed.set(chunk, this.#placedBytes)
      this.#placedBytes = end
    }
  }

  take(): Uint8Array<ArrayBuffer> {
    if (this.#restBytes === 0 && this.#placedBytes === this.#placed.length) return this.#placed
    const bytes = new Uint8Array(this.#placedBytes + this.#restBytes)
    bytes.set(this.#placed.subarray(0, this.#placedBytes))
    let at = this.#placedBytes
    for (const chunk of this.#rest) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
}
