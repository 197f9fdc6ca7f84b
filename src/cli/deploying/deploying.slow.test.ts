/** The commands of the pages about deploying, run as they stand there: only names of machines, folders and ports are put in. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startGoPprof } from '../../../e2e/servers/goPprof.ts'
import { scraped, startParca } from '../../../e2e/servers/parca.ts'
import { goService, startPyroscope } from '../../../e2e/servers/pyroscope.ts'
import type { TestServer } from '../../../e2e/servers/serve.ts'
import { type RecordedService, recordedService } from '../../../e2e/servers/storedProfiles.ts'
import { parseConfig } from '../../sources/config/config.ts'
import { createHttp } from '../../sources/http/http.ts'
import { parca } from '../../sources/parca/parca.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import { openIndex } from '../../sources/recording/recordingIndex.ts'
import type { ProfileSource } from '../../sources/source.ts'
import { diskFolder } from '../disk.ts'

const root = join(import.meta.dirname, '../../..')
const script = join(root, 'dist-cli/trifold.js')
const isBuilt = existsSync(script) && existsSync(join(root, 'dist/index.html'))

/** Blocks of a page, a line each; a language of its own is part of the page. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, page), 'utf8')
  return [...text.matchAll(/^```sh\n([^]*?)\n```$/gm)].flatMap(([, block = '']) => block.split('\n'))
}

const work = mkdtempSync(join(tmpdir(), 'trifold-deploying-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const running: (ChildProcess | TestServer)[] = []
afterEach(async () => {
  for (const one of running.splice(0)) {
    if ('close' in one) await one.close()
    else one.kill('SIGTERM')
  }
})

const wordsOf = (line: string, put: Readonly<Record<string, string>>): readonly string[] => {
  const [command, ...words] = Object.entries(put)
    .reduce((text, [from, to]) => text.replaceAll(from, to), line)
    .split(' ')
  expect(command).toBe('trifold')
  return words
}

/** Starts what a line says, on any free port; the address it prints. */
async function serving(
  line: string,
  put: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const words = wordsOf(line, { '--port 8080': '--port 0', '--host 0.0.0.0': '--host 127.0.0.1', ...put })
  const child = spawn(process.execPath, [script, ...words], {
    cwd: work,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  running.push(child)
  return new Promise((found, failed) => {
    child.stdout.on('data', (data: Buffer) => found(/http:\S+/.exec(data.toString())?.[0] ?? ''))
    let said = ''
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)))
  })
}

const configOf = async (url: string): Promise<unknown> => (await fetch(`${url}trifold.config.json`)).json()

/** Skipped where the command was not built. */
describe.skipIf(!isBuilt)('the pages about deploying', { timeout: 90_000 }, () => {
  let recorded: RecordedService
  const asking = { http: createHttp({ fetch }), now: () => recorded.incident.untilMs }
  const behind = (url: string) => ({ name: 'x', title: 'x', headers: {}, url })
  async function servicesOf(source: ProfileSource): Promise<readonly string[]> {
    const answer = await source.services(recorded.incident)
    return answer.ok ? answer.value.map(({ name }) => name) : [answer.error.what]
  }
  const configIn = (page: string): string =>
    /```json\n([^]*?)\n```/.exec(readFileSync(join(import.meta.dirname, page), 'utf8'))?.[1] ?? ''
  beforeAll(async () => {
    recorded = await recordedService('orderbook')
    cpSync(join(root, 'public/recordings/orderbook'), join(work, 'recordings/orders'), { recursive: true })
  })

  it('a folder of recordings is served as it is', async () => {
    const [line = ''] = commandsOf('README.md')
    const url = await serving(line, { '/srv/recordings': join(work, 'recordings') })
    expect(await (await fetch(`${url}recordings/index.json`)).json()).toMatchObject({
      recordings: [{ path: 'orders/', service: 'orderbook' }],
    })
    expect((await fetch(`${url}recordings/orders/recording.json`)).status).toBe(200)
    expect((await fetch(`${url}recordings/../../etc/passwd`)).status).toBe(404)
  })

  it('behind a prefix everything answers below it, its health too', async () => {
    const [line = '', health = ''] = commandsOf('README.md').slice(-2)
    const url = await serving(line)
    const { stdout, status } = spawnSync('bash', ['-c', health.replace('http://localhost:8080/tools/trifold/', url)], {
      encoding: 'utf8',
    })
    expect([status, stdout]).toEqual([0, 'ok\n'])
    expect((await fetch(`${url}recordings/index.json`)).status).toBe(200)
    expect(await (await fetch(url)).text()).toContain('./assets/')
  })

  it('an unknown name is not answered, and one that was named is', async () => {
    const [line = ''] = commandsOf('README.md')
    const put = { '/srv/recordings': join(work, 'recordings') }
    const url = await serving(line, put, { TRIFOLD_HOSTS: 'profiles.example.org,trifold' })
    const asked = (host: string): string =>
      spawnSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', `Host: ${host}`, url]).stdout.toString()
    expect([asked('evil.example'), asked('profiles.example.org'), asked('trifold:8080')]).toEqual(['421', '200', '200'])
  })

  it('beside Pyroscope its services are answered through the page’s own origin', async () => {
    const service = goService(recorded, { service_name: 'orders' })
    const store = await startPyroscope({ services: [service], nowMs: recorded.incident.untilMs })
    running.push(store)
    const [line = '', more = ''] = commandsOf('pyroscope.md')
    const url = await serving(line, { 'http://pyroscope:4040': store.url })
    expect(await configOf(url)).toMatchObject({ sources: [{ kind: 'pyroscope', url: '/pyroscope' }] })
    expect(
      await servicesOf(pyroscope({ ...asking, config: { ...behind(`${url}pyroscope`), kind: 'pyroscope' } })),
    ).toContain('orders')
    // With a configuration that says more: it is handed to the page as it is.
    const config = configIn('pyroscope.md')
    writeFileSync(join(work, 'trifold.config.json'), config)
    const told = await serving(more, { 'http://pyroscope:4040': store.url })
    expect(await configOf(told)).toEqual(JSON.parse(config))
    expect(parseConfig(config, told).mistakes).toEqual([])
  })

  it('beside Parca its profile types are answered through the page’s own origin', async () => {
    const store = await startParca({ services: [scraped(recorded, { job: 'orders', instance: 'a' })] })
    running.push(store)
    const [line = ''] = commandsOf('parca.md')
    const url = await serving(line, { 'http://parca:7070': store.url })
    expect(await configOf(url)).toMatchObject({ sources: [{ kind: 'parca', url: '/parca' }] })
    expect(await servicesOf(parca({ ...asking, config: { ...behind(`${url}parca`), kind: 'parca' } }))).toContain(
      'orders',
    )
    expect(parseConfig(configIn('parca.md'), url).mistakes).toEqual([])
  })

  it('a bucket is filled by what its page says, and what is in it is a list and a recording', async () => {
    const service = await startGoPprof()
    running.push(service)
    const [record = '', list = '', save = ''] = commandsOf('bucket.md')
    const words = wordsOf(record, {
      'http://orders:6060': service.url,
      '--for 30s --every 10s': '--for 1s --every 1s',
    })
    // Not waited for in one go: the service that is recorded runs in this process.
    const code = await new Promise((done) =>
      spawn(process.execPath, [script, ...words], { cwd: work, stdio: 'ignore' }).once('exit', done),
    )
    expect(code).toBe(0)
    const url = await serving(list)
    const { status } = spawnSync('bash', ['-c', save.replace('http://localhost:8080/', url)], { cwd: work })
    expect(status).toBe(0)
    const index = await openIndex(diskFolder(join(work, 'site/recordings')))
    expect(index).toMatchObject({ ok: true, value: { mistakes: [], recordings: [{ path: 'orders-2026-11-28/' }] } })
    // What the page shows as the list is a list that the page reads.
    const shown = /\{ "format": "trifold-recording-index".*\}/.exec(
      readFileSync(join(import.meta.dirname, 'bucket.md'), 'utf8'),
    )?.[0]
    expect(JSON.parse(shown ?? '')).toMatchObject({ version: 1, recordings: [{ path: 'orders-2026-11-28/' }] })
  })
})
