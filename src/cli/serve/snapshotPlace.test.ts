/** What may be tried against the place for snapshots that the nginx site has. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasNginx, startNginx } from '../../../e2e/servers/nginxServer.ts'
import { raw } from '../testing/wire.ts'

describe.skipIf(!hasNginx)('the place for snapshots of the nginx site (skipped where there is no nginx)', () => {
  let nginx: { readonly url: string; close(): Promise<void> }
  let dist: string
  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'trifold-dist-'))
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Trifold</title>')
    nginx = await startNginx({ dist })
  })
  afterAll(async () => {
    await nginx.close()
    rmSync(dist, { recursive: true })
  })
  const hashed = (body: string | Uint8Array): string =>
    `/snapshots/${createHash('sha256').update(body).digest('hex')}.html`
  const put = async (path: string, body: string | Uint8Array): Promise<number> =>
    (await raw(nginx.url, 'PUT', path, { 'Content-Length': String(Buffer.byteLength(body)) }, body)).status

  it.each([
    'x.js',
    'x.html',
    'index.html',
    'sub/x.html',
    `${'a'.repeat(63)}.html`,
    `${'A'.repeat(64)}.html`,
    `${'a'.repeat(64)}.html.js`,
    `${'a'.repeat(64)}.js`,
    `${'a'.repeat(64)}.html/x`,
    '../index.html',
    '%2e%2e/index.html',
    '..%2findex.html',
  ])('takes nothing under the name %s', async (file) => {
    expect(await put(`/snapshots/${file}`, 'alert(1)')).toBeGreaterThanOrEqual(400)
    const after = await raw(nginx.url, 'GET', `/snapshots/${file}`)
    expect(after.body).not.toContain('alert(1)')
  })

  it('gives what it holds one type and one policy', async () => {
    const path = hashed('one type')
    expect(await put(path, 'one type')).toBe(201)
    const { status, headers } = await raw(nginx.url, 'GET', path)
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers['content-security-policy']).toMatch(/^sandbox allow-scripts /)
    expect(headers['content-security-policy']).not.toContain('allow-same-origin')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('keeps the first of many that are put at the same moment, whole', async () => {
    for (let round = 0; round < 5; round++) {
      const path = hashed(`round ${round}`)
      const bodies = Array.from({ length: 12 }, (_, at) =>
        Buffer.concat([Buffer.from([65 + at]), randomBytes(300_000)]),
      )
      const statuses = await Promise.all(bodies.map((body) => put(path, body)))
      expect(statuses.filter((status) => status === 201)).toHaveLength(1)
      expect(statuses.filter((status) => status === 409)).toHaveLength(bodies.length - 1)
      const winner = bodies[statuses.indexOf(201)]
      expect((await raw(nginx.url, 'GET', path)).body).toBe(winner?.toString())
      expect(await put(path, 'later')).toBe(409)
    }
  })

  it('bounds what is put, and removes, lists and moves nothing', async () => {
    const path = hashed('bounded')
    expect(
      (await raw(nginx.url, 'PUT', path, { 'Content-Length': String(33 * 2 ** 20) }).catch(() => ({ status: 413 })))
        .status,
    ).toBe(413)
    expect(await put(path, 'bounded')).toBe(201)
    for (const method of ['DELETE', 'MOVE', 'COPY', 'MKCOL', 'POST', 'PROPFIND', 'PATCH'])
      expect((await raw(nginx.url, method, path, { Destination: `${nginx.url}/snapshots/x.js` })).status, method).toBe(
        403,
      )
    expect((await raw(nginx.url, 'GET', '/snapshots/')).status).toBe(404)
    expect((await raw(nginx.url, 'GET', path)).body).toBe('bounded')
  })
})
