import { crc32 as platformCrc, deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'
import { crc32 } from './crc32.ts'
import { decodeZip, listZip } from './zip.ts'

interface Packed {
  readonly path: string
  readonly content: Uint8Array
  readonly method?: 0 | 8
  /** What the zip says instead of what is so. */
  readonly says?: { readonly size?: number; readonly crc?: number; readonly headerAt?: number }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Each content once: a test packs fifty megabytes several times. */
const packedOnce = new WeakMap<Uint8Array, { readonly deflated: Buffer; readonly crc: number }>()
function packedFrom(content: Uint8Array): { readonly deflated: Buffer; readonly crc: number } {
  const packed = packedOnce.get(content) ?? { deflated: deflateRawSync(content), crc: crc32(content) }
  packedOnce.set(content, packed)
  return packed
}

/** A zip as its format describes it, with every lie that it allows. */
function zipOf(files: readonly Packed[]): Uint8Array {
  const out: Buffer[] = []
  const list: Buffer[] = []
  let at = 0
  for (const { path, content, method = 8, says = {} } of files) {
    const name = Buffer.from(path)
    const packed = packedFrom(content)
    const data = method === 8 ? packed.deflated : Buffer.from(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(says.crc ?? packed.crc, 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(says.size ?? content.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(says.headerAt ?? at, 10)
    list.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, tail, name]))
    out.push(local)
    at += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(Buffer.concat(list).length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...out, ...list, end]))
}

async function inside(zip: Uint8Array, maxBytes = 1e6): Promise<Record<string, string>> {
  const listed = listZip(zip, 'a.zip')
  if (!listed.ok) return { '': explainLoadError(listed.error) }
  const all: Record<string, string> = {}
  for (const entry of listed.value) {
    const read = await entry.read(maxBytes)
    all[entry.path] = read.ok ? new TextDecoder().decode(read.value) : explainLoadError(read.error)
  }
  return all
}

const one = bytesOf('main;work 3\n'.repeat(50))
const two = bytesOf('main;rest 4\n')

describe('a zip', () => {
  it('gives what is inside, stored and deflated, without what operating systems add', async () => {
    const zip = zipOf([
      { path: 'dir/', content: new Uint8Array(0), method: 0 },
      { path: 'dir\\one.folded', content: one },
      { path: 'two.folded', content: two, method: 0 },
      { path: '__MACOSX/._two.folded', content: two },
    ])
    expect(await inside(zip)).toEqual({
      'dir/one.folded': new TextDecoder().decode(one),
      'two.folded': 'main;rest 4\n',
    })
  })

  it('whose files lie over each other is refused whole: all with one content, or one inside another', async () => {
    const sentence = /^a\.zip: the zip archive holds files that lie over each other \(b\)\. Pack it again/
    const same = [
      { path: 'a', content: one },
      { path: 'b', content: one, says: { headerAt: 0 } },
    ]
    const within = [
      { path: 'a', content: Buffer.concat([zipOf([{ path: 'b', content: two, method: 0 }])]), method: 0 as const },
      { path: 'b', content: two, method: 0 as const, says: { headerAt: 31 } },
    ]
    for (const files of [same, within]) expect((await inside(zipOf(files)))['']).toMatch(sentence)
    const decoded = await decodeZip({ bytes: zipOf(same), limitBytes: 1e6, where: 'a.zip' })
    expect(!decoded.ok && explainLoadError(decoded.error)).toMatch(sentence)
  })

  it('that lies about a size or a checksum loses that file and no other', async () => {
    const zip = zipOf([
      { path: 'small', content: one, says: { size: 5 } },
      { path: 'large', content: one, says: { size: 4e9 } },
      { path: 'stored', content: two, method: 0, says: { size: 5 } },
      { path: 'damaged', content: one, says: { crc: 1 } },
      { path: 'nowhere', content: one, says: { headerAt: 4e9 } },
      { path: 'good', content: two },
    ])
    expect(await inside(zip)).toEqual({
      small: expect.stringMatching(
        /^a\.zip › small: the zip says that it has 5 bytes, and it has more\. Pack it again/,
      ),
      large: expect.stringMatching(/says that it has 4,000,000,000 bytes, and it has 600\./),
      stored: expect.stringMatching(/says that it has 5 bytes, and it has 12\./),
      damaged: expect.stringMatching(/^a\.zip › damaged: its checksum does not match its content\./),
      nowhere: expect.stringMatching(/^a\.zip › nowhere: it is not where the zip says that it is\./),
      good: 'main;rest 4\n',
    })
  })

  it('that is a bomb ends at the limit, whatever it says of itself', async () => {
    const zeros = new Uint8Array(50_000_000)
    const found = await inside(zipOf([{ path: 'bomb', content: zeros }]))
    expect(found['bomb']).toMatch(/^a\.zip › bomb: it inflates to more than 1 MB\./)
    // One that states less is unpacked as far as that, and no further.
    const lying = await inside(zipOf([{ path: 'bomb', content: zeros, says: { size: 10 } }]))
    expect(lying['bomb']).toMatch(/^a\.zip › bomb: the zip says that it has 10 bytes, and it has more\./)
    // Many of them are known by what they state together, before any is unpacked.
    const five = listZip(zipOf(Array.from({ length: 5 }, (_, at) => ({ path: `f${at}`, content: zeros }))), 'a.zip')
    expect(five.ok || five.error.what).toMatch(/inflates to more than 200 times its size/)
    const many = zipOf(Array.from({ length: 40 }, (_, at) => ({ path: `f${at}`, content: new Uint8Array(1_000_000) })))
    const decoded = await decodeZip({ bytes: many, limitBytes: 20_000_000, where: 'a.zip' })
    expect(!decoded.ok && decoded.error.code).toBe('too-large')
  })

  it('takes the same checksum as other programs', () => {
    expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926)
    if (typeof platformCrc === 'function') expect(crc32(one)).toBe(platformCrc(one))
  })
})

describe('a zip of several logs, wherever it is', () => {
  const log = (from: number, count: number): Uint8Array =>
    bytesOf(
      Array.from({ length: count }, (_, i) => {
        const second = from + i
        const time = `02:${String(10 + Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`
        return `[2026-11-22T${time}.000+0000][${second}.000s][info][gc] GC(${second}) Pause Full (System.gc()) 300M->200M(512M) 12.000ms`
      }).join('\n'),
    )

  it('holds the events of all of them: 64 and 120 are 184, in the order of time', async () => {
    const zip = zipOf([
      { path: 'gc.log.1', content: log(64, 120) },
      { path: 'gc.log.0', content: log(0, 64) },
    ])
    for (const bytes of [zip, new Uint8Array(gzipSync(zip))]) {
      const read = await readFile(bytes, { fileName: 'logs.zip', maxInflatedBytes: 1e8 })
      const points = read.ok ? (read.value.facts.liveHeapPoints ?? []) : []
      expect(points.length).toBe(184)
      expect(points.map(({ timeMs }) => timeMs)).toEqual(points.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b))
      expect(read.ok && read.value.facts.collectorPauses?.length).toBe(184)
    }
  })
})
