/**
 * Lines of folded text → stacks. Neighbouring lines usually share their beginning (the tools sort), so a line goes on where it
 * differs from the one before.
 */
import { sameBytes, viewOf } from '../../base/sameBytes.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { FrameBytes } from './frameBytes.ts'

const semicolon = 0x3b

export class LineStacks {
  readonly #frames: FrameBytes
  readonly #builder: ProfileBuilder
  leaf = -1
  aboveLeaf = -1
  /** The line before, and per frame of it where it ended, its index and its stack. */
  #lastView: DataView = new DataView(new ArrayBuffer(0))
  #lastStart = 0
  #lastEnd = 0
  readonly #ends: number[] = []
  readonly #frameAt: number[] = []
  readonly #stackAt: number[] = []
  /** Per stack (the first is for none): the name of the callee seen last below it and one, and the stack with it. */
  #recent = new Int32Array(4096)
  /** The bytes of this call, and a view of them. */
  #bytes: Uint8Array | undefined
  #view: DataView = new DataView(new ArrayBuffer(0))
  /** Of `#below`. */
  #frame = -1

  constructor(frames: FrameBytes, builder: ProfileBuilder) {
    this.#frames = frames
    this.#builder = builder
  }

  stackOf(bytes: Uint8Array, start: number, end: number): number {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = viewOf(bytes)
    }
    const lastStart = this.#lastStart
    const shared = Math.min(end - start, this.#lastEnd - lastStart)
    const same = sameBytes(this.#view, start, this.#lastView, lastStart, shared)
    // Whole frames only: the separator after a frame has to be the same too.
    let kept = 0
    while (kept < this.#ends.length && this.#ends[kept]! < same) kept++
    this.#ends.length = kept
    this.#frameAt.length = kept
    this.#stackAt.length = kept
    let stack = kept > 0 ? this.#stackAt[kept - 1]! : -1
    let at = kept > 0 ? start + this.#ends[kept - 1]! + 1 : start
    const frames = this.#frames
    while (at <= end) {
      // `;;` and a `;` at the end are separators of nothing.
      if (at < end && bytes[at] !== semicolon) {
        stack = this.#below(stack, bytes, at, end)
        this.#ends.push(frames.stop - start)
        this.#frameAt.push(this.#frame)
        this.#stackAt.push(stack)
        at = frames.stop
      }
      at++
    }
    this.#lastView = this.#view
    this.#lastStart = start
    this.#lastEnd = end
    this.leaf = this.#frameAt.at(-1) ?? -1
    this.aboveLeaf = this.#frameAt.at(-2) ?? -1
    return stack
  }

  /** The stack that is `stack` and the frame that begins at `at`. Most have one callee: what came last is compared before anything is looked up. */
  #below(stack: number, bytes: Uint8Array, at: number, end: number): number {
    const frames = this.#frames
    const near = (stack + 1) * 2
    let recent = this.#recent
    if (near < recent.length) {
      const name = recent[near]! - 1
      if (name >= 0 && frames.isHere(name, this.#view, at, end)) {
        this.#frame = frames.frameOf(name)
        return recent[near + 1]!
      }
    } else {
      recent = new Int32Array(Math.max(near + 2, recent.length * 2))
      recent.set(this.#recent)
      this.#recent = recent
    }
    const name = frames.find(bytes, at, end)
    this.#frame = frames.frameOf(name)
    const below = this.#builder.stack(stack, this.#frame)
    recent[near] = name + 1
    recent[near + 1] = below
    return below
  }

  /** The bytes of the last call are about to change: keeps of them what the next line is compared with. */
  letGo(): void {
    const { buffer, byteOffset } = this.#lastView
    const bytes = new Uint8Array(buffer, byteOffset + this.#lastStart, this.#lastEnd - this.#lastStart)
    this.#lastView = viewOf(bytes.slice())
    this.#bytes = undefined
    this.#lastEnd -= this.#lastStart
    this.#lastStart = 0
  }
}
