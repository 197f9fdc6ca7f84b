/** What a website, a colleague's link and a raw socket try against the stores behind the servers of the page. */
import { describe, expect, it } from 'vitest'
import { attacked, attackedServers, emptyAnswer } from '../testing/attackedServer.ts'
import { socketAnswers } from '../testing/wire.ts'

const types = '/parca/api/profiles/types?start=2026-01-01T00%3A00%3A00.000Z&end=2026-01-01T01%3A00%3A00.000Z'
const series = '/pyroscope/querier.v1.QuerierService/Series'
const heap = '/pprof/orderbook/heap?gc=1'
/** What a store that was broken into, or somebody else's server, might answer. */
const hostile = {
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Set-Cookie': 'session=stolen; Path=/',
    Location: 'https://evil.example/',
    'X-Accel-Redirect': '/index.html',
    'Clear-Site-Data': '"*"',
    Refresh: '0; url=https://evil.example/',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Credentials': 'true',
  },
  body: '<!doctype html><script>alert(document.domain)</script>',
}

describe.each(attackedServers)('$name', ({ lends, start }) => {
  const { url, host, asked, answerWith, ask } = attacked(start)

  it('lends its credentials to what the page asks', async () => {
    const own = { 'Sec-Fetch-Site': 'same-origin', Origin: url() }
    expect(
      await ask('POST', series, { ...own, 'Content-Type': 'application/json', 'X-Scope-OrgID': 'a' }, '{"x":1}'),
    ).toMatchObject({ status: 200, body: '{}' })
    expect((await ask('GET', types, own)).status).toBe(200)
    expect((await ask('GET', heap, { Origin: url() })).status).toBe(200)
    // A script beside the server.
    expect((await ask('GET', '/pprof/orderbook/profile?seconds=15')).status).toBe(200)
    expect((await ask('GET', '/parca/api/profiles/labels/pod/values')).status).toBe(200)
    expect(asked().map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'POST /querier.v1.QuerierService/Series',
      `GET ${types.slice('/parca'.length)}`,
      'GET /debug/pprof/heap?gc=1',
      'GET /debug/pprof/profile?seconds=15',
      'GET /api/profiles/labels/pod/values',
    ])
    expect(asked()[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-scope-orgid': 'a' })
    expect(asked()[0]?.body.toString()).toBe('{"x":1}')
    if (lends) expect(asked().every(({ headers }) => headers.authorization?.startsWith('Basic ') === true)).toBe(true)
  })

  it.each([
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
    { Origin: 'http://127.0.0.1:1' },
  ])('lends nothing to another site: %j', async (headers) => {
    expect((await ask('POST', series, { ...headers, 'Content-Type': 'text/plain' }, '{}')).status).toBe(403)
    expect((await ask('GET', heap, headers)).status).toBe(403)
    expect((await ask('GET', types, headers)).status).toBe(403)
    expect(asked()).toEqual([])
  })

  it.each([
    ['GET', '/pprof/orderbook/../../admin'],
    ['GET', '/pprof/orderbook/%2e%2e/%2e%2e/admin'],
    ['GET', '/pprof/orderbook/..%2f..%2fadmin'],
    ['GET', '/pprof/orderbook/heap/../../../admin'],
    ['GET', '/pprof/orderbook/heap/..;/admin'],
    ['GET', '/pprof/orderbook//heap/x'],
    ['GET', '/pprof/orderbook/cmdline'],
    ['GET', '/pprof/orderbook/'],
    ['GET', '/pprof/orderbook/heap?gc=1&x=1'],
    ['GET', '/pprof/orderbook/profile?seconds=99999'],
    ['GET', '/pprof/orderbook/heap%3Fgc=1'],
    ['POST', '/pprof/orderbook/heap'],
    ['DELETE', '/pprof/orderbook/heap'],
    ['GET', '/pyroscope/querier.v1.QuerierService/Series'],
    ['POST', '/pyroscope/querier.v1.QuerierService/Series?x=1'],
    ['POST', '/pyroscope/settings.v1.SettingsService/Set'],
    ['POST', '/pyroscope/push.v1.PusherService/Push'],
    ['POST', '/pyroscope/ingest'],
    ['PUT', '/pyroscope/querier.v1.QuerierService/Series'],
    ['GET', '/pyroscope/admin'],
    ['POST', '/parca/api/profiles/types'],
    ['GET', '/parca/api/profiles/types?start=1&token=x'],
    ['GET', '/parca/api/profiles/labels/../types/values'],
    ['GET', '/parca/debug/pprof/heap'],
    ['GET', '/parca/'],
  ])('passes nothing else on: %s %s', async (method, path) => {
    const { status } = await ask(method, path, { 'Sec-Fetch-Site': 'same-origin' })
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(asked()).toEqual([])
  })

  it('carries cookies and logins neither way, and nothing a gateway would believe', async () => {
    answerWith(hostile)
    const { headers } = await ask('GET', types, {
      'Sec-Fetch-Site': 'same-origin',
      Cookie: 'session=of-the-browser',
      Authorization: 'Bearer of-the-browser',
      'X-Forwarded-User': 'admin',
      'X-Forwarded-For': '10.0.0.1',
    })
    expect(headers['set-cookie']).toBeUndefined()
    for (const name of ['location', 'refresh', 'clear-site-data', 'x-accel-redirect'])
      expect(headers[name], name).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(headers['access-control-allow-credentials']).toBeUndefined()
    const [got] = asked()
    expect(got?.headers.cookie).toBeUndefined()
    expect(got?.headers['x-forwarded-user']).toBeUndefined()
    expect(got?.headers['x-forwarded-for']).toBeUndefined()
    expect(JSON.stringify(got?.headers)).not.toContain('of-the-browser')
  })

  it.each([
    ['POST', series],
    ['GET', types],
    ['GET', heap],
  ])('hands out what a store answers as data, whatever it says it is: %s %s', async (method, path) => {
    answerWith(hostile)
    const { headers, body } = await ask(method, path, { 'Sec-Fetch-Site': 'same-origin' })
    expect(body).toBe(hostile.body)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    answerWith(emptyAnswer)
    expect((await ask(method, path)).headers['content-type']).toBe('application/json')
  })

  it('lets no second question ride in on the length of the first', async () => {
    const hidden = `GET ${heap} HTTP/1.1\r\nHost: ${host()}\r\n\r\n`
    const head = `POST ${series} HTTP/1.1\r\nHost: ${host()}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n`
    for (const lengths of [
      `Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `Transfer-Encoding: chunked\r\nContent-Length: ${5 + hidden.length}\r\n\r\n0\r\n\r\n`,
      `Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n{}`,
      `Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n`,
      `Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
      `Content-Length: +0\r\n\r\n`,
    ]) {
      const text = await socketAnswers(url(), `${head}${lengths}${hidden}`)
      // Refused, and nothing of what follows is read as a question of anybody.
      expect(text, lengths).toMatch(/^HTTP\/1\.1 (?:4|501)/)
      expect(text.match(/HTTP\/1\.1 /g), lengths).toHaveLength(1)
    }
    expect(asked()).toEqual([])
  })

  it.each([
    { 'Transfer-Encoding': 'xchunked, chunked' },
    { Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    { Origin: 'http://127.0.0.1.evil.example' },
    { 'X-HTTP-Method-Override': 'DELETE', 'X-Original-URL': '/admin', 'X-Rewrite-URL': '/admin' },
  ])('asks a store nothing else for %j', async (headers: Readonly<Record<string, string>>) => {
    const { status } = await ask('GET', '/pyroscope/admin', headers).catch(() => ({ status: 400 }))
    expect(status).toBeGreaterThanOrEqual(400)
    await ask('GET', types, headers).catch(() => undefined)
    for (const { method, url } of asked()) expect(`${method} ${url.pathname}`).toBe('GET /api/profiles/types')
    for (const { headers: sent } of asked()) expect(JSON.stringify(sent)).not.toMatch(/admin|override|websocket/i)
  })

  if (lends)
    it('answers to a name only when an operator said it: a website may point its own here', async () => {
      expect((await ask('GET', '/trifold.config.json', { Host: 'evil.example' })).status).toBe(421)
      expect((await ask('POST', series, { Host: 'evil.example', Origin: 'http://evil.example' })).status).toBe(421)
      expect((await ask('GET', '/', { Host: host() })).status).toBe(200)
      expect((await ask('GET', '/', { Host: 'localhost:1234' })).status).toBe(200)
    })
})
