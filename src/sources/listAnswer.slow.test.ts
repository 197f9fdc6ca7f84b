/** Stores that answer with more than anybody can read, and with the most that is honest, over a real connection. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { explainLoadError } from '../core/base/result.ts'
import { readEvents } from './events/readEvents.ts'
import { createHttp, type Http } from './http/http.ts'
import { listLimits } from './listAnswer.ts'
import { parca } from './parca/parca.ts'
import { pyroscope } from './pyroscope/pyroscope.ts'
import type { ProfileSource } from './source.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const window = { fromMs: 1_700_000_000_000, untilMs: 1_700_000_600_000 }
const selection = { service: 'pay', labels: {} }

interface Asked {
  readonly pyroscope: ProfileSource
  readonly parca: ProfileSource
  readonly http: Http
  readonly url: string
}

/** Answers by the last part of the path; what is not among them is an empty object. */
async function storeOf(answers: Readonly<Record<string, () => string>>): Promise<Asked> {
  server = createServer(({ url: path = '/' }, response) => {
    const method = path.split('?')[0]?.split('/').at(-1) ?? ''
    response.writeHead(200, { 'content-type': 'application/json' }).end(answers[method]?.() ?? '{}')
  })
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const http = createHttp({ fetch })
  const options = { http, now: () => window.untilMs }
  const config = { name: 'prod', title: 'prod', headers: {}, url }
  return {
    pyroscope: pyroscope({ ...options, config: { ...config, kind: 'pyroscope' } }),
    parca: parca({ ...options, config: { ...config, kind: 'parca' } }),
    http,
    url,
  }
}

const list = (key: string, count: number, row: (i: number) => unknown): string =>
  JSON.stringify({ [key]: Array.from({ length: count }, (_, i) => row(i)) })
/** The same list with these behind it: writing a hundred thousand rows takes as long as reading them. */
const longer = (text: string, more: string): string => `${text.slice(0, -2)},${more.slice(more.indexOf('[') + 1)}`
const labels = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([name, value]) => ({ name, value }))
const said = (got: Awaited<ReturnType<ProfileSource['services']>>): string =>
  got.ok ? `${got.value.length} services` : explainLoadError(got.error)

const goTypes = [
  ...['process_cpu:samples:count', 'process_cpu:cpu:nanoseconds'].map((name) => `${name}:cpu:nanoseconds`),
  ...['alloc_objects:count', 'alloc_space:bytes', 'inuse_objects:count', 'inuse_space:bytes'].map(
    (name) => `memory:${name}:space:bytes`,
  ),
  ...['mutex', 'block'].flatMap((name) =>
    ['contentions:count', 'delay:nanoseconds'].map((type) => `${name}:${type}:contentions:count`),
  ),
  'goroutine:goroutine:count:goroutine:count',
]
const ofService = (i: number) => ({
  labels: labels({
    __profile_type__: goTypes[i % goTypes.length] ?? '',
    service_name: `team-${Math.floor(i / goTypes.length) % 97}-service-${Math.floor(i / goTypes.length)}`,
    namespace: `space-${Math.floor(i / goTypes.length) % 12}`,
  }),
})

const narrower =
  'Name the service in the link and narrow it by a label (service=orders&label.pod=orders-2), or take a shorter window.'

/** Each service with all that a Go program has. */
const tenThousand = list('labelsSet', 110_000, ofService)
const named = (i: number) => ({ labels: labels({ service_name: `s${i}` }) })
const asManyAsAreRead = list('labelsSet', listLimits.labelSets, named)

describe('a list of services', () => {
  it('of ten thousand, each with all that a Go program has, is read', async () => {
    const { pyroscope: store } = await storeOf({ Series: () => tenThousand })
    const got = await store.services(window)
    expect(said(got)).toBe('10000 services')
    expect(got.ok && got.value.every(({ views }) => views?.length === 4)).toBe(true)
  })

  it('of ten thousand names is read from Parca', async () => {
    const { parca: store } = await storeOf({ values: () => list('labelValues', 10_000, (i) => `service-${i}`) })
    expect(said(await store.services(window))).toBe('10000 services')
  })

  it('of more label sets than can be read is a sentence', async () => {
    const onlyOneMore = list('labelsSet', 1, () => named(listLimits.labelSets))
    const { pyroscope: store } = await storeOf({ Series: () => longer(asManyAsAreRead, onlyOneMore) })
    expect(said(await store.services(window))).toBe(
      `prod: it answers with more than 150,000 series, the most that this page reads of one list. ${narrower}`,
    )
  })

  it('of as many as that is read', async () => {
    const { pyroscope: store } = await storeOf({ Series: () => asManyAsAreRead })
    expect(said(await store.services(window))).toBe('150000 services')
  })

  it('of more bytes than can be read is a sentence, whatever is in them', async () => {
    const { pyroscope: store } = await storeOf({ Series: () => longer(tenThousand, tenThousand) })
    expect(said(await store.services(window))).toBe(
      `prod: the list it answers with is larger than 32 MB, the most that this page reads of one. ${narrower}`,
    )
  })

  it('of a hundred thousand names and one is a sentence, and so are 8 MB of them', async () => {
    const many = await storeOf({ values: () => list('labelValues', listLimits.names + 1, (i) => `s${i}`) })
    expect(said(await many.parca.services(window))).toMatch(/^prod: it answers with more than 100,000 names, /)
    const long = await storeOf({ values: () => list('labelValues', 9, (i) => `${i}`.repeat(1e6)) })
    expect(said(await long.parca.services(window))).toMatch(/^prod: the list it answers with is larger than 8 MB, /)
  })
})

describe('the series of a service', () => {
  const process = (i: number) => ({
    labels: labels({ pod: `pay-${i}` }),
    points: [{ timestamp: String(window.untilMs - 1000), value: '1000' }],
  })
  const shape = {
    LabelNames: () => list('names', 1, () => 'pod'),
    Series: () => list('labelsSet', 1, () => ({ labels: labels({ __profile_type__: goTypes[1] ?? '', pod: 'a' }) })),
  }

  it('are read of ten thousand processes, and a failure that is told of more than can be read', async () => {
    const read = await storeOf({ ...shape, SelectSeries: () => list('series', 10_000, process) })
    const fleet = await read.pyroscope.fleet(selection, window)
    expect(fleet.ok && fleet.value.measures.map(({ series }) => series.length)).toEqual([10_000])
    const many = await storeOf({ ...shape, SelectSeries: () => list('series', listLimits.series + 1, process) })
    const failed = await many.pyroscope.fleet(selection, window)
    expect(failed.ok && failed.value.failed.map(({ error }) => explainLoadError(error))).toEqual([
      `prod: it answers with more than 25,000 series, the most that this page reads of one list. ${narrower}`,
    ])
  })
})

describe('what is no list', () => {
  it('is not taken for an empty one', async () => {
    for (const answer of ['no list', '[]', '"labelsSet"', '{"labelsSet": none}', '{"labelsSet":[{"labels":[}]}']) {
      const { pyroscope: store } = await storeOf({ Series: () => answer })
      expect(said(await store.services(window)), answer).toMatch(/not the JSON this kind of server gives/)
    }
    const { pyroscope: store } = await storeOf({ Series: () => ' {"labelsSet":[]}' })
    expect(said(await store.services(window))).toBe('0 services')
  })
})

it('a server of events that answers with a log is told', async () => {
  const event = (i: number) => ({ at: window.fromMs + i, text: 'x'.repeat(400) })
  const { http, url } = await storeOf({ events: () => list('events', 10_000, event) })
  const got = await readEvents(http, `${url}/events`, { service: 'pay', window })
  expect(got.ok ? '' : explainLoadError(got.error)).toBe(
    'events: the answer is larger than 4 MB, which is a log and no list of events. Let it answer only what happened to the service and in the time that it is asked about.',
  )
})
