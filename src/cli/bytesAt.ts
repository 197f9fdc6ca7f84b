/**
 * What stands at a path, read so that it ends: people name pipes (`<(curl …)`), and by a slip of the hand devices, files of /proc and
 * pipes into which nobody writes. Opened without waiting, because an open that waits cannot be taken back.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type LoadError, type Result, err, ok } from '../core/base/result.ts'

export interface Patience {
  /** Of what does not say how long it is: pipes, files of /proc. A file with a length may have 2 GiB. */
  readonly mostPipedBytes: number
  /** For somebody to begin to write into a pipe. */
  readonly writerMs: number
  /** For the next byte of a pipe into which somebody writes: a profile of ten minutes is written when they are over. */
  readonly silenceMs: number
}

export const patience: Patience = { mostPipedBytes: 2 ** 30, writerMs: 5000, silenceMs: 900_000 }

const mostFileBytes = 2 ** 31 - 1
const pieceBytes = 1 << 20

export async function bytesAt(path: string, patient: Patience = patience): Promise<Result<ArrayBuffer, LoadError>> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const found = await handle.stat()
    if (found.isDirectory()) return refused(path, 'it is a folder', 'name a file in it')
    if (found.isFIFO()) return await unmeasured(handle, path, patient, true)
    if (!found.isFile()) return refused(path, 'it is a device and no file', 'name a profile file or a folder')
    if (found.size > mostFileBytes) return tooLarge(path, '2 GiB')
    return found.size === 0 ? await unmeasured(handle, path, patient, false) : ok(await measured(handle, found.size))
  } catch (thrown) {
    return err(diskError(path, thrown))
  } finally {
    await handle?.close().catch(() => undefined)
  }
}

/** What is sent down standard input, as far as a bound. */
export async function bytesOfStream(
  stream: AsyncIterable<Uint8Array>,
  where: string,
  mostBytes: number = patience.mostPipedBytes,
): Promise<Result<ArrayBuffer, LoadError>> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of stream) {
    length += piece.length
    if (length > mostBytes) return endless(where, mostBytes)
    pieces.push(piece)
  }
  return ok(await joined(pieces))
}

const joined = (pieces: readonly Uint8Array[]): Promise<ArrayBuffer> =>
  new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer()

/** As long as it was when it was opened: what is written meanwhile is not waited for, and what was cut off is not there. */
async function measured(handle: FileHandle, size: number): Promise<ArrayBuffer> {
  const bytes = new ArrayBuffer(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await handle.read(new Uint8Array(bytes, length), 0, size - length, null)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length === size ? bytes : bytes.slice(0, length)
}

async function unmeasured(
  handle: FileHandle,
  path: string,
  { mostPipedBytes, writerMs, silenceMs }: Patience,
  isPipe: boolean,
): Promise<Result<ArrayBuffer, LoadError>> {
  const pieces: Uint8Array[] = []
  let length = 0
  let waitedMs = 0
  let restMs = 5
  for (;;) {
    const bytesRead = await readNow(handle, pieces)
    if (bytesRead !== undefined && bytesRead > 0) {
      length += bytesRead
      waitedMs = 0
      restMs = 5
      if (length > mostPipedBytes) return endless(path, mostPipedBytes)
      continue
    }
    // Nobody writes: it is over, or nobody has begun.
    const isOver = bytesRead === 0 && (!isPipe || length > 0)
    if (isOver) return ok(await joined(pieces))
    if (!isPipe) return refused(path, 'it has nothing to read now and does not end', 'name a profile file')
    if (bytesRead === 0 && waitedMs >= writerMs)
      return refused(path, `it is a pipe into which nobody wrote within ${writerMs / 1000} s`, 'start the writer first')
    if (waitedMs >= silenceMs)
      return refused(path, `nothing came down the pipe for ${silenceMs / 1000} s`, 'look at what writes into it')
    await delay(restMs)
    waitedMs += restMs
    restMs = Math.min(100, restMs * 2)
  }
}

/** Bytes read, 0 at an end, nothing where somebody has it open to write and has not written. */
async function readNow(handle: FileHandle, pieces: Uint8Array[]): Promise<number | undefined> {
  const piece = new Uint8Array(pieceBytes)
  try {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, null)
    // A pipe gives little at a time: a copy keeps what came and not the room for more.
    if (bytesRead > 0)
      pieces.push(bytesRead * 2 > pieceBytes ? piece.subarray(0, bytesRead) : piece.slice(0, bytesRead))
    return bytesRead
  } catch (thrown) {
    if (codeOf(thrown) === 'EAGAIN') return undefined
    throw thrown
  }
}

const codeOf = (thrown: unknown): string => (thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '')

const refused = (where: string, what: string, todo: string): Result<never, LoadError> =>
  err({ code: 'refused', where, what, todo })

const tooLarge = (where: string, than: string): Result<never, LoadError> =>
  err({ code: 'too-large', where, what: `it is larger than ${than}`, todo: 'record a shorter time' })

const endless = (where: string, bytes: number): Result<never, LoadError> =>
  tooLarge(where, `${bytes / 2 ** 20} MiB and does not end`)

function diskError(path: string, thrown: unknown): LoadError {
  const code = codeOf(thrown)
  if (code === 'ENOENT')
    return { code: 'not-found', where: path, what: 'there is no such file', todo: 'check the path' }
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'refused', where: path, what: 'it may not be read', todo: 'check its permissions' }
  if (code === 'ENXIO')
    return { code: 'refused', where: path, what: 'it is a device or socket and no file', todo: 'name a profile file' }
  return { code: 'refused', where: path, what: `it cannot be read (${code || String(thrown)})`, todo: 'check the path' }
}
