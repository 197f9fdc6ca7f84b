/** Texts from outside: links, the configuration, recordings, answers of stores, patterns of the search. */
import { readFileSync } from 'node:fs'
import { Analyst } from '../../core/analyst/analyst.ts'
import { formatAddress, parseAddress } from '../../core/link/address.ts'
import { compileSearch } from '../../core/profile/search.ts'
import type { Result } from '../../core/base/result.ts'
import { parseConfig } from '../../sources/config/config.ts'
import { createHttp } from '../../sources/http/http.ts'
import { parca } from '../../sources/parca/parca.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import type { Folder } from '../../sources/recording/folder.ts'
import { openRecording } from '../../sources/recording/openRecording.ts'
import { openIndex } from '../../sources/recording/recordingIndex.ts'
import type { ProfileSource, SourceError } from '../../sources/source.ts'
import { readDiskFile } from '../disk.ts'
import { errorProblem, figureProblem } from './checks.ts'
import { type Outcome, type Part, bytesOf, outcome, textOf } from './part.ts'
import { answering, storeAnswers, storeWindow } from './storeAnswers.ts'

const pageUrl = 'https://trifold.example/'

const links: Part = {
  name: 'links',
  seeds: async () =>
    [
      'v=2&src=recording:recordings/orderbook/&w=2026-11-20T12:00:00Z..2026-11-20T12:10:00Z&f.cpu=main.main,runtime.gcBgMarkWorker&q=json&sel=a',
      'v=2&src=store:prod&service=pay&l.pod=a%2Fb&w=now-10m..now&qr=%28a%7Cb%29*&t.contention-bound.lock_wait_pct=99&cores=4',
      'v=1&src=recording:recordings/orderbook/&from=1700000000000&until=1700000600000&select=main.main',
      'v=2&src=files&files=a.pb.gz@0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef&w=1970-01-01T00:00:00Z..1970-01-01T00:01:00Z&base=2026-11-20T11:00:00Z..2026-11-20T11:10:00Z&base.src=store:prod&base.service=x&embed',
      'v=2&src=snapshot:kept/a.html&sort=cpu&heap=both&zone=Asia%2FKolkata&max=lock&theme=dark&swapped',
    ].map(bytesOf),
  run: async (input) => {
    const { view, problems } = parseAddress(textOf(input))
    const again = formatAddress(view, Infinity).text
    const twice = formatAddress(parseAddress(again).view, Infinity).text
    const problem = again === twice ? undefined : 'a link that is not read as it was written'
    return outcome(problems.length === 0, figureProblem(view, 'view') ?? problem)
  },
}

const configs: Part = {
  name: 'config',
  seeds: async () =>
    [
      {
        sources: [
          {
            kind: 'pyroscope',
            name: 'prod',
            url: '/pyroscope',
            tenant: 'a',
            headers: { 'X-A': 'b' },
            serviceLabel: 'app',
          },
          { kind: 'parca', name: 'eu', url: 'https://parca.example/' },
          { kind: 'go-pprof', name: 'x', url: '/pprof/x', service: 'x' },
          { kind: 'recordings', title: 'Ours', url: 'recordings' },
        ],
        services: { checkout: { cores: 4, threads: 8, thresholds: { 'slow-leak': { live_heap_slope_mb_h: 80 } } } },
        zone: 'Asia/Kolkata',
        snapshotStore: '/snapshots',
        limits: { inflatedMB: 100, downloadMB: 10, localFilesMB: 10 },
        allowedOrigins: ['https://a.example'],
        open: [{ name: 'a', url: 'open/0' }],
      },
      { sources: [] },
    ].map((value) => bytesOf(JSON.stringify(value))),
  run: async (input) => {
    const { config, mistakes } = parseConfig(textOf(input), pageUrl)
    const secret = config.stores.some(({ headers }) =>
      Object.keys(headers).some((name) => /^(cookie|authorization)$/i.test(name)),
    )
    return outcome(
      mistakes.length === 0,
      figureProblem(config, 'config') ?? (secret ? 'a secret in a header' : undefined),
    )
  },
}

const recording = 'public/recordings/idle-pool'

/** The recording with this text as its recording.json. */
const folderWith = (input: Uint8Array): Folder => ({
  id: 'fuzz',
  name: 'fuzz',
  read: async (file): Promise<Result<ArrayBuffer, SourceError>> =>
    /^(recording|index)\.json$/.test(file)
      ? { ok: true, value: input.slice().buffer }
      : readDiskFile(`${recording}/${file}`),
})

const recordings: Part = {
  name: 'recordings',
  seeds: async () =>
    ['idle-pool', 'orderbook', 'jvm-leak'].map(
      (name) => new Uint8Array(readFileSync(`public/recordings/${name}/recording.json`)),
    ),
  run: async (input) => {
    const folder = folderWith(input)
    const index = await openIndex(folder)
    const opened = await openRecording(folder)
    if (!opened.ok) return outcome(false, errorProblem(opened) ?? errorProblem(index))
    const { recording: read, settings, captures } = opened.value
    const problem = figureProblem(read, 'recording') ?? figureProblem(settings, 'settings')
    if (problem !== undefined) return outcome(true, problem)
    const analyst = new Analyst()
    const captureIds: string[] = []
    for (const ref of captures.slice(0, 6)) {
      if (ref.file.includes('..') || ref.file.startsWith('/')) return outcome(true, 'a file outside of the folder')
      const bytes = await ref.read()
      const kept =
        bytes.ok && bytes.value instanceof ArrayBuffer
          ? await analyst.load({ bytes: bytes.value, fileName: ref.file, hints: ref.hints })
          : undefined
      if (kept?.ok === true) captureIds.push(...kept.value.captures.map(({ id }) => id))
    }
    const window = read.windows[0] ?? { fromMs: 0, untilMs: 30_000 }
    const subject = { captureIds, window: { fromMs: window.fromMs, untilMs: window.untilMs }, settings }
    const answer = await analyst.answer({ ask: 'analyse', subject })
    return outcome(true, answer.ok ? figureProblem(answer.value, 'analysis') : errorProblem(answer))
  },
}

async function askStore(source: ProfileSource): Promise<string | undefined> {
  const selection = { service: 'pay', labels: {} }
  const services = await source.services(storeWindow)
  const set = await source.captures(selection, storeWindow)
  const problem =
    (services.ok ? figureProblem(services.value, 'services') : errorProblem(services)) ??
    (set.ok ? figureProblem(set.value, 'captures') : errorProblem(set))
  if (problem !== undefined || !set.ok) return problem
  for (const capture of set.value.captures.slice(0, 4)) {
    const read = await capture.read()
    const wrong = errorProblem(read)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const stores: Part = {
  name: 'store answers',
  seeds: async () => [
    bytesOf(JSON.stringify(storeAnswers)),
    bytesOf('<!doctype html><title>Log in</title>'),
    bytesOf('404 page not found'),
  ],
  run: async (input): Promise<Outcome> => {
    const http = createHttp({ fetch: answering(input), timeoutMs: 1000 })
    const options = { http, now: () => storeWindow.untilMs }
    const config = { name: 'x', title: 'x', headers: {}, url: 'http://store.example' }
    const problem =
      (await askStore(pyroscope({ ...options, config: { ...config, kind: 'pyroscope' } }))) ??
      (await askStore(parca({ ...options, config: { ...config, kind: 'parca' } })))
    return outcome(true, problem)
  },
}

const names = Array.from(
  { length: 400 },
  (_, at) => `pkg${at % 7}.(*Type${at}).${'abba'.repeat(at % 20)}Method<int, ${at}>`,
)

const patterns: Part = {
  name: 'search patterns',
  seeds: async () =>
    [
      '^json\\.(dumps|loads)$',
      '((a|b)*a){3,5}[^x-z]\\w+?',
      '((((){200}){200}){200}){200}',
      '\\b(?:Get|Set)\\d{1,200}$',
      '(a?){30}a{30}',
    ].map(bytesOf),
  run: async (input) => {
    const compiled = compileSearch({ text: textOf(input), isRegex: true })
    if (!compiled.ok) return outcome(false, compiled.error === '' ? 'an error without a sentence' : undefined)
    for (const name of names) compiled.value?.matches(name)
    return outcome(true, undefined)
  },
}

export const textParts: readonly Part[] = [links, configs, recordings, stores, patterns]
