/** How the built command behaves: on a terminal, in a pipe, when it is cut off, when it is told something wrong. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startGoPprof } from '../../../e2e/servers/goPprof.ts'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { commandOf } from './commands.ts'
import { harmless } from './terminal.ts'

const root = join(import.meta.dirname, '../../..')
const script = join(root, 'dist-cli/trifold.js')
const isBuilt = existsSync(script) && existsSync(join(root, 'dist/snapshot-template.html'))
const recorded = (name: string): string => join(root, 'public/recordings', name)
/** The least that is read and answered. */
const profile = join(recorded('orderbook'), 'cpu-0001.pb.gz')

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface How {
  readonly input?: Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** A signal, when this many milliseconds are over or standard error has said something. */
  readonly endAfterMs?: number
  readonly endWhenTold?: RegExp
}

const plainEnv = { ...process.env, NO_COLOR: undefined, TERM: 'xterm' }

function run(words: readonly string[], { input, env, endAfterMs, endWhenTold }: How = {}): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...words], { cwd: work, env: { ...plainEnv, ...env } })
  const said = { out: '', err: '' }
  let isEnded = false
  const hear = (to: 'out' | 'err') => (data: Buffer) => {
    said[to] += data.toString()
    if (isEnded || endWhenTold?.test(said[to]) !== true) return
    isEnded = true
    child.kill('SIGINT')
  }
  child.stdout.on('data', hear('out'))
  child.stderr.on('data', hear('err'))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const timer = endAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), endAfterMs)
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code, ...said })
    }),
  )
}

const answered = new Map<string, Promise<Ended>>()

/** For words that are answered alike each time, and asked by several tests. */
function answerOf(words: readonly string[]): Promise<Ended> {
  const key = words.join('\0')
  const known = answered.get(key) ?? run(words)
  answered.set(key, known)
  return known
}

/** The same command in this process: what it answers, where starting it is not what is asked. What throws here would be "unexpectedly" there. */
async function answerHere(words: readonly string[]): Promise<Ended> {
  const { run: answer, rest } = commandOf(words)
  // A recording says things as it goes.
  let said = ''
  const saying = vi.spyOn(console, 'error').mockImplementation((line: string) => void (said += `${line}\n`))
  const { code, stdout, stderr } = await answer(rest).finally(() => saying.mockRestore())
  return { code, out: stdout, err: said + harmless(stderr) }
}

const work = mkdtempSync(join(tmpdir(), 'trifold-manners-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const lines = (text: string): readonly string[] => text.trimEnd().split('\n')
const widest = (text: string): number => Math.max(...lines(text).map((line) => Array.from(line).length))
const left = (): readonly string[] => readdirSync(work).filter((name) => name.endsWith('.part'))

describe.skipIf(!isBuilt)('the built command (skipped where it was not built)', { timeout: 120_000 }, () => {
  let service: TestServer
  beforeAll(async () => {
    service = await startGoPprof()
    return () => service.close()
  })

  it('leads with the verdict, within 100 columns, for one window and for two', async () => {
    const { code, out, err } = await answerOf(['diagnose', recorded('orderbook')])
    expect([code, err]).toEqual([0, ''])
    expect(lines(out)[0]).toMatch(/^contention-bound \(no actual work\)/)
    expect(lines(out).length).toBeGreaterThan(5)
    expect(widest(out)).toBeLessThanOrEqual(100)
    for (const words of [
      ['diagnose', recorded('jvm-churn-async')],
      ['diagnose', join(root, 'e2e/samples/jfr/jdk25.jfr')],
      ['compare', '--base', recorded('nightly-monday'), '--head', recorded('nightly-slower')],
    ]) {
      const answer = await answerHere(words)
      expect(answer.code, words.join(' ')).toBe(0)
      expect(lines(answer.out).length, words.join(' ')).toBeGreaterThan(5)
      expect(widest(answer.out), words.join(' ')).toBeLessThanOrEqual(100)
    }
  })

  it('colours nothing in a pipe, and nothing of what names in a file would do to a terminal gets through', async () => {
    const hostile = join(work, 'hostile.folded')
    writeFileSync(hostile, 'main;\u001b]0;owned\u0007\u001b[2Jwork\u009b31m 90\nmain;rest 10\n')
    for (const words of [
      ['diagnose', hostile],
      ['diagnose', recorded('orderbook')],
      ['--help'],
      ['diagnose', join(work, '\u001b[2J.pb')],
    ]) {
      const { out, err } = await answerOf(words)
      expect((out + err).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    }
  })

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'is bold on a terminal, unless somebody wants none (skipped without script(1))',
    () => {
      const onTerminal = (env: Readonly<Record<string, string>>): string =>
        spawnSync('script', ['-qec', `'${process.execPath}' '${script}' diagnose --quiet '${profile}'`, '/dev/null'], {
          env: { ...plainEnv, ...env } as NodeJS.ProcessEnv,
          encoding: 'utf8',
        }).stdout
      expect(onTerminal({})).toContain('\u001b[1mCannot tell yet')
      expect(onTerminal({ NO_COLOR: '1' })).toMatch(/^Cannot tell yet/)
    },
  )

  it('says the verdict alone with --quiet, and nothing but errors on standard error', async () => {
    const one = await run(['diagnose', '--quiet', recorded('orderbook')])
    expect([one.code, one.err]).toEqual([0, ''])
    expect(one.out).toMatch(/^contention-bound.*\nGoroutines spend 94 % of wall time waiting for locks/)
    expect(lines(one.out).length).toBeLessThan(5)
    const two = await run(['compare', '--quiet', '--base', profile, '--head', profile.replace('0001', '0020')])
    expect([two.code, two.err]).toEqual([0, ''])
    expect(lines(two.out).length).toBeLessThan(6)
    const page = await run(['--quiet', '--no-browser'], { endWhenTold: /http/ })
    expect(page).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\n$/) })
    const served = await run(['serve', '--quiet', '--port', '0'], { endWhenTold: /http/ })
    expect(served).toMatchObject({ code: 0, err: '' })
    const wrong = await run(['diagnose', '--quiet', 'none-such'])
    expect([wrong.code, lines(wrong.err).length]).toEqual([2, 1])
  })

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    for (const word of ['--version', '-V']) expect(await run([word])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })

  it('has a help for each command that is enough', async () => {
    // That of record, which prints as it goes, is asked of the package (e2e/package.spec.ts).
    for (const name of ['open', 'diagnose', 'compare', 'snapshot', 'serve', 'mcp']) {
      const { code, out } = await answerHere([name, '--help'])
      expect([name, code]).toEqual([name, 0])
      expect(out.length, name).toBeGreaterThan(100)
    }
  })

  it('answers a mistake with 2 and one clear line, whatever the mistake', async () => {
    const taken = await serve(() => ({}))
    const port = new URL(taken.url).port
    writeFileSync(join(work, 'empty'), '')
    writeFileSync(join(work, 'letter.txt'), 'Dear Sir or Madam,\nwe write to you about profiles.\n')
    const at = (name: string): string => join(work, name)
    // One of each command is started; the others are answered by the same code in this process.
    const started: readonly (readonly string[])[] = [
      ['none-such'],
      ['diagnose', 'letter.txt'],
      ['compare', '--base', profile, '--head', 'none-such'],
      ['snapshot', profile, '-o', 'none/such.html'],
      ['record', '--go', 'http://127.0.0.1:9', '--out', 'x'],
      ['serve', '--port', port],
      ['mcp', 'none-such'],
    ]
    const mistakes: readonly (readonly string[])[] = [
      ['diagnose'],
      ['diagnose', at('none-such')],
      ['diagnose', at('empty')],
      ['diagnose', '--what', profile],
      ['diagnose', '--cores', 'four', profile],
      ['compare', profile],
      ['compare', '--base', profile],
      ['compare', '--base', profile, '--head', profile, '--fail-on', 'slower'],
      ['compare', '--base', profile, '--head', profile, `--markdown=${at('none/such.md')}`],
      ['snapshot', profile],
      ['snapshot', at('none-such'), '-o', at('a.html')],
      ['snapshot', profile, '-o', work],
      ['record'],
      ['record', '--go', 'host:6060', '--out', at('x')],
      ['record', '--go', 'http://127.0.0.1:9', '--out', work],
      ['serve', '--port', 'x'],
      ['serve', '--recordings', at('none-such')],
      ['serve', '--pyroscope', 'pyroscope:4040'],
      ['serve', '--host', '203.0.113.9'],
      ['mcp'],
      ['--nothing'],
    ]
    const answers = new Map<readonly string[], Ended>()
    for (const words of started) answers.set(words, await run(words))
    for (const words of mistakes) answers.set(words, await answerHere(words))
    for (const [words, { code, out, err }] of answers) {
      expect([words, code, out]).toEqual([words, 2, ''])
      expect(lines(err), words.join(' ')).toHaveLength(1)
      expect(err.length, words.join(' ')).toBeGreaterThan(15)
      expect(err, words.join(' ')).not.toMatch(/unexpectedly|at .*:\d+:\d+|undefined|\[object/)
    }
    const [, storeMistake] = [...answers].find(([words]) => words.includes('--pyroscope')) ?? []
    expect(storeMistake?.err).toMatch(/^trifold serve: --pyroscope: /)
    expect(left()).toEqual([])
    await taken.close()
  })

  it('reads what comes down a pipe, from a server too, and a reader that leaves early is no error', async () => {
    const piped = await run(['diagnose', '-'], { input: readFileSync(profile) })
    expect(piped).toMatchObject({ code: 0, err: '', out: expect.stringContaining('CPU: ') })
    const { stdout, stderr } = await shell(
      `curl -s '${service.url}/debug/pprof/profile?seconds=1' | '${process.execPath}' '${script}' diagnose -`,
    )
    expect([stdout.includes('CPU: '), stderr]).toEqual([true, ''])
    const short = await shell(`'${process.execPath}' '${script}' diagnose '${profile}' | head -1`)
    expect([short.stdout.trim().length > 10, short.stderr]).toEqual([true, ''])
    const nothing = await run(['diagnose', '-'], { input: new Uint8Array(0) })
    expect([nothing.code, lines(nothing.err).length]).toEqual([2, 1])
  })

  it('ends a recording with what to do next, which does what it says; progress is on standard error only', async () => {
    const out = join(work, 'recorded')
    const taken = await run(['record', '--go', service.url, '--for', '1s', '--every', '1s', '--out', out])
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ captures in .*recording\.json\n$/) })
    expect(taken.err).toMatch(/\d+ %/)
    const next = [...taken.err.matchAll(/^(?:Next:| {5}) trifold (.*?) {4}/gm)].map(([, words = '']) =>
      words.split(' '),
    )
    expect(next).toEqual([['diagnose', out], [out], ['snapshot', out, '-o', 'incident.html']])
    expect((await run(next[0] ?? [])).code).toBe(0)
    expect((await run([...(next[1] ?? []), '--no-browser'], { endWhenTold: /http/ })).code).toBe(0)
    expect((await run(next[2] ?? [])).code).toBe(0)
    expect(readFileSync(join(work, 'incident.html'), 'utf8')).toMatch(/<\/html>\s*$/)
    const silent = await run([
      'record',
      '--quiet',
      '--go',
      service.url,
      '--for',
      '1s',
      '--every',
      '1s',
      '--out',
      `${out}2`,
    ])
    expect(silent).toMatchObject({ code: 0, err: '' })
  })

  it('leaves no half of anything when it is ended by Control-C', async () => {
    const out = join(work, 'cut')
    const words = ['record', '--go', service.url, '--for', '10s', '--every', '1s', '--out', out]
    const early = await run(words, { endWhenTold: /[1-9]\d* %/ })
    expect([0, 2]).toContain(early.code)
    // Either everything that a recording has, or no folder at all.
    if (early.code === 0) expect((await run(['diagnose', out])).code).toBe(0)
    else expect(existsSync(out)).toBe(false)
    for (const endAfterMs of [60, 150, 250, 350, 450, 600]) {
      const file = join(work, `cut-${endAfterMs}.html`)
      await run(['snapshot', recorded('orderbook'), '-o', file], { endAfterMs })
      if (existsSync(file)) expect(readFileSync(file, 'utf8')).toMatch(/<\/html>\s*$/)
    }
    await pause(100)
    expect(left()).toEqual([])
  })
})

function shell(command: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { cwd: work })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()))
  return new Promise((resolve) => child.on('close', () => resolve(said)))
}
