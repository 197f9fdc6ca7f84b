/** Where the package lies: the built page, the recordings and the version beside the command, installed or in a checkout. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The nearest folder above this file that has the package's own package.json; the one beside the built command says only how to load it. */
function packageFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && !existsSync(join(folder, 'trifold.js'))) return folder
    if (folder === dirname(folder)) throw new Error('trifold is not installed as a package: package.json is missing')
  }
}

export function version(): string {
  const { version: text } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string
  }
  return text
}

/** The built page; undefined in a checkout that was not built yet. */
export function pageFolder(): string | undefined {
  const folder = join(packageFolder(), 'dist')
  return existsSync(join(folder, 'index.html')) ? folder : undefined
}

/** The recorded samples, which are in the package and in a checkout, and in no deployment. */
export function sampleRecordings(): string | undefined {
  const folder = join(packageFolder(), 'public/recordings')
  return existsSync(join(folder, 'index.json')) ? folder : undefined
}
