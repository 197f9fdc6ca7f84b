/**
 * The servers of the page as an attacker meets them: `trifold serve` (whose `forward` is the proxy of `npm start` and `npm run dev` too) and
 * the nginx site, each with recordings, secrets beside them, and stores that write down all they are asked.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { hasNginx, startNginx } from '../../../e2e/servers/nginxServer.ts'
import { serve as serveStore, type Asked, type TestServer } from '../../../e2e/servers/serve.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { startPageServer } from '../serve/pageServer.ts'
import { type Answered, raw } from './wire.ts'

interface Subject {
  readonly name: string
  readonly skip: boolean
  /** Credentials that the server adds; the nginx site of the README has a line for it. */
  readonly lends: boolean
  readonly start: (dist: string, store: string) => Promise<{ readonly url: string; close(): Promise<void> }>
}

const all: readonly Subject[] = [
  {
    name: 'trifold serve',
    skip: false,
    lends: true,
    start: (dist, store) => {
      const withUser = store.replace('//', '//me:secret@')
      return startPageServer({
        page: dist,
        recordings: join(dist, 'recordings'),
        proxies: proxyTable({
          TRIFOLD_PYROSCOPE_URL: withUser,
          TRIFOLD_PARCA_URL: withUser,
          TRIFOLD_GO_PPROF_URL: `orderbook=${withUser}`,
        }),
        files: [],
        host: '127.0.0.1',
        port: 0,
        base: '',
        env: {},
      })
    },
  },
  {
    name: 'the nginx site (skipped where there is no nginx)',
    skip: !hasNginx,
    lends: false,
    start: (dist, store) => startNginx({ dist, pyroscope: store, parca: store, goService: store }),
  },
]

export const attackedServers = all.filter(({ skip }) => !skip)

export interface Attacked {
  /** Where it listens. */
  readonly url: () => string
  readonly host: () => string
  /** The folder that it hands out. */
  readonly dist: () => string
  readonly asked: () => readonly Asked[]
  /** What the stores behind it say from now on, in this test. */
  readonly answerWith: (answer: Answer) => void
  readonly ask: (
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Answered>
}
interface Answer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const emptyAnswer: Answer = { headers: { 'Content-Type': 'application/json' }, body: '{}' }

/** For all tests of one `describe`. */
export function attacked(start: Subject['start']): Attacked {
  let store: TestServer
  let server: { readonly url: string; close(): Promise<void> }
  let dist: string
  let elsewhere: string
  let asked: Asked[]
  let answers: Answer

  beforeAll(async () => {
    dist = mkdtempSync(join(tmpdir(), 'trifold-attack-'))
    for (const folder of ['assets', 'recordings', 'recordings/mine', 'recordings/public']) mkdirSync(join(dist, folder))
    writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Trifold</title>')
    writeFileSync(join(dist, 'assets', 'page-1a2b.js'), 'export {}')
    for (const file of ['recordings/mine/recording.json', 'recordings/public/recording.json', 'trifold.config.json'])
      writeFileSync(join(dist, file), '{}')
    mkdirSync(join(dist, 'recordings', '.git'))
    for (const file of ['.env', '.git/config', 'mine/.htpasswd'])
      writeFileSync(join(dist, 'recordings', file), 'a secret')
    for (const file of ['evil.html', 'evil.svg', 'evil.js', 'evil.xml', 'evil', 'cpu.pb.gz'])
      writeFileSync(join(dist, 'recordings/mine', file), '<script src="evil.js"></script>')
    elsewhere = mkdtempSync(join(tmpdir(), 'trifold-elsewhere-'))
    writeFileSync(join(elsewhere, 'key.txt'), 'a secret')
    symlinkSync(join(elsewhere, 'key.txt'), join(dist, 'recordings/mine/linked.pb.gz'))
    symlinkSync(elsewhere, join(dist, 'recordings/mine/folder'))
    symlinkSync(elsewhere, join(dist, 'recordings/linked'))
    store = await serveStore((one) => {
      asked.push(one)
      return answers
    })
    server = await start(dist, store.url)
  })
  afterAll(async () => {
    await server.close()
    await store.close()
    rmSync(dist, { recursive: true })
    rmSync(elsewhere, { recursive: true })
  })
  beforeEach(() => {
    asked = []
    answers = emptyAnswer
  })

  return {
    url: () => server.url,
    host: () => new URL(server.url).host,
    dist: () => dist,
    asked: () => asked,
    answerWith: (answer) => (answers = answer),
    ask: (method, path, headers = {}, body) => raw(server.url, method, path, headers, body),
  }
}
