/** Logs of a runtime as a test writes them, and what they say was allocated. */
import { expect } from 'vitest'
import type { FileFacts, ParsedFile } from '../formats/parsedFile.ts'
import { readFile } from '../formats/readFile.ts'

/** A log holds no profile. */
export async function read(text: string): Promise<ParsedFile> {
  const result = await readFile(new TextEncoder().encode(text), { fileName: 'log.txt', maxInflatedBytes: 1e9 })
  if (!result.ok) throw new Error(result.error.what)
  expect(result.value.parts).toEqual([])
  return result.value
}
export const factsOf = async (text: string): Promise<FileFacts> => (await read(text)).facts

export const mib: number = 1024 ** 2

/** In MiB since the first collection: what filled the heap before it is counted from the start of the process, where the log knows it. */
export function allocated(facts: FileFacts): number {
  const collections = (facts.allocatedTotals ?? []).filter(({ timeMs }) => timeMs > 0)
  return ((collections.at(-1)?.bytes ?? 0) - (collections[0]?.bytes ?? 0)) / mib
}
