/** A file → `ParsedFile`: unpack, find the reader, read. The one way into all formats, for files in memory and for files on disk. */
import { type ByteSource, firstBytes, forEachPiece, sourceOfBytes, wholeOf } from '../base/byteSource.ts'
import { decoders, emptyFile } from './unwrap.ts'
import { inflateGzipExactly, inflateZlibExactly } from './inflate/gzip.ts'
import { inflateByPlatform } from './inflate/platform.ts'
import { bombRefused, type InflatedLimit, isBomb, noLimit, tooLarge } from './inflate/limits.ts'
import { SlidingOutput } from './inflate/slidingOutput.ts'
import { readers } from './readers.ts'
import { readWhole } from './readWhole.ts'
import { Receiver } from './receiver.ts'
import type { Result } from '../base/result.ts'
import type { Beside, ParsedFile, ReadOptions } from './parsedFile.ts'
import type { PieceReaderOpener } from './pieces.ts'
import type { ReadableRow } from './sniff.ts'

/** Until it is known that a file is read piece by piece, its pieces count this much: reading it is still to come. */
const collectingShare = 0.25

/**
 * Reads one file as it was served or dropped. Every problem of the file is an error value with a sentence; the only things
 * ever thrown are `CancelledError`, from `onProgress`, and what the source throws when it cannot be read.
 */
export async function readFile(content: Uint8Array | ByteSource, options: ReadOptions): Promise<Result<ParsedFile>> {
  const { beside, ...alone } = options
  if (beside === undefined) return (await readOnce(content, alone))!
  let isDivided = false
  const noting = (): Beside | undefined => {
    const started = beside()
    return (
      started && {
        get hasRoom() {
          return started.hasRoom
        },
        give: (bytes) => {
          isDivided = true
          started.give(bytes)
        },
        take: () => started.take(),
      }
    )
  }
  const result = await readOnce(content, { ...alone, beside: noting })
  // What is wrong, and with which sample, is for one who reads them all.
  return result === undefined || (isDivided && !result.ok) ? (await readOnce(content, alone))! : result
}

/** Undefined only where two readers read it, and that came to nothing. */
async function readOnce(
  content: Uint8Array | ByteSource,
  options: ReadOptions,
): Promise<Result<ParsedFile> | undefined> {
  const source = content instanceof Uint8Array ? sourceOfBytes(content) : content
  if (source.size === 0) return emptyFile(options.fileName)
  const start = content instanceof Uint8Array ? content : await firstBytes(source, 8)
  const wrapper = decoders.find((decoder) => decoder.matches(start))
  if (wrapper?.stream) return unpackInPieces(source, wrapper.stream, options)
  // Other wrappers, and whatever is in memory already, are read whole.
  if (content instanceof Uint8Array) return readWhole(content, options)
  if (wrapper) return readWhole(await wholeOf(source), options)
  return readInPieces(source, options)
}

async function readInPieces(source: ByteSource, options: ReadOptions): Promise<Result<ParsedFile> | undefined> {
  const receiver = new Receiver(options, noLimit, source.size)
  const { onProgress } = options
  let bytes = 0
  await forEachPiece(source, async (piece) => {
    bytes += piece.length
    const goesOn = await pushInto(receiver, piece)
    onProgress?.((receiver.isReading ? 1 : collectingShare) * Math.min(1, bytes / source.size))
    await options.breathe?.()
    return goesOn
  })
  if (!(await receiver.settle())) return undefined
  const end = receiver.finish()
  return 'result' in end ? end.result : readWhole(end.whole, restOf(options))
}

async function unpackInPieces(
  source: ByteSource,
  format: 'gzip' | 'deflate',
  options: ReadOptions,
): Promise<Result<ParsedFile> | undefined> {
  const { onProgress } = options
  let receiver = new Receiver(options, limitOf(options))
  let made = 0
  const end = await inflateByPlatform(
    source,
    format,
    async (piece, readBytes) => {
      made += piece.length
      if (isBomb(made, readBytes)) return receiver.refuse(bombRefused(options.fileName))
      const goesOn = await pushInto(receiver, piece)
      await options.breathe?.(piece)
      return goesOn
    },
    (read) => onProgress?.((receiver.isReading ? 1 : collectingShare) * Math.min(1, read / source.size)),
  )
  if (end === 'failed') {
    // Damaged, or several members, which some platforms refuse: once more, with our own code, which knows what is wrong and where.
    const again = await unpackExactly(source, format, { ...options, beside: undefined })
    if (!again.ok) return again
    receiver = again.value
  }
  if (!(await receiver.settle())) return undefined
  const received = receiver.finish()
  if ('result' in received) return received.result
  return readWhole(received.whole, restOf(options), { layers: 1, bytes: received.whole.length })
}

async function unpackExactly(
  source: ByteSource,
  format: 'gzip' | 'deflate',
  options: ReadOptions,
): Promise<Result<Receiver>> {
  const packed = await wholeOf(source)
  // Nothing can be waited for in there, so whatever may be wanted is loaded before.
  const openers = new Map<ReadableRow, PieceReaderOpener>()
  for (const row of readers) if ('loadPieces' in row && row.loadPieces) openers.set(row, await row.loadPieces())
  const receiver = new Receiver(options, limitOf(options))
  const out = new SlidingOutput(options.maxInflatedBytes, (piece) => {
    const goesOn = receiver.push(piece)
    const open = receiver.wanted && openers.get(receiver.wanted)
    if (open) receiver.begin(open)
    return goesOn
  })
  const request = { bytes: packed, limitBytes: options.maxInflatedBytes, where: options.fileName }
  const end = format === 'gzip' ? inflateGzipExactly(request, out) : inflateZlibExactly(request, out)
  out.flush()
  if (out.isBomb) return bombRefused(options.fileName)
  return end.ok || out.isEnough ? { ok: true, value: receiver } : end
}

function limitOf({ maxInflatedBytes }: ReadOptions): InflatedLimit {
  return { bytes: maxInflatedBytes, over: (where) => tooLarge(where, maxInflatedBytes) }
}

async function pushInto(receiver: Receiver, piece: Uint8Array): Promise<boolean> {
  const goesOn = receiver.push(piece)
  const open = await receiver.wanted?.loadPieces?.()
  if (!open) return goesOn
  receiver.begin(open)
  return true
}

/** For the part of the work that comes after collecting. */
function restOf(options: ReadOptions): ReadOptions {
  const { onProgress } = options
  if (!onProgress) return options
  return { ...options, onProgress: (share) => onProgress(collectingShare + share * (1 - collectingShare)) }
}
