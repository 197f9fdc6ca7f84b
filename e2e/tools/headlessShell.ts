import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Playwright unpacks a headless shell of the same build beside its Chromium: …/chromium-1255/chrome-linux64/chrome. */
export function ownShells(own: string): readonly string[] {
  const build = /[\\/]chromium-(\d+)[\\/]/.exec(own)?.[1]
  if (build === undefined) return []
  const folder = join(dirname(dirname(dirname(own))), `chromium_headless_shell-${build}`)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('chrome-headless-shell-'))
    .flatMap((name) => ['chrome-headless-shell', 'chrome-headless-shell.exe'].map((file) => join(folder, name, file)))
}
