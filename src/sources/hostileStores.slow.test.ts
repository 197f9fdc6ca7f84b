/**
 * Stores that answer what no store answers, over a real connection: whatever it is, each question ends in time, within its bound of
 * bytes, with an answer or a sentence, and nothing at all is never taken for "there is nothing".
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { readEvents } from './events/readEvents.ts'
import { createHttp } from './http/http.ts'
import { parca } from './parca/parca.ts'
import { pyroscope } from './pyroscope/pyroscope.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

const window = { fromMs: 1_700_000_000_000, untilMs: 1_700_000_600_000 }
const selection = { service: 'pay', labels: {} }
const json = { 'content-type': 'application/json' }
const spaces = Buffer.alloc(100_000, ' ')
const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))

type Answer = (request: IncomingMessage, response: ServerResponse) => void

async function ask(answer: Answer): Promise<readonly (readonly [string, string])[]> {
  server = createServer((request, response) => {
    request.resume()
    response.on('error', () => undefined)
    answer(request, response)
  })
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  // Each of these answers at once; a circle of twenty ways takes a busy machine more than a second.
  const http = createHttp({ fetch, timeoutMs: 30_000, maxBytes: 1_000_000 })
  const options = { http, now: () => window.untilMs }
  const config = { name: 'x', title: 'x', headers: {}, url }
  const said: (readonly [string, string])[] = []
  for (const source of [
    pyroscope({ ...options, config: { ...config, kind: 'pyroscope' } }),
    parca({ ...options, config: { ...config, kind: 'parca' } }),
  ]) {
    const answers = [
      ['services', await source.services(window)],
      ['captures', await source.captures(selection, window)],
      ['fleet', await source.fleet(selection, window)],
    ] as const
    for (const [what, got] of answers) said.push([`${source.kind} ${what}`, got.ok ? 'an answer' : got.error.what])
  }
  const events = await readEvents(http, `${url}/events`, { service: 'pay', window }, AbortSignal.timeout(30_000)).catch(
    () => undefined,
  )
  said.push(['events', events === undefined ? 'given up' : events.ok ? 'an answer' : events.error.what])
  return said
}

const ways: readonly (readonly [string, Answer, RegExp])[] = [
  ['nothing at all', (_, response) => response.writeHead(204).end(), /no bytes in it/],
  [
    'a page',
    (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>log in</html>'),
    /HTML page|login page/,
  ],
  [
    'a way elsewhere that leads nowhere',
    (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    /could not be reached/,
  ],
  [
    'a way in a circle',
    ({ url = '/' }, response) => response.writeHead(302, { location: url }).end(),
    /could not be reached/,
  ],
  [
    'less than it said',
    (_, response) => {
      response.writeHead(200, { ...json, 'content-length': '1000000' })
      response.write('{}')
      setTimeout(() => response.destroy(), 20)
    },
    /broke off after 2 bytes/,
  ],
  [
    'without an end',
    (_, response) => {
      response.writeHead(200, json)
      const more = (): void => {
        while (response.write(spaces));
        response.once('drain', more)
      }
      more()
    },
    /larger than 1,000,000 bytes/,
  ],
  [
    'a bomb',
    (_, response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb),
    /larger than 1,000,000 bytes/,
  ],
  ['a status that is none', (_, response) => response.writeHead(999).end('x'), /failed \(999\)/],
]

describe('a store that answers', () => {
  it.each(ways)('%s', async (_name, answer, sentence) => {
    for (const [what, said] of await ask(answer)) expect(said, what).toMatch(sentence)
  })

  it('a byte now and then is not waited for for ever, and who is only slow is', async () => {
    const drip =
      (pieces: readonly string[], everyMs: number): Answer =>
      (_, response) => {
        response.writeHead(200, json)
        let at = 0
        const timer = setInterval(() => {
          if (at < pieces.length) response.write(pieces[at++])
          else response.end()
        }, everyMs)
        response.on('close', () => clearInterval(timer))
      }
    // On a busy machine a process may get no turn for some tenths of a second.
    const http = createHttp({ fetch, timeoutMs: 1000, maxBytes: 1_000_000 })
    const one = async (answer: Answer): Promise<string> => {
      const dripping = createServer(answer)
      await new Promise<void>((ready) => dripping.listen(0, '127.0.0.1', ready))
      const { port } = dripping.address() as AddressInfo
      const got = await http.request({ url: `http://127.0.0.1:${port}/`, where: 'x', expects: 'json' })
      dripping.closeAllConnections()
      dripping.close()
      return got.ok ? new TextDecoder().decode(got.value.bytes) : got.error.what
    }
    // A byte each twenty milliseconds without end, and more than ten seconds at some 20 kB/s.
    const blanks = (count: number, length: number): readonly string[] =>
      Array.from({ length: count }, () => ' '.repeat(length))
    const [now, slow] = await Promise.all([
      one(drip(blanks(10_000, 1), 20)),
      one(drip(['[', ...blanks(540, 400), ']'], 20)),
    ])
    expect(now).toMatch(/^only \d+ bytes came in \d+ s, so/)
    expect([slow.length, slow.trim().replace(/ +/, '')]).toEqual([216_002, '[]'])
  })

  it('numbers that are none, and names that are something to JavaScript, without a figure that is none', async () => {
    const said = await ask((_, response) =>
      response.writeHead(200, json).end(
        JSON.stringify({
          series: [
            {
              labels: [{ name: '__proto__', value: 'a' }],
              points: [
                { timestamp: '1e999', value: 'NaN' },
                { timestamp: '-1', value: -5e300 },
              ],
            },
          ],
          labelsSet: [
            {
              labels: [
                { name: 'service_name', value: '__proto__' },
                { name: '__profile_type__', value: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds' },
              ],
            },
          ],
          names: ['__proto__', null, 5],
          labelValues: ['constructor', {}],
        }),
      ),
    )
    expect(said.every(([, one]) => !/NaN|undefined|\[object/.test(one))).toBe(true)
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })
})
