/**
 * A machine with Node and nothing else: no network, no cache, a new home, nobody's environment. The package is installed from its file,
 * and each command is run once as its help says. What the page shows of it is in e2e/package.spec.ts.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startGoPprof } from '../../../e2e/servers/goPprof.ts'

const root = join(import.meta.dirname, '../../..')
const isBuilt = existsSync(join(root, 'dist-cli/trifold.js')) && existsSync(join(root, 'dist/snapshot-template.html'))

const machine = mkdtempSync(join(tmpdir(), 'trifold-clean-'))
const work = join(machine, 'work')
const tarball = join(work, 'trifold.tgz')
/** Nothing of who runs the test; npm's own scripts need a shell. */
const env = {
  HOME: join(machine, 'home'),
  PATH: [join(machine, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  npm_config_offline: 'true',
  npm_config_update_notifier: 'false',
  npm_config_prefix: machine,
}
afterAll(() => rmSync(machine, { recursive: true, force: true }))
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGTERM')
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function run(command: string, words: readonly string[]): Promise<Ended> {
  const child = spawn(command, words, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { out: '', err: '' }
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.err += data.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...said })))
}
const trifold = (...words: readonly string[]): Promise<Ended> => run('trifold', words)

async function serving(...words: readonly string[]): Promise<string> {
  const child = spawn('trifold', words, { cwd: work, env, stdio: ['ignore', 'pipe', 'ignore'] })
  running.push(child)
  return new Promise((found, failed) => {
    child.stdout.on('data', (data: Buffer) => found(/http:\S+/.exec(data.toString())?.[0] ?? ''))
    child.once('exit', (code) => failed(new Error(`ended with ${code}`)))
  })
}

/** Skipped where the package was not built. */
describe.skipIf(!isBuilt)('on a machine with Node and nothing else', { timeout: 60_000 }, () => {
  beforeAll(() => {
    for (const folder of ['home', 'work', 'packed']) mkdirSync(join(machine, folder))
    const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', join(machine, 'packed')], {
      cwd: root,
    })
    expect(packed.status).toBe(0)
    const [name = ''] = readdirSync(join(machine, 'packed'))
    cpSync(join(machine, 'packed', name), tarball)
    cpSync(join(root, 'public/recordings/orderbook'), join(work, 'orderbook'), { recursive: true })
    const installed = spawnSync('npm', ['install', '--global', tarball], { cwd: work, env, encoding: 'utf8' })
    expect([installed.status, installed.stderr]).toEqual([0, ''])
  }, 120_000)

  it('the package is installed without a network, and so it runs without being installed', async () => {
    expect(readdirSync(join(machine, 'lib/node_modules'))).toEqual(['trifold'])
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(await trifold('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
    expect((await run('npx', ['--yes', './trifold.tgz', '--version'])).out).toBe(`${version}\n`)
  })

  it('diagnose, compare and snapshot answer at once', async () => {
    expect((await trifold('diagnose', 'orderbook')).out).toMatch(/^contention-bound/)
    const one = JSON.parse((await trifold('diagnose', '--json', 'orderbook/cpu-0001.pb.gz')).out) as { schema: number }
    expect(one.schema).toBe(1)
    const compared = await trifold('compare', '--base', 'orderbook', '--head', 'orderbook')
    expect([compared.code, compared.out]).toEqual([0, expect.stringContaining('A → B')])
    expect(await trifold('snapshot', 'orderbook', '-o', 'incident.html')).toMatchObject({
      code: 0,
      out: 'incident.html\n',
    })
    expect(readFileSync(join(work, 'incident.html'), 'utf8')).toMatch(/^<!doctype html>[^]*<\/html>\s*$/i)
  })

  it('record takes a recording, which the page and diagnose read', async () => {
    const service = await startGoPprof()
    const taken = await trifold('record', '--go', service.url, '--for', '1s', '--every', '1s', '--out', 'mine')
    await service.close()
    expect([taken.code, taken.out]).toEqual([0, expect.stringMatching(/^\d+ captures in mine/)])
    expect((await trifold('diagnose', 'mine')).code).toBe(0)
  })

  it('the page is served with files, with the samples, and for a deployment', async () => {
    const files = await serving('orderbook/cpu-0001.pb.gz', '--no-browser')
    expect(await (await fetch(`${files}trifold.config.json`)).json()).toMatchObject({ open: [{ url: 'open/0' }] })
    const [page, samples] = [await fetch(files), await serving('--no-browser')]
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await (await fetch(`${samples}recordings/index.json`)).text()).toContain('"orderbook/"')
    const served = await serving('serve', '--recordings', '.', '--port', '0')
    expect(await (await fetch(`${served}healthz`)).text()).toBe('ok\n')
    expect(await (await fetch(`${served}recordings/index.json`)).text()).toContain('"orderbook/"')
  })

  it('mcp answers an agent', async () => {
    const agent = spawn('trifold', ['mcp', '.'], { cwd: work, env, stdio: ['pipe', 'pipe', 'ignore'] })
    running.push(agent)
    const answered = new Promise<string>((found) => agent.stdout.once('data', (data: Buffer) => found(data.toString())))
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    agent.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`)
    expect(JSON.parse(await answered)).toMatchObject({ id: 1, result: { serverInfo: { name: 'trifold' } } })
  })
})
