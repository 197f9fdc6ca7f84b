/** Files named on the command line, handed to the page one by one; a folder is everything in it. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { basename, join, relative } from 'node:path'
import { type Result, err, explainLoadError, ok } from '../../core/base/result.ts'
import { readDiskFile } from '../disk.ts'

export interface OfferedFile {
  /** As the page shows it: below the folder that was named. */
  readonly name: string
  send(response: ServerResponse): void
}

const mostFiles = 2000
const deepest = 6

/** One sentence when something named is not there or holds no file. */
export async function offeredFiles(paths: readonly string[]): Promise<Result<readonly OfferedFile[], string>> {
  const files: OfferedFile[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined) return err(`${path}: there is no such file or folder. Check the path.`)
    const isFolder = found.isDirectory()
    // The page would read of it without end.
    if (!isFolder && !found.isFile() && !found.isFIFO())
      return err(`${path}: it is a device and no file. Name a profile file or a folder.`)
    const below: string[] = isFolder ? [] : [path]
    if (isFolder) await addFilesBelow(path, below, deepest)
    if (below.length === 0)
      return err(`${path}: the folder has no file in it. Give a profile file or a recording folder.`)
    for (const file of below)
      files.push(
        offered(file, file === path ? basename(path) : join(basename(path), relative(path, file)), found.isFIFO()),
      )
    if (files.length > mostFiles)
      return err(`${path}: more than ${mostFiles} files. Name fewer, or a recording folder.`)
  }
  return ok(files)
}

async function addFilesBelow(folder: string, files: string[], depth: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (files.length > mostFiles) return
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    if (entry.isFile()) files.push(path)
    else if (entry.isDirectory() && depth > 1) await addFilesBelow(path, files, depth - 1)
  }
}

function offered(path: string, name: string, isPipe: boolean): OfferedFile {
  return {
    name,
    send(response) {
      if (isPipe) {
        void sendPiped(path, response)
        return
      }
      const stream = createReadStream(path)
      stream.once('open', () => {
        response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' })
        stream.pipe(response)
      })
      stream.once('error', () => {
        if (!response.headersSent) response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        response.end('The file is gone or may not be read.\n')
      })
    },
  }
}

/** A pipe has to be read to its end to know that it has one. */
async function sendPiped(path: string, response: ServerResponse): Promise<void> {
  const read = await readDiskFile(path)
  response.writeHead(read.ok ? 200 : 404, {
    'Content-Type': read.ok ? 'application/octet-stream' : 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  })
  response.end(read.ok ? new Uint8Array(read.value) : `${explainLoadError(read.error)}\n`)
}
