/**
 * The server of the built page for people without npm: static files, recordings, the stores behind the page's own origin, and the
 * files that were named on the command line. It keeps nothing and writes nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import sirv from 'sirv'
import { pageHeaders, sharingHeaders } from '../../sources/proxy/pageHeaders.ts'
import type { ProxyTable } from '../../sources/proxy/proxyTable.ts'
import { allowedHosts, isHostAllowed, plainPath } from '../../sources/proxy/requestPolicy.ts'
import { forward, storeAt } from './forward.ts'
import type { OfferedFile } from './offeredFiles.ts'
import { recordedFiles } from './recordedFiles.ts'
import { indexFileName, recordingIndexOf } from './recordingIndex.ts'

export interface PageServer {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export interface Served {
  /** Folder of the built page. */
  readonly page: string
  /** Folder of recordings, served under recordings/; without an index.json of its own they are listed. */
  readonly recordings?: string
  readonly proxies: ProxyTable
  /** The page's configuration as its operator wrote it; without one it names the proxies. */
  readonly config?: string
  /** Named on the command line; the page opens them when no link says otherwise. */
  readonly files: readonly OfferedFile[]
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** A path in front of everything, as "/trifold"; empty for none. */
  readonly base: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Rejects with the system's own error when the port is taken. */
export async function startPageServer(served: Served): Promise<PageServer> {
  const server = createServer(handlerOf(served))
  await listening(server, served.port, served.host)
  const { port } = server.address() as AddressInfo
  const host = served.host.includes(':') ? `[${served.host}]` : served.host
  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}${served.base}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

function handlerOf(served: Served): Handler {
  const { page, recordings, proxies, files, base, env } = served
  const headers = Object.entries(pageHeaders(env))
  const hosts = [...allowedHosts(env), ...(served.host === '127.0.0.1' ? [] : [hostname()])]
  const pages = sirv(page, { dev: false, etag: true, setHeaders: cacheOf })
  const recorded = recordings === undefined ? undefined : recordedFiles(recordings)
  const hasConfig = served.config !== undefined || files.length > 0 || proxies.sources.length > 0
  const config =
    served.config ??
    JSON.stringify({
      sources: proxies.sources,
      ...(files.length === 0 ? {} : { open: files.map(({ name }, at) => ({ name, url: `open/${at}` })) }),
    })
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (!isHostAllowed(request.headers.host, hosts))
      return refuse(response, 421, 'This server is not known by that name; TRIFOLD_HOSTS names those it answers to.')
    const below = belowBase(request.url, base)
    const path = plainPath(below)
    if (below === undefined || path === undefined) return refuse(response, 404, 'There is nothing at this address.')
    // Past the prefix everything is as if there were none.
    request.url = below
    if (path === '/healthz') return answer(response, 'text/plain', 'ok\n')
    const store = storeAt(proxies.entries, below)
    if (store) return void forward(request, response, store)
    for (const [name, value] of Object.entries(sharingHeaders(path))) response.setHeader(name, value)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET and HEAD are answered here.')
    const missing = (): void => refuse(response, 404, 'There is nothing at this address.')
    if (path === '/trifold.config.json' && hasConfig) return answer(response, 'application/json', config)
    const offered = /^\/open\/(\d{1,6})$/.exec(path)?.[1]
    if (offered !== undefined) {
      const file = files[Number(offered)]
      return file ? file.send(response) : missing()
    }
    if (recordings !== undefined && recorded && path.startsWith('/recordings/')) {
      const list = (): Promise<void> =>
        recordingIndexOf(recordings).then((text) => answer(response, 'application/json', text))
      const otherwise = path === `/recordings/${indexFileName}` ? list : missing
      return void recorded(path.slice('/recordings'.length), request, response).then((isThere) =>
        isThere ? undefined : otherwise(),
      )
    }
    // Nobody asks for a part of the page, and a range that is none ends the process.
    delete request.headers.range
    pages(request, response, missing)
  }
}

/** Undefined for what is outside the prefix. */
function belowBase(url: string | undefined, base: string): string | undefined {
  const whole = url ?? '/'
  if (base === '') return whole
  if (whole !== base && !whole.startsWith(`${base}/`)) return undefined
  return whole.slice(base.length) || '/'
}

function cacheOf(response: ServerResponse, path: string): void {
  response.setHeader(
    'Cache-Control',
    /[/\\]assets[/\\]/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
}

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache' })
  response.end(body)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}
