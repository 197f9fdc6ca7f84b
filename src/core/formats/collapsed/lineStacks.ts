/**
 * Lines of folded text → stacks. Neighbouring lines usually share their beginning (the tools sort), so a line goes on where it
 * differs from the one before.
 */
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { FrameBytes } from './frameBytes.ts'

const semicolon = 0x3b

export class LineStacks {
  readonly #frames: FrameBytes
  readonly #builder: ProfileBuilder
  leaf = -1
  aboveLeaf = -1
  /** The line before, and per frame of it where it ended, its index and its stack. */
  #last = new Uint8Array(0)
  #lastStart = 0
  #lastEnd = 0
  readonly #ends: number[] = []
  readonly #frameAt: number[] = []
  readonly #stackAt: number[] = []

  constructor(frames: FrameBytes, builder: ProfileBuilder) {
    this.#frames = frames
    this.#builder = builder
  }

  stackOf(bytes: Uint8Array, start: number, end: number): number {
    const last = this.#last
    const lastStart = this.#lastStart
    const shared = Math.min(end - start, this.#lastEnd - lastStart)
    let same = 0
    while (same < shared && bytes[start + same] === last[lastStart + same]) same++
    // Whole frames only: the separator after a frame has to be the same too.
    let kept = 0
    while (kept < this.#ends.length && this.#ends[kept]! < same) kept++
    this.#ends.length = kept
    this.#frameAt.length = kept
    this.#stackAt.length = kept
    let stack = kept > 0 ? this.#stackAt[kept - 1]! : -1
    let at = kept > 0 ? start + this.#ends[kept - 1]! + 1 : start
    while (at <= end) {
      let stop = bytes.indexOf(semicolon, at)
      if (stop < 0 || stop > end) stop = end
      // `;;` and a `;` at the end are separators of nothing.
      if (stop > at) {
        const frame = this.#frames.find(bytes, at, stop)
        stack = this.#builder.stack(stack, frame)
        this.#ends.push(stop - start)
        this.#frameAt.push(frame)
        this.#stackAt.push(stack)
      }
      at = stop + 1
    }
    this.#last = bytes as Uint8Array<ArrayBuffer>
    this.#lastStart = start
    this.#lastEnd = end
    this.leaf = this.#frameAt.at(-1) ?? -1
    this.aboveLeaf = this.#frameAt.at(-2) ?? -1
    return stack
  }

  /** The bytes of the last call are about to change: keeps of them what the next line is compared with. */
  letGo(): void {
    this.#last = this.#last.slice(this.#lastStart, this.#lastEnd)
    this.#lastEnd -= this.#lastStart
    this.#lastStart = 0
  }
}
