/**
 * MOJO, Austin's binary form and since 4.0 its only one: `MOJ`, a version, then events of a tag byte and its fields. Numbers have a sign
 * and six bits in their first byte, seven in each that follows. Keys of texts and frames are the process's own.
 *
 *   1 about(key, value)          3 frame(key, file, function, line …)    7 collecting   9 time   11 text(key, text)
 *   2 sample(process, interpreter, thread)   5 frame in the stack(key)   8 idle        10 memory
 *   13 as the sample of this thread before, up to its native frames      14–16 tasks of asyncio
 */
import { err, type Result } from '../../base/result.ts'
import type { FormatReader, ParsedFile } from '../parsedFile.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { AustinSamples } from './samples.ts'

export const openMojo: PieceReaderOpener = ({ fileName }) => new MojoReader(fileName)
export const readMojo: FormatReader = readAsOnePiece(openMojo)

/** The event is not whole yet. */
class NotWhole extends Error {}

interface OpenSample {
  readonly thread: string
  frames: string[]
  ns: number
  isIdle: boolean
  collects: boolean
}

const maxFrames = 10_000
const maxTables = 5_000_000
const longestText = 10_000
const latestVersion = 4

const decoder = new TextDecoder()

class MojoReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #samples = new AustinSamples()
  /** Texts and frames by process and key. */
  readonly #texts = new Map<string, string>()
  readonly #frames = new Map<string, string>()
  /** Frames of the sample before, by thread. */
  readonly #before = new Map<string, string[]>()
  #version = 0
  #pid = 0
  #open: OpenSample | undefined
  /** Frames that belong to a task which waits, not to the sample. */
  #ofTask = 0
  #broken: string | undefined
  #bytes: Uint8Array = new Uint8Array(0)
  #at = 0

  constructor(fileName: string) {
    this.#fileName = fileName
  }

  push(piece: Uint8Array): boolean {
    const bytes = this.#joined.add(piece)
    if (bytes) this.#read(bytes)
    return this.#broken === undefined
  }

  finish(): Result<ParsedFile> {
    if (this.#joined.length > 0 && this.#broken === undefined) this.#broken = 'it ends inside an event'
    this.#close()
    if (this.#broken !== undefined) this.#samples.note(`incomplete: ${this.#broken}; what came before is read`)
    if (this.#version > latestVersion) {
      return err({
        code: 'unsupported',
        where: this.#fileName,
        what: `it is version ${this.#version} of Austin’s binary form, and up to ${latestVersion} are read`,
        todo: 'Convert it with `mojo2austin` and open the result',
      })
    }
    return this.#samples.finish(this.#fileName, 'samples have no time and were left out')
  }

  #read(bytes: Uint8Array): void {
    this.#bytes = bytes
    this.#at = 0
    let from = 0
    try {
      if (this.#version === 0) {
        this.#skip(3)
        this.#version = this.#number()
        if (this.#version < 1 || this.#version > latestVersion) {
          this.#broken = 'its version is not known'
          return
        }
        from = this.#at
      }
      while (this.#at < bytes.length && this.#broken === undefined) {
        from = this.#at
        this.#event()
      }
      from = this.#at
    } catch (problem) {
      if (!(problem instanceof NotWhole)) throw problem
    }
    this.#joined.keep(bytes, from)
  }

  /** Everything of an event is read before any of it counts: it may have to be read again. */
  #event(): void {
    const tag = this.#byte()
    switch (tag) {
      case 1: {
        const key = this.#text()
        const value = this.#text()
        this.#samples.about.set(key, value)
        return
      }
      case 2:
        return this.#stack()
      case 3:
        return this.#frame()
      case 4:
        this.#push(':INVALID:')
        return
      case 5: {
        const key = this.#number()
        if (this.#ofTask > 0) this.#ofTask -= 1
        else this.#push(this.#frames.get(`${this.#pid} ${key}`) ?? '<unknown>')
        return
      }
      case 6:
        this.#push(this.#text())
        return
      case 7:
        if (this.#open) this.#open.collects = true
        return
      case 8:
        if (this.#open) this.#open.isIdle = true
        return
      case 9: {
        const microseconds = this.#number()
        if (this.#open) this.#open.ns = Math.max(0, microseconds) * 1000
        return
      }
      case 10:
        this.#number()
        return
      case 11: {
        const key = this.#number()
        const text = this.#text()
        this.#keep(this.#texts, `${this.#pid} ${key}`, text)
        return
      }
      case 12:
        this.#number()
        return
      case 13:
        return this.#repeat()
      case 14: {
        this.#number()
        this.#number()
        this.#ofTask = Math.max(0, this.#number())
        return
      }
      case 15:
        this.#number()
        this.#number()
        return
      case 16:
        this.#number()
        return
      default:
        this.#broken = `there is an event of unknown kind ${tag}`
    }
  }

  #stack(): void {
    const pid = this.#number()
    const interpreter = this.#version >= 3 ? this.#number() : 0
    const thread = this.#text()
    this.#close()
    this.#pid = pid
    this.#ofTask = 0
    this.#open = { thread: `${pid}/${interpreter}:${thread}`, frames: [], ns: -1, isIdle: false, collects: false }
  }

  #frame(): void {
    const key = this.#number()
    const file = this.#number()
    const scope = this.#number()
    const line = this.#number()
    if (this.#version > 1) for (let i = 0; i < 3; i += 1) this.#number()
    const name = `${this.#textOf(file)}:${this.#textOf(scope)}:${Math.max(0, line)}`
    this.#keep(this.#frames, `${this.#pid} ${key}`, name)
  }

  #textOf(key: number): string {
    return key === 0 ? '' : (this.#texts.get(`${this.#pid} ${key}`) ?? '<unknown>')
  }

  #keep(table: Map<string, string>, key: string, value: string): void {
    if (table.size < maxTables || table.has(key)) table.set(key, value)
    else this.#broken = 'it names more functions than a program has'
  }

  #push(frame: string): void {
    if (this.#open && this.#open.frames.length < maxFrames) this.#open.frames.push(frame)
  }

  /** Native frames stood above the interpreter's; those of this sample take their place. */
  #repeat(): void {
    const open = this.#open
    if (open === undefined) return
    const before = this.#before.get(open.thread) ?? []
    let kept = before.length
    while (kept > 0 && isNative(before[kept - 1]!)) kept -= 1
    open.frames = [...before.slice(0, kept), ...open.frames].slice(0, maxFrames)
  }

  #close(): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    this.#before.set(open.thread, open.frames)
    if (open.ns < 0) {
      this.#samples.junk += 1
      return
    }
    const frames = open.collects ? [...open.frames, ':GC:'] : open.frames
    this.#samples.add({ thread: open.thread, frames, ns: open.ns, isIdle: open.isIdle })
  }

  #byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new NotWhole()
    this.#at += 1
    return byte
  }

  #skip(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new NotWhole()
    this.#at += count
  }

  #number(): number {
    let byte = this.#byte()
    const isNegative = (byte & 0x40) !== 0
    let value = byte & 0x3f
    for (let factor = 64, digits = 0; (byte & 0x80) !== 0; factor *= 128, digits += 1) {
      if (digits > 10) {
        this.#broken = 'a number in it never ends'
        break
      }
      byte = this.#byte()
      value += (byte & 0x7f) * factor
    }
    return isNegative ? -value : value
  }

  #text(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end < 0) {
      if (this.#bytes.length - this.#at > longestText) this.#broken = 'a text in it never ends'
      throw new NotWhole()
    }
    const text = decoder.decode(this.#bytes.subarray(this.#at, end))
    this.#at = end + 1
    return text
  }
}

/** As Austin has it: neither a file of Python nor a place such as `<frozen abc>`. */
function isNative(frame: string): boolean {
  const file = /^(.*):[^:]*:\d+$/.exec(frame)?.[1] ?? frame
  return !file.endsWith('.py') && !(file.startsWith('<') && file.endsWith('>'))
}
