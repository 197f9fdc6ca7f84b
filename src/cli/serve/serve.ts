/** `trifold serve`: what `npm start` does, for a deployment without npm. */
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseConfig } from '../../sources/config/config.ts'
import { harmless } from '../trifold/terminal.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { err, explainLoadError, ok, type Result } from '../../core/base/result.ts'
import { readDiskFile } from '../disk.ts'
import type { Outcome } from '../diagnose/outcome.ts'
import { pageFolder, sampleRecordings } from '../trifold/package.ts'
import { startPageServer, type PageServer } from './pageServer.ts'
import { untilStopped } from './untilStopped.ts'

const usage = `usage: trifold serve [--pyroscope URL] [--parca URL] [--go NAME=URL]… [--recordings DIR | --samples]
                     [--config FILE] [--host 127.0.0.1] [--port 4173] [--base /PREFIX]

Serves the page with these stores behind its own origin. Nothing is kept and nothing is written.

  --pyroscope, --parca   a store; user:password in the address is sent by this server and never reaches a browser
  --go NAME=URL          the profiles of a Go service (net/http/pprof), nothing else of it; may be repeated
  --recordings DIR       a folder of recordings, served to the page; without an index.json all in it are listed
  --samples              the recordings that come with Trifold
  --config FILE          the page's trifold.config.json (cores, thresholds, tenants, events …), read once; it names the
                         stores itself, as /pyroscope, /parca and /pprof/NAME
  --host, --port         where to listen; other machines are let in only with --host 0.0.0.0
  --base                 a path in front of everything, where a proxy passes it on
  /healthz answers "ok". TRIFOLD_PYROSCOPE_URL, TRIFOLD_PARCA_URL, TRIFOLD_GO_PPROF_URL and TRIFOLD_FRAME_ANCESTORS are read as well.

Exit code: 0 after Control-C or a signal to end, 2 when it could not start.`

export async function serve(words: readonly string[]): Promise<Outcome> {
  const parsed = parseServe(words)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === 'help') return { code: 0, stdout: `${usage}\n`, stderr: '' }
  const asked = parsed.value
  const page = pageFolder()
  if (page === undefined) return fail('the page is not built; run npm run build first')
  const proxies = proxyTable(asked.env, asked.saidAs)
  const [mistake] = proxies.mistakes
  if (mistake !== undefined) return fail(mistake)
  const { recordings, config, host, port, base, env } = asked
  const configRead = config === undefined ? undefined : await readDiskFile(config)
  if (configRead?.ok === false) return fail(`--config: ${explainLoadError(configRead.error)}`)
  const configText = configRead && new TextDecoder().decode(configRead.value)
  // A mistake costs the entry it is in, here as on the page.
  for (const mistake of configText === undefined ? [] : parseConfig(configText, 'http://localhost/').mistakes)
    process.stderr.write(harmless(`trifold serve: ${mistake}\n`))
  const started = await start({
    page,
    proxies,
    files: [],
    host,
    port,
    base,
    env,
    ...(recordings === undefined ? {} : { recordings }),
    ...(configText === undefined ? {} : { config: configText }),
  })
  if (typeof started === 'string') return fail(started)
  // Who is told the address may end it at once.
  const ended = untilStopped(started)
  process.stdout.write(`Trifold: ${started.url}/\n`)
  await ended
  return { code: 0, stdout: '', stderr: '' }
}

/** The server, or why it could not start in one sentence. */
export async function start(served: Parameters<typeof startPageServer>[0]): Promise<PageServer | string> {
  try {
    return await startPageServer(served)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'EADDRINUSE') return `port ${served.port} is taken; choose another with --port`
    if (code === 'EACCES') return `port ${served.port} may not be opened; choose one above 1024 with --port`
    return `it cannot listen on ${served.host}:${served.port} (${code})`
  }
}

interface ServeArguments {
  readonly config?: string
  readonly recordings?: string
  readonly host: string
  readonly port: number
  readonly base: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Which of these variables were written as options. */
  readonly saidAs: Readonly<Record<string, string>>
}

function parseServe(words: readonly string[]): Result<ServeArguments | 'help', string> {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        pyroscope: { type: 'string' },
        parca: { type: 'string' },
        go: { type: 'string', multiple: true, default: [] },
        recordings: { type: 'string' },
        config: { type: 'string' },
        samples: { type: 'boolean', default: false },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '4173' },
        base: { type: 'string', default: '' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return ok('help')
    const port = portOf(values.port)
    if (port === undefined) return err(`--port must be a number from 0 to 65535, is "${values.port}"`)
    const base = values.base.replace(/\/+$/, '')
    if (!/^(\/[\w.~-]+)*$/.test(base)) return err(`--base must be a path like /trifold, is "${values.base}"`)
    const recordings = values.recordings ?? (values.samples ? sampleRecordings() : undefined)
    if (values.samples && recordings === undefined) return err('the sample recordings are not in this package')
    if (recordings !== undefined && !isFolder(recordings))
      return err(`--recordings must be a folder of recordings; ${recordings} is none`)
    return ok({
      host: values.host,
      port,
      base,
      env: {
        ...process.env,
        ...(values.pyroscope === undefined ? {} : { TRIFOLD_PYROSCOPE_URL: values.pyroscope }),
        ...(values.parca === undefined ? {} : { TRIFOLD_PARCA_URL: values.parca }),
        ...(values.go.length === 0 ? {} : { TRIFOLD_GO_PPROF_URL: values.go.join(',') }),
      },
      saidAs: {
        ...(values.pyroscope === undefined ? {} : { TRIFOLD_PYROSCOPE_URL: '--pyroscope' }),
        ...(values.parca === undefined ? {} : { TRIFOLD_PARCA_URL: '--parca' }),
        ...(values.go.length === 0 ? {} : { TRIFOLD_GO_PPROF_URL: '--go' }),
      },
      ...(recordings === undefined ? {} : { recordings }),
      ...(values.config === undefined ? {} : { config: values.config }),
    })
  } catch (error) {
    return err(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}; see --help`)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

export function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold serve: ${message}\n` })
