/** pprof (perftools.profiles.Profile, already unpacked) → profile, field by field as the bytes arrive, no object per sample. */
import { err, ok, type Result } from '../../base/result.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { Divided } from './divided.ts'
import { finishPprof } from './finishPprof.ts'
import { isOfGoTrace, isWaitingForOthers } from './goTrace.ts'
import { SampleReader, longestHead } from './samples.ts'
import { emptyTables, readHeaderNumber, readTableField } from './tables.ts'
import { PprofProblem, Wire, wireBytes, wireVarint } from './wire.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'

export const openPprof: PieceReaderOpener = ({ fileName, beside }) => new PprofReader(fileName, beside)
export const readPprof: FormatReader = readAsOnePiece(openPprof)

class PprofReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #wire = new Wire(new Uint8Array(0))
  readonly #tables = emptyTables()
  readonly #samples = new SampleReader(this.#wire, this.#tables)
  readonly #divided: Divided | undefined
  #problem: PprofProblem | undefined
  #isRead = false

  constructor(fileName: string, beside: ReadOptions['beside']) {
    this.#fileName = fileName
    this.#divided = beside && new Divided(beside)
  }

  push(piece: Uint8Array): boolean {
    const bytes = this.#joined.add(piece)
    if (bytes) this.#guard(() => this.#readFields(bytes, false))
    return this.#problem === undefined
  }

  async settle(): Promise<boolean> {
    this.#guard(() => this.#readFields(this.#joined.rest(), true))
    if (this.#problem || !this.#divided) return true
    return await this.#divided.settle(this.#samples)
  }

  finish(): Result<ParsedFile> {
    const file = this.#guard(() => {
      if (!this.#isRead) this.#readFields(this.#joined.rest(), true)
      return finishPprof(this.#tables, this.#samples)
    })
    const profile = file?.parts[0]?.profile
    if (profile !== undefined && isOfGoTrace(profile) && !isWaitingForOthers(profile)) {
      return err({
        code: 'needs-conversion',
        where: this.#fileName,
        what: 'it is what `go tool trace` writes with -pprof=sched, net or syscall: waiting for a CPU, the network or the system, and none of it for locks',
        todo: 'Run `go tool trace -pprof=sync TRACE > block.pb.gz` on the trace that it was made of, and open that',
      })
    }
    if (file) return ok(file)
    return err({
      code: this.#problem!.code,
      where: this.#fileName,
      what: `the pprof data is not whole: ${this.#problem!.message}`,
      todo: 'Record or download it again',
    })
  }

  /** Undefined after a problem, this one or an earlier one. */
  #guard<T>(work: () => T): T | undefined {
    if (this.#problem) return undefined
    try {
      return work()
    } catch (problem) {
      if (!(problem instanceof PprofProblem)) throw problem
      this.#problem = problem
      return undefined
    }
  }

  /** Whole fields; what is cut off by the end of the bytes waits for the next piece, unless this is the end of the file. */
  #readFields(bytes: Uint8Array, isEnd: boolean): void {
    const wire = this.#wire
    const divided = this.#divided?.piece(bytes, isEnd)
    this.#isRead = isEnd
    wire.moveTo(bytes, this.#joined.base)
    while (wire.at < bytes.length) {
      const from = wire.at
      if (!isEnd && bytes.length - from < longestHead) {
        divided?.endPiece()
        return this.#joined.keep(bytes, from, longestHead)
      }
      const tag = wire.unsigned()
      const field = Math.floor(tag / 8)
      if (field === 0) {
        throw new PprofProblem('malformed', `there is a field without a number at byte ${wire.place()}`)
      }
      const wireType = tag % 8
      if (wireType === wireVarint) readHeaderNumber(wire, field, this.#tables)
      else if (wireType !== wireBytes) wire.skip(wireType)
      else {
        const length = wire.unsigned()
        const until = wire.at + length
        if (until > bytes.length) {
          if (isEnd) wire.tooShort(length)
          divided?.endPiece()
          return this.#joined.keep(bytes, from, until - from)
        }
        wire.end = until
        if (field !== 2) readTableField(wire, field, this.#tables)
        else if (divided?.gives(from, until) !== true) this.#samples.read()
        wire.end = bytes.length
        wire.at = until
        if (field === 2 && divided?.isGiving !== true) {
          const rows = this.#samples.readRun()
          divided?.keeps(rows)
        }
      }
    }
    divided?.endPiece()
    this.#joined.keep(bytes, bytes.length)
  }
}
