/** Which function an address lies in, by what the runtime said of its methods and, in version 6, of the symbols of mappings. */

interface Range {
  readonly from: number
  readonly until: number
  readonly name: string
  readonly isManaged: boolean
}

const largestFunction = 1 << 30

export class AddressNames {
  readonly #ranges: Range[] = []
  readonly #mappings: Range[] = []
  #sorted = true

  get size(): number {
    return this.#ranges.length
  }

  method(from: number, bytes: number, name: string, isManaged = true): void {
    // Some writers put a symbol over all of memory where they know none.
    if (!(bytes > 0) || bytes > largestFunction || from === 0) return
    this.#ranges.push({ from, until: from + bytes, name, isManaged })
    this.#sorted = false
  }

  mapping(from: number, until: number, file: string): void {
    this.#mappings.push({ from, until, name: file.slice(file.lastIndexOf('/') + 1), isManaged: false })
    this.#sorted = false
  }

  /** Of code that was moved or compiled anew, the last that was said. */
  find(address: number): { readonly name: string; readonly isManaged: boolean } | undefined {
    this.#sort()
    return inRanges(this.#ranges, address)
  }

  fileOf(address: number): string | undefined {
    this.#sort()
    return inRanges(this.#mappings, address)?.name
  }

  #sort(): void {
    if (this.#sorted) return
    this.#ranges.sort((a, b) => a.from - b.from)
    this.#mappings.sort((a, b) => a.from - b.from)
    this.#sorted = true
  }
}

/** The last range that begins at or below the address; what overlaps it from further below is not looked for. */
function inRanges(ranges: readonly Range[], address: number): Range | undefined {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.from <= address) low = middle + 1
    else high = middle
  }
  const found = ranges[low - 1]
  return found !== undefined && address < found.until ? found : undefined
}
