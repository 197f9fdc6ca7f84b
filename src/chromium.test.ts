import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ownShells } from '../e2e/tools/headlessShell.ts'

const folders: string[] = []
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })))

/** A folder of downloads as Playwright lays it out, with these files. */
function downloads(...files: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-browsers-'))
  folders.push(folder)
  for (const file of files) {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  return folder
}

describe('the headless shell that Playwright downloads', () => {
  it('is found beside its Chromium, of the same build', () => {
    const shell = 'chromium_headless_shell-1255/chrome-headless-shell-linux64/chrome-headless-shell'
    const folder = downloads(
      'chromium-1255/chrome-linux64/chrome',
      shell,
      'chromium_headless_shell-1200/chrome-headless-shell-linux64/chrome-headless-shell',
    )
    expect(ownShells(join(folder, 'chromium-1255/chrome-linux64/chrome'))).toContain(join(folder, shell))
    expect(ownShells(join(folder, 'chromium-1255/chrome-linux64/chrome')).join()).not.toContain('1200')
  })

  it('is not made up where only the whole browser was downloaded, or where there is none', () => {
    const folder = downloads('chromium-1255/chrome-linux64/chrome')
    expect(ownShells(join(folder, 'chromium-1255/chrome-linux64/chrome'))).toEqual([])
    expect(ownShells('')).toEqual([])
    expect(ownShells('/usr/bin/chromium')).toEqual([])
  })
})
