/**
 * One call of a source passed on to its store. What comes back is data and nothing else: no cookies, no script that would run on the
 * page's origin. Credentials are added here and stay here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

export interface Target {
  readonly target: string
  readonly auth?: string
  readonly rewrite: (path: string) => string
}

const passedOn = ['accept', 'content-type', 'x-scope-orgid', 'connect-protocol-version', 'x-grpc-web', 'x-user-agent']
const passedBack = ['content-type', 'retry-after', 'grpc-status', 'grpc-message', 'grpc-encoding']
/** A page of a store is a few megabytes; what a question needs is less than this. */
const mostBodyBytes = 1_000_000

export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { target, auth, rewrite }: Target,
): Promise<void> {
  const stop = new AbortController()
  response.once('close', () => stop.abort())
  try {
    const body = request.method === 'POST' ? await bodyOf(request) : undefined
    const headers: Record<string, string> = {}
    for (const name of passedOn) {
      const value = request.headers[name]
      if (typeof value === 'string') headers[name] = value
    }
    if (auth !== undefined) headers['authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`
    const answer = await fetch(`${target}${rewrite(path)}`, {
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
    response.setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    response.writeHead(answer.status)
    if (answer.body === null) response.end()
    else await pipeline(Readable.fromWeb(answer.body as ReadableStream), response)
  } catch {
    if (!response.headersSent) response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' })
    response.end('The proxy could not reach the server behind it.\n')
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
    if (bytes > mostBodyBytes) throw new Error('the question is too large')
  }
  return new Uint8Array(Buffer.concat(chunks))
}
