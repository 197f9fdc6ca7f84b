/** The built command on a store: an incident file from it, and what must not leave. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pyroscopeServices } from '../../../e2e/servers/drawnServices.ts'
import { startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import { drawn, later, orders, window } from '../../../e2e/servers/realStores.ts'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'

const root = join(import.meta.dirname, '../../..')
const script = join(root, 'dist-cli/trifold.js')
const isBuilt = existsSync(script) && existsSync(join(root, 'dist/snapshot-template.html'))
const work = mkdtempSync(join(tmpdir(), 'trifold-store-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

describe.skipIf(!isBuilt)('the built command on a store (skipped where it was not built)', { timeout: 120_000 }, () => {
  let store: TestServer
  beforeAll(async () => {
    store = await startPyroscope({ services: pyroscopeServices('orders', orders, drawn), nowMs: later })
    return () => store.close()
  })
  const times = [`--from=${window.fromMs}`, `--until=${window.untilMs}`, '--cores=1', '--service=orders']

  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [script, ...words], { cwd: work, env: { ...process.env, ...env } })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()))
      child.on('close', (code) => resolve(`${code}\n${said}`))
    })
  const frozenIn = (file: string): string => {
    const html = readFileSync(join(work, file), 'utf8')
    const data = /id="trifold-snapshot"[^>]*>\s*([A-Za-z0-9+/=]+)/.exec(html)?.[1] ?? ''
    return inflateRawSync(Buffer.from(data, 'base64')).toString()
  }

  it('writes the incident file of a window, and the lines for a chat name the sick pod', async () => {
    const said = await run(['snapshot', ...times, '-o', 'a.html', '--markdown'], { TRIFOLD_PYROSCOPE_URL: store.url })
    expect(said).toMatch(/^0\norders: contention-bound/)
    expect(said).toMatch(/1 of 4 pods contention-bound: .*orders-2/)
    expect(frozenIn('a.html')).toContain('orders-2')
  })

  it('hides the pods and the store where it is told to', async () => {
    const host = new URL(store.url).host
    const said = await run([
      'snapshot',
      `--pyroscope=${store.url}`,
      ...times,
      '-o',
      'b.html',
      '--markdown',
      '--redact',
      'all',
    ])
    expect(said).toMatch(/^0\n/)
    const frozen = frozenIn('b.html')
    for (const secret of ['orders-2', 'app.(*Book)', host]) {
      expect([secret, frozen.includes(secret)]).toEqual([secret, false])
      expect([secret, said.includes(secret)]).toEqual([secret, false])
    }
  })

  it('leaves nothing where the store cannot be asked, and one line says why', async () => {
    const gone = await serve(() => ({}))
    await gone.close()
    const said = await run(['snapshot', `--pyroscope=${gone.url}`, ...times, '-o', 'c.html'])
    expect(said).toMatch(
      /^2\ntrifold snapshot: Pyroscope: the server could not be reached \(ECONNREFUSED\)\. [^\n]*\n$/,
    )
    expect(readdirSync(work).filter((name) => name.startsWith('c'))).toEqual([])
  })
})
