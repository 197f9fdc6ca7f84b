/**
 * npx tsx e2e/workloads/pack.ts [--one] FOLDER…
 * Gzips the files of recordings that are not packed yet and corrects recording.json; with --one puts all of them into one file, which
 * a first visit reads with one request. Without loss: what the runtime served is what comes out. The scripts that record end with this.
 */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { writeZip } from '../../src/sources/files/writeZip.ts'

const archive = 'captures.zip'
const folders = process.argv.slice(2).filter((word) => word !== '--one')

for (const folder of folders) {
  gzipFiles(folder)
  if (process.argv.includes('--one') && !existsSync(join(folder, archive))) await joinFiles(folder)
}

function capturesIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name !== 'recording.json' && name !== archive)
}

function gzipFiles(folder: string): void {
  const listed = join(folder, 'recording.json')
  let text = readFileSync(listed, 'utf8')
  for (const name of capturesIn(folder)) {
    if (name.endsWith('.gz')) continue
    writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level: 9 }))
    rmSync(join(folder, name))
    text = text.replaceAll(`"${name}"`, `"${name}.gz"`)
  }
  writeFileSync(listed, text)
}

async function joinFiles(folder: string): Promise<void> {
  const names = capturesIn(folder)
  const files = names.map((name) => ({ path: name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))
  // A time of its own would make the same recording another file.
  const zip = writeZip(files, Date.UTC(1980, 0, 1))
  writeFileSync(join(folder, archive), new Uint8Array(await zip.arrayBuffer()))
  const listed = join(folder, 'recording.json')
  let text = readFileSync(listed, 'utf8')
  // The archive is the folder of its name, packed.
  for (const name of names) text = text.replaceAll(`"${name}"`, `"${archive.replace('.zip', '')}/${name}"`)
  writeFileSync(listed, text.replace(/^(\s*)"captures": \[/m, `$1"archive": "${archive}",\n$1"captures": [`))
  for (const name of names) rmSync(join(folder, name))
}
