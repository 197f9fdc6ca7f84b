import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { resolveConfig } from 'vite'
import { copyPublicFiles } from './publicFiles.ts'

it('a build takes the files of public, and of recordings, links and pipes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'public-'))
  const from = join(folder, 'public')
  mkdirSync(join(from, 'fonts'), { recursive: true })
  mkdirSync(join(from, 'recordings', 'sent'), { recursive: true })
  writeFileSync(join(folder, 'secret'), 'secret')
  for (const name of ['icon.svg', 'fonts/a.woff2', 'recordings/sent/recording.json'])
    writeFileSync(join(from, name), 'x')
  for (const name of ['linked', 'recordings/sent/linked']) symlinkSync(folder, join(from, name))
  symlinkSync(join(folder, 'secret'), join(from, 'fonts', 'secret'))
  execFileSync('mkfifo', [join(from, 'pipe')])
  copyPublicFiles(from, join(folder, 'dist'))
  const built = readdirSync(join(folder, 'dist'), { recursive: true }).map((name) => String(name).replaceAll('\\', '/'))
  expect(built.toSorted()).toEqual(['fonts', 'fonts/a.woff2', 'icon.svg'])
  rmSync(folder, { recursive: true })
  // Vite's own copy would take all of it.
  expect((await resolveConfig({ logLevel: 'silent' }, 'build')).build.copyPublicDir).toBe(false)
})
