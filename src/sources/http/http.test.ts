import { afterEach, describe, expect, it } from 'vitest'
import { serve, type Answer, type Handler, type TestServer } from '../../../e2e/servers/serve.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { failureRows } from './failures.ts'
import { createHttp, type HttpRequest } from './http.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function ask(
  handler: Handler,
  request: Partial<HttpRequest> = {},
): ReturnType<ReturnType<typeof createHttp>['request']> {
  server = await serve(handler)
  const http = createHttp({ fetch, timeoutMs: 20_000, maxBytes: 10_000 })
  return http.request({ url: `${server.url}/x`, where: 'prod', expects: 'bytes', ...request })
}

describe('every failure is a sentence with a next step', () => {
  const answers: readonly (readonly [string, Answer, RegExp, number | undefined])[] = [
    [
      'tenant-missing',
      { status: 401, body: '{"code":"unauthenticated","message":"no org id"}' },
      /no tenant was sent/,
      undefined,
    ],
    [
      'unauthorised',
      { status: 401, body: 'login first' },
      /who is asking \(401\): login first\. Let the proxy/,
      undefined,
    ],
    ['forbidden', { status: 403, body: 'RBAC: access denied' }, /RBAC: access denied\. Ask for read access/, undefined],
    ['not-found', { status: 404, body: 'no' }, /nothing is at this address \(404\)\. Correct the URL/, undefined],
    ['method-not-allowed', { status: 405 }, /another program or an older version/, undefined],
    ['wrong-content-type', { status: 415 }, /does not understand the form/, undefined],
    ['request-too-large', { status: 413 }, /finds the request too long/, undefined],
    [
      'message-limit',
      { status: 429, body: '{"code":8,"message":"grpc: received message larger than max (5000000 vs. 4194304)"}' },
      /larger than the server can hand out: grpc: received message.*Take a shorter window/,
      undefined,
    ],
    ['rate-limit', { status: 429, headers: { 'retry-after': '7' } }, /wants 7 s of peace/, 7000],
    ['bad-request', { status: 400, body: '{"message":"bad matcher"}' }, /\(400\): bad matcher\./, undefined],
    ['server-error', { status: 500, body: 'boom' }, /the server failed \(500\): boom/, 2000],
    ['not-implemented', { status: 501 }, /cannot answer that/, undefined],
    ['bad-gateway', { status: 502, body: '<html><h1>Bad gateway</h1>' }, /proxy could not reach/, 2000],
    ['unavailable', { status: 503 }, /not ready \(503\)/, 3000],
    ['gateway-timeout', { status: 504 }, /took too long for this window/, undefined],
    [
      'html-page',
      { body: '\n<!DOCTYPE html><title>Grafana</title>' },
      /an HTML page came back instead of data/,
      undefined,
    ],
    ['html-page', { headers: { 'content-type': 'text/html' }, body: 'x' }, /an HTML page came back/, undefined],
    [
      'login-page',
      { body: '<!DOCTYPE html><title>Sign in to Acme</title><form></form>' },
      /a login page came back instead of data\. Log in to that server/,
      undefined,
    ],
    [
      'login-page',
      { body: '<html><title>Acme</title><input name="p" type="password"></html>' },
      /a login page came back instead of data/,
      undefined,
    ],
    [
      'html-page',
      { body: '<html><title>Blog in tune</title><input type=text></html>' },
      /an HTML page came back/,
      undefined,
    ],
    [
      'sent-elsewhere',
      { status: 302 },
      /sends who asks on to another address, as a login does \(302\)\. Log in/,
      undefined,
    ],
    ['empty-answer', { body: '' }, /no bytes in it/, undefined],
    ['other-status', { status: 418 }, /status 418/, undefined],
    ['too-large', { body: 'x'.repeat(10_001) }, /larger than 10,000 bytes/, undefined],
  ]
  it.each(answers)('%s', async (id, answer, sentence, retryAfterMs) => {
    const result = await ask(() => answer)
    expect(result.ok).toBe(false)
    if (result.ok) throw new Error('it was accepted')
    expect(explainLoadError(result.error)).toMatch(sentence)
    expect(explainLoadError(result.error)).toMatch(/^prod: .+\. [A-Z].+\.$/)
    expect(result.error.retryAfterMs).toBe(retryAfterMs)
    expect(failureRows.some((row) => row.id === id)).toBe(true)
  })

  it('login-page: a redirect to a form', async () => {
    const result = await ask(({ url }) =>
      url.pathname === '/x' ? { status: 302, headers: { location: '/login' } } : { body: '<html>password' },
    )
    expect(result).toMatchObject({ ok: false, error: { code: 'refused', what: expect.stringContaining('login page') } })
  })

  it('tenant refused: the words differ when one was sent', async () => {
    const result = await ask(() => ({ status: 401, body: 'no org id' }), { headers: { 'X-Scope-OrgID': 'a' } })
    expect(result).toMatchObject({ ok: false, error: { what: expect.stringContaining('does not accept the tenant') } })
  })

  it('timeout: silence ends it, and says how long it was', async () => {
    const result = await ask(() => undefined, { timeoutMs: 300 })
    expect(result).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })

  it('timeout: silence in the middle of an answer counts, slowness does not', async () => {
    const timeoutMs = 1500
    const slow = await ask(
      (_, raw) => {
        let sent = 0
        const timer = setInterval(() => {
          raw.write('x')
          if (++sent === 8) {
            clearInterval(timer)
            raw.end()
          }
        }, 250)
        return undefined
      },
      { timeoutMs },
    )
    expect(slow.ok && slow.value.bytes.byteLength).toBe(8)
    await server?.close()
    const stuck = await ask(
      (_, raw) => {
        raw.write('x')
        return undefined
      },
      { timeoutMs },
    )
    expect(stuck).toMatchObject({ ok: false, error: { code: 'timeout' } })
  })

  it('network: nobody listens there', async () => {
    const http = createHttp({ fetch })
    const result = await http.request({ url: 'http://127.0.0.1:9/', where: 'prod', expects: 'bytes' })
    expect(result).toMatchObject({ ok: false, error: { code: 'network', retryAfterMs: 1000 } })
  })

  it('cors-or-network: a page of another origin is told about CORS', async () => {
    const http = createHttp({
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      pageUrl: 'https://page.example/',
    })
    const other = await http.request({ url: 'https://store.example/x', where: 'prod', expects: 'bytes' })
    expect(other).toMatchObject({ ok: false, error: { what: expect.stringContaining('CORS') } })
    const own = await http.request({ url: 'https://page.example/x', where: 'prod', expects: 'bytes' })
    // no-answer: a browser that follows to a login of another address says as little.
    expect(own).toMatchObject({ ok: false, error: { what: expect.not.stringContaining('CORS') } })
    expect(own).toMatchObject({ ok: false, error: { what: expect.stringContaining('a login page is in front') } })
  })

  it('cut-off: the connection ends inside the answer', async () => {
    const result = await ask((_, raw) => {
      raw.writeHead(200, { 'content-length': '100' })
      raw.write('only this')
      setTimeout(() => raw.destroy(), 20)
      return undefined
    })
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'truncated', what: 'the answer broke off after 9 bytes of 100' },
    })
  })

  it('without-origin: a frame that its sandbox left no origin is told how to get one', async () => {
    const http = createHttp({
      fetch: () => Promise.reject(new TypeError('Failed to fetch')),
      pageUrl: 'https://page.example/',
      withoutOrigin: true,
    })
    const own = await http.request({ url: 'https://page.example/recordings/x', where: 'x', expects: 'bytes' })
    expect(own).toMatchObject({ ok: false, error: { todo: expect.stringContaining('allow-same-origin') } })
  })

  it('list-too-large: a list has a limit of its own, and the smaller of two is the one that is told', async () => {
    const body = 'x'.repeat(5000)
    const list = await ask(() => ({ body }), { mostListBytes: 4000 })
    expect(list).toMatchObject({
      ok: false,
      error: { code: 'too-large', todo: expect.stringContaining('narrow it by a label') },
    })
    expect(await ask(() => ({ body }), { mostListBytes: 5000 })).toMatchObject({ ok: true })
    expect(await ask(() => ({ body: body.repeat(3) }), { mostListBytes: 12_000 })).toMatchObject({
      ok: false,
      error: { todo: expect.stringContaining('limits.downloadMB') },
    })
  })

  it('every row of the table is the answer to some failure', () => {
    const tested = new Set(answers.map(([id]) => id))
    const byHand = [
      'login-page',
      'timeout',
      'drip',
      'network',
      'without-origin',
      'cors-or-network',
      'cut-off',
      'cancelled',
      'no-answer',
      'list-too-large',
      // See listAnswer.slow.test.ts.
      'list-too-long',
    ]
    expect(failureRows.map(({ id }) => id).filter((id) => !tested.has(id) && !byHand.includes(id))).toEqual([])
  })
})

describe('requests', () => {
  it('are never more than five at a time over all sources, and all get their turn', async () => {
    server = await serve(async () => {
      await new Promise((resolve) => setTimeout(resolve, 15))
      return { body: 'x' }
    })
    const http = createHttp({ fetch })
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        http.request({ url: `${server?.url}/${i}`, where: String(i), expects: 'bytes' }),
      ),
    )
    expect(all.every((result) => result.ok)).toBe(true)
    expect(server.mostAtOnce()).toBe(5)
    expect(http.queue.running).toBe(0)
  })

  it('given up while they wait are never sent', async () => {
    server = await serve(async () => {
      await new Promise((resolve) => setTimeout(resolve, 40))
      return { body: 'x' }
    })
    const http = createHttp({ fetch })
    const superseded = new AbortController()
    const address = server.url
    const request = (signal?: AbortSignal): ReturnType<typeof http.request> =>
      http.request({ url: address, where: 'x', expects: 'bytes', signal })
    const first = Array.from({ length: 6 }, () => request())
    const waiting = Array.from({ length: 20 }, () => request(superseded.signal))
    const last = request()
    superseded.abort()
    for (const result of await Promise.all(waiting))
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    await Promise.all([...first, last])
    expect(server.asked).toHaveLength(7)
  })

  it('given up on the way let the server know', async () => {
    server = await serve(() => undefined)
    const http = createHttp({ fetch })
    const superseded = new AbortController()
    const result = http.request({ url: server.url, where: 'x', expects: 'bytes', signal: superseded.signal })
    await expect.poll(() => server?.asked.length).toBe(1)
    superseded.abort()
    expect(await result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    await expect.poll(() => server?.givenUp()).toBe(1)
  })

  it('tell how far they are where the length is known', async () => {
    const shares: number[] = []
    await ask(
      (_, raw) => {
        raw.writeHead(200, { 'content-length': '8' })
        raw.write('half')
        setTimeout(() => raw.end('half'), 30)
        return undefined
      },
      { onProgress: (share) => shares.push(share) },
    )
    expect(shares).toEqual([0.5, 1])
  })
})
