import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildGoService, hasGo, type GoProgram } from '../../../e2e/servers/goService.ts'
import { openRecording } from '../../sources/recording/openRecording.ts'
import { diskFolder } from '../disk.ts'
import { trifoldCommand } from '../testing/command.ts'
import { parseArguments, parseDuration } from './arguments.ts'

describe('the arguments of record', () => {
  const message = (...argv: string[]): string => {
    const parsed = parseArguments(argv)
    return parsed.ok ? 'fine' : parsed.error
  }
  const good = ['--go', 'http://host:6060', '--out', 'somewhere']

  it('have defaults for everything but the address and the folder', () => {
    expect(parseArguments(good)).toEqual({
      ok: true,
      value: { go: 'http://host:6060', seconds: 180, everySeconds: 15, out: 'somewhere', headers: {}, quiet: false },
    })
    expect(
      parseArguments([...good, '--for', '1h', '--every', '1m', '--cores', '0.5', '--header', 'X-A: b: c']),
    ).toMatchObject({
      value: { seconds: 3600, everySeconds: 60, cores: 0.5, headers: { 'X-A': 'b: c' } },
    })
  })

  it('that are wrong say in one line what to write', () => {
    expect(message()).toMatch(/^--go is missing.*Usage/)
    expect(message('--go', 'host:6060', '--out', 'x')).toMatch(/--go must be an address like http/)
    expect(message('--go', 'http://host')).toMatch(/^--out is missing/)
    expect(message(...good, '--for', '3')).toMatch(/--for must be a duration like 90s/)
    expect(message(...good, '--every', '0s')).toMatch(/--every must be a duration/)
    expect(message(...good, '--for', '10s', '--every', '15s')).toBe('--every (15 s) is longer than --for (10 s)')
    expect(message(...good, '--cores', 'four')).toMatch(/--cores must be a number/)
    expect(message(...good, '--header', 'Authorization')).toMatch(/--header must be "Name: value"/)
    expect(message(...good, '--nonsense')).toMatch(/nonsense.*Usage/)
  })

  it('take durations as people write them', () => {
    expect(['90s', '3m', '1h', '1h30m', '2m30s'].map(parseDuration)).toEqual([90, 180, 3600, 5400, 150])
    expect(['', '3', 's', '-3m', '25h', '3 m'].map(parseDuration)).toEqual(Array(6).fill(undefined))
  })
})

const folder = mkdtempSync(join(tmpdir(), 'trifold-record-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `interruptAfterMs` is a Control-C. */
function run(argv: readonly string[], interruptAfterMs?: number): Promise<Outcome> {
  const child = spawn(process.execPath, [...trifoldCommand, 'record', ...argv])
  const out = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    // The first progress line: it is recording.
    if (out.stderr === '' && interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterMs)
    out.stderr += chunk.toString()
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...out })))
}

describe.skipIf(!hasGo)('recording a real Go service (skipped where there is no go command)', () => {
  let program: GoProgram
  beforeAll(() => {
    program = buildGoService()
  }, 300_000)

  it('writes a folder that opens as a recording', async () => {
    const service = await program.start()
    const out = join(folder, 'whole')
    const outcome = await run(['--go', service.url, '--for', '2s', '--every', '1s', '--service', 'queue', '--out', out])
    service.close()
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+ captures in .*recording\.json\n$/) })
    const opened = await openRecording(diskFolder(out))
    if (!opened.ok) throw new Error(opened.error.what)
    expect(opened.value.notes).toEqual([])
    expect(opened.value.recording.service).toBe('queue')
    expect(readdirSync(out).length).toBe(opened.value.captures.length + 1)
    for (const ref of opened.value.captures) expect((await ref.read()).ok).toBe(true)
  })

  it('keeps what is finished when it is interrupted', async () => {
    const service = await program.start()
    const out = join(folder, 'interrupted')
    const outcome = await run(['--go', service.url, '--for', '1m', '--every', '1s', '--out', out], 6000)
    service.close()
    expect(outcome).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Stopped early: \d+ captures/) })
    expect((await openRecording(diskFolder(out))).ok).toBe(true)
  })
})

it('fails with exit code 2 and one line', async () => {
  const lines = (text: string): number => text.trim().split('\n').length
  const nobody = await run(['--go', 'http://127.0.0.1:9', '--for', '1s', '--every', '1s', '--out', join(folder, 'x')])
  expect(nobody.code).toBe(2)
  expect(nobody.stderr).toMatch(/could not be reached/)
  expect(lines(nobody.stderr)).toBe(1)
  writeFileSync(join(folder, 'evidence'), 'x')
  const full = await run(['--go', 'http://127.0.0.1:9', '--out', folder])
  expect(full).toMatchObject({ code: 2, stdout: '' })
  expect(full.stderr).toMatch(/is not empty\. Choose another folder/)
})
