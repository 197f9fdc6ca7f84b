/** Files that are small to write down and large to hold. Each is read or refused, in bounded time and memory, and then drawn. */
import { describe, expect, it } from 'vitest'
import { Analyst } from '../analyst/analyst.ts'
import type { Subject } from '../analyst/subject.ts'
import { explainLoadError } from '../base/result.ts'
import type { ByteSource } from '../base/byteSource.ts'
import { readFile } from './readFile.ts'

const million = 1_000_000
const options = { fileName: 'bomb', maxInflatedBytes: 1e9 }
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Asks what the page asks first. What is wrong, or nothing. */
async function drawn(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const analyst = new Analyst()
  const loaded = await analyst.load({ bytes: bytes.buffer, fileName: 'bomb', hints: { told: { kind: 'cpu' } } })
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

describe('a million', () => {
  it('different names are read and drawn', async () => {
    const text = Array.from({ length: million }, (_, at) => `root;package.name${at} 1`).join('\n')
    const read = await readFile(bytesOf(text), options)
    expect(read.ok && read.value.parts[0]?.profile.frames.length).toBe(million + 1)
    expect(await drawn(bytesOf(text))).toBe('drawn')
  }, 240_000)

  it('frames in one stack are read and drawn: nothing recurses', async () => {
    const text = `${Array.from({ length: million }, (_, at) => `f${at % 977}`).join(';')} 1\nmain;work 3\n`
    const read = await readFile(bytesOf(text), options)
    expect(read.ok && read.value.parts[0]?.profile.stacks.length).toBe(million + 2)
    expect(await drawn(bytesOf(text))).toBe('drawn')
  }, 240_000)
})

describe('300 MB of one line', () => {
  const piece = bytesOf('main;serve;'.repeat(100_000).slice(0, 1_000_000))
  const endless = (piece: Uint8Array): ByteSource => ({
    size: piece.length * 300,
    stream: () => ({
      getReader: () => {
        let left = 300
        return {
          read: () =>
            Promise.resolve(left-- > 0 ? ({ done: false, value: piece } as const) : ({ done: true } as const)),
          cancel: () => Promise.resolve(),
        }
      },
    }),
  })

  it('that looks like a stack is refused, and not kept', async () => {
    const before = process.memoryUsage().rss
    const read = await readFile(endless(piece), options)
    expect(read.ok || explainLoadError(read.error)).toContain('no line is a folded stack')
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
  }, 120_000)

  it('of letters, of brackets and of nothing is refused', async () => {
    for (const text of ['x', '[', ' ', '{"a":']) {
      const read = await readFile(endless(bytesOf(text.repeat(200_000))), options)
      expect(read.ok, text).toBe(false)
    }
  }, 240_000)
})
