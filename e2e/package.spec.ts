/**
 * The package as a stranger gets it: packed and laid out, each command run the way its help says, and what the page shows of it. That npm
 * installs it without a network, and nothing beside it, is `src/cli/trifold/cleanMachine.slow.test.ts`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { packedWith } from '../src/cli/testing/packed.ts'
import { expect, open, recording, test } from './page.ts'

const root = resolve(import.meta.dirname, '..')
const recordings = join(root, 'public/recordings')
let folder: string
let tarball: string
let command: string
let profile: string

// Side by side, each process would pack and install it for itself.
test.describe.configure({ mode: 'default' })

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trifold-package-'))
  tarball = packedWith('payments-api', folder)
  execFileSync('tar', ['xzf', tarball, '-C', folder])
  const { bin } = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as { bin: { trifold: string } }
  // As npm does.
  command = join(folder, 'trifold')
  symlinkSync(join(folder, 'package', bin.trifold), command)
  chmodSync(command, 0o755)
  profile = join(folder, 'cpu one.pb.gz')
  cpSync(
    join(
      recordings,
      'orderbook',
      readdirSync(join(recordings, 'orderbook')).find((name) => name.startsWith('cpu')) ?? '',
    ),
    profile,
  )
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (
  words: readonly string[],
  input?: string,
): { readonly code: number; readonly out: string; readonly err: string } => {
  try {
    return {
      code: 0,
      out: execFileSync(command, [...words], {
        cwd: folder,
        stdio: 'pipe',
        ...(input === undefined ? {} : { input }),
      }).toString(),
      err: '',
    }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: Buffer; stderr: Buffer }
    return { code: status, out: stdout.toString(), err: stderr.toString() }
  }
}

/** Starts a command that serves, and gives the address it prints. */
async function serving(words: readonly string[]): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const process = spawn(command, [...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const url = await new Promise<string>((found, failed) => {
    process.stdout.on('data', (data: Buffer) => {
      const [address] = /http:\/\/\S+/.exec(data.toString()) ?? []
      if (address !== undefined) found(address)
    })
    process.once('exit', (code) => failed(new Error(`ended with ${code}`)))
  })
  return { url, process }
}

test('the package needs nothing else, and without the samples it is packed below 5 MB', () => {
  const packed = join(folder, 'package')
  expect(JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies')
  // It has one of them in it, of a tenth of a MB.
  const bytes = statSync(tarball).size
  expect(bytes).toBeLessThan(5e6)
  expect(bytes).toBeGreaterThan(1e6)
})

// What each command answers to --help and to mistakes: src/cli/trifold/manners.slow.test.ts, by the same code.
test('all of the built commands is in it, and each is found: a help is enough, and a mistake is one line', () => {
  const built = (where: string): readonly string[] =>
    readdirSync(join(where, 'dist-cli'), { recursive: true }).map(String).toSorted()
  const isKept = (path: string): boolean => path.endsWith('.kept')
  const paths = built(root).filter((path) => !isKept(path))
  expect(built(join(folder, 'package')).filter((path) => !isKept(path))).toEqual(paths)
  for (const path of paths)
    expect(
      readFileSync(join(folder, 'package/dist-cli', path)).equals(readFileSync(join(root, 'dist-cli', path))),
      path,
    ).toBe(true)
  expect(run(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(run(['--help']).out).toContain('trifold diagnose')
  const { code, out } = run(['record', '--help'])
  expect(code).toBe(0)
  expect(out.length).toBeGreaterThan(100)
  const mistake = run(['no-such-file.pb.gz'])
  expect([mistake.code, mistake.out]).toEqual([2, ''])
  expect(mistake.err.trim().split('\n')).toHaveLength(1)
})

test('diagnose reads a recording, and what comes down a pipe', () => {
  const told = JSON.parse(run(['diagnose', '--json', join(recordings, 'orderbook')]).out) as {
    diagnosis: { pattern: string }
  }
  expect(told.diagnosis.pattern).toBe('contention-bound')
  const piped = execFileSync(command, ['diagnose', '-'], { input: readFileSync(profile) }).toString()
  expect(piped).toContain('CPU:')
})

test('trifold FILE shows the file in the page, the samples beside it, and serves it to this machine alone; trifold alone begins with the samples', async ({
  page,
}) => {
  const [{ url, process }, alone] = await Promise.all([serving([profile, '--no-browser']), serving(['--no-browser'])])
  try {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    await page.goto(url)
    await expect(page.locator('html[data-state="ready"]')).toBeAttached({ timeout: 30_000 })
    await expect(page.locator('[data-pane="cpu"]')).toContainText('180 ms')
    await expect(page).toHaveURL(/src=files/)
    await open(page, `${url}#${recording('payments-api')}`)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
    // The same page with the same samples; what it begins with where it is offered no file is looked at in incident.spec.ts.
    const ofBoth = (path: string) =>
      Promise.all([url, alone.url].map(async (at) => (await fetch(`${at}${path}`)).text()))
    for (const path of ['', 'recordings/index.json', 'recordings/payments-api/recording.json']) {
      const [beside, byItself] = await ofBoth(path)
      expect(byItself, path).toBe(beside)
    }
    const [offered = '', nothing = ''] = await ofBoth('trifold.config.json')
    expect(JSON.parse(offered)).toHaveProperty('open')
    expect(nothing).not.toContain('"open"')
  } finally {
    process.kill('SIGINT')
    alone.process.kill('SIGINT')
  }
})

test('serve answers its health, below a prefix too, and nothing outside the page', async () => {
  const { url, process } = await serving(['serve', '--port', '0', '--base', '/tools/trifold'])
  try {
    expect(url).toMatch(/\/tools\/trifold\/$/)
    expect(await (await fetch(`${url}healthz`)).text()).toBe('ok\n')
    const page = await fetch(url)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
    expect((await fetch(new URL('/', url))).status).toBe(404)
    expect((await fetch(`${url}%2e%2e/%2e%2e/package.json`)).status).toBe(404)
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  } finally {
    process.kill('SIGTERM')
  }
})

test('snapshot writes the file that the page’s Share makes, and hides what must not leave', async ({ page }) => {
  const out = join(folder, 'incident.html')
  const made = run([
    'snapshot',
    join(recordings, 'orderbook'),
    '-o',
    out,
    '--markdown',
    '--redact',
    'names',
    '--link',
    'https://wiki.example/1',
  ])
  expect(made.code).toBe(0)
  expect(made.out.split('\n')[0]).toContain('contention-bound')
  expect(made.out).toContain('https://wiki.example/1')
  expect(made.out).toContain('Since 18:17:24 IST, with “market open')
  expect(made.out).toMatch(/hidden-[0-9a-f]{10}/)
  expect(made.out).not.toMatch(/main\.|runtime\./)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  await page.goto(`file://${out}`)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('[data-since]')).toContainText('with “market open')
})

interface Answered {
  readonly tools?: readonly object[]
  readonly isError?: boolean
  readonly content?: readonly { readonly text: string }[]
}

test('mcp answers an agent, and reads nothing outside its folders', async () => {
  const call = (id: number, method: string, params: object): string =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params })
  const lines = [
    call(1, 'initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    }),
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
    call(2, 'tools/list', {}),
    call(3, 'tools/call', { name: 'diagnose', arguments: { paths: ['orderbook'] } }),
    call(4, 'tools/call', { name: 'diagnose', arguments: { paths: ['../../package.json'] } }),
    call(5, 'tools/call', { name: 'top_functions', arguments: { paths: ['orderbook'], view: 'lock', limit: 3 } }),
    call(6, 'tools/call', {
      name: 'snapshot',
      arguments: { paths: ['orderbook'], out: join(folder, 'elsewhere.html') },
    }),
  ]
  const agent = spawn(command, ['mcp', recordings], { stdio: ['pipe', 'pipe', 'inherit'] })
  agent.stdin.write(`${lines.join('\n')}\n`)
  const answers = new Map<number, Answered>()
  for await (const line of createInterface(agent.stdout)) {
    const { id, result } = JSON.parse(line) as { id: number; result: Answered }
    answers.set(id, result)
    if (answers.size === 6) agent.stdin.end()
  }
  expect(answers.get(2)?.tools).toHaveLength(5)
  const diagnosis = JSON.parse(answers.get(3)?.content?.[0]?.text ?? '') as { diagnosis: { pattern: string } }
  expect(diagnosis.diagnosis.pattern).toBe('contention-bound')
  expect(answers.get(4)).toMatchObject({ isError: true })
  const top = JSON.parse(answers.get(5)?.content?.[0]?.text ?? '') as { rows: { name: string; state: string }[] }
  expect(top.rows[0]).toMatchObject({ state: 'value' })
  expect(answers.get(6)).toMatchObject({ isError: true })
  expect(existsSync(join(folder, 'elsewhere.html'))).toBe(false)
})
