/**
 * Tachyon's `--binary`, version 1, in the byte order of the machine that wrote it:
 *
 *   64 bytes   magic, version, Python's version, start and interval (µs), samples (64 bits; 32 before 3.15 was released, with the same
 *              version), threads, where texts and frames begin, compression; since the release the mode and what was captured
 *   samples    thread, interpreter, how: 0 as before (n times), 1 whole, 2 what is shared from the root, 3 what goes and comes
 *   texts      length and UTF-8 each
 *   frames     file, function, line, length in lines, column, width, opcode
 *   (released) statistics of the run
 *   32 bytes   number of texts, of frames, …
 *
 * Each sample has its time since the one before of the thread, and a status: 1 has the GIL, 2 on a CPU, 4 nobody
 * looked whether on a CPU, 8 waits for the GIL.
 */
import { err, ok, type Result } from '../../base/result.ts'
import { unpackZstd } from '../inflate/zstd.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { TachyonSamples, TooManySamples, type TachyonFrame, type TachyonMode } from './samples.ts'

const headerBytes = 64
const footerBytes = 32
const maxDepth = 256
const compressed = 1

class BinaryProblem extends Error {}

export const readTachyonBinary: FormatReader = (bytes, options) => {
  try {
    return read(bytes, options.maxInflatedBytes, options.fileName)
  } catch (problem) {
    const isLarge = problem instanceof TooManySamples
    if (!isLarge && !(problem instanceof BinaryProblem)) throw problem
    return err({
      code: isLarge ? 'too-large' : 'malformed',
      where: options.fileName,
      what: isLarge
        ? 'it has more samples than fit into memory'
        : `the recording of Python’s sampler is not whole: ${problem.message}`,
      todo: isLarge
        ? 'record a shorter time, or at a lower rate'
        : 'record it again: python -m profiling.sampling attach -a --binary -o FILE PID',
    })
  }
}

function read(bytes: Uint8Array, maxInflatedBytes: number, where: string): Result<ParsedFile> {
  if (bytes.length < headerBytes + footerBytes) throw new BinaryProblem('it ends inside its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = bytes[0] === 0x48
  const version = view.getUint32(4, little)
  if (version !== 1) throw new BinaryProblem(`it is of version ${version}, and 1 is read`)
  const startUs = big(view, 12, little)
  const intervalUs = big(view, 20, little)
  const tablesEnd = bytes.length - footerBytes
  const header = headerOf(view, little, tablesEnd)
  if (header === undefined) throw new BinaryProblem('its tables lie outside of it')
  const { textsAt, framesAt, isPacked, captured } = header
  if (captured?.mode === 'exception') {
    return err({
      code: 'unsupported',
      where,
      what: 'it was recorded with `--mode exception`: only threads that handle one are in it, which is neither CPU nor waiting',
      todo: 'record all of them: python -m profiling.sampling attach -a --gecko PID',
    })
  }
  const texts = readTexts(new Varints(bytes, textsAt, framesAt), view.getUint32(tablesEnd, little))
  const frames = readFrames(new Varints(bytes, framesAt, tablesEnd), view.getUint32(tablesEnd + 4, little), texts)
  let area = bytes.subarray(headerBytes, textsAt)
  if (isPacked) {
    const unpacked = unpackZstd({ bytes: area, limitBytes: maxInflatedBytes, where })
    if (!unpacked.ok) return unpacked
    area = unpacked.value
  }
  const periodMs = intervalUs > 0 ? intervalUs / 1000 : 1
  const samples = new TachyonSamples()
  const problem = readSamples(area, { frames, little, startUs, periodMs, samples })
  if (problem !== undefined) samples.note(`incomplete: ${problem}; what came before is read`)
  if (samples.isEmpty) throw new BinaryProblem(problem ?? 'there is no sample in it')
  const { parts, facts } = samples.finish(
    { format: 'tachyon-binary', emitter: `tachyon of Python ${bytes[8]!}.${bytes[9]!}.${bytes[10]!}` },
    {
      mode: captured?.mode,
      allThreads: captured?.allThreads,
      // Written with the clock of the machine, or with one without a date.
      isEpoch: startUs > 1e15,
      periodMs,
    },
  )
  return ok({ format: 'tachyon-binary', parts, facts })
}

interface Header {
  readonly textsAt: number
  readonly framesAt: number
  readonly isPacked: boolean
  readonly captured?: { readonly mode: TachyonMode | undefined; readonly allThreads: boolean | undefined }
}

/** Both layouts call themselves version 1: the one whose tables lie in the file is meant. */
function headerOf(view: DataView, little: boolean, tablesEnd: number): Header | undefined {
  for (const isReleased of [true, false]) {
    const at = isReleased ? 40 : 36
    const textsAt = big(view, at, little)
    const framesAt = big(view, at + 8, little)
    const packing = view.getUint32(at + 16, little)
    if (textsAt < headerBytes || textsAt > framesAt || framesAt > tablesEnd || packing > compressed) continue
    const what = view.getUint32(60, little)
    return {
      textsAt,
      framesAt,
      isPacked: packing === compressed,
      // Three bits of mode, 0 for none, and whether five bits of what was captured follow.
      ...(isReleased
        ? { captured: { mode: modes[(what & 7) - 1], allThreads: (what & 8) === 0 ? undefined : (what & 16) !== 0 } }
        : {}),
    }
  }
  return undefined
}

const modes: readonly TachyonMode[] = ['wall', 'cpu', 'gil', 'all', 'exception']

const big = (view: DataView, at: number, little: boolean): number => Number(view.getBigUint64(at, little))

const decoder = new TextDecoder()

function readTexts(cursor: Varints, count: number): readonly string[] {
  const texts: string[] = []
  while (texts.length < count && !cursor.isAtEnd) {
    const length = cursor.number()
    texts.push(decoder.decode(cursor.take(length)))
  }
  return texts
}

function readFrames(cursor: Varints, count: number, texts: readonly string[]): readonly TachyonFrame[] {
  const frames: TachyonFrame[] = []
  while (frames.length < count && !cursor.isAtEnd) {
    const file = cursor.number()
    const name = cursor.number()
    const zigzag = cursor.number()
    for (let i = 0; i < 3; i += 1) cursor.number()
    cursor.take(1)
    const line = zigzag % 2 === 0 ? zigzag / 2 : 0
    frames.push({ file: texts[file] ?? '~', name: texts[name] ?? '', line })
  }
  return frames
}

interface ThreadState {
  timeUs: number
  /** Frames of the sample before, leaf first. */
  stack: number[]
}

/** @returns what is wrong where it cannot go on */
function readSamples(
  area: Uint8Array,
  into: {
    readonly frames: readonly TachyonFrame[]
    readonly little: boolean
    readonly startUs: number
    readonly periodMs: number
    readonly samples: TachyonSamples
  },
): string | undefined {
  const { frames, little, startUs, periodMs, samples } = into
  const cursor = new Varints(area, 0, area.length)
  const view = new DataView(area.buffer, area.byteOffset, area.byteLength)
  const threads = new Map<string, ThreadState>()
  const emit = (id: string, thread: ThreadState, deltaUs: number, status: number): void => {
    thread.timeUs += deltaUs
    const stack = thread.stack.toReversed().flatMap((frame) => frames[frame] ?? [])
    samples.add(
      stack,
      {
        hasGil: (status & 1) !== 0,
        onCpu: (status & 2) !== 0,
        wantsGil: (status & 8) !== 0,
        cpuUnknown: (status & 4) !== 0,
      },
      { id, name: `Thread-${id.split('/')[0] ?? ''}` },
      periodMs * 1e6,
      thread.timeUs / 1000,
    )
  }
  try {
    while (!cursor.isAtEnd) {
      const at = cursor.at
      cursor.take(12)
      const id = `${view.getBigUint64(at, little)}/${view.getUint32(at + 8, little)}`
      let thread = threads.get(id)
      if (thread === undefined) threads.set(id, (thread = { timeUs: startUs, stack: [] }))
      const how = cursor.byte()
      if (how === 0) {
        const count = cursor.number()
        for (let i = 0; i < count; i += 1) {
          const delta = cursor.number()
          emit(id, thread, delta, cursor.byte())
        }
        continue
      }
      const delta = cursor.number()
      const status = cursor.byte()
      thread.stack = nextStack(cursor, how, thread.stack)
      emit(id, thread, delta, status)
    }
  } catch (problem) {
    if (problem instanceof BinaryProblem) return problem.message
    throw problem
  }
  return undefined
}

function nextStack(cursor: Varints, how: number, before: readonly number[]): number[] {
  if (how < 1 || how > 3) throw new BinaryProblem(`there is a sample of unknown kind ${how}`)
  const first = how === 1 ? 0 : cursor.number()
  const fresh = cursor.number()
  // 2: so many are shared from the root; 3: so many go from the leaf.
  const kept = how === 1 ? 0 : how === 2 ? first : Math.max(0, before.length - first)
  if (kept > before.length || kept + fresh > maxDepth)
    throw new BinaryProblem('a stack in it is deeper than any that is written')
  const stack: number[] = []
  for (let i = 0; i < fresh; i += 1) stack.push(cursor.number())
  return [...stack, ...before.slice(before.length - kept)]
}

/** Seven bits a byte, least first. */
class Varints {
  readonly #bytes: Uint8Array
  readonly #end: number
  at: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes
    this.at = at
    this.#end = end
  }

  get isAtEnd(): boolean {
    return this.at >= this.#end
  }

  byte(): number {
    return this.take(1)[0]!
  }

  number(): number {
    let value = 0
    for (let factor = 1, digits = 0; digits < 10; factor *= 128, digits += 1) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw new BinaryProblem('a number in it never ends')
  }

  take(count: number): Uint8Array {
    if (count > this.#end - this.at) throw new BinaryProblem('it ends inside a table or a sample')
    this.at += count
    return this.#bytes.subarray(this.at - count, this.at)
  }
}
