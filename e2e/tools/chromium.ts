/**
 * Finds a Chromium, or installs one: what is on the machine, then Playwright's own download, then the distribution's package.
 * A headless shell comes first, wherever it is from: it draws the same pages without a window around them, in three fifths of
 * the CPU time. Prints nothing when one is there.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { ownShells } from './headlessShell.ts'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Path of a browser that is there now; undefined when there is none. */
export function findChromium(): string | undefined {
  const asked = process.env['TRIFOLD_CHROMIUM']
  if (asked !== undefined) return existsSync(asked) ? asked : undefined
  const own = chromium.executablePath()
  return ['/usr/bin/chromium-headless-shell', ...ownShells(own), ...places, own].find(
    (place) => place !== '' && existsSync(place),
  )
}

export function ensureChromium(): string {
  const found = findChromium()
  if (found !== undefined) return found
  console.log('No Chromium found; trying to install one for the browser tests.')
  const sudo = isRoot() ? '' : 'sudo -n '
  const attempts: readonly (readonly [string, readonly string[]])[] = [
    ['npx', ['playwright', 'install', '--with-deps', 'chromium']],
    // Older distributions have no package of the shell.
    ...['chromium-headless-shell', 'chromium'].map(
      (name) => ['sh', ['-c', `${sudo}apt-get update -qq && ${sudo}apt-get install -y -qq ${name}`]] as const,
    ),
    ['sh', ['-c', `${sudo}dnf install -y -q chromium || ${sudo}apk add chromium`]],
  ]
  for (const [command, args] of attempts) {
    spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 600_000 })
    const now = findChromium()
    if (now !== undefined) return now
  }
  throw new Error(
    'The browser tests need Chromium, and none could be installed. Install it (Debian: apt-get install chromium) or set TRIFOLD_CHROMIUM to its path.',
  )
}

function isRoot(): boolean {
  return execFileSync('id', ['-u'], { encoding: 'utf8' }).trim() === '0'
}
