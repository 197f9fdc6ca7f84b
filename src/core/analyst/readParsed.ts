/** Bytes as served → what is in them, the same in the page's workers and on the command line. */
import { type ByteSource, UnreadableError } from '../base/byteSource.ts'
import { CancelledError, type ParsedFile, type ReadOptions } from '../formats/parsedFile.ts'
import { HashedSource, sha256Hex } from '../base/hash.ts'
import { isPartMissing, partMissing } from '../base/ownPart.ts'
import { type Result, err, ok } from '../base/result.ts'

/** Anything inflated, all layers together: what a profile of a very large service needs, and far below what stops a tab. */
export const defaultMaxInflatedBytes: number = 1_000_000_000

export async function readParsed(content: Uint8Array | ByteSource, options: ReadOptions): Promise<Result<ParsedFile>> {
  if (content instanceof Uint8Array && content.length === 0) {
    return err({ code: 'empty', where: options.fileName, what: 'the file is empty', todo: 'record it again' })
  }
  try {
    // Readers are their own chunk: a snapshot reads no file.
    const { readFile } = await import('../formats/readFile.ts')
    return await readFile(content, options)
  } catch (thrown) {
    if (isPartMissing(thrown)) return err(partMissing)
    if (thrown instanceof CancelledError) {
      return err({ code: 'cancelled', where: options.fileName, what: 'reading was cancelled', todo: 'open it again' })
    }
    if (thrown instanceof UnreadableError) {
      const todo = 'see whether it was moved or changed, and open it again'
      return err({ code: 'not-found', where: options.fileName, what: thrown.message, todo })
    }
    // Running out of memory on a hostile or huge file arrives as a RangeError; it must not cost the other files.
    if (thrown instanceof RangeError) {
      return err({
        code: 'too-large',
        where: options.fileName,
        what: `it does not fit into memory (${thrown.message})`,
        todo: 'record a shorter time or fewer stacks',
      })
    }
    throw thrown
  }
}

/** `hash`: where it is known already or being worked out elsewhere; otherwise it is worked out here, of a source while it is read. */
export async function readAndHash(
  content: ArrayBuffer | ByteSource,
  hash: string | Promise<string> | undefined,
  options: ReadOptions,
): Promise<Result<{ readonly hash: string; readonly parsed: ParsedFile }>> {
  const bytes = content instanceof ArrayBuffer ? new Uint8Array(content) : undefined
  const source = bytes ?? (hash === undefined ? new HashedSource(content as ByteSource) : (content as ByteSource))
  const parsed = await readParsed(source, options)
  if (!parsed.ok) return parsed
  const known =
    (await hash) ?? (source instanceof Uint8Array ? sha256Hex(source) : await (source as HashedSource).hex())
  return ok({ hash: known, parsed: parsed.value })
}
