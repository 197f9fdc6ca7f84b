import { describe, expect, test } from 'vitest'
import { readAhead } from './readAhead.ts'

const pageUrl = 'https://page.example/app/'

/** A server of these files, and what was asked of it. */
function server(files: Readonly<Record<string, unknown>>): {
  readonly fetch: typeof globalThis.fetch
  readonly asked: string[]
  readonly signals: (AbortSignal | null | undefined)[]
} {
  const asked: string[] = []
  const signals: (AbortSignal | null | undefined)[] = []
  const answer: typeof globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    asked.push(url.href)
    signals.push(init?.signal)
    const file = files[url.pathname]
    return Promise.resolve(file === undefined ? new Response('', { status: 404 }) : Response.json(file))
  }
  return { fetch: answer, asked, signals }
}

const recording = { format: 'trifold-recording', archive: 'captures.zip' }
const shop = { '/app/recordings/shop/recording.json': recording, '/app/recordings/shop/captures.zip': 'packed' }
const index = { '/app/recordings/index.json': { recordings: [{ path: 'shop/' }, { path: 'other/' }] } }

describe('what a first visit asks for ahead', () => {
  test('is the recording of the link and its archive', async () => {
    const { fetch, asked } = server(shop)
    await readAhead({ hash: '#v=2&src=recording:recordings/shop/&w=x', pageUrl, fetch }).asked
    expect(asked).toEqual([
      'https://page.example/app/recordings/shop/recording.json',
      'https://page.example/app/recordings/shop/captures.zip',
    ])
  })

  test('is the profile of a recording that has only one, and none where a window may need some of several', async () => {
    const [one, two] = [{ file: 'a b.jfr' }, { file: 'heap.pb.gz' }]
    const askedFor = async (captures: unknown): Promise<readonly string[]> => {
      const { fetch, asked } = server({ '/app/jvm/recording.json': { format: 'trifold-recording', captures } })
      await readAhead({ hash: '#src=recording:jvm/', pageUrl, fetch }).asked
      return asked.slice(1).map((url) => url.replace(pageUrl, ''))
    }
    expect(await askedFor([one])).toEqual(['jvm/a%20b.jfr'])
    expect(await askedFor([one, two])).toEqual([])
    expect(await askedFor([{ file: '../../secret' }])).toEqual([])
    expect(await askedFor([{}])).toEqual([])
    expect(await askedFor('a')).toEqual([])
  })

  test('is a recording that is one file, under the address that it is read by', async () => {
    const { fetch, asked } = server({ '/app/kept/b%20c.zip': 'packed' })
    const ahead = readAhead({ hash: '#v=2&src=recording:kept/b%2520c.zip', pageUrl, fetch })
    await ahead.asked
    expect(asked).toEqual(['https://page.example/app/kept/b%20c.zip'])
    expect(ahead.take('https://page.example/app/kept/b%20c.zip')).toBeDefined()
  })

  test('is both recordings of a comparison, each once', async () => {
    const { fetch, asked } = server({ ...shop, '/app/recordings/b%20c/recording.json': { format: 'x' } })
    const hash = '#v=2&src=recording:recordings/shop/&base.src=recording:recordings/b%20c/'
    await readAhead({ hash, pageUrl, fetch }).asked
    expect(asked.filter((url) => url.endsWith('recording.json'))).toEqual([
      'https://page.example/app/recordings/shop/recording.json',
      'https://page.example/app/recordings/b%20c/recording.json',
    ])
    const same = server(shop)
    const twice = '#src=recording:recordings/shop/&base.src=recording:recordings/shop/'
    await readAhead({ hash: twice, pageUrl, fetch: same.fetch }).asked
    expect(same.asked).toHaveLength(2)
  })

  test('is the first recording offered where the address names nothing', async () => {
    const { fetch, asked } = server({ ...shop, ...index })
    await readAhead({ hash: '', pageUrl, fetch }).asked
    expect(asked.map((url) => url.replace(pageUrl, ''))).toEqual([
      'trifold.config.json',
      'recordings/index.json',
      'recordings/shop/recording.json',
      'recordings/shop/captures.zip',
    ])
  })

  test.each([
    ['stores are configured', { sources: [{ kind: 'pyroscope', url: './pyroscope' }] }],
    ['files were named', { open: [{ name: 'cpu.pb.gz', url: './open/0' }] }],
  ])('is no recording where %s', async (_, config) => {
    const { fetch, asked } = server({ ...shop, ...index, '/app/trifold.config.json': config })
    await readAhead({ hash: '', pageUrl, fetch }).asked
    expect(asked.map((url) => url.replace(pageUrl, ''))).toEqual(['trifold.config.json', 'recordings/index.json'])
  })

  test.each([
    ['of another server', '#src=recording:https://elsewhere.example/shop/'],
    ['with a login in it', '#src=recording:https://me:secret@page.example/shop/'],
    ['that is no address', '#src=recording:https://'],
    ['that is no encoding', '#src=recording:%'],
    ['of files in this browser', '#src=files&files=a@00'],
    ['of a store', '#src=store:prod&service=shop'],
  ])('is nothing for a link %s', async (_, hash) => {
    const { fetch, asked } = server(shop)
    await readAhead({ hash, pageUrl, fetch }).asked
    expect(asked).toEqual([])
  })

  test.each([['../../secret.zip'], ['https://elsewhere.example/a.zip'], [7], ['']])(
    'is no archive called %j',
    async (archive) => {
      const { fetch, asked } = server({ '/app/recordings/shop/recording.json': { ...recording, archive } })
      await readAhead({ hash: '#src=recording:recordings/shop/', pageUrl, fetch }).asked
      expect(asked).toEqual(['https://page.example/app/recordings/shop/recording.json'])
    },
  )
})

describe('whoever asks for it later', () => {
  const hash = '#src=recording:recordings/shop/'
  const url = `${pageUrl}recordings/shop/recording.json`

  test('is handed the whole answer once, and then the server is asked', async () => {
    const { fetch } = server(shop)
    const ahead = readAhead({ hash, pageUrl, fetch })
    await ahead.asked
    expect(await (await ahead.take(url))?.json()).toEqual(recording)
    expect(ahead.take(url)).toBeUndefined()
    expect(ahead.take(`${pageUrl}recordings/other/recording.json`)).toBeUndefined()
  })

  test('can give it up', async () => {
    const { fetch, signals } = server(shop)
    const ahead = readAhead({ hash, pageUrl, fetch })
    const reader = new AbortController()
    const taken = ahead.take(url, reader.signal)
    reader.abort()
    expect(signals[0]?.aborted).toBe(true)
    await taken
    await ahead.asked
  })

  test('gets the same failure that it would have got', async () => {
    const ahead = readAhead({ hash, pageUrl, fetch: () => Promise.reject(new TypeError('Failed to fetch')) })
    await ahead.asked
    await expect(ahead.take(url)).rejects.toThrow('Failed to fetch')
  })
})
