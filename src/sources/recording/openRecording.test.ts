import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { serve, type TestServer } from '../../../e2e/servers/serve.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { writeZip } from '../files/writeZip.ts'
import { createHttp } from '../http/http.ts'
import type { CaptureRef } from '../source.ts'
import { httpFolder, type Folder } from './folder.ts'
import { openRecording, openRecordingAtUrl } from './openRecording.ts'
import { openIndex } from './recordingIndex.ts'

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const recordings = new URL('../../../public/recordings/', import.meta.url)

/** What a plain web server does with the shipped recordings. */
async function shipped(path: string): Promise<Folder> {
  server = await serve(({ url }) => {
    const file = new URL(`.${decodeURIComponent(url.pathname)}`, recordings)
    return existsSync(file) ? { body: readFileSync(file) } : { status: 404 }
  })
  return httpFolder(createHttp({ fetch }), `${server.url}/${path}`)
}

async function serving(files: Readonly<Record<string, string>>): Promise<Folder> {
  server = await serve(({ url }) => {
    const body = files[decodeURIComponent(url.pathname)]
    // As servers of single-page applications answer for what is not there.
    return body === undefined ? { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' } : { body }
  })
  return httpFolder(createHttp({ fetch }), `${server.url}/rec/`)
}

const minimal = (file: string): string =>
  JSON.stringify({ format: 'trifold-recording', version: 1, service: 'a', captures: [{ file, covers: 'gauge' }] })

describe('recordings on a web server', () => {
  it('are listed by their index and open from it, each file only when it is read', async () => {
    const index = await openIndex(await shipped(''))
    if (!index.ok) throw new Error(explainLoadError(index.error))
    expect(index.value.mistakes).toEqual([])
    expect(index.value.recordings.map(({ path }) => path)).toContain('orderbook/')
    await server?.close()

    const opened = await openRecording(await shipped('orderbook/'))
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    expect(server?.asked).toHaveLength(1)
    expect(opened.value.opens?.name).toBe(opened.value.recording.opens)
    const [ref] = opened.value.captures
    const bytes = await ref?.read()
    expect(bytes?.ok === true && new Blob([bytes.value]).size).toBeGreaterThan(100)
    // Totals since process start begin long before the recording does.
    const { fromMs, untilMs } = opened.value.span ?? { fromMs: 0, untilMs: 0 }
    expect(untilMs - fromMs).toBeLessThan(20 * 60_000)
  })

  it('that are packed into one file are read with one request, and give the bytes that were recorded', async () => {
    const opened = await openRecording(await shipped('payments-api/'))
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    const read = await Promise.all(opened.value.captures.map((ref) => ref.read()))
    expect(server?.asked.map(({ url }) => url.pathname)).toEqual([
      '/payments-api/recording.json',
      '/payments-api/captures.zip',
    ])
    expect(read.every((one) => one.ok)).toBe(true)
    const first = read.find(
      (_, index) => opened.value.captures[index]?.file === 'captures/wait-0001.speedscope.json.gz',
    )
    const bytes = first?.ok === true ? await new Blob([first.value]).arrayBuffer() : new ArrayBuffer()
    expect(JSON.parse(gunzipSync(bytes).toString())).toHaveProperty('profiles')
  })

  it('whose archive is gone or lacks a file say so for each file, and ask again when they are asked again', async () => {
    const text = minimal('captures/a.pb.gz').replace('"captures"', '"archive":"captures.zip","captures"')
    const zip = writeZip([{ path: 'b.pb.gz', bytes: new Uint8Array([1]) }], 0)
    const served: Record<string, Uint8Array | string> = { '/rec/recording.json': text }
    server = await serve(({ url }) => {
      const body = served[url.pathname]
      return body === undefined ? { status: 404 } : { body }
    })
    const opened = await openRecording(httpFolder(createHttp({ fetch }), `${server.url}/rec/`))
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    const [ref] = opened.value.captures
    const gone = await ref?.read()
    expect(gone?.ok === false && explainLoadError(gone.error)).toMatch(
      /^rec\/captures\.zip: this file is not on the server/,
    )
    served['/rec/captures.zip'] = new Uint8Array(await zip.arrayBuffer())
    const lacking = await ref?.read()
    expect(lacking?.ok === false && explainLoadError(lacking.error)).toMatch(
      /^rec\/captures\.zip\/a\.pb\.gz: this file is not in the archive/,
    )
  })

  it('open by the address of their folder or of their recording.json', async () => {
    const folder = await shipped('orderbook/recording.json')
    expect(folder.name).toBe('orderbook')
    expect((await openRecording(folder)).ok).toBe(true)
  })

  it('may have any file names inside their folder', async () => {
    const file = 'heap 100%/a#b?c.pb.gz'
    const opened = await openRecording(
      await serving({ '/rec/recording.json': minimal(file), [`/rec/${file}`]: 'bytes' }),
    )
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    const bytes = await opened.value.captures[0]?.read()
    expect(bytes?.ok === true && (await new Blob([bytes.value]).text())).toBe('bytes')
  })

  it('that are not there, or miss a file, say which file is missing', async () => {
    const nothing = await openRecording(await serving({}))
    expect(nothing.ok ? '' : explainLoadError(nothing.error)).toBe(
      'rec/recording.json: this file is not on the server. See whether the whole folder of the recording was copied there.',
    )
    await server?.close()
    const opened = await openRecording(await serving({ '/rec/recording.json': minimal('gone.pb.gz') }))
    const bytes = opened.ok ? await opened.value.captures[0]?.read() : undefined
    expect(bytes?.ok === false && explainLoadError(bytes.error)).toMatch(
      /^rec\/gone\.pb\.gz: this file is not on the server/,
    )
  })

  it('keep the right entries of an index with mistakes in it', async () => {
    const folder = await serving({
      '/rec/index.json': JSON.stringify({
        format: 'trifold-recording-index',
        version: 1,
        recordings: [{ path: 'good', service: 's', title: 't' }, { path: '../evil/' }, { service: 'x' }, 4],
      }),
    })
    expect(await openIndex(folder)).toEqual({
      ok: true,
      value: {
        recordings: [{ path: 'good/', service: 's', title: 't' }],
        mistakes: [
          'recordings[1].path: must stay inside the folder of the recording',
          'recordings[2]: has no "path"',
          'recordings[3]: must be an object, is 4',
        ],
      },
    })
  })
})

describe('a recording that is one file at an address', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  type Read = Awaited<ReturnType<CaptureRef['read']>>
  const textOf = (read: Read | undefined): string =>
    read?.ok === true && read.value instanceof ArrayBuffer ? new TextDecoder().decode(read.value) : 'nothing'
  const packed = async (files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> =>
    new Uint8Array(
      await writeZip(
        Object.entries(files).map(([path, content]) => ({ path, bytes: content })),
        0,
      ).arrayBuffer(),
    )
  const at = async (zip: Uint8Array, path = '/kept/one%20night.zip?token=1'): ReturnType<typeof openRecordingAtUrl> => {
    server = await serve(({ url }) => (url.pathname === '/kept/one%20night.zip' ? { body: zip } : { status: 404 }))
    return openRecordingAtUrl(createHttp({ fetch }), `${server.url}${path}`)
  }

  it.each([
    ['at its top', ''],
    ['in the one folder that was packed', 'orderbook/'],
  ])('opens with its files %s, and is asked for once', async (_, top) => {
    const zip = await packed({
      [`${top}recording.json`]: bytes(minimal('cpu.pb')),
      [`${top}cpu.pb`]: bytes('samples'),
    })
    const opened = await at(zip)
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    const read = await Promise.all(opened.value.captures.map((ref) => ref.read()))
    expect(read.map(textOf)).toEqual(['samples'])
    expect(server?.asked).toHaveLength(1)
  })

  it('may have an archive in it, as a folder may', async () => {
    const inner = await packed({ 'cpu.pb': bytes('samples') })
    const json = JSON.parse(minimal('captures/cpu.pb')) as Record<string, unknown>
    const recording = bytes(JSON.stringify({ ...json, archive: 'captures.zip' }))
    const opened = await at(await packed({ 'recording.json': recording, 'captures.zip': inner }))
    if (!opened.ok) throw new Error(explainLoadError(opened.error))
    const read = await opened.value.captures[0]?.read()
    expect(textOf(read)).toBe('samples')
  })

  it('is one sentence where it is not there, is no zip, holds no recording or several, or lacks a file', async () => {
    const none = await packed({ 'cpu.pb': bytes('samples') })
    const two = await packed({ 'a/recording.json': bytes(minimal('x')), 'b/recording.json': bytes(minimal('x')) })
    const cases: readonly (readonly [zip: Uint8Array, path: string, code: string, says: RegExp])[] = [
      [none, '/elsewhere.zip', 'not-found', /not on the server/],
      [bytes('no zip at all'), '/kept/one%20night.zip', 'truncated', /cut off/],
      [none, '/kept/one%20night.zip', 'not-found', /one night\.zip: there is no recording\.json in it/],
      [two, '/kept/one%20night.zip', 'unsupported', /several recordings/],
    ]
    for (const [zip, path, code, says] of cases) {
      const opened = await at(zip, path)
      expect(opened).toMatchObject({ ok: false, error: { code } })
      expect(opened.ok ? '' : explainLoadError(opened.error)).toMatch(says)
      await server?.close()
    }
    const opened = await at(await packed({ 'recording.json': bytes(minimal('gone.pb')) }))
    const read = opened.ok ? await opened.value.captures[0]?.read() : undefined
    expect(read).toMatchObject({ ok: false, error: { code: 'not-found', where: 'kept/one night.zip/gone.pb' } })
  })
})
