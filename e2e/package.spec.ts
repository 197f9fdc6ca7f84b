/**
 * The package as a stranger gets it: packed and laid out, each command run the way its help says, and what the page shows of it. That npm
 * installs it without a network, and nothing beside it, is `src/cli/trifold/cleanMachine.slow.test.ts`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { packedWith } from '../src/cli/testing/packed.ts'
import { expect, test } from './page.ts'

const root = resolve(import.meta.dirname, '..')
const recordings = join(root, 'public/recordings')
let folder: string
let command: string
let profile: string

// Side by side, each process would pack and install it for itself.
test.describe.configure({ mode: 'default' })

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trifold-package-'))
  execFileSync('tar', ['xzf', packedWith('payments-api', folder), '-C', folder])
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
  const sizeOf = (path: string): number =>
    readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('public/recordings'))
      .reduce((sum, entry) => sum + gzipSync(readFileSync(join(entry.parentPath, entry.name))).length, 0)
  const bytes = sizeOf(packed)
  expect(bytes).toBeLessThan(5e6)
  expect(bytes).toBeGreaterThan(1e6)
})

test('every command has a help that is enough, and a mistake is one line', () => {
  expect(run(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(run(['--help']).out).toContain('trifold diagnose')
  for (const name of ['open', 'diagnose', 'compare', 'snapshot', 'record', 'serve', 'mcp']) {
    const { code, out } = run([name, '--help'])
    expect([name, code]).toEqual([name, 0])
    expect(out.length, name).toBeGreaterThan(100)
  }
  for (const words of [
    ['no-such-file.pb.gz'],
    ['diagnose', 'no-such-file'],
    ['snapshot', profile],
    ['serve', '--port', 'x'],
    ['mcp'],
  ]) {
    const { code, out, err } = run(words)
    expect([words, code, out]).toEqual([words, 2, ''])
    expect(err.trim().split('\n')).toHaveLength(1)
  }
})

test('diagnose reads a file and a recording, and what comes down a pipe', () => {
  const recording = JSON.parse(run(['diagnose', '--json', join(recordings, 'orderbook')]).out) as {
    diagnosis: { pattern: string }
  }
  expect(recording.diagnosis.pattern).toBe('contention-bound')
  expect(run(['diagnose', profile]).out).toContain('CPU:')
  const piped = execFileSync(command, ['diagnose', '-'], { input: readFileSync(profile) }).toString()
  expect(piped).toContain('CPU:')
})

test('trifold FILE shows the file in the page, and serves it to this machine alone', async ({ page }) => {
  const { url, process } = await serving([profile, '--no-browser'])
  try {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    await page.goto(url)
    await expect(page.locator('html[data-state="ready"]')).toBeAttached({ timeout: 30_000 })
    await expect(page.locator('[data-pane="cpu"]')).toContainText('180 ms')
    await expect(page).toHaveURL(/src=files/)
  } finally {
    process.kill('SIGINT')
  }
})

test('trifold alone shows the samples', async ({ page }) => {
  const { url, process } = await serving(['--no-browser'])
  try {
    await page.goto(url)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
  } finally {
    process.kill('SIGINT')
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
  expect(made.out).toMatch(/hidden-[0-9a-f]{10}/)
  expect(made.out).not.toMatch(/main\.|runtime\./)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  await page.goto(`file://${out}`)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
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
