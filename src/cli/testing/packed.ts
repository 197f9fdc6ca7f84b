/** The package as npm makes it, for tests that install or unpack it. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/**
 * With one of the recordings: a thousand files of them, which are pressed already, take npm longer than all that is asked of the package.
 * What of this is in it says package.json, as ever. Needs `npm run build`.
 * @param into a folder that is there
 * @returns the file
 */
export function packedWith(recording: string, into: string): string {
  const source = mkdtempSync(join(tmpdir(), 'trifold-source-'))
  for (const path of [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist',
    'dist-cli',
    'src/cli',
    'public/recordings/index.json',
    `public/recordings/${recording}`,
  ])
    cpSync(join(root, path), join(source, path), { recursive: true })
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', into], { cwd: source, stdio: 'pipe' })
  rmSync(source, { recursive: true })
  const packed = readdirSync(into).find((name) => name.endsWith('.tgz'))
  if (packed === undefined) throw new Error(`npm packed nothing into ${into}`)
  return join(into, packed)
}
