/** The container recipe, line by line, where there is no container: an empty prefix, another user, nothing that could be written. */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const isBuilt = existsSync(join(root, 'dist-cli/trifold.js')) && existsSync(join(root, 'dist/index.html'))
const page = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8')
const recipe = (/```dockerfile\n([^]*?)\n```/.exec(page)?.[1] ?? '').split('\n')
/** What stands behind a word of the recipe. */
const lineOf = (word: string): string =>
  recipe.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? ''

/** Everything in it, so that its owner cannot write either; root can all the same, and so somebody else runs it. */
function lock(folder: string, mode: 'r' | 'w'): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) lock(path, mode)
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o111) | (mode === 'r' ? 0o444 : 0o644))
  }
  chmodSync(folder, mode === 'r' ? 0o555 : 0o755)
}

describe.skipIf(!isBuilt)('the container recipe (skipped where it was not built)', { timeout: 120_000 }, () => {
  const image = mkdtempSync(join(tmpdir(), 'trifold-image-'))
  const env = { PATH: `${image}/bin:${process.env['PATH'] ?? ''}`, npm_config_prefix: image, HOME: '/none-such' }
  beforeAll(() => {
    chmodSync(image, 0o755)
    execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', image], { cwd: root, stdio: 'pipe' })
    const [tarball = ''] = readdirSync(image)
    expect(lineOf('COPY')).toBe('trifold-*.tgz /trifold.tgz')
    const install = lineOf('RUN').replace('/trifold.tgz', join(image, tarball))
    // What npm notes down for itself goes where it may.
    execFileSync('sh', ['-c', install], { env: { ...env, HOME: image }, stdio: 'pipe' })
    lock(join(image, 'lib'), 'r')
    lock(join(image, 'bin'), 'r')
  }, 240_000)
  afterAll(() => {
    lock(image, 'w')
    rmSync(image, { recursive: true, force: true })
  })

  it('begins with a Node that it runs on, and ends as a user that a cluster knows not to be root', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } }
    const [, major = ''] = /^node:(\d+)-slim$/.exec(lineOf('FROM')) ?? []
    expect(engines.node).toContain(major)
    expect(Number(lineOf('USER'))).toBeGreaterThan(0)
  })

  it('serves its page as that user, answers its health behind a prefix, and writes nothing', async () => {
    const words = JSON.parse(lineOf('CMD')) as readonly string[]
    expect(words).toContain(lineOf('EXPOSE'))
    const [command = '', ...rest] = words.map((word) => (word === lineOf('EXPOSE') ? '0' : word))
    const before = readdirSync(image, { recursive: true }).length
    const isRoot = process.getuid?.() === 0
    const uid = Number(lineOf('USER'))
    const child = spawn(command, [...rest, '--base', '/tools/trifold'], {
      cwd: '/',
      env,
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
      expect(readdirSync(image, { recursive: true })).toHaveLength(before)
    } finally {
      child.kill('SIGTERM')
    }
    expect(await new Promise((done) => child.once('exit', done))).toBe(0)
    expect(said).toBe('')
  })
})
