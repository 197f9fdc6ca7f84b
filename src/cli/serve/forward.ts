/**
 * One call of a source passed on to its store, when it is one that the page makes and the page makes it. What comes back is data and
 * nothing else: no cookies, no script that would run on the page's origin. Credentials are added here and stay here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { refuseCall } from '../../sources/proxy/calls.ts'
import { answerHeaders, answerType } from '../../sources/proxy/pageHeaders.ts'
import type { ProxyEntry } from '../../sources/proxy/proxyTable.ts'
import { authorizationOf } from '../store/login.ts'
import { isFromThisPage } from '../../sources/proxy/requestPolicy.ts'

/** Never Cookie, Authorization or what a gateway in front of the store would believe (X-Forwarded-…). */
const passedOn = ['accept', 'content-type', 'x-scope-orgid']
const passedBack = ['retry-after', 'date']
/** A question with every label of a service in it is a few kilobytes. */
const mostBodyBytes = 1_000_000

/** The store whose path this is; `rawUrl` as the request wrote it. */
export function storeAt(entries: readonly ProxyEntry[], rawUrl: string): ProxyEntry | undefined {
  return entries.find(({ path }) => rawUrl.startsWith(`${path}/`))
}

export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { kind, path, target, ...login }: ProxyEntry,
): Promise<void> {
  for (const [name, value] of Object.entries(answerHeaders)) response.setHeader(name, value)
  const below = (request.url ?? '').slice(path.length)
  if (!isFromThisPage(request.headers)) return refuse(response, 403, 'The proxy answers this page only.')
  const refused = refuseCall(kind, request.method, below)
  if (refused) return refuse(response, refused.status, refused.why)
  const stop = new AbortController()
  response.once('close', () => stop.abort())
  const body = request.method === 'POST' ? await bodyOf(request) : undefined
  if (body === 'too large') return refuse(response, 413, 'The question is larger than any this page asks.')
  const headers = authorizationOf(login)
  for (const name of passedOn) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  try {
    const answer = await fetch(`${target}${below}`, {
      method: request.method ?? 'GET',
      headers,
      redirect: 'manual',
      signal: stop.signal,
      ...(body === undefined ? {} : { body }),
    })
    for (const name of passedBack) {
      const value = answer.headers.get(name)
      if (value !== null) response.setHeader(name, value)
    }
    response.setHeader('Content-Type', answerType(answer.headers.get('content-type')))
    response.writeHead(answer.status)
    if (answer.body === null) response.end()
    else await pipeline(Readable.fromWeb(answer.body as ReadableStream), response)
  } catch {
    // Cut off in the middle, the page must see a broken answer and not a short one.
    if (response.headersSent) response.destroy()
    else refuse(response, 502, 'The proxy could not reach the server behind it.')
  }
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | 'too large' | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      chunks.push(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes > mostBodyBytes) return 'too large'
    }
  } catch {
    // The asker is gone.
    return undefined
  }
  return new Uint8Array(Buffer.concat(chunks))
}
