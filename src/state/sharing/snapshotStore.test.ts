import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type Asked, type Answer, serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { createHttp } from '../../sources/http/http.ts'
import { putSnapshot } from './snapshotStore.ts'

const html = '<!doctype html><title>frozen</title>'
const name = `${createHash('sha256').update(html).digest('hex')}.html`

let server: TestServer
afterEach(() => server.close())

async function put(answer: (asked: Asked) => Answer) {
  server = await serve(answer)
  const place = `${server.url}/snapshots`
  return { place, put: await putSnapshot(createHttp({ fetch }), html, place) }
}

describe('a place for snapshots', () => {
  it('has the snapshot under the hash of its content, which is the answer', async () => {
    const { put: stored, place } = await put(({ method, body }) =>
      method === 'PUT' ? { status: 201 } : { body: body.length > 0 ? body : html },
    )
    expect(stored).toEqual({ ok: true, value: `${place}/${name}` })
    const [first, second] = server.asked
    expect(first).toMatchObject({ method: 'PUT', headers: { 'if-none-match': '*' } })
    expect(first?.body.toString()).toBe(html)
    expect([second?.method, second?.url.pathname]).toEqual(['GET', `/snapshots/${name}`])
  })

  it('that has it already gives the same answer', async () => {
    const { put: stored, place } = await put(({ method }) => (method === 'PUT' ? { status: 412 } : { body: html }))
    expect(stored).toEqual({ ok: true, value: `${place}/${name}` })
  })

  it.each([
    ['forbids it', 403, 'The snapshot store: it does not let this page store anything (403)'],
    ['is full', 507, 'The snapshot store: it has no room for the snapshot (507)'],
    ['says yes and keeps nothing', 200, 'The snapshot store: something else than the snapshot is at its address'],
    ['has no folder for it', 409, 'The snapshot store: it took the snapshot and does not give it back'],
  ])('that %s is one sentence', async (_, status, sentence) => {
    const { put: stored } = await put(({ method }) =>
      method === 'PUT' || status === 200 ? { status, body: 'Hello' } : { status: 404, body: 'not here' },
    )
    expect(stored.ok ? '' : explainLoadError(stored.error)).toContain(sentence)
  })
})
