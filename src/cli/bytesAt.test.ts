/** What a slip of the hand names instead of a profile ends in one sentence; what a person pipes on purpose is read. */
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { explainLoadError } from '../core/base/result.ts'
import { bytesAt, bytesOfStream, patience } from './bytesAt.ts'
import { diagnose } from './diagnose/diagnose.ts'
import { offeredFiles } from './serve/offeredFiles.ts'

const work = mkdtempSync(join(tmpdir(), 'trifold-bytes-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const short = { mostPipedBytes: 2 ** 20, writerMs: 100, silenceMs: 200 }

const pipe = (name: string): string => {
  const path = join(work, name)
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
  return path
}
const said = async (path: string, patient = short): Promise<string> => {
  const read = await bytesAt(path, patient)
  return read.ok ? `${read.value.byteLength} bytes` : explainLoadError(read.error)
}

describe.skipIf(process.platform === 'win32')(
  'what stands at a path (skipped on Windows, which has no such files)',
  () => {
    it.each(['/dev/zero', '/dev/random', '/dev/null', '/dev/full'])('a device is no file: %s', async (path) => {
      expect(await said(path)).toBe(`${path}: it is a device and no file. Name a profile file or a folder.`)
      expect((await offeredFiles([path])).ok).toBe(false)
    })

    it('neither is a folder, nor a socket', async () => {
      expect(await said(work)).toContain('it is a folder. Name a file in it.')
      const path = join(work, 'socket')
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(path, resolve))
      expect(await said(path)).toContain('it is a device or socket and no file')
      server.close()
    })

    it.skipIf(!existsSync('/proc/self/status'))(
      'files that do not know their length are read to their end, and not beyond a bound (skipped without /proc)',
      async () => {
        expect(await said('/proc/self/status')).toMatch(/^\d{3,} bytes$/)
        // Eight bytes for every page that the process may have, which is more than anybody waits for.
        expect(await said('/proc/self/pagemap')).toContain('it is larger than 1 MiB and does not end')
      },
    )

    it('a file that grows is as long as it was', async () => {
      const path = join(work, 'grows')
      writeFileSync(path, 'a'.repeat(3_000_000))
      const reading = said(path)
      const growing = setInterval(() => appendFileSync(path, 'b'.repeat(100_000)), 1)
      try {
        // On a busy machine it has grown a little before it is opened.
        expect(await reading).toMatch(/^[3-9]\d{6} bytes$/)
      } finally {
        clearInterval(growing)
      }
    })

    it('a pipe is read when somebody writes into it, late too, and to its end', async () => {
      const path = pipe('written')
      const reading = bytesAt(path, { ...short, writerMs: 60_000, silenceMs: 60_000 })
      const writer = spawn('sh', [
        '-c',
        `sleep 0.1; { printf 'main;a 1\\n'; sleep 0.2; printf 'main;b 2\\n'; } > '${path}'`,
      ])
      const read = await reading
      expect(read.ok && new TextDecoder().decode(read.value)).toBe('main;a 1\nmain;b 2\n')
      writer.kill()
    })

    it('a pipe into which nobody writes, nobody goes on writing, or somebody writes without end is said to be one', async () => {
      const path = pipe('silent')
      expect(await said(path)).toContain('it is a pipe into which nobody wrote within 0.1 s')
      const held = spawn('sh', ['-c', `exec 3> '${path}'; echo 'main;a 1' >&3; exec sleep 60`])
      expect(await said(path, { ...short, writerMs: 60_000 })).toContain('nothing came down the pipe for 0.2 s')
      held.kill()
      const endless = spawn('sh', ['-c', `exec yes > '${path}'`])
      expect(await said(path, { ...short, writerMs: 60_000 })).toContain('it is larger than 1 MiB and does not end')
      endless.kill()
    })

    it('standard input has a bound too', async () => {
      async function* pieces(count: number) {
        for (let at = 0; at < count; at++) yield new Uint8Array(1000)
      }
      expect((await bytesOfStream(pieces(5), 'standard input', 5000)).ok).toBe(true)
      const read = await bytesOfStream(pieces(1e9), 'standard input', 5000)
      expect(read.ok ? '' : explainLoadError(read.error)).toContain('standard input: it is larger than')
    })

    it('the command ends with one sentence, and reads what stands beside', async () => {
      const good = join(work, 'good.folded')
      writeFileSync(good, 'main;work 5\n')
      expect(await diagnose(['/dev/zero'])).toEqual({
        code: 2,
        stdout: '',
        stderr: 'diagnose: /dev/zero: it is a device and no file. Name a profile file or a folder.\n',
      })
      const both = await diagnose(['/dev/zero', good])
      expect(both.code).toBe(0)
      expect(both.stdout).toContain('5 total  work')
      expect(both.stdout.replace(/\s+/g, ' ')).toContain('/dev/zero: it is a device')
    })

    it('a folder of thousands of files is refused before one is read, and one of hundreds is not', async () => {
      for (const [folder, count] of [
        ['many', 5001],
        ['some', 300],
      ] as const) {
        mkdirSync(join(work, folder))
        for (let at = 0; at < count; at++) writeFileSync(join(work, folder, `${at}.folded`), 'main;work 5\n')
      }
      const many = await diagnose([join(work, 'many')])
      expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining('more than 5000 files') })
      expect((await diagnose([join(work, 'some')])).code).toBe(0)
    })
  },
)

it('waits for a profile of ten minutes to be written', () => {
  expect(patience.silenceMs).toBeGreaterThan(600_000)
})
