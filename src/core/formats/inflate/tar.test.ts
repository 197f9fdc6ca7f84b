import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'
import { inflate } from '../unwrap.ts'

const folder = mkdtempSync(join(tmpdir(), 'tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Packed by the system's own tar. */
function packed(format: 'ustar' | 'pax' | 'gnu', files: Readonly<Record<string, string>>): Uint8Array {
  const place = mkdtempSync(join(folder, 'in-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  execFileSync('tar', [`--format=${format}`, '-cf', join(place, 'all.tar'), '-C', place, '--exclude=all.tar', '.'])
  return readFileSync(join(place, 'all.tar'))
}

const options = { fileName: 'bundle.tar', maxInflatedBytes: 1e8 }
async function filesOf(bytes: Uint8Array): Promise<Record<string, string> | string> {
  const result = await inflate(bytes, options)
  if (!result.ok) return explainLoadError(result.error)
  return Object.fromEntries(result.value.map((entry) => [entry.name ?? '', new TextDecoder().decode(entry.bytes)]))
}

const long = `${'deep/'.repeat(24)}${'x'.repeat(60)}.folded`

describe('a tar', () => {
  it.each(['ustar', 'pax', 'gnu'] as const)(
    'of %s gives its files by their names, folders and ._ files apart',
    async (format) => {
      const name = format === 'ustar' ? long.slice(-140) : long
      const files = { 'cpu.folded': 'main;a 1\n', [name]: `main;b ${'7'.repeat(600)}\n`, 'sub/empty': '' }
      expect(await filesOf(packed(format, { ...files, 'sub/._cpu.folded': 'x' }))).toEqual(files)
    },
  )

  it('is read under gzip, and what in it is no profile is named and left out', async () => {
    const bytes = gzipSync(packed('pax', { 'a/cpu.folded': 'main;a 1\nmain;b 2\n', 'notes.txt': 'hello' }))
    const result = await readFile(bytes, options)
    expect(result.ok && result.value.format).toBe('collapsed')
    expect(result.ok && result.value.parts[0]!.profile.meta.notes.join()).toMatch(/bundle.tar › notes.txt was left out/)
  })

  it('that was cut, or damaged, is one sentence', async () => {
    const whole = packed('gnu', { 'cpu.folded': 'main;a 1\n'.repeat(200) })
    // The folder has a header of its own.
    expect(await filesOf(whole.subarray(0, 1500))).toBe(
      'bundle.tar: the tar archive ends inside a file. Pack it again, or bring the files themselves.',
    )
    const damaged = whole.slice()
    damaged[512 + 10]! ^= 1
    expect(await filesOf(damaged)).toMatch(/is damaged: at byte 512 is no header/)
  })

  it('is no text that has the word in that place', async () => {
    const text = `main;${'x'.repeat(252)}ustar 12\nmain;b 3\n`
    const result = await readFile(new TextEncoder().encode(text), options)
    expect(result.ok ? result.value.format : explainLoadError(result.error)).toBe('collapsed')
  })

  it('of any bytes behind its mark ends', async () => {
    const bytes = new Uint8Array(4096).fill(0x37)
    bytes.set(new TextEncoder().encode('ustar'), 257)
    bytes[511] = 0
    expect(typeof (await filesOf(bytes))).toBe('string')
  })
})
