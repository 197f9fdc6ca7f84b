/**
 * The server of the built page for people without npm: static files, recordings, the stores behind the page's own origin, and the
 * files that were named on the command line. It keeps nothing and writes nothing.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import sirv from 'sirv'
import { pageHeaders } from '../../sources/proxy/pageHeaders.ts'
import type { ProxyTable } from '../../sources/proxy/proxyTable.ts'
import { forward } from './forward.ts'
import type { OfferedFile } from './offeredFiles.ts'

export interface PageServer {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export interface Served {
  /** Folder of the built page. */
  readonly page: string
  /** Folder with an index.json of recordings, served under recordings/. */
  readonly recordings?: string
  readonly proxies: ProxyTable
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

function handlerOf({ page, recordings, proxies, files, base, env }: Served): Handler {
  const headers = Object.entries(pageHeaders(env))
  const pages = sirv(page, { dev: false, etag: true, setHeaders: cacheOf })
  const recorded = recordings === undefined ? undefined : sirv(recordings, { dev: true, etag: true })
  const config = JSON.stringify({
    sources: proxies.sources,
    ...(files.length === 0 ? {} : { open: files.map(({ name }, at) => ({ name, url: `open/${at}` })) }),
  })
  return (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    const path = pathOf(request, base)
    if (path === undefined) return refuse(response, 404, 'There is nothing at this address.')
    // Past the prefix everything is as if there were none.
    request.url = path
    if (path === '/healthz') return answer(response, 'text/plain', 'ok\n')
    const proxy = proxies.entries.find(({ match }) => new RegExp(match).test(path))
    if (proxy) return void forward(request, response, path, proxy.options)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only GET and HEAD are answered here.')
    const missing = (): void => refuse(response, 404, 'There is nothing at this address.')
    if (path === '/trifold.config.json' && (files.length > 0 || proxies.sources.length > 0))
      return answer(response, 'application/json', config)
    const offered = /^\/open\/(\d{1,6})$/.exec(path)?.[1]
    if (offered !== undefined) {
      const file = files[Number(offered)]
      return file ? file.send(response) : missing()
    }
    if (recorded && path.startsWith('/recordings/')) {
      request.url = path.slice('/recordings'.length)
      return recorded(request, response, missing)
    }
    pages(request, response, missing)
  }
}

/** Undefined for what is outside the prefix, or cannot be a path of ours. */
function pathOf({ url = '/' }: IncomingMessage, base: string): string | undefined {
  const whole = url.startsWith('/') ? url : '/'
  if (base !== '' && whole !== base && !whole.startsWith(`${base}/`)) return undefined
  const path = whole.slice(base.length) || '/'
  try {
    // Dots that climb and encoded slashes name nothing that the page asks for.
    const plain = decodeURIComponent(path.split('?')[0] ?? '')
    return plain.startsWith('//') || plain.split('/').includes('..') || plain.includes('\0') ? undefined : path
  } catch {
    return undefined
  }
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
