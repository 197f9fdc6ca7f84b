/** Stands between the page and a store and fails as stores do: while it runs, at the calls that are named, until it is told otherwise. */
import { serve, type Answer, type TestServer } from './serve.ts'

export type Fault =
  /** Takes the question and closes the connection. */
  | 'dies'
  /** Says how long the answer is, sends half of it and closes the connection. */
  | 'dies in the middle'
  /** Takes the question and never says anything. */
  | 'hangs'
  | 'too many'
  | 'fails'
  | 'shows a page'

const answers: Readonly<Partial<Record<Fault, Answer>>> = {
  'too many': { status: 429, headers: { 'retry-after': '30', 'content-type': 'text/plain' }, body: 'slow down' },
  fails: { status: 500, headers: { 'content-type': 'text/plain' }, body: 'the block is damaged' },
  'shows a page': {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Log in</title>',
  },
}

export interface FaultyServer extends TestServer {
  /** From now on: calls whose path this matches. */
  fail(fault: Fault, at: RegExp): void
  heal(): void
  /** Calls that were failed so far. */
  readonly failed: () => number
}

export async function faulty(target: string): Promise<FaultyServer> {
  let now: { readonly fault: Fault; readonly at: RegExp } | undefined
  let failed = 0
  const server = await serve(async ({ method, url, headers, body }, raw) => {
    const fault = now?.at.test(url.pathname) === true ? now.fault : undefined
    if (fault !== undefined) failed++
    if (fault === 'hangs') return undefined
    if (fault === 'dies') {
      raw.destroy()
      return undefined
    }
    const answer = fault === undefined ? undefined : answers[fault]
    if (answer) return answer
    const type = headers['content-type']
    const asked = await fetch(target + url.pathname + url.search, {
      method,
      headers: type === undefined ? {} : { 'content-type': type },
      ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
    })
    const bytes = new Uint8Array(await asked.arrayBuffer())
    const told = { 'content-type': asked.headers.get('content-type') ?? 'application/octet-stream' }
    if (fault === undefined) return { status: asked.status, headers: told, body: bytes }
    raw.writeHead(asked.status, { ...told, 'content-length': String(bytes.length) })
    raw.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => raw.destroy())
    return undefined
  })
  return {
    ...server,
    fail: (fault, at) => void (now = { fault, at }),
    heal: () => void (now = undefined),
    failed: () => failed,
  }
}
