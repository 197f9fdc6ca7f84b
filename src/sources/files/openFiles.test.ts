import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type NamedFile, collectPicked } from './collectFiles.ts'
import { LocalStore, memoryShelf } from './localStore.ts'
import { openFiles, reopenFiles } from './openFiles.ts'
import { listZip } from '../../core/formats/inflate/zip.ts'
import { sha256Hex, sha256InPieces } from './sha256.ts'
import { writeZip } from './writeZip.ts'

const recordings = new URL('../../../public/recordings/', import.meta.url)
const hasPython = spawnSync('python3', ['--version']).status === 0
const options = { maxInflatedBytes: 1e8 }

function named(path: string, content: Uint8Array | string): NamedFile {
  return { path, blob: new Blob([typeof content === 'string' ? content : new Uint8Array(content)]) }
}

/** A file on disk that was moved after it was chosen. */
class GoneFile extends Blob {
  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException('moved', 'NotReadableError'))
  }
  override slice(): Blob {
    return new GoneFile()
  }
}

const shippedFolder = (folder: string): NamedFile[] =>
  readdirSync(new URL(`${folder}/`, recordings)).map((file) =>
    named(`${folder}/${file}`, readFileSync(new URL(`${folder}/${file}`, recordings))),
  )

const memoryStore = (limitBytes = 1e9): LocalStore => {
  let clock = 0
  return new LocalStore({ shelf: memoryShelf(), now: () => ++clock, limitBytes })
}

describe('dropped files', () => {
  it('each are a capture whose content says what it is', async () => {
    const opened = await openFiles([named('a.pb.gz', 'first'), named('b.txt', 'second')], options)
    expect(opened.loose.captures.map((capture) => capture.file)).toEqual(['a.pb.gz', 'b.txt'])
    const bytes = await opened.loose.captures[1]?.read()
    expect(bytes?.ok === true && (await new Blob([bytes.value]).text())).toBe('second')
  })

  it('stay where they are until they are read: what comes out is what was dropped, not a copy', async () => {
    const file = named('a', 'same')
    const store = memoryStore()
    const opened = await openFiles([file], { ...options, store })
    const first = await opened.loose.captures[0]?.read()
    expect(first?.ok === true && first.value === file.blob).toBe(true)
    const kept = await store.open(opened.refs[0]!)
    expect(kept.ok && kept.value === file.blob).toBe(true)
  })

  it('with a recording.json among them are a recording, and the rest stays loose', async () => {
    const opened = await openFiles([...shippedFolder('orderbook'), named('extra.pb.gz', 'x')], options)
    expect(opened.errors).toEqual([])
    expect(opened.recordings).toHaveLength(1)
    expect(opened.recordings[0]?.recording.service).toBe('orderbook')
    expect(opened.loose.captures.map((capture) => capture.file)).toEqual(['extra.pb.gz'])
    const bytes = await opened.recordings[0]?.captures[0]?.read()
    expect(bytes?.ok).toBe(true)
  })

  it('of a recording that is packed open alike: as a folder with its archive, and as a zip around both', async () => {
    const files = shippedFolder('payments-api')
    const around = writeZip(
      await Promise.all(
        files.map(async ({ path, blob }) => ({ path, bytes: new Uint8Array(await blob.arrayBuffer()) })),
      ),
      0,
    )
    for (const dropped of [files, [{ path: 'incident.zip', blob: around }]]) {
      const opened = await openFiles(dropped, options)
      expect(opened.errors).toEqual([])
      expect(opened.recordings).toHaveLength(1)
      expect(opened.loose.captures).toEqual([])
      const read = await Promise.all((opened.recordings[0]?.captures ?? []).map((ref) => ref.read()))
      expect(read).toHaveLength(61)
      expect(read.every((one) => one.ok)).toBe(true)
    }
  })

  it('say once which files of a recording are missing', async () => {
    const some = shippedFolder('orderbook').filter(({ path }) => !path.includes('/heap-'))
    const opened = await openFiles(some, options)
    expect(opened.recordings[0]?.captures.some((capture) => capture.file.startsWith('heap-'))).toBe(false)
    expect(opened.errors).toHaveLength(1)
    expect(opened.errors[0]).toMatchObject({ code: 'not-found', what: expect.stringContaining('heap-') })
  })

  it('that are empty, gone or damaged do not stop the others', async () => {
    const gone: NamedFile = { path: 'gone.pb', blob: new GoneFile(['x']) }
    const opened = await openFiles(
      [named('empty.pb', ''), gone, named('broken.zip', 'PK\u0003\u0004 no more'), named('good.pb', 'x')],
      options,
    )
    expect(opened.loose.captures.map((capture) => capture.file)).toEqual(['good.pb'])
    expect(opened.errors.map((error) => [error.where, error.code])).toEqual([
      ['empty.pb', 'empty'],
      ['gone.pb', 'not-found'],
      ['broken.zip', 'truncated'],
    ])
  })

  it('come back from the local store after a reload, recording and all', async () => {
    const store = memoryStore()
    const before = await openFiles([...shippedFolder('orderbook'), named('extra.pb.gz', 'x')], { ...options, store })
    const after = await reopenFiles(before.refs, store)
    expect(after.errors).toEqual([])
    expect(after.recordings[0]?.captures.map(({ id }) => id)).toEqual(
      before.recordings[0]?.captures.map(({ id }) => id),
    )
    expect(after.loose.captures.map(({ id }) => id)).toEqual(before.loose.captures.map(({ id }) => id))
    const bytes = await after.recordings[0]?.captures[0]?.read()
    expect(bytes?.ok).toBe(true)
  })

  it('of a series bring the dates that order them, also after a reload; of one copy they do not', async () => {
    const store = memoryStore()
    const dump = (name: string, second: number) => ({
      path: name,
      blob: new File([name], name, { lastModified: 1_800_000_000_000 + second * 1000 }),
    })
    const datesOf = (opened: Awaited<ReturnType<typeof openFiles>>) =>
      opened.loose.captures.map(({ hints }) => hints.fileDateMs)
    const opened = await openFiles([dump('heap-1', 0), dump('heap-2', 60)], { ...options, store })
    expect(datesOf(opened)).toEqual([1_800_000_000_000, 1_800_000_060_000])
    await opened.loose.captures[0]?.read()
    expect(datesOf(await reopenFiles(opened.refs, store))).toEqual([1_800_000_000_000, 1_800_000_060_000])
    expect(datesOf(await openFiles([dump('a-1', 0), dump('a-2', 0.01)], options))).toEqual([undefined, undefined])
  })

  it('of a link from another browser are named with what to do', async () => {
    const opened = await reopenFiles([{ name: 'cpu.pb.gz', hash: 'ab'.repeat(32) }], memoryStore())
    expect(opened.errors).toEqual([
      {
        code: 'not-found',
        where: 'cpu.pb.gz',
        what: 'this file is not kept in this browser (SHA-256 abababababab…)',
        todo: 'drop the same file on the page, or ask whoever shared the link for it',
      },
    ])
  })
})

describe('the local store', () => {
  const bytes = (size: number, fill: number): Blob => new Blob([new Uint8Array(size).fill(fill)])

  it('keeps within its bound and lets go what was not used for longest', async () => {
    const store = memoryStore(100)
    const first = await store.keep('first', bytes(40, 1))
    await store.keep('second', bytes(40, 2))
    if (first.ok) await store.open(first.value)
    await store.keep('third', bytes(40, 3))
    expect((await store.list()).map(({ name }) => name)).toEqual(['third', 'first'])
    expect(await store.usage()).toEqual({ files: 2, usedBytes: 80, limitBytes: 100 })
  })

  it('keeps the same content once, under its last name', async () => {
    const store = memoryStore()
    await store.keep('a', bytes(10, 1))
    await store.keep('b', bytes(10, 1))
    expect((await store.list()).map(({ name }) => name)).toEqual(['b'])
  })

  it('refuses what is larger than its bound, and says that the file is only for now', async () => {
    const kept = await memoryStore(100).keep('huge', bytes(101, 1))
    expect(kept.ok === false && kept.error.code).toBe('too-large')
  })

  it('forgets one and forgets all', async () => {
    const store = memoryStore()
    const first = await store.keep('first', bytes(10, 1))
    await store.keep('second', bytes(10, 2))
    if (first.ok) await store.forget([first.value.hash])
    expect((await store.list()).map(({ name }) => name)).toEqual(['second'])
    await store.forgetAll()
    expect(await store.usage()).toMatchObject({ files: 0, usedBytes: 0 })
  })

  it('never has two drops believe in the same room', async () => {
    const store = memoryStore(100)
    await Promise.all([1, 2, 3, 4].map((fill) => store.keep(String(fill), bytes(60, fill))))
    expect((await store.usage()).usedBytes).toBe(60)
  })
})

describe('hashes', () => {
  it('are the same from the browser and from our pieces', async () => {
    const content = new Blob([new Uint8Array(2_500_000).map((_, i) => i * 7)])
    expect(await sha256InPieces(content)).toBe(await sha256Hex(content))
    // FIPS 180-4, the example "abc".
    expect(await sha256InPieces(new Blob(['abc']))).toMatch(/^ba7816bf8f01cfea.*f20015ad$/)
  })
})

describe('zip', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trifold-zip-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const unzip = async (bytes: Uint8Array): Promise<Record<string, string>> => {
    const entries = listZip(bytes, 'x.zip')
    if (!entries.ok) throw new Error(entries.error.what)
    const all: Record<string, string> = {}
    for (const entry of entries.value) {
      const content = await entry.read(1e6)
      all[entry.path] = content.ok ? new TextDecoder().decode(content.value) : content.error.what
    }
    return all
  }
  const zipped = async (files: Record<string, string>): Promise<Uint8Array> => {
    const inputs = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }))
    return new Uint8Array(await writeZip(inputs, Date.UTC(2026, 10, 22, 2, 4)).arrayBuffer())
  }

  it('written here is read here', async () => {
    const files = { 'a/recording.json': '{}', 'a/çpü.pb.gz': 'x'.repeat(500), 'a/empty': '' }
    expect(await unzip(await zipped(files))).toEqual(files)
  })

  it.skipIf(!hasPython)('written here is read by Python (skipped where there is no python3)', async () => {
    const path = join(folder, 'ours.zip')
    writeFileSync(path, await zipped({ 'a/x.json': '{}', 'a/ü': 'two' }))
    const script =
      'import zipfile,sys,json; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ' +
      'print(json.dumps([[i.filename, z.read(i).decode(), list(i.date_time)] for i in z.infolist()]))'
    const python = spawnSync('python3', ['-c', script, path], { encoding: 'utf8' })
    expect(python.stderr).toBe('')
    expect(JSON.parse(python.stdout)).toEqual([
      ['a/x.json', '{}', [2026, 11, 22, 2, 4, 0]],
      ['a/ü', 'two', [2026, 11, 22, 2, 4, 0]],
    ])
  })

  it('made by Python’s zipfile is opened: a folder entry, a deflated file, a stored one, a comment', async () => {
    const made = Buffer.from(
      'UEsDBBQAAAAAAIAQdl0AAAAAAAAAAAAAAAAEAAAAcmVjL1BLAwQUAAAACACAEHZdv9aNHRIAAADQBwAAEgAAAHJlYy9yZWNvcmRpbmcuanNvbquurR6Fo3AUjsJROApH4RCHAFBLAwQUAAAAAACAEHZdgxbcjAEAAAABAAAACQAAAHBsYWluLnR4dHhQSwECFAMUAAAAAACAEHZdAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAgAEAAAAAcmVjL1BLAQIUAxQAAAAIAIAQdl2/1o0dEgAAANAHAAASAAAAAAAAAAAAAACAASIAAAByZWMvcmVjb3JkaW5nLmpzb25QSwECFAMUAAAAAACAEHZdgxbcjAEAAAABAAAACQAAAAAAAAAAAAAAgAFkAAAAcGxhaW4udHh0UEsFBgAAAAADAAMAqQAAAIwAAAAJAGEgY29tbWVudA==',
      'base64',
    )
    expect(await unzip(made)).toEqual({ 'rec/recording.json': '{}'.repeat(1000), 'plain.txt': 'x' })
  })

  it('of a recording opens as that recording', async () => {
    const inputs = readdirSync(new URL('orderbook/', recordings)).map((file) => ({
      path: `orderbook/${file}`,
      bytes: new Uint8Array(readFileSync(new URL(`orderbook/${file}`, recordings))),
    }))
    const zip = new Uint8Array(await writeZip(inputs, Date.UTC(2026, 10, 22)).arrayBuffer())
    const opened = await openFiles([named('saved.zip', zip)], options)
    expect(opened.errors).toEqual([])
    expect(opened.recordings[0]?.captures.length).toBeGreaterThan(10)
  })

  it('of a recording is one name in the link, and opens again from the store as the same recording', async () => {
    const inputs = readdirSync(new URL('orderbook/', recordings)).map((file) => ({
      path: `orderbook/${file}`,
      bytes: new Uint8Array(readFileSync(new URL(`orderbook/${file}`, recordings))),
    }))
    const zip = new Uint8Array(await writeZip(inputs, Date.UTC(2026, 10, 22)).arrayBuffer())
    const store = memoryStore()
    const opened = await openFiles([named('saved.zip', zip)], { ...options, store })
    expect(opened.refs).toEqual([{ name: 'saved.zip', hash: await sha256Hex(new Blob([zip])) }])
    const again = await reopenFiles(opened.refs, store)
    expect(again.errors).toEqual([])
    const idsOf = (files: typeof opened): readonly string[] | undefined =>
      files.recordings[0]?.captures.map(({ id }) => id)
    expect(idsOf(again)).toEqual(idsOf(opened))
    const bytes = await again.recordings[0]?.captures[0]?.read()
    expect(bytes?.ok).toBe(true)
  })

  it('of loose files is named file by file, so that a person can say what one of them counts', async () => {
    const zip = await writeZip([{ path: 'a.txt', bytes: new Uint8Array([97]) }], 0).arrayBuffer()
    const opened = await openFiles([named('loose.zip', new Uint8Array(zip))], options)
    expect(opened.refs.map(({ name }) => name)).toEqual(['loose/a.txt'])
  })

  it('stops a bomb at the size that it states', async () => {
    const packed = deflateRawSync(Buffer.alloc(5e6))
    const honest = new Uint8Array(await writeZip([{ path: 'bomb', bytes: packed }], 0).arrayBuffer())
    const view = new DataView(honest.buffer)
    const central = view.getUint32(honest.length - 6, true)
    view.setUint16(central + 10, 8, true)
    const entries = listZip(honest, 'bomb.zip')
    const content = entries.ok ? await entries.value[0]?.read(1e6) : undefined
    expect(content).toMatchObject({ ok: false, error: { code: 'malformed' } })
  })

  it('cut anywhere or changed anywhere is a value or an error value', async () => {
    const whole = await zipped({ 'a/recording.json': '{"format":1}', b: 'text' })
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), async (at, byte, cut) => {
        const bytes = cut ? whole.slice(0, at) : whole.with(at, byte)
        const entries = listZip(bytes, 'x.zip')
        if (entries.ok) for (const entry of entries.value) await entry.read(1e5)
      }),
      { numRuns: 300 },
    )
  })
})

it('a picked folder keeps its paths and leaves the litter of file systems out', () => {
  const file = (path: string): File => {
    const made = new File(['x'], path.split('/').at(-1) ?? '')
    Object.defineProperty(made, 'webkitRelativePath', { value: path })
    return made
  }
  const picked = collectPicked([file('rec/recording.json'), file('rec/.DS_Store'), file('rec/.git/config')])
  expect(picked.ok && picked.value.map(({ path }) => path)).toEqual(['rec/recording.json'])
})
