/** Files named on the command line, handed to the page one by one; a folder is everything in it. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { basename, join, relative } from 'node:path'
import { type Result, err, ok } from '../../core/base/result.ts'

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
    const found = await filesBelow(path, deepest).catch(() => undefined)
    if (found === undefined) return err(`${path}: there is no such file or folder. Check the path.`)
    if (found.length === 0)
      return err(`${path}: the folder has no file in it. Give a profile file or a recording folder.`)
    for (const file of found)
      files.push(offered(file, file === path ? basename(path) : join(basename(path), relative(path, file))))
    if (files.length > mostFiles)
      return err(`${path}: more than ${mostFiles} files. Name fewer, or a recording folder.`)
  }
  return ok(files)
}

async function filesBelow(path: string, depth: number): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  if (depth === 0) return []
  const entries = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const names = entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  return (await Promise.all(names.map((name) => filesBelow(join(path, name), depth - 1)))).flat()
}

function offered(path: string, name: string): OfferedFile {
  return {
    name,
    send(response) {
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
