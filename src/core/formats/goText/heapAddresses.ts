/** Where a Go process has its heap, told from the arguments that a dump of its goroutines prints. */

/** Of one goroutine. */
export const mostPointers = 8

/** Whole arguments of eleven and twelve digits; what ends in `?` may be stale. */
export function pointersIn(call: string): readonly number[] {
  return (call.match(/(?<=[({ ])0x[0-9a-f]{10,12}(?=[,)}])/g) ?? []).map(Number)
}

const step = 2 ** 36
/** Above are mappings of the kernel's choice, stacks of threads and libraries. */
const aboveHeap = 0x7e0000000000
/** Fewer may be anything: times in nanoseconds look like addresses. */
const fewest = 4

export class HeapAddresses {
  readonly #steps = new Map<number, number>()
  #all = 0

  add(pointers: readonly number[]): void {
    for (const pointer of pointers) {
      if (pointer >= aboveHeap) continue
      const at = Math.floor(pointer / step)
      this.#all += 1
      this.#steps.set(at, (this.#steps.get(at) ?? 0) + 1)
    }
  }

  /** In steps of 64 GiB; undefined where they do not agree. */
  most(): number | undefined {
    const [most] = [...this.#steps].toSorted((a, b) => b[1] - a[1])
    return most !== undefined && most[1] >= fewest && 2 * most[1] > this.#all ? most[0] : undefined
  }
}
