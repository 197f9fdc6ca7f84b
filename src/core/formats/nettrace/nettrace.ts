/**
 * .NET’s nettrace, block by block as the bytes arrive. Versions 4 and 5 wrap each block as an object with a name and fill it up to a
 * multiple of four bytes; version 6 gives size and kind in four bytes.
 *
 *   4, 5   "Nettrace" 20 "!FastSerialization.1"  { 5 5 1 version least name 6  block  6 } …  1
 *   6      "Nettrace" 0 major minor              { size (3 bytes) kind  block } …           0 0 0 0
 */
import { err, ok, type Result } from '../../base/result.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { Cursor, NettraceProblem } from './cursor.ts'
import { fileOf } from './parts.ts'
import { Trace } from './trace.ts'

export const openNettrace: PieceReaderOpener = ({ fileName }) => new NettraceReader(fileName)
export const readNettrace: FormatReader = readAsOnePiece(openNettrace)

const header4Bytes = 32
const header6Bytes = 20
const traceBytes = 48
/** Writers make blocks of a hundred kilobytes. */
const maxBlockBytes = 1 << 28
/** Tags, two versions, and a name of at most this many letters. */
const longestHead = 64

interface Block {
  readonly kind: string
  readonly version: number
  readonly from: number
  readonly until: number
  readonly next: number
}

const kinds6: readonly string[] = [
  'End',
  'Trace',
  'EventBlock',
  'MetadataBlock',
  'SPBlock',
  'StackBlock',
  'ThreadBlock',
  'RemoveThread',
  'LabelList',
]

class NettraceReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #trace = new Trace()
  #problem: NettraceProblem | undefined
  #version = 0
  #started = false
  #ended = false
  #broken: string | undefined

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  push(piece: Uint8Array): boolean {
    const bytes = this.#joined.add(piece)
    if (bytes) this.#guard(() => this.#readBlocks(bytes, false))
    return this.#goesOn
  }

  get #goesOn(): boolean {
    return this.#problem === undefined && !this.#ended && this.#broken === undefined
  }

  finish(): Result<ParsedFile> {
    // Apart from what follows: what is damaged in the last block costs nothing of what came before it.
    this.#guard(() => this.#goesOn && this.#readBlocks(this.#joined.rest(), true))
    const file = this.#guard(() => {
      this.#trace.sequencePoint(0)
      const problems = [
        ...(this.#broken === undefined ? [] : [`incomplete: ${this.#broken}; what came before is read`]),
        ...(this.#ended || this.#broken !== undefined
          ? []
          : ['incomplete: it has no end, so the recording was cut off']),
      ]
      return fileOf(this.#trace, problems)
    })
    if (file !== undefined && file.parts.length + Object.keys(file.facts).length > 0) return ok(file)
    const { code, message } =
      this.#problem ??
      new NettraceProblem('malformed', this.#broken ?? 'no sample, contention, allocation or collection is in it')
    return err({
      code,
      where: this.#fileName,
      what: code === 'unsupported' ? message : `the nettrace is not whole: ${message}`,
      todo: 'Record again with `dotnet-trace collect -p PID --providers Microsoft-DotNETCore-SampleProfiler,Microsoft-Windows-DotNETRuntime:0x14C14FCCBD:5`, and end it with Enter',
    })
  }

  #guard<T>(work: () => T): T | undefined {
    if (this.#problem) return undefined
    try {
      return work()
    } catch (problem) {
      if (!(problem instanceof NettraceProblem)) throw problem
      // What was read before a damaged block is as good as before; a limit is the end of it.
      if (problem.code === 'malformed' && this.#started) this.#broken = problem.message
      else this.#problem = problem
      return undefined
    }
  }

  #readBlocks(bytes: Uint8Array, isEnd: boolean): void {
    let at = 0
    if (this.#version === 0) {
      if (!isEnd && bytes.length < header4Bytes) return this.#joined.keep(bytes, 0, header4Bytes)
      at = this.#readHeader(bytes)
    }
    while (at < bytes.length && !this.#ended) {
      const block = this.#version < 6 ? this.#block4(bytes, at) : this.#block6(bytes, at)
      if (block === undefined || block.next > bytes.length) {
        // Cut off inside a block: whatever is whole has been read.
        if (!isEnd) return this.#joined.keep(bytes, at, block === undefined ? longestHead : block.next - at)
        if (!this.#started) throw new NettraceProblem('truncated', 'it ends inside its first block')
        return
      }
      this.#take(block, new Cursor(bytes, block.from, block.until))
      at = block.next
    }
    this.#joined.keep(bytes, at)
  }

  #readHeader(bytes: Uint8Array): number {
    const cursor = new Cursor(bytes, 8)
    if (bytes.length < header6Bytes) throw new NettraceProblem('truncated', 'it ends inside its header')
    if (cursor.u32() !== 0) {
      if (bytes.length < header4Bytes) throw new NettraceProblem('truncated', 'it ends inside its header')
      this.#version = 4
      return header4Bytes
    }
    const major = cursor.u32()
    if (major !== 6) throw new NettraceProblem('unsupported', `it is nettrace ${major}, and 4, 5 and 6 are read`)
    this.#version = 6
    return header6Bytes
  }

  /** Undefined while its head is not whole. */
  #block4(bytes: Uint8Array, at: number): Block | undefined {
    if (bytes[at] === 1) return { kind: 'End', version: 0, from: at, until: at, next: at + 1 }
    if (bytes.length - at < 16) return undefined
    const cursor = new Cursor(bytes, at)
    if (cursor.byte() !== 5 || cursor.byte() !== 5 || cursor.byte() !== 1)
      throw new NettraceProblem('malformed', 'an object in it does not begin as one')
    const version = cursor.i32()
    cursor.skip(4)
    const length = cursor.i32()
    if (length < 0 || length > 40) throw new NettraceProblem('malformed', 'an object in it has no name')
    if (bytes.length - cursor.at < length + 1) return undefined
    const kind = cursor.text8(length)
    if (cursor.byte() !== 6) throw new NettraceProblem('malformed', `its ${kind} does not begin as one`)
    if (kind === 'Trace')
      return { kind, version, from: cursor.at, until: cursor.at + traceBytes, next: cursor.at + traceBytes + 1 }
    if (bytes.length - cursor.at < 4) return undefined
    const size = cursor.i32()
    if (size < 0 || size > maxBlockBytes)
      throw new NettraceProblem('malformed', `its ${kind} claims ${size.toLocaleString('en')} bytes`)
    // Filled up by the place in the file, not in the piece.
    const place = this.#joined.base + cursor.at
    const from = cursor.at + ((4 - (place % 4)) % 4)
    return { kind, version, from, until: from + size, next: from + size + 1 }
  }

  #block6(bytes: Uint8Array, at: number): Block | undefined {
    if (bytes.length - at < 4) return undefined
    const head = new Cursor(bytes, at).u32()
    const kind = kinds6[head >>> 24] ?? 'Unknown'
    const from = at + 4
    const until = from + (head & 0xff_ffff)
    return { kind, version: 6, from, until, next: until }
  }

  #take({ kind, version }: Block, cursor: Cursor): void {
    const trace = this.#trace
    const isNew = this.#version >= 6
    if (kind === 'End') {
      this.#ended = true
      return
    }
    if (kind === 'Trace') {
      if (!isNew && version !== 4 && version !== 5)
        throw new NettraceProblem('unsupported', `it is nettrace ${version}, and 4, 5 and 6 are read`)
      trace.readTrace(cursor, isNew ? 6 : version)
      this.#started = true
      return
    }
    if (!this.#started) throw new NettraceProblem('malformed', 'it does not begin with what it is a trace of')
    if (kind === 'EventBlock') trace.readEvents(cursor, false)
    else if (kind === 'MetadataBlock') {
      if (isNew) trace.readMetadata6(cursor)
      else trace.readEvents(cursor, true)
    } else if (kind === 'StackBlock') trace.readStacks(cursor)
    else if (kind === 'ThreadBlock') trace.readThreads6(cursor)
    else if (kind === 'SPBlock') {
      cursor.skip(8)
      trace.sequencePoint(isNew ? cursor.u32() : 0)
    }
  }
}
