import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const here = new URL('./', import.meta.url)
const readme = readFileSync(new URL('README.md', here), 'utf8')

describe('the README of formats', () => {
  it('names only files and folders that exist', () => {
    const named = [...readme.matchAll(/`([\w./]+(?:\.ts|\/))`/g)].map((match) => match[1]!)
    expect(named.length).toBeGreaterThan(15)
    for (const path of named) {
      const isInFolders = path === 'row.ts'
      expect(isInFolders || existsSync(new URL(path, here)), path).toBe(true)
    }
  })

  it('lists every folder that holds a reader', () => {
    const folders = readdirSync(here, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/row.ts`, here)))
      .map((entry) => `\`${entry.name}/\``)
    for (const folder of folders) expect(readme).toContain(folder)
  })
})
