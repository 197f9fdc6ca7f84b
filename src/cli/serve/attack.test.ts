/**
 * What a website, a colleague's link and a raw socket try against the servers of the page: `trifold serve` (whose `forward` is the proxy
 * of `npm start` and `npm run dev` too) and the nginx site. The stores behind them write down all they are asked.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasNginx, startNginx } from '../../../e2e/servers/nginxServer.ts'
import { serve as serveStore, type Asked, type TestServer } from '../../../e2e/servers/serve.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { type Answered, raw, socketAnswers } from '../testing/wire.ts'
import { startPageServer } from './pageServer.ts'

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

interface Subject {
  readonly name: string
  readonly skip: boolean
  /** Credentials that the server adds; the nginx site of the README has a line for it. */
  readonly lends: boolean
  readonly start: (dist: string, store: string) => Promise<{ readonly url: string; close(): Promise<void> }>
}

const subjects: readonly Subject[] = [
  {
    name: 'trifold serve',
    skip: false,
    lends: true,
    start: (dist, store) => {
      const withUser = store.replace('//', '//me:secret@')
      return startPageServer({
        page: dist,
        recordings: join(dist, 'recordings'),
        proxies: proxyTable({
          TRIFOLD_PYROSCOPE_URL: withUser,
          TRIFOLD_PARCA_URL: withUser,
          TRIFOLD_GO_PPROF_URL: `orderbook=${withUser}`,
        }),
        files: [],
        host: '127.0.0.1',
        port: 0,
        base: '',
        env: {},
      })
    },
  },
  {
    name: 'the nginx site (skipped where there is no nginx)',
    skip: !hasNginx,
    lends: false,
    start: (dist, store) => startNginx({ dist, pyroscope: store, parca: store, goService: store }),
  },
]

describe.each(subjects.filter(({ skip }) => !skip))('$name', ({ lends, start }) => {
  let store: TestServer
  let server: { readonly url: string; close(): Promise<void> }
  let dist: string
  let elsewhere: string
  let asked: Asked[]
  let answers: { readonly headers: Readonly<Record<string, string>>; readonly body: string }

  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'trifold-attack-'))
    for (const folder of ['assets', 'recordings', 'recordings/mine', 'recordings/public']) mkdirSync(join(dist, folder))
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Trifold</title>')
    writeFileSync(join(dist, 'assets', 'page-1a2b.js'), 'export {}')
    for (const file of ['recordings/mine/recording.json', 'recordings/public/recording.json', 'trifold.config.json'])
      writeFileSync(join(dist, file), '{}')
    mkdirSync(join(dist, 'recordings', '.git'))
    for (const file of ['.env', '.git/config', 'mine/.htpasswd'])
      writeFileSync(join(dist, 'recordings', file), 'a secret')
    for (const file of ['evil.html', 'evil.svg', 'evil.js', 'evil.xml', 'evil', 'cpu.pb.gz'])
      writeFileSync(join(dist, 'recordings/mine', file), '<script src="evil.js"></script>')
    elsewhere = mkdtempSync(join(tmpdir(), 'trifold-elsewhere-'))
    writeFileSync(join(elsewhere, 'key.txt'), 'a secret')
    symlinkSync(join(elsewhere, 'key.txt'), join(dist, 'recordings/mine/linked.pb.gz'))
    symlinkSync(elsewhere, join(dist, 'recordings/mine/folder'))
    symlinkSync(elsewhere, join(dist, 'recordings/linked'))
    store = await serveStore((one) => {
      asked.push(one)
      return answers
    })
    server = await start(dist, store.url)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
    rmSync(dist, { recursive: true })
    rmSync(elsewhere, { recursive: true })
  })
  beforeEach(() => {
    asked = []
    answers = { headers: { 'Content-Type': 'application/json' }, body: '{}' }
  })

  const ask = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string,
  ): Promise<Answered> => raw(server.url, method, path, headers, body)
  const host = (): string => new URL(server.url).host

  it('lends its credentials to what the page asks', async () => {
    const own = { 'Sec-Fetch-Site': 'same-origin', Origin: server.url }
    expect(
      await ask('POST', series, { ...own, 'Content-Type': 'application/json', 'X-Scope-OrgID': 'a' }, '{"x":1}'),
    ).toMatchObject({ status: 200, body: '{}' })
    expect((await ask('GET', types, own)).status).toBe(200)
    expect((await ask('GET', heap, { Origin: server.url })).status).toBe(200)
    // A script beside the server.
    expect((await ask('GET', '/pprof/orderbook/profile?seconds=15')).status).toBe(200)
    expect((await ask('GET', '/parca/api/profiles/labels/pod/values')).status).toBe(200)
    expect(asked.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
      'POST /querier.v1.QuerierService/Series',
      `GET ${types.slice('/parca'.length)}`,
      'GET /debug/pprof/heap?gc=1',
      'GET /debug/pprof/profile?seconds=15',
      'GET /api/profiles/labels/pod/values',
    ])
    expect(asked[0]?.headers).toMatchObject({ 'content-type': 'application/json', 'x-scope-orgid': 'a' })
    expect(asked[0]?.body.toString()).toBe('{"x":1}')
    if (lends) expect(asked.every(({ headers }) => headers.authorization?.startsWith('Basic ') === true)).toBe(true)
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
    expect(asked).toEqual([])
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
    expect(asked).toEqual([])
  })

  it('carries cookies and logins neither way, and nothing a gateway would believe', async () => {
    answers = hostile
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
    const [got] = asked
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
    answers = hostile
    const { headers, body } = await ask(method, path, { 'Sec-Fetch-Site': 'same-origin' })
    expect(body).toBe(hostile.body)
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    answers = { headers: { 'Content-Type': 'application/json' }, body: '{}' }
    expect((await ask(method, path)).headers['content-type']).toBe('application/json')
  })

  it('lets no other site read recordings and configuration, only the program and the public folder', async () => {
    const shared = async (path: string): Promise<string> => {
      const { status, headers } = await ask('GET', path, { Origin: 'https://evil.example' })
      return `${status} ${headers['access-control-allow-origin'] ?? '-'} ${String(headers['cross-origin-resource-policy'] ?? '-')}`
    }
    expect(await shared('/recordings/mine/recording.json')).toBe('200 - same-origin')
    expect(await shared('/trifold.config.json')).toBe('200 - same-origin')
    expect(await shared('/recordings/public/recording.json')).toBe('200 * -')
    expect(await shared('/assets/page-1a2b.js')).toBe('200 * -')
    // A private recording by way of the public folder.
    for (const way of ['..', '%2e%2e', '%2E.', '..%2f']) {
      expect(await shared(`/recordings/public/${way}/mine/recording.json`), way).not.toContain('*')
    }
  })

  it.each(['.env', '.git/config', '.git/', 'mine/.htpasswd', '%2eenv', 'mine/%2Ehtpasswd'])(
    'keeps %s to itself: a folder of recordings is easily a checkout',
    async (path) => {
      const { status, body } = await ask('GET', `/recordings/${path}`)
      expect(status).toBe(404)
      expect(body).not.toContain('secret')
    },
  )

  it.each(['mine/linked.pb.gz', 'mine/folder/key.txt', 'linked/key.txt', 'public/../mine/linked.pb.gz'])(
    'follows no link of a recording to what is elsewhere on the machine: %s',
    async (path) => {
      const { status, body } = await ask('GET', `/recordings/${path}`)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('secret')
    },
  )

  it.each([
    '%2e%2e/%2e%2e/etc/passwd',
    '%252e%252e/mine/.htpasswd',
    '..%5c..%5cetc%5cpasswd',
    '%2e%2e%2f%2e%2e%2fetc/passwd',
    '....//....//etc/passwd',
    'mine/cpu.pb.gz%00.json',
    'mine/%c0%ae%c0%ae/recording.json',
  ])('hands out nothing for an address that climbs however it is written: %s', async (path) => {
    const { status, body } = await ask('GET', `/recordings/${path}`)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).not.toMatch(/secret|root:/)
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
      const text = await socketAnswers(server.url, `${head}${lengths}${hidden}`)
      // Refused, and nothing of what follows is read as a question of anybody.
      expect(text, lengths).toMatch(/^HTTP\/1\.1 (?:4|501)/)
      expect(text.match(/HTTP\/1\.1 /g), lengths).toHaveLength(1)
    }
    expect(asked).toEqual([])
  })

  it.each(['evil.html', 'evil.HTML', 'evil.svg', 'evil.js', 'evil.xml', 'evil', 'cpu.pb.gz'])(
    'makes no page and no script of this origin of what a recording holds: %s',
    async (file) => {
      if (file === 'evil.HTML') writeFileSync(join(dist, 'recordings/mine', file), '<script src="evil.js"></script>')
      const { status, headers } = await ask('GET', `/recordings/mine/${file}`)
      expect(status).toBe(200)
      const isPage = /html$/i.test(file)
      expect(headers['content-type']).toMatch(
        isPage ? /^(text\/html|application\/octet-stream)/ : /^application\/octet-stream$/,
      )
      expect(headers['content-encoding']).toBeUndefined()
      expect(headers['x-content-type-options']).toBe('nosniff')
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(isPage ? /^sandbox allow-scripts .*connect-src 'none'/ : /^sandbox; default-src 'none'/)
      expect(policy).not.toContain('allow-same-origin')
    },
  )

  it.each([
    'bytes=-99999999999999999999',
    'bytes=0-99999999999999999999',
    'bytes=1-0',
    'bytes=9-2',
    'bytes=a-b',
    'bytes=',
    `bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-`).join(',')}`,
    'lines=1-2',
  ])('is still there after it was asked for %s', async (range) => {
    for (const path of ['/', '/assets/page-1a2b.js', '/recordings/mine/cpu.pb.gz', '/trifold.config.json'])
      expect((await ask('GET', path, { Range: range })).status).toBeLessThan(500)
    expect((await ask('GET', '/')).status).toBe(200)
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
    for (const { method, url } of asked) expect(`${method} ${url.pathname}`).toBe('GET /api/profiles/types')
    for (const { headers: sent } of asked) expect(JSON.stringify(sent)).not.toMatch(/admin|override|websocket/i)
  })

  it.each([
    '//',
    '///x',
    '/%',
    '/%zz',
    '/%00',
    '/\\..\\',
    '/a/../../..',
    '/%c0%ae%c0%ae/',
    '*',
    'http://evil.example/',
  ])('answers %s without a stack trace', async (path) => {
    const { status, body } = await ask('GET', path)
    expect(status).toBeLessThan(500)
    expect(body).not.toMatch(/node_modules|\.ts:\d+|at .*\(/)
  })

  if (lends)
    it('answers to a name only when an operator said it: a website may point its own here', async () => {
      expect((await ask('GET', '/trifold.config.json', { Host: 'evil.example' })).status).toBe(421)
      expect((await ask('POST', series, { Host: 'evil.example', Origin: 'http://evil.example' })).status).toBe(421)
      expect((await ask('GET', '/', { Host: host() })).status).toBe(200)
      expect((await ask('GET', '/', { Host: 'localhost:1234' })).status).toBe(200)
    })
})
