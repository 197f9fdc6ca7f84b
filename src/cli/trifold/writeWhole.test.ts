import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { writeWholeFile, writeWholeFolder } from './writeWhole.ts'

const work = mkdtempSync(join(tmpdir(), 'trifold-whole-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

it('replaces a file whole and leaves nothing beside it', async () => {
  const path = join(work, 'a.html')
  writeFileSync(path, 'old')
  expect(await writeWholeFile(path, 'new')).toBeUndefined()
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(work)).toEqual(['a.html'])
})

it('says why a file is not written, and the one before it stays', async () => {
  expect(await writeWholeFile(join(work, 'none-such/a.html'), 'x')).toBe('ENOENT')
  mkdirSync(join(work, 'folder/below'), { recursive: true })
  expect(await writeWholeFile(join(work, 'folder'), 'x')).toMatch(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(work).filter((name) => name.endsWith('.part'))).toEqual([])
})

it('makes a folder with all its files, in place of an empty one, and never of one that holds something', async () => {
  const files = [{ path: 'a', bytes: new Uint8Array([1]) }]
  mkdirSync(join(work, 'empty'))
  expect(await writeWholeFolder(`${join(work, 'empty')}/`, files)).toBeUndefined()
  expect(readdirSync(join(work, 'empty'))).toEqual(['a'])
  expect(await writeWholeFolder(join(work, 'empty'), [{ path: 'b', bytes: 'x' }])).toMatch(/ENOTEMPTY|EEXIST/)
  expect(readdirSync(join(work, 'empty'))).toEqual(['a'])
})

it('leaves no half of a folder when one of its files cannot be written', async () => {
  const files = [
    { path: 'a', bytes: 'x' },
    { path: 'not/there', bytes: 'y' },
  ]
  expect(await writeWholeFolder(join(work, 'half'), files)).toBe('ENOENT')
  expect(readdirSync(work).filter((name) => name.startsWith('half'))).toEqual([])
})
