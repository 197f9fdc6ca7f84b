/** For tests of readers: a file that breaks off, and one whose bytes were changed. */
import fc from 'fast-check'
import type { Result } from '../base/result.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'
import { expectErrorOrValue } from './drawStacks.ts'

/**
 * Throws unless the file, cut off after every `everyBytes` bytes and with one to six bytes changed in `numRuns` ways, is a value or a
 * sentence each time.
 */
export async function expectSoundWhenDamaged(
  whole: Uint8Array,
  read: (bytes: Uint8Array) => Result<ParsedFile> | Promise<Result<ParsedFile>>,
  { everyBytes, numRuns }: { readonly everyBytes: number; readonly numRuns: number },
): Promise<void> {
  for (let end = 0; end < whole.length; end += everyBytes) expectErrorOrValue(await read(whole.subarray(0, end)))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      async (changes) => {
        const changed = whole.slice()
        for (const [at, byte] of changes) changed[at] = byte
        expectErrorOrValue(await read(changed))
      },
    ),
    { numRuns },
  )
}
