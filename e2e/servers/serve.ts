/** A small HTTP server for tests: a handler gets the request and its body, and answers with plain data. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Asked {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface TestServer {
  /** Without a slash at the end. */
  readonly url: string
  /** Everything asked so far. */
  readonly asked: readonly Asked[]
  /** Most requests that were open at the same moment. */
  readonly mostAtOnce: () => number
  /** Requests whose client went away before the answer was complete. */
  readonly givenUp: () => number
  close(): Promise<void>
}

export type Handler = (asked: Asked, raw: ServerResponse) => Answer | undefined | Promise<Answer | undefined>

/** A handler that returns undefined has answered through `raw`, or means never to answer. */
export async function serve(handler: Handler): Promise<TestServer> {
  const asked: Asked[] = []
  let open = 0
  let most = 0
  let gone = 0
  const server = createServer((request, response) => {
    most = Math.max(most, ++open)
    response.on('close', () => {
      open--
      if (!response.writableFinished) gone++
    })
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const url = new URL(request.url ?? '/', 'http://server')
      const one = { method: request.method ?? '', url, headers: request.headers, body: Buffer.concat(chunks) }
      asked.push(one)
      const answer = await handler(one, response)
      if (answer === undefined) return
      response.writeHead(answer.status ?? 200, answer.headers ?? {})
      response.end(answer.body ?? '')
    })().catch((error: unknown) => {
      response.writeHead(599)
      response.end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    mostAtOnce: () => most,
    givenUp: () => gone,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
