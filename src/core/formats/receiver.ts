/**
 * Takes what is inside a file, piece by piece, and decides what becomes of it as soon as its beginning shows whose it is:
 *
 *   folded text, pprof, JFR         a reader that takes pieces; nothing else is kept
 *   of no known format              refused at once: what follows is not unpacked
 *   text of no known format         collected up to a bound: something may stand before each line, or it is a report that is named
 *   anything else, and small files  collected, then read whole
 */
import { err, type Result } from '../base/result.ts'
import { Head } from './head.ts'
import { decoders, recoderFor } from './unwrap.ts'
import type { InflatedLimit } from './inflate/limits.ts'
import { OutputBuffer } from './inflate/outputBuffer.ts'
import { possible } from './possible.ts'
import { readers } from './readers.ts'
import { readSafely, unknownFormat } from './readWhole.ts'
import { sniff, type ReadableRow } from './sniff.ts'
import type { ParsedFile, ReadOptions } from './parsedFile.ts'
import { mostPrefixedBytes, type PieceReader, type PieceReaderOpener } from './pieces.ts'

/** What decides. Below it, a file is read whole: that is faster, and there is nothing to save. */
const headBytes = 1 << 20

/** Then it is read whole, and what is not the text's own taken out first (`copiedText.ts`). */
const isQuotedOrColoured = (text: string): boolean => /^[>\s]/.test(text) || text.includes('\x1b[')

export class Receiver {
  readonly #options: ReadOptions
  readonly #limit: InflatedLimit
  readonly #collected: OutputBuffer
  readonly #expectedBytes: number
  #isUnknownText = false
  #mode: 'beginning' | 'collecting' | 'reading' | 'over' = 'beginning'
  #bytes = 0
  #format = ''
  #reader: PieceReader | undefined
  #recode: ((piece: Uint8Array) => Uint8Array) | undefined
  #result: Result<ParsedFile> | undefined
  /** Its reader must be given to `begin` before the next piece is pushed. */
  wanted: ReadableRow | undefined

  /** `limit`: of all pieces together. `expectedBytes`: the same, where it is known; 0 where not. */
  constructor(options: ReadOptions, limit: InflatedLimit, expectedBytes = 0) {
    this.#options = options
    this.#limit = limit
    this.#expectedBytes = expectedBytes
    this.#collected = new OutputBuffer(limit.bytes, expectedBytes > headBytes ? headBytes * 2 : expectedBytes)
  }

  /** Nothing is collected: the work is done when the last piece has been pushed. */
  get isReading(): boolean {
    return this.#mode === 'reading'
  }

  /** False: enough, `finish` knows the result. */
  push(piece: Uint8Array): boolean {
    this.#bytes += piece.length
    if (this.#bytes > this.#limit.bytes) {
      this.#end(this.#limit.over(this.#options.fileName))
    } else if (this.#mode === 'reading') {
      this.#read(this.#recode?.(piece) ?? piece)
    } else if (this.#mode === 'beginning' || this.#mode === 'collecting') {
      this.#collected.append(piece)
      if (this.#mode === 'beginning' && this.#collected.length >= headBytes) this.#decide()
      if (this.#isUnknownText && this.#bytes > mostPrefixedBytes) this.#end(err(unknownFormat(this.#options.fileName)))
    }
    return this.#mode !== 'over'
  }

  /** Whatever was received, this is the result. @returns that it is enough */
  refuse(why: Result<never>): false {
    this.#end(why)
    return false
  }

  begin(open: PieceReaderOpener): void {
    this.wanted = undefined
    this.#reader = open(this.#options)
    this.#mode = 'reading'
    const head = this.#collected.take()
    this.#read(this.#recode?.(head) ?? head)
  }

  /** Before `finish`. False: the file must be read again, by one reader alone. */
  async settle(): Promise<boolean> {
    if (this.#result !== undefined || this.#reader?.settle === undefined) return true
    return await this.#reader.settle()
  }

  /** What was found; the bytes, when they are still to be read whole. */
  finish(): { readonly result: Result<ParsedFile> } | { readonly whole: Uint8Array } {
    if (this.#result) return { result: this.#result }
    const reader = this.#reader
    if (!reader) return { whole: this.#collected.view() }
    return { result: this.#finished(reader) }
  }

  #decide(): void {
    const start = this.#collected.view()
    this.#mode = 'collecting'
    if (!decoders.some((decoder) => decoder.matches(start))) {
      const recode = recoderFor(start)
      const head = new Head(recode?.(start) ?? start)
      // The recoder has met its beginning now; the one to go on with starts afresh.
      this.#recode = recode && recoderFor(start)
      // What is in a JSON file may be said at its end, unless its first keys leave no doubt and its reader takes pieces.
      if (
        !head.json ||
        readers.some((row) => 'load' in row && row.loadPieces !== undefined && row.sniff(head) === 'yes')
      )
        this.#decideBy(head)
    }
    if (this.#mode === 'collecting' && !this.wanted)
      this.#collected.reserve(Math.max(0, this.#expectedBytes - start.length))
  }

  #decideBy(head: Head): void {
    const rows = sniff(head, readers)
    const [row] = rows
    if (row === undefined) {
      this.#isUnknownText = head.isText && this.#expectedBytes <= mostPrefixedBytes
      if (!this.#isUnknownText) this.#end(err(unknownFormat(this.#options.fileName)))
    } else if (rows.length > 1 || (this.#expectedBytes <= mostPrefixedBytes && isQuotedOrColoured(head.text))) return
    else if ('refuse' in row) {
      this.#end(err({ code: 'needs-conversion', where: this.#options.fileName, ...row.refuse }))
    } else if (row.loadPieces) {
      this.#format = row.format
      this.wanted = row
    }
  }

  #read(piece: Uint8Array): void {
    const reader = this.#reader!
    let goesOn = false
    const pushed = readSafely(this.#format, this.#options.fileName, () => {
      goesOn = reader.push(piece)
      return undefined
    })
    if (pushed) this.#end(pushed)
    else if (!goesOn) this.#end(this.#finished(reader))
  }

  #finished(reader: PieceReader): Result<ParsedFile> {
    const where = this.#options.fileName
    return readSafely(this.#format, where, () => possible(reader.finish(), where))
  }

  #end(result: Result<ParsedFile>): void {
    this.#result = result
    this.#mode = 'over'
    this.#reader = undefined
    this.#collected.take()
  }
}
