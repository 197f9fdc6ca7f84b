/** The checksum of gzip and zip. */
let table: Int32Array | undefined

function makeTable(): Int32Array {
  const made = new Int32Array(256)
  for (let i = 0; i < 256; i++) {
    let value = i
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    made[i] = value
  }
  return made
}

export class Crc32 {
  #crc = -1

  get value(): number {
    return ~this.#crc >>> 0
  }

  reset(): void {
    this.#crc = -1
  }

  add(bytes: Uint8Array): this {
    table ??= makeTable()
    let crc = this.#crc
    for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
    this.#crc = crc
    return this
  }
}

export const crc32 = (bytes: Uint8Array): number => new Crc32().add(bytes).value
