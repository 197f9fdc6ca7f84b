import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { LocalStore, memoryShelf } from './localStore.ts'
import { openFiles, reopenFiles } from './openFiles.ts'
import { sha256Hex } from './sha256.ts'

const folder = mkdtempSync(join(tmpdir(), 'archives-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Packed by the system's own tar. */
function tarOf(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const place = mkdtempSync(join(folder, 'in-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  const tar = mkdtempSync(join(folder, 'out-'))
  execFileSync('tar', ['-cf', join(tar, 'all'), '-C', place, ...Object.keys(files)])
  return new Uint8Array(readFileSync(join(tar, 'all')))
}

const options = { maxInflatedBytes: 1e6 }
const gzipped = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes))
const open = async (path: string, bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]> => {
  const { loose, errors } = await openFiles([{ path, blob: new Blob([bytes]) }], options)
  return [...loose.captures.map(({ file }) => file), ...errors.map(({ where, code }) => `${where}: ${code}`)]
}

describe('a tar', () => {
  const tar = tarOf({ 'gc.log': 'one', 'dumps/1.txt': 'two' })

  it.each([
    ['plain', 'all.tar', tar],
    ['gzipped', 'all.tar.gz', gzipped(tar)],
    ['by its short name', 'all.tgz', gzipped(tar)],
    ['by no name at all', 'all', gzipped(tar)],
  ])('%s is its files, each by itself, as of a zip', async (_, name, bytes) => {
    expect(await open(name, bytes)).toEqual(['all/gc.log', 'all/dumps/1.txt'])
  })

  it('is not what is only gzipped, or only called so', async () => {
    const text = new TextEncoder().encode('main;a 1\n'.repeat(200))
    for (const [name, bytes] of [
      ['cpu.gz', gzipped(text)],
      ['cpu.tar.gz', gzipped(text)],
      ['cpu.tar', text],
      ['cut.gz', gzipped(text).subarray(0, 20)],
    ] as const)
      expect(await open(name, bytes)).toEqual([name])
  })

  it('cut or larger than the bound is one sentence', async () => {
    expect(await open('all.tar', tar.slice(0, 514))).toEqual(['all.tar: truncated'])
    expect(await open('all.tar.gz', gzipped(tarOf({ a: 'x'.repeat(2e6) })))).toEqual(['all.tar.gz: too-large'])
  })

  it('of a recording is one name in the link, and opens again from the store', async () => {
    const [name, bytes] = ['saved.tar.gz', gzipped(tarOf({ 'rec/recording.json': '{', 'rec/cpu.folded': 'main;a 1' }))]
    const store = new LocalStore({ shelf: memoryShelf(), now: () => 1, limitBytes: 1e9 })
    const opened = await openFiles([{ path: name, blob: new Blob([bytes]) }], { ...options, store })
    expect(opened.refs).toEqual([{ name, hash: await sha256Hex(new Blob([bytes])) }])
    const again = await reopenFiles(opened.refs, store)
    expect(again.loose.captures.map(({ id }) => id)).toEqual(opened.loose.captures.map(({ id }) => id))
    expect(again.loose.captures.map(({ file }) => file)).toEqual(['saved/rec/cpu.folded'])
  })
})
