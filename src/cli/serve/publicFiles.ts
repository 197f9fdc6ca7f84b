/**
 * What lies in `public` goes into a build, but recordings: whoever wants them in a deployment serves `public/recordings` beside the page.
 * They are not even copied on the way, as Vite would, which follows links: a recording that somebody sent could hold one to the whole disk,
 * or a pipe that never ends.
 */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export function copyPublicFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const { name } = entry
    if (entry.isDirectory() && name !== 'recordings') copyPublicFiles(join(from, name), join(to, name))
    else if (entry.isFile()) copyFileSync(join(from, name), join(to, name))
  }
}
