import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { diskFolder } from './disk.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'trifold-disk-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('a folder on disk', () => {
  it('gives its files, and none that a link leads out to, whichever is asked for first', async () => {
    mkdirSync(join(root, 'recording'))
    mkdirSync(join(root, 'recording2'))
    writeFileSync(join(root, 'recording/a'), 'inside')
    writeFileSync(join(root, 'recording2/secret'), 'outside')
    symlinkSync(join(root, 'recording2/secret'), join(root, 'recording/link'))
    for (const order of [
      ['a', 'link', 'a'],
      ['link', 'a', 'link'],
    ]) {
      const folder = diskFolder(join(root, 'recording'))
      for (const file of order) {
        const read = await folder.read(file)
        expect(read.ok ? read.value.byteLength : read.error.code).toBe(file === 'a' ? 6 : 'refused')
      }
    }
  })

  it('may itself be a link that is turned to another one meanwhile', async () => {
    for (const [name, text] of [
      ['before', 'old'],
      ['after', 'newer'],
    ] as const) {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, 'a'), text)
    }
    const link = join(root, 'current')
    symlinkSync(join(root, 'before'), link)
    const folder = diskFolder(link)
    const size = async (): Promise<unknown> => {
      const read = await folder.read('a')
      return read.ok ? read.value.byteLength : read.error.code
    }
    expect(await size()).toBe(3)
    rmSync(link)
    symlinkSync(join(root, 'after'), link)
    expect(await size()).toBe(5)
  })
})
