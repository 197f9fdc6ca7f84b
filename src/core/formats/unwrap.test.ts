import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflate } from './unwrap.ts'
import { OutputBuffer } from './inflate/outputBuffer.ts'
import { readDeflate } from './inflate/deflate.ts'

const options = { fileName: 'a.pb.gz', maxInflatedBytes: 1_000_000 }
/** Compresses to about a fifth. */
const text = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, i) => Math.imul(i * i, 0x9e3779b1) >>> 30)

async function unpack(bytes: Uint8Array, maxInflatedBytes = 1_000_000): Promise<string> {
  const result = await inflate(bytes, { ...options, maxInflatedBytes })
  return result.ok
    ? Buffer.from(result.value[0]!.bytes).toString('latin1')
    : `${result.error.code}: ${result.error.what}`
}

describe('inflate', () => {
  it('passes through what is not compressed, without copying', async () => {
    const bytes = text(10)
    const result = await inflate(bytes, options)
    expect(result.ok && result.value[0]!.bytes).toBe(bytes)
  })

  it('unpacks gzip, zlib, gzip in gzip, and several members one after the other', async () => {
    const plain = text(70_000)
    const expected = Buffer.from(plain).toString('latin1')
    expect(await unpack(gzipSync(plain))).toBe(expected)
    expect(await unpack(deflateSync(plain))).toBe(expected)
    expect(await unpack(gzipSync(gzipSync(plain)))).toBe(expected)
    expect(await unpack(Buffer.concat([gzipSync(plain), gzipSync(plain)]))).toBe(expected + expected)
  })

  it('says at which byte a cut-off file ends', async () => {
    const packed = gzipSync(text(70_000))
    expect(await unpack(packed.subarray(0, 600))).toBe('truncated: the compressed data ends too early, at byte 600')
    expect(await unpack(packed.subarray(0, packed.length - 3))).toMatch(/^truncated/)
    expect(await unpack(packed.subarray(0, 5))).toMatch(/^truncated/)
  })

  it('says where a damaged file is damaged', async () => {
    const packed = Buffer.from(gzipSync(text(70_000)))
    packed[packed.length - 8]! ^= 1
    expect(await unpack(packed)).toMatch(/^malformed: the gzip data is damaged at byte 6,7\d\d: its checksum/)
  })

  it('refuses a bomb without inflating it, naming the limit, all layers together', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(await unpack(bomb)).toBe('too-large: it inflates to more than the limit of 1 MB')
    expect(await unpack(gzipSync(bomb), 3_000_000)).toBe('too-large: it inflates to more than the limit of 3 MB')
  })

  it('refuses what is compressed over and over', async () => {
    let bytes: Uint8Array = text(10)
    for (let i = 0; i < 6; i++) bytes = gzipSync(bytes)
    expect(await unpack(bytes)).toBe('malformed: it is compressed more than 4 times over')
  })

  it('reads UTF-16 and UTF-8 with a byte-order mark as UTF-8', async () => {
    const little = Buffer.from('\ufeffmain;é 3', 'utf16le')
    const big = Buffer.from(little).swap16()
    const utf8 = Buffer.from('\ufeffmain;é 3', 'utf8')
    for (const bytes of [little, big, utf8]) {
      const result = await inflate(bytes, options)
      expect(result.ok && Buffer.from(result.value[0]!.bytes).toString('utf8')).toBe('main;é 3')
    }
  })

  it('turns any damage into a value, quickly', async () => {
    const packed = gzipSync(text(5000))
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), fc.nat(packed.length), async (at, byte, length) => {
        const broken = Uint8Array.from(packed)
        broken[at] = byte
        await unpack(broken.subarray(0, length))
      }),
      { numRuns: 300 },
    )
  })
})

describe('readDeflate', () => {
  it('agrees with the platform on anything it compressed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.constantFrom(0, 1, 6, 9), (bytes, level) => {
        const repeated = Buffer.concat([bytes, bytes, Buffer.alloc(300, 7), bytes])
        const out = new OutputBuffer(1e6)
        const end = readDeflate(deflateSync(repeated, { level }), 2, out)
        expect(end.end).toBe('done')
        expect(Buffer.from(out.view()).equals(repeated)).toBe(true)
      }),
    )
  })
})
