/** Bytes as served → what is in them, the same in the page's workers and on the command line. */
import { CancelledError, type ParsedFile, type ReadOptions } from '../formats/parsedFile.ts'
import { type Result, err } from '../result.ts'

/** Anything inflated, all layers together: what a profile of a very large service needs, and far below what stops a tab. */
export const defaultMaxInflatedBytes: number = 768 * 1024 * 1024

export async function readParsed(bytes: Uint8Array, options: ReadOptions): Promise<Result<ParsedFile>> {
  if (bytes.length === 0) {
    return err({ code: 'empty', where: options.fileName, what: 'the file is empty', todo: 'record it again' })
  }
  try {
    // Readers are their own chunk: a snapshot reads no file.
    const { readFile } = await import('../formats/index.ts')
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
