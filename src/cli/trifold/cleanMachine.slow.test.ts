/**
 * A machine with Node and nothing else: no network, no cache, a new home, nobody's environment. The package is installed from its file
 * as the container recipe says, line by line, into a prefix that nobody may write; each command is run once as its help says, and the
 * recipe's own as its user. What the page shows of it is in e2e/package.spec.ts.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { packedWith } from '../testing/packed.ts'
import { startGoPprof } from '../../../e2e/servers/goPprof.ts'

const root = join(import.meta.dirname, '../../..')
const isBuilt = existsSync(join(root, 'dist-cli/trifold.js')) && existsSync(join(root, 'dist/snapshot-template.html'))

const page = readFileSync(join(import.meta.dirname, '../deploying/README.md'), 'utf8')
const recipe = (/```dockerfile\n([^]*?)\n```/.exec(page)?.[1] ?? '').split('\n')
/** What stands behind a word of the recipe. */
const lineOf = (word: string): string =>
  recipe.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? ''

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
const installed = ['lib', 'bin'].map((folder) => join(machine, folder))
afterAll(() => {
  for (const folder of installed) if (existsSync(folder)) lock(folder, 'w')
  rmSync(machine, { recursive: true, force: true })
})

/** Everything in it, so that its owner cannot write either; root can all the same, and so somebody else runs it. */
function lock(folder: string, mode: 'r' | 'w'): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) lock(path, mode)
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o111) | (mode === 'r' ? 0o444 : 0o644))
  }
  chmodSync(folder, mode === 'r' ? 0o555 : 0o755)
}

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
    chmodSync(machine, 0o755)
    for (const folder of ['home', 'work']) mkdirSync(join(machine, folder))
    renameSync(packedWith('orderbook', work), tarball)
    cpSync(join(root, 'public/recordings/orderbook'), join(work, 'orderbook'), { recursive: true })
    expect(lineOf('COPY')).toBe('trifold-*.tgz /trifold.tgz')
    const install = lineOf('RUN').replace('/trifold.tgz', tarball)
    const done = spawnSync('sh', ['-c', install], { cwd: work, env, encoding: 'utf8' })
    expect([done.status, done.stderr]).toEqual([0, ''])
    for (const folder of installed) lock(folder, 'r')
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
    const [base, head] = ['orderbook/cpu-0001.pb.gz', 'orderbook/cpu-0020.pb.gz']
    const compared = await trifold('compare', '--base', base, '--head', head)
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

  it('the container recipe begins with a Node that it runs on, and ends as a user that a cluster knows not to be root', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
    const [, major = ''] = /^node:(\d+)-slim$/.exec(lineOf('FROM')) ?? []
    expect(engines.node).toContain(major)
    expect(Number(lineOf('USER'))).toBeGreaterThan(0)
  })

  it('its container serves the page as that user, answers its health behind a prefix, and writes nothing', async () => {
    const words = JSON.parse(lineOf('CMD')) as readonly string[]
    expect(words).toContain(lineOf('EXPOSE'))
    const [command = '', ...rest] = words.map((word) => (word === lineOf('EXPOSE') ? '0' : word))
    const before = readdirSync(machine, { recursive: true }).length
    const isRoot = process.getuid?.() === 0
    const uid = Number(lineOf('USER'))
    const child = spawn(command, [...rest, '--base', '/tools/trifold'], {
      cwd: '/',
      env: { ...env, HOME: '/none-such' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(isRoot ? { uid, gid: uid } : {}),
    })
    let said = ''
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    const url = await new Promise<string>((found, failed) => {
      child.stdout.on('data', (data: Buffer) => found(/http:\S+/.exec(data.toString())?.[0] ?? ''))
      child.once('exit', (code) => failed(new Error(`ended with ${code}: ${said}`)))
    })
    try {
      expect(await (await fetch(`${url}healthz`)).text()).toBe('ok\n')
      expect((await fetch(url)).status).toBe(200)
      expect(readdirSync(machine, { recursive: true })).toHaveLength(before)
    } finally {
      child.kill('SIGTERM')
    }
    expect(await new Promise((done) => child.once('exit', done))).toBe(0)
    expect(said).toBe('')
  })
})
