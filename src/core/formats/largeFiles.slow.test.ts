/** Files larger than a string can be, made while they are read: nothing of them is kept here or on disk. */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { HashedSource } from '../base/hash.ts'
import { explainLoadError } from '../base/result.ts'
import { readAndHash, readParsed } from '../analyst/readParsed.ts'
import { sourceOfBytes, type ByteSource } from '../base/byteSource.ts'
import { readFile } from './readFile.ts'
import { inflateGzipExactly } from './inflate/gzip.ts'
import { SlidingOutput } from './inflate/slidingOutput.ts'

/** V8's longest string has 2^29 − 24 characters. */
const beyondStringsMiB = 516

/** About a mebibyte of folded text: 1,024 lines of a kilobyte. */
const mebibyte = ((): Uint8Array => {
  const deep = Array.from({ length: 30 }, (_, i) => `services.example/shop/layer${i}`).join(';')
  const lines = Array.from(
    { length: 1024 },
    (_, i) => `main;${deep};leaf${(i * 7919) % 10_007};by${(i * 104_729) % 9973} 3\n`,
  )
  return new TextEncoder().encode(lines.join(''))
})()

function repeated(piece: Uint8Array, times: number): ByteSource {
  return {
    size: piece.length * times,
    stream: () => ({
      getReader: () => {
        let left = times
        return {
          read: () =>
            Promise.resolve(left-- > 0 ? ({ done: false, value: piece } as const) : ({ done: true } as const)),
          cancel: () => Promise.resolve(),
        }
      },
    }),
  }
}

const options = { fileName: 'big.folded', maxInflatedBytes: 1e9 }
const totalOf = async (source: ByteSource | Uint8Array): Promise<string> => {
  const result = await readFile(source, options)
  if (!result.ok) return explainLoadError(result.error)
  const { samples, strings } = result.value.parts[0]!.profile
  return `${samples.length} samples, ${samples.values[0]!.reduce((sum, one) => sum + one, 0)}, ${strings.length} texts`
}
const linesOf = (times: number): number => new TextDecoder().decode(mebibyte).split('\n').length * times - times

describe('folded text larger than a string can be', () => {
  // Plain text goes the last part of the same way; that both are one profile is held below.
  it('is read out of a gzip, and refused past the bound with both numbers to act on', async () => {
    const times = Math.ceil((beyondStringsMiB * 1024 * 1024) / mebibyte.length)
    expect(mebibyte.length * times).toBeGreaterThan(2 ** 29)
    const source = repeated(gzipSync(mebibyte), times)
    expect(await totalOf(source)).toMatch(new RegExp(`^${linesOf(times)} samples, ${3 * linesOf(times)},`))
    const refused = await readFile(source, { ...options, maxInflatedBytes: 5e7 })
    expect(refused.ok ? '' : explainLoadError(refused.error)).toBe(
      'big.folded: it inflates to more than the limit of 50 MB. Record a shorter window, or raise the limit on inflated size in the settings.',
    )
  })
})

describe('a file that arrives in pieces', () => {
  const whole = new Uint8Array([...mebibyte, ...mebibyte, ...mebibyte])

  it('is the same profile as in memory, gzipped or not, whatever its pieces', async () => {
    const expected = await readFile(whole, options)
    expect(expected.ok).toBe(true)
    const packed = gzipSync(whole)
    for (const pieceBytes of [7919, 100_003, 1 << 20, whole.length]) {
      expect(await readFile(sourceOfBytes(whole, pieceBytes), options)).toEqual(expected)
      expect(await readFile(sourceOfBytes(packed, pieceBytes), options)).toEqual(expected)
    }
  })

  it('may be UTF-16', async () => {
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${new TextDecoder().decode(whole)}`, 'utf16le'))
    expect(await readFile(sourceOfBytes(utf16, 99_999), options)).toEqual(await readFile(whole, options))
  })

  it('and breaks off says where', async () => {
    const packed = gzipSync(whole, { level: 1 })
    const cut = packed.subarray(0, packed.length - 2000)
    expect(await totalOf(sourceOfBytes(cut, 5000))).toMatch(/the compressed data ends too early, at byte/)
    const damaged = packed.with(packed.length - 6, packed[packed.length - 6]! ^ 1)
    expect(await totalOf(sourceOfBytes(damaged, 5000))).toMatch(/its checksum does not match its content/)
  })

  it('and is of no known format is refused by its beginning: what follows is not unpacked', async () => {
    const bomb = repeated(gzipSync(new Uint8Array(1 << 24)), 12)
    for (const maxInflatedBytes of [1.5e8, 1e9]) {
      const zeros = await readFile(bomb, { ...options, maxInflatedBytes })
      expect(zeros.ok ? '' : zeros.error.code).toBe('unknown-format')
    }
  })

  it('and is moved away meanwhile says so', async () => {
    const gone: ByteSource = {
      size: 5e6,
      stream: () => ({ getReader: () => ({ read: () => Promise.reject(new Error('moved')), cancel: async () => {} }) }),
    }
    const result = await readParsed(gone, options)
    expect(result.ok ? '' : explainLoadError(result.error)).toBe(
      'big.folded: it can no longer be read (moved). See whether it was moved or changed, and open it again.',
    )
  })

  it('is hashed while it is read, also when the reader needs only its beginning', async () => {
    const expected = createHash('sha256').update(whole).digest('hex')
    const read = await readAndHash(sourceOfBytes(whole, 70_000), undefined, options)
    expect(read.ok && read.value.hash).toBe(expected)
    const unread = new HashedSource(sourceOfBytes(whole, 70_000))
    await unread.stream().getReader().read()
    expect(await unread.hex()).toBe(expected)
  })
})

describe('our own inflater', () => {
  it('hands on what it makes while it makes it, member after member', () => {
    const members = [
      new Uint8Array([...mebibyte, ...mebibyte]),
      new TextEncoder().encode('short'),
      mebibyte.map((byte, i) => byte ^ (i % 7)),
    ]
    const packed = new Uint8Array(Buffer.concat(members.map((member) => gzipSync(member))))
    const pieces: Buffer[] = []
    const out = new SlidingOutput(1e9, (piece) => pieces.push(Buffer.from(piece)) > 0)
    const end = inflateGzipExactly({ bytes: packed, limitBytes: 1e9, where: 'a' }, out)
    out.flush()
    expect(end.ok).toBe(true)
    expect(pieces.length).toBeGreaterThan(3)
    expect(Buffer.concat(pieces).equals(Buffer.concat(members))).toBe(true)
  })
})
