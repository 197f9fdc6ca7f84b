/** What a confused or hostile agent, or a recording that somebody sent, may try against `trifold mcp`. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadPaths } from '../diagnose/loadPaths.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { trifoldCommand } from '../testing/command.ts'
import { confineTo } from './confine.ts'

const place = mkdtempSync(join(tmpdir(), 'trifold-agent-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
const inside = join(place, 'inside')
mkdirSync(join(inside, 'sent'), { recursive: true })
writeFileSync(join(place, 'private.folded'), 'main;private 30\nmain;rest 5\n')
writeFileSync(join(inside, 'plain.folded'), 'main;plain 7\n')

describe('a recording that somebody sent', () => {
  const capture = (file: string): object => ({
    file,
    kind: 'cpu',
    from: '2026-11-22T02:04:00Z',
    until: '2026-11-22T02:04:14Z',
    covers: 'interval',
  })
  const recording = (...files: readonly string[]): void =>
    writeFileSync(
      join(inside, 'sent', 'recording.json'),
      JSON.stringify({
        format: 'trifold-recording',
        version: 1,
        service: 'x',
        runtime: 'python 3.11',
        cores: 4,
        captures: files.map(capture),
      }),
    )

  it('leads nobody out of its folder by a link, and one that stays in it is followed', async () => {
    symlinkSync('../../private.folded', join(inside, 'sent', 'out.folded'))
    writeFileSync(join(inside, 'sent', 'own.folded'), 'main;own 11\n')
    symlinkSync('own.folded', join(inside, 'sent', 'also.folded'))
    recording('out.folded', 'also.folded')
    const { captures, warnings } = await loadPaths(new Analyst(), [join(inside, 'sent')])
    expect(captures.map(({ file }) => file)).toEqual(['also.folded'])
    expect(warnings.join()).toContain('out.folded: it is a link that leads out of the recording')
  })

  it('is not waited for where one of its files is a pipe that never ends', async () => {
    if (spawnSync('mkfifo', [join(inside, 'sent', 'pipe.folded')]).status !== 0)
      return expect(process.platform).not.toBe('linux')
    recording('pipe.folded', 'own.folded')
    const { captures, warnings } = await loadPaths(new Analyst(), [join(inside, 'sent')])
    expect(captures.map(({ file }) => file)).toEqual(['own.folded'])
    expect(warnings.join()).toContain('pipe.folded: it is no file')
    const confined = confineTo([inside])
    expect(confined.ok && confined.value.existing('sent/pipe.folded')).toMatchObject({
      error: 'sent/pipe.folded: it is neither a file nor a folder',
    })
    expect(confined.ok && confined.value.existing('plain.folded')).toMatchObject({ ok: true })
  })
})

describe('the name of a snapshot', () => {
  const confined = confineTo([inside])
  it.each(['../a.html', '/etc/a.html', 'sent/../../a.html', 'a\0.html', 'a\n.html'])('%j is refused', (name) => {
    expect(confined.ok && confined.value.toWrite(name).ok).toBe(false)
  })
  it('is one below the folder', () => {
    expect(confined.ok && confined.value.toWrite('sent/a.html').ok).toBe(true)
  })
})

describe('what comes down the wire', () => {
  const start = (): {
    readonly end: Promise<number | null>
    readonly say: (text: string) => void
    readonly out: () => string
    readonly err: () => string
    readonly close: () => void
  } => {
    const child = spawn(process.execPath, [...trifoldCommand, 'mcp', inside])
    let out = ''
    let err = ''
    child.stdout.on('data', (data: Buffer) => (out += data.toString()))
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    child.stdin.on('error', () => undefined)
    return {
      end: new Promise((resolve) => child.on('close', resolve)),
      say: (text) => void child.stdin.write(text),
      out: () => out,
      err: () => err,
      close: () => void child.stdin.end(),
    }
  }
  const hello = `${JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } },
  })}\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n`
  const call = (id: number, name: string, given: string): string =>
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":${JSON.stringify(name)},"arguments":${given}}}\n`

  it('is answered or passed over, whatever it is, and the next question is answered', { timeout: 60_000 }, async () => {
    const agent = start()
    agent.say(hello)
    for (const line of ['not json', '[]', '[1,2]', 'null', '5', '{"jsonrpc":"1.0"}', '['.repeat(100_000), '\0\ufffd'])
      agent.say(`${line}\n`)
    agent.say(`{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}\n`)
    agent.say(call(2, '__proto__', '{}'))
    agent.say(call(3, 'diagnose', '{"__proto__":{"paths":["/etc"]},"constructor":1}'))
    agent.say(call(4, 'diagnose', `{"paths":${'['.repeat(5000)}${']'.repeat(5000)}}`))
    agent.say(call(5, 'diagnose', '{"paths":["../private.folded"]}'))
    agent.say(call(6, 'diagnose', '{"paths":["--pyroscope=http://evil.example"]}'))
    agent.say(call(7, 'top_functions', '{"paths":["plain.folded"],"view":"cpu"}'))
    await expect.poll(agent.out, { timeout: 40_000 }).toContain('"id":7')
    agent.close()
    expect(await agent.end).toBe(0)
    const answers = agent
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly id: unknown; readonly error?: unknown; readonly result?: unknown })
    const answer = (id: number): string => JSON.stringify(answers.find((one) => one.id === id))
    for (const id of [2, 3, 4, 5, 6]) expect(answer(id), String(id)).toMatch(/"error"|"isError":true/)
    expect(answer(7)).toContain('plain')
    expect(agent.out()).not.toContain('private"')
    // One line each, however long a machine's own explanation is.
    for (const line of agent.err().trim().split('\n')) expect(line.length).toBeLessThan(400)
  })

  it('ends it with a sentence where a message has no end: it is not there and deaf', { timeout: 60_000 }, async () => {
    const agent = start()
    agent.say(hello)
    await expect.poll(agent.out, { timeout: 40_000 }).toContain('"id":1')
    agent.say('a'.repeat(12_000_000))
    expect(await agent.end).toBe(2)
    expect(agent.err()).toContain('a message was too large')
    expect(readFileSync(join(place, 'private.folded'), 'utf8')).toContain('private')
  })
})
