/** The checksum of gzip and zip. */
let table: Int32Array | undefined

/** Row k is that of a byte with k bytes behind it, so that eight bytes take eight look-ups, none of which waits for another. */
function makeTable(): Int32Array {
  const made = new Int32Array(8 * 256)
  for (let i = 0; i < 256; i++) {
    let value = i
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
    made[i] = value
  }
  for (let i = 256; i < made.length; i++) made[i] = (made[i - 256]! >>> 8) ^ made[made[i - 256]! & 255]!
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
    const rows = (table ??= makeTable())
    let crc = this.#crc
    let i = 0
    for (const last = bytes.length - 7; i < last; i += 8) {
      crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
      crc =
        rows[1792 + (crc & 255)]! ^
        rows[1536 + ((crc >>> 8) & 255)]! ^
        rows[1280 + ((crc >>> 16) & 255)]! ^
        rows[1024 + (crc >>> 24)]! ^
        rows[768 + bytes[i + 4]!]! ^
        rows[512 + bytes[i + 5]!]! ^
        rows[256 + bytes[i + 6]!]! ^
        rows[bytes[i + 7]!]!
    }
    for (; i < bytes.length; i++) crc = rows[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8)
    this.#crc = crc
    return this
  }
}

export const crc32 = (bytes: Uint8Array): number => new Crc32().add(bytes).value
