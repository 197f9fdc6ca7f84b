/** Bytes as served → what is in them, the same in the page's workers and on the command line. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { CancelledError, type ParsedFile, type ReadOptions } from '../formats/parsedFile.ts'
import { readFile } from '../formats/index.ts'
import { type Result, err } from '../result.ts'

/** Anything inflated, all layers together: what a profile of a very large service needs, and far below what stops a tab. */
export const defaultMaxInflatedBytes: number = 768 * 1024 * 1024

/** SHA-256 in hex. Not `crypto.subtle`, which does not exist on pages served over plain http, where on-call dashboards often live. */
export function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

export async function readParsed(bytes: Uint8Array, options: ReadOptions): Promise<Result<ParsedFile>> {
  if (bytes.length === 0) {
    return err({ code: 'empty', where: options.fileName, what: 'the file is empty', todo: 'record it again' })
  }
  try {
    return await readFile(bytes, options)
  } catch (thrown) {
    if (thrown instanceof CancelledError) {
      return err({ code: 'cancelled', where: options.fileName, what: 'reading was cancelled', todo: 'open it again' })
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
