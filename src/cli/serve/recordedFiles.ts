/**
 * The files of recordings, which somebody may have sent: handed out whole, as data, whatever they are called. They are not the program's,
 * so no page and no script among them gets the page's origin (`sharingHeaders`), and nothing asked of them ends the server: a range that
 * is none, a file that may not be read, a pipe, a link that leads out of it.
 */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { recordingFileName } from '../../sources/recording/recording.ts'

/** `path` is plain (requestPolicy.ts) and below the folder, with a slash in front. */
export type SendRecorded = (path: string, request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/** Answers false where there is no such file, and has answered otherwise. */
export function recordedFiles(folder: string): SendRecorded {
  return async (path, request, response) => {
    // A folder of recordings is easily a checkout, or has a .env in it.
    if (path.includes('/.')) return false
    const file = join(folder, path)
    const found = await stat(file).catch(() => undefined)
    if (found?.isFile() !== true || !(await isInside(folder, path))) return false
    const tag = `W/"${found.size}-${found.mtimeMs}"`
    response.setHeader('ETag', tag)
    response.setHeader('Cache-Control', 'no-cache')
    response.setHeader('Content-Type', typeOf(path))
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end()
      return true
    }
    response.setHeader('Content-Length', found.size)
    if (request.method === 'HEAD') {
      response.writeHead(200).end()
      return true
    }
    try {
      // What grows while it is read would be longer than was said.
      const content = found.size === 0 ? undefined : createReadStream(file, { end: found.size - 1 })
      if (content) await pipeline(content, response)
      else response.end()
    } catch {
      if (response.headersSent) response.destroy()
      else {
        response.removeHeader('Content-Length')
        response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' })
        response.end('The file is gone or may not be read.\n')
      }
    }
    return true
  }
}

/**
 * Whoever packs a recording can put a link into it that leads anywhere on this machine. Whoever has the folder may link a whole recording
 * into it, which is a folder with a description in it, here or among the public ones.
 */
async function isInside(folder: string, path: string): Promise<boolean> {
  try {
    const real = await realpath(join(folder, path))
    if (real.startsWith(`${await realpath(folder)}${sep}`)) return true
    const names = path.split('/').filter(Boolean)
    const linked = await realpath(join(folder, ...names.slice(0, names[0] === 'public' ? 2 : 1)))
    return real.startsWith(`${linked}${sep}`) && (await stat(join(linked, recordingFileName))).isFile()
  } catch {
    return false
  }
}

/** Snapshots are kept beside recordings; they run in a sandbox. Everything else is for the page to read. */
function typeOf(path: string): string {
  if (/\.json$/i.test(path)) return 'application/json'
  return /\.html?$/i.test(path) ? 'text/html; charset=utf-8' : 'application/octet-stream'
}
