import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../core/base/result.ts'
import { Head } from '../../core/formats/head.ts'
import { readFile } from '../../core/formats/readFile.ts'
import { readers } from '../../core/formats/readers.ts'
import { sniff } from '../../core/formats/sniff.ts'
import { readerRows } from './rows.ts'
import { drawInput } from './seededProfile.ts'

/** Recognised, and left to whoever knows what is inside. */
const withoutOwnInput: ReadonlySet<string> = new Set(['pickle'])
const tiny = { id: 'tiny', samples: 60, nodes: 40 }

describe('the bench', () => {
  it('has a row for every reader', () => {
    const measured = new Set(readerRows.map(({ reads }) => reads))
    const readable = [...new Set(readers.flatMap((row) => ('load' in row ? [row.format] : [])))]
    expect(readable.filter((format) => !measured.has(format) && !withoutOwnInput.has(format))).toEqual([])
    expect([...measured].filter((format) => !readable.includes(format))).toEqual([])
  })

  it.each(readerRows)('measures what its row says: $what', async ({ input, reads }) => {
    const bytes = drawInput(tiny, input)
    const plain = input.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes
    expect(sniff(new Head(plain), readers).map(({ format }) => format)[0]).toBe(reads)
    const result = await readFile(bytes, { fileName: input, maxInflatedBytes: 1e9 })
    if (!result.ok) throw new Error(explainLoadError(result.error))
    const { parts, facts } = result.value
    expect(parts.some(({ profile }) => profile.samples.length > 0) || Object.keys(facts).length > 0).toBe(true)
  })
})
