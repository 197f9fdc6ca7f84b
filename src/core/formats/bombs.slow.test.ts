/** Files that are small to write down and large to hold. Each is read or refused, in bounded time and memory, and then drawn. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { Analyst } from '../analyst/analyst.ts'
import type { Subject } from '../analyst/subject.ts'
import { explainLoadError } from '../base/result.ts'
import type { ByteSource } from '../base/byteSource.ts'
import type { ParsedFile } from './parsedFile.ts'
import { readFile } from './readFile.ts'

/** More than an engine takes as arguments of one call, and than calls fit on its stack. */
const many = 150_000
const options = { fileName: 'bomb', maxInflatedBytes: 1e9 }
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Asks what the page asks first of what was read. What is wrong, or nothing. */
async function drawn(parsed: ParsedFile): Promise<string> {
  const analyst = new Analyst()
  const loaded = analyst.adopt({ hash: 'bomb', fileName: 'bomb', hints: { told: { kind: 'cpu' } }, parsed })
  if (!loaded.ok) return explainLoadError(loaded.error)
  const subject: Subject = {
    captureIds: loaded.value.captures.map(({ id }) => id),
    window: { fromMs: 0, untilMs: 30_000 },
    settings: { cores: 4, threads: 16, assumedSeconds: 30 },
  }
  const analysis = await analyst.answer({ ask: 'analyse', subject })
  const boxes = await analyst.answer({ ask: 'boxes', subject, view: 'cpu', widthPx: 1400, focus: [], foldChains: true })
  if (!analysis.ok) return explainLoadError(analysis.error)
  return boxes.ok ? 'drawn' : explainLoadError(boxes.error)
}

/** CPU of this process and what the platform's decompressor takes beside it, in seconds. */
async function cpuSecondsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/**
 * Some 600 MB in 3 MB: less than a file may have. Its text is one that is read, so that nobody can say at once that it is no profile, of
 * lines as long as real ones: not reading them is measured here.
 */
const bomb = (): Buffer => {
  const member = gzipSync(
    `main;${'services.example/shop/checkout.(*Server).answer;'.repeat(2)}handle 1\n`.repeat(90_000),
  )
  return Buffer.concat(Array.from({ length: 60 }, () => member))
}

describe('a gzip of many members', () => {
  const refusal = 'it inflates to more than 200 times its size, which nothing but repetition does'
  /** Part 0..1 of the bytes that was looked at last. */
  let reached = 0
  const sentence = async (bytes: Uint8Array): Promise<string> => {
    reached = 0
    const read = await readFile(new Uint8Array(bytes), { ...options, onProgress: (share) => (reached = share) })
    return read.ok ? 'read' : explainLoadError(read.error)
  }

  it('that unpacks to a thousand times its size is refused when that shows, by the platform and by our own code', async () => {
    const members = bomb()
    // The platform of a browser gives up at the second member; a member that is damaged makes any of them give up.
    const damaged = Buffer.concat([gzipSync('main;a 1\n'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff])])
    const seconds = await cpuSecondsOf(async () => expect(await sentence(members)).toContain(refusal))
    expect(reached).toBeLessThan(0.3)
    vi.stubGlobal('DecompressionStream', RefusesSecondMember)
    const exactly = await cpuSecondsOf(async () => expect(await sentence(members)).toContain(refusal))
    vi.unstubAllGlobals()
    // As far as the platform's, or it would be five times as much.
    expect(exactly).toBeLessThan(3 * seconds)
    expect(await sentence(damaged)).toMatch(/damaged at byte|ends too early/)
  }, 120_000)

  it('that is of no known format is refused by its beginning', async () => {
    const member = gzipSync(Buffer.alloc(10_000_000))
    const zeros = Buffer.concat(Array.from({ length: 150 }, () => member))
    const seconds = await cpuSecondsOf(async () => expect(await sentence(zeros)).toContain('none of the formats'))
    expect(seconds).toBeLessThan(1)
  }, 120_000)

  it('and nothing in them, half a million of them, is refused too', async () => {
    const empty = gzipSync('')
    const seconds = await cpuSecondsOf(async () =>
      expect(await sentence(Buffer.concat(Array.from({ length: 500_000 }, () => empty)))).toContain('nothing inside'),
    )
    expect(seconds).toBeLessThan(4)
  }, 120_000)

  it('that a person made is read: blocks of a bgzip, logs one behind the other', async () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, at) => `main;serve;f${at % 977};g${(at * 31) % 503} ${1 + (at % 9)}`,
    )
    const blocks: Buffer[] = []
    for (let at = 0; at < lines.length; at += 500) blocks.push(gzipSync(`${lines.slice(at, at + 500).join('\n')}\n`))
    const total = lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    const totalOf = async (): Promise<unknown> => {
      const read = await readFile(new Uint8Array(Buffer.concat(blocks)), options)
      return read.ok && read.value.parts[0]?.profile.samples.values[0]?.reduce((sum, value) => sum + value, 0)
    }
    expect(await totalOf()).toBe(total)
    vi.stubGlobal('DecompressionStream', RefusesSecondMember)
    expect(await totalOf()).toBe(total)
    vi.unstubAllGlobals()
  }, 60_000)
})

/** As a browser's: what follows the first member is junk to it. */
class RefusesSecondMember {
  readonly readable: ReadableStream
  readonly writable: WritableStream
  constructor() {
    const through = new TransformStream({
      transform: () => Promise.reject(new TypeError('Junk found after end of compressed data.')),
    })
    this.readable = through.readable
    this.writable = through.writable
  }
}

describe('a hundred and fifty thousand', () => {
  it('are more than one call takes', () => {
    expect(() => Math.max(...Array.from({ length: many }, () => 1))).toThrow(RangeError)
  })

  it('different names are read and drawn', async () => {
    const text = Array.from({ length: many }, (_, at) => `root;package.name${at} 1`).join('\n')
    const read = await readFile(bytesOf(text), options)
    expect(read.ok && read.value.parts[0]?.profile.frames.length).toBe(many + 1)
    expect(read.ok && (await drawn(read.value))).toBe('drawn')
  }, 240_000)

  it('frames in one stack are read and drawn: nothing recurses', async () => {
    const text = `${Array.from({ length: many }, (_, at) => `f${at % 977}`).join(';')} 1\nmain;work 3\n`
    const read = await readFile(bytesOf(text), options)
    expect(read.ok && read.value.parts[0]?.profile.stacks.length).toBe(many + 2)
    expect(read.ok && (await drawn(read.value))).toBe('drawn')
  }, 240_000)
})

describe('one line without an end', () => {
  const piece = bytesOf('main;serve;'.repeat(100_000).slice(0, 1_000_000))
  const endless = (piece: Uint8Array, pieces: number): ByteSource => ({
    size: piece.length * pieces,
    stream: () => ({
      getReader: () => {
        let left = pieces
        return {
          read: () =>
            Promise.resolve(left-- > 0 ? ({ done: false, value: piece } as const) : ({ done: true } as const)),
          cancel: () => Promise.resolve(),
        }
      },
    }),
  })

  it('of 300 MB that looks like a stack is refused, and not kept', async () => {
    const before = process.memoryUsage().rss
    const read = await readFile(endless(piece, 300), options)
    expect(read.ok || explainLoadError(read.error)).toContain('no line is a folded stack')
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
  }, 120_000)

  it('of letters, of brackets and of nothing is refused', async () => {
    for (const text of ['x', '[', ' ', '{"a":']) {
      const read = await readFile(endless(bytesOf(text.repeat(200_000)), 40), options)
      expect(read.ok, text).toBe(false)
    }
  }, 240_000)
})
