/**
 * JDK Flight Recorder files, of the JDK and of async-profiler. The reader knows no layout in advance: every chunk brings its
 * types. It decodes the few event types of `events.ts` and jumps over all others, so environment variables, system
 * properties, arguments and other processes' command lines, which recordings contain, are never looked at.
 */
import { type LoadError, type Result, err, ok } from '../../base/result.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { Joined, type PieceReader, type PieceReaderOpener, readAsOnePiece } from '../pieces.ts'
import { type ChunkHeader, chunkBytes, headerBytes, readChunkHeader } from './chunk.ts'
import { clockOf } from './chunkClock.ts'
import { ChunkReader } from './chunkReader.ts'
import { BrokenChunk, JfrCursor } from './cursor.ts'
import { holderHandlers, sampleHandlers } from './events.ts'
import { factHandlers } from './factEvents.ts'
import { preludeHandlers, type Prelude } from './prelude.ts'
import { Processes } from './processes.ts'
import { Settings } from './settings.ts'

export const openJfr: PieceReaderOpener = ({ fileName }) => new JfrReader(fileName)
export const readJfr: FormatReader = readAsOnePiece(openJfr)

/** A chunk that says it is larger will never be whole in memory: it is not waited for. */
const largestChunkBytes = 2 ** 31

/** One chunk is in memory at a time: what explains its events may be anywhere in it. */
class JfrReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #processes = new Processes()
  #chunks = 0
  /** What follows is of no use: not a chunk, or one that was never closed. */
  #over = false
  #version: string | undefined

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  push(piece: Uint8Array): boolean {
    const bytes = this.#over ? undefined : this.#joined.add(piece)
    if (bytes) this.#readChunks(bytes, false)
    return !this.#over
  }

  finish(): Result<ParsedFile> {
    if (!this.#over) this.#readChunks(this.#joined.rest(), true)
    const version = this.#version
    if (version !== undefined && this.#chunks === 0) return err(refusedVersion(this.#fileName, version))
    if (this.#chunks === 0 && this.#processes.current.parts.isEmpty) {
      return err({
        code: 'truncated',
        where: this.#fileName,
        what: `the recording has no complete chunk: ${this.#processes.current.problems[0] ?? 'it is empty'}`,
        todo: 'end or dump it properly (`jcmd PID JFR.dump filename=out.jfr`, or stop async-profiler) and open that file',
      })
    }
    const parsed = this.#processes.finish()
    if (parsed.parts.length === 0) {
      return err({
        code: 'unsupported',
        where: this.#fileName,
        what: 'the recording holds no CPU or wall samples, Java allocations or lock waits',
        todo: 'record with `settings=profile`, or with async-profiler',
      })
    }
    return ok(parsed)
  }

  /** Whole chunks; the beginning of another waits for the next piece, unless this is the end of the file. */
  #readChunks(bytes: Uint8Array, isEnd: boolean): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    let at = 0
    while (at < bytes.length) {
      if (!isEnd) {
        const wanted = wantedAt(view, at)
        if (wanted > bytes.length - at && wanted <= largestChunkBytes) break
      }
      const found = readChunkHeader(view, at)
      if ('version' in found) {
        this.#version = found.version
        this.#processes.current.problem(`a chunk has version ${found.version} of the format, which is not read here`)
        this.#over = true
        this.#joined.drop()
        return
      }
      if ('problem' in found) {
        this.#processes.current.problem(found.problem)
        if (found.next === undefined) {
          this.#over = true
          this.#joined.drop()
          return
        }
        at = found.next
        continue
      }
      const after = found.chunk.until < bytes.length ? readChunkHeader(view, found.chunk.until) : undefined
      this.#readChunk(bytes, found.chunk, after && 'chunk' in after ? after.chunk : undefined)
      at = found.chunk.until
    }
    this.#joined.keep(bytes, at, wantedAt(view, at))
  }

  #readChunk(bytes: Uint8Array, chunk: ChunkHeader, next: ChunkHeader | undefined): void {
    if (this.#processes.hasRead(chunk)) {
      this.#chunks += 1
      return
    }
    const problem = readChunk(this.#processes, new JfrCursor(bytes.subarray(0, chunk.until)), chunk, next)
    this.#processes.current.leaveChunk()
    if (problem === undefined) this.#chunks += 1
    else this.#processes.current.problem(`a chunk could not be read to its end: ${problem}`)
  }
}

/** A whole chunk, and the header of the next one, which says when it ended. */
function wantedAt(view: DataView, at: number): number {
  return view.byteLength - at < headerBytes ? headerBytes : chunkBytes(view, at) + headerBytes
}

function refusedVersion(where: string, version: string): LoadError {
  return version.startsWith('0.')
    ? {
        code: 'unsupported',
        where,
        what: `the recording has version ${version} of the format, which Oracle JDK 7 and 8 wrote before Flight Recorder became open`,
        todo: 'open it in JDK Mission Control, or record again with OpenJDK 8u262 or newer, or with async-profiler',
      }
    : {
        code: 'unsupported',
        where,
        what: `the recording has version ${version} of the format; versions 1.0 (JDK 9) to 2.x are read here`,
        todo: 'open it in the JDK Mission Control of the JDK that wrote it, or record with async-profiler',
      }
}

/** The reason why reading stopped early, if it did. What was read until then is kept. */
function readChunk(
  processes: Processes,
  cursor: JfrCursor,
  header: ChunkHeader,
  next: ChunkHeader | undefined,
): string | undefined {
  try {
    const chunk = new ChunkReader(cursor, header)
    const prelude: Prelude = { settings: new Settings(), startedMs: Infinity, born: [], program: undefined }
    const { counts, times, plausible } = chunk.survey(preludeHandlers(prelude, chunk))
    const recording = processes.of(prelude.program)
    recording.enterChunk(chunk, prelude)
    const clock = clockOf(header, times, recording.witnessOf(header, next))
    chunk.correctClock(clock.ticksPerSecond)
    if (!recording.cover(header, clock)) return undefined
    recording.plausible = plausible
    const handlers = new Map([
      ...factHandlers(recording),
      ...sampleHandlers(recording, chunk, counts),
      ...holderHandlers(recording, counts),
    ])
    chunk.read(handlers)
    return undefined
  } catch (thrown) {
    // A DataView read past the end is a RangeError: the bytes lie, as with BrokenChunk.
    if (thrown instanceof BrokenChunk || thrown instanceof RangeError) return thrown.message
    throw thrown
  }
}
