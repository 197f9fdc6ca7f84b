import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasNginx, startNginx, type Nginx } from '../../../e2e/servers/nginxServer.ts'
import { goService, startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import { scraped, startParca } from '../../../e2e/servers/parca.ts'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { recordedService } from '../../../e2e/servers/storedProfiles.ts'
import { createHttp } from '../http/http.ts'
import { parca } from '../parca/parca.ts'
import { pyroscope } from '../pyroscope/pyroscope.ts'

describe.skipIf(!hasNginx)('the nginx site of the README, served by a real nginx (skipped where there is none)', () => {
  let nginx: Nginx
  let servers: TestServer[]
  let dist: string
  let window: { readonly fromMs: number; readonly untilMs: number }

  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'trifold-dist-'))
    mkdirSync(join(dist, 'assets'))
    writeFileSync(join(dist, 'index.html'), `<!doctype html><title>Trifold</title>${' '.repeat(2000)}`)
    writeFileSync(join(dist, 'assets', 'page-1a2b.js'), `export {}${';'.repeat(2000)}`)
    const recorded = await recordedService('orderbook')
    const [named] = recorded.recording.windows
    window = named ?? { fromMs: 0, untilMs: 1 }
    const store = await startPyroscope({
      services: [goService(recorded, { service_name: 'orderbook' })],
      nowMs: window.untilMs,
    })
    const scraper = await startParca({ services: [scraped(recorded, { job: 'orderbook' })] })
    const go = await serve(({ method, url }) => ({ body: `${method} ${url.pathname}${url.search}` }))
    servers = [store, scraper, go]
    nginx = await startNginx({ dist, pyroscope: store.url, parca: scraper.url, goService: go.url })
  })
  afterAll(async () => {
    await nginx.close()
    for (const server of servers) await server.close()
    rmSync(dist, { recursive: true })
  })

  it('serves the page with a policy that lets no inline script run', async () => {
    const page = await fetch(`${nginx.url}/`)
    expect(page.status).toBe(200)
    expect(page.headers.get('content-encoding')).toBe('gzip')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'self'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(page.headers.get('cache-control')).toBe('no-cache')
  })

  it('keeps files with a hash in their name for ever, and a missing file is missing', async () => {
    const script = await fetch(`${nginx.url}/assets/page-1a2b.js`)
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect(script.headers.get('content-encoding')).toBe('gzip')
    expect(script.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${nginx.url}/trifold.config.json`)).status).toBe(404)
  })

  it('puts Pyroscope and Parca behind the same origin', async () => {
    const options = { http: createHttp({ fetch }), now: () => window.untilMs }
    const config = { name: 'x', title: 'x', headers: {} }
    const prod = pyroscope({ ...options, config: { ...config, kind: 'pyroscope', url: `${nginx.url}/pyroscope` } })
    const edge = parca({ ...options, config: { ...config, kind: 'parca', url: `${nginx.url}/parca` } })
    expect(await prod.services(window)).toMatchObject({ ok: true, value: [{ name: 'orderbook' }] })
    expect(await edge.services(window)).toMatchObject({ ok: true, value: [{ name: 'orderbook' }] })
    const set = await prod.captures({ service: 'orderbook', labels: {} }, window)
    const cpu = set.ok ? set.value.captures.find(({ answers }) => answers.includes('cpu')) : undefined
    expect((await cpu?.read())?.ok).toBe(true)
  })

  it('hands out the profiles of a Go service and nothing else of it', async () => {
    const asked = async (path: string, init: RequestInit = {}): Promise<string> => {
      const answer = await fetch(`${nginx.url}${path}`, init)
      return `${answer.status} ${answer.ok ? await answer.text() : ''}`.trim()
    }
    expect(await asked('/pprof/orderbook/heap?gc=1')).toBe('200 GET /debug/pprof/heap?gc=1')
    expect(await asked('/pprof/orderbook/../../admin')).toBe('404')
    expect(await asked('/pprof/orderbook/%2e%2e/%2e%2e/admin')).toBe('404')
    expect(await asked('/pprof/orderbook/heap', { method: 'POST' })).toBe('403')
  })

  it('says what is wrong when a store is down', async () => {
    const alone = await startNginx({ dist })
    const edge = parca({
      http: createHttp({ fetch }),
      config: { kind: 'parca', name: 'edge', title: 'edge', url: `${alone.url}/parca`, headers: {} },
      now: () => 0,
    })
    const listed = await edge.services(window)
    await alone.close()
    expect(listed).toMatchObject({ ok: false, error: { what: 'the proxy could not reach the server behind it (502)' } })
  })

  it('takes a snapshot once and never changes or removes it', async () => {
    const body = '<!doctype html><title>snapshot</title>'
    const address = `${nginx.url}/snapshots/${createHash('sha256').update(body).digest('hex')}.html`
    const put = async (content: string): Promise<number> =>
      (await fetch(address, { method: 'PUT', body: content })).status
    expect(await put(body)).toBe(201)
    expect(await put('<!doctype html>something else')).toBe(409)
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403)
    expect((await fetch(`${nginx.url}/snapshots/../dist/index.html`, { method: 'PUT', body })).status).not.toBe(201)
    const kept = await fetch(address)
    expect(await kept.text()).toBe(body)
    expect(kept.headers.get('content-security-policy')).toContain('sandbox allow-scripts')
    expect(kept.headers.get('content-security-policy')).not.toContain('unsafe')
  })
})
