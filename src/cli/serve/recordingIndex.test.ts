import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openIndex } from '../../sources/recording/recordingIndex.ts'
import { diskFolder } from '../disk.ts'
import { type PageServer, startPageServer } from './pageServer.ts'
import { recordingIndexOf } from './recordingIndex.ts'

const work = mkdtempSync(join(tmpdir(), 'trifold-index-'))
const describedAs = (name: string, about: object | string, atSeconds: number): void => {
  mkdirSync(join(work, name))
  const path = join(work, name, 'recording.json')
  writeFileSync(path, typeof about === 'string' ? about : JSON.stringify(about))
  utimesSync(path, atSeconds, atSeconds)
}

let server: PageServer
beforeAll(async () => {
  describedAs('older', { service: 'orders', title: 'Before', runtime: 'go1.26' }, 1000)
  describedAs('newer', { service: 'orders' }, 2000)
  describedAs('damaged', '{ "service": ', 500)
  mkdirSync(join(work, 'no recording'))
  writeFileSync(join(work, 'a file'), 'x')
  const none = { proxies: { entries: [], sources: [], mistakes: [] }, files: [], env: {} }
  server = await startPageServer({ ...none, page: work, recordings: work, host: '127.0.0.1', port: 0, base: '' })
})
afterAll(async () => {
  await server.close()
  rmSync(work, { recursive: true, force: true })
})

describe('a folder of recordings without a list', () => {
  it('is listed, the last one first, a damaged one by its name, and nothing else', async () => {
    const { recordings } = JSON.parse(await recordingIndexOf(work)) as { recordings: object[] }
    expect(recordings).toEqual([
      { path: 'newer/', service: 'orders' },
      { path: 'older/', service: 'orders', title: 'Before', runtime: 'go1.26' },
      { path: 'damaged/', service: 'damaged' },
    ])
  })

  it.skipIf(process.platform === 'win32')(
    'takes no pipe for a recording, and hands out one that was linked into it, but no link of its own (skipped on Windows)',
    async () => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'trifold-elsewhere-'))
      mkdirSync(join(elsewhere, 'nightly'))
      mkdirSync(join(work, 'piped'))
      expect(spawnSync('mkfifo', [join(work, 'piped', 'recording.json')]).status).toBe(0)
      for (const file of ['nightly/recording.json', 'nightly/cpu.folded', 'private.txt'])
        writeFileSync(join(elsewhere, file), '{"service":"nightly"}')
      symlinkSync(join(elsewhere, 'nightly'), join(work, 'nightly'))
      symlinkSync('../private.txt', join(elsewhere, 'nightly', 'leaves.folded'))
      const list = await recordingIndexOf(work)
      expect(list).toContain('"nightly/"')
      expect(list).not.toContain('piped')
      const statusOf = async (path: string): Promise<number> => (await fetch(`${server.url}/recordings/${path}`)).status
      expect(await statusOf('nightly/cpu.folded')).toBe(200)
      expect(await statusOf('nightly/leaves.folded')).toBe(404)
      for (const name of ['nightly', 'piped']) rmSync(join(work, name), { recursive: true })
      rmSync(elsewhere, { recursive: true })
    },
  )

  it('is served with that list, which the page reads, until it has one of its own', async () => {
    const asked = async (): Promise<Response> => fetch(`${server.url}/recordings/index.json`)
    const made = await asked()
    expect([made.status, made.headers.get('content-type')]).toEqual([200, 'application/json'])
    const text = await made.text()
    const index = await openIndex({
      ...diskFolder(work),
      read: async () => ({ ok: true, value: new TextEncoder().encode(text).slice().buffer }),
    })
    expect(index).toMatchObject({ ok: true, value: { mistakes: [], recordings: [{ path: 'newer/' }, {}, {}] } })
    cpSync('public/recordings/index.json', join(work, 'index.json'))
    expect(await (await asked()).text()).toContain('"orderbook/"')
  })
})
