/** A text as a file that somebody dropped. */
import type { Result } from '../base/result.ts'
import type { ParsedFile } from '../formats/parsedFile.ts'
import { readFile } from '../formats/readFile.ts'

export const readText = (text: string): Promise<Result<ParsedFile>> =>
  readFile(new TextEncoder().encode(text), { fileName: 'x.txt', maxInflatedBytes: 1e9 })

/** Throws what is wrong with it. */
export async function parsedText(text: string): Promise<ParsedFile> {
  const result = await readText(text)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}
