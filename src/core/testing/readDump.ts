/** For tests: the text of a dump of threads → its part, and what each thread did. */
import { explainLoadError, type Result } from '../base/result.ts'
import type { ParsedFile, ParsedPart } from '../formats/parsedFile.ts'
import { readFile } from '../formats/readFile.ts'

export function readDump(content: string | Uint8Array): Promise<Result<ParsedFile>> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return readFile(bytes, { fileName: 'dump.txt', maxInflatedBytes: 1e8 })
}

export async function partOf(text: string): Promise<ParsedPart> {
  const parsed = await readDump(text)
  if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
  const [part] = parsed.value.parts
  if (part === undefined) throw new Error('no part')
  return part
}

export async function statesOf(text: string): Promise<string[]> {
  const { looks = [] } = await partOf(text)
  return looks.flatMap(({ threads }) => threads.map(({ name, id, state }) => `${name === '' ? id : name}: ${state}`))
}
