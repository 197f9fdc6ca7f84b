/** For tests: the recordings of `e2e/samples`, which were made by the real tools. */
import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from '../formats/readFile.ts'
import type { ParsedFile, ParsedPart } from '../formats/parsedFile.ts'
import { explainLoadError, type Result } from '../base/result.ts'

const root = new URL('../../../e2e/samples/', import.meta.url)

/** Names of the recordings of a folder, without what lies beside them: notes, oracles, truths. */
export function sampleNames(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, root), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .filter(
      (name) => !/^README|oracle\.json$|truth\.json$|\.raw\.txt$|\.report\.txt$/.test(name) || isPySpyRaw(folder, name),
    )
    .toSorted()
}

/** Beside pprof files, `.raw.txt` is what `go tool pprof -raw` says of them; py-spy calls its own format so. */
const isPySpyRaw = (folder: string, name: string): boolean => folder === 'pyspy' && name.endsWith('.raw.txt')

export function sampleFolders(): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'make')
    .map((entry) => entry.name)
    .toSorted()
}

export function sampleBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, root)))
}

export function sampleJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8')) as unknown
}

export function readSample(path: string): Promise<Result<ParsedFile>> {
  return readFile(sampleBytes(path), { fileName: path, maxInflatedBytes: 1e9 })
}

export async function parsedSample(path: string): Promise<ParsedFile> {
  const result = await readSample(path)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

/** Sum of a value column by its type. */
export function totalOf(part: ParsedPart, type: string): number {
  const column = part.profile.valueTypes.findIndex((valueType) => valueType.type === type)
  const values = part.profile.samples.values[column]
  if (values === undefined) throw new Error(`no column ${type}`)
  return values.reduce((sum, value) => sum + value, 0)
}
