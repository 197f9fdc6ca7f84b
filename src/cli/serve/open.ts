/** `trifold FILE… | DIR`: the page with these files in it, served to this machine alone. `trifold` alone shows the samples. */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import type { Outcome } from '../diagnose/outcome.ts'
import { pageFolder, sampleRecordings } from '../trifold/package.ts'
import { offeredFiles } from './offeredFiles.ts'
import { portOf, start } from './serve.ts'
import { untilStopped } from './untilStopped.ts'

const usage = `usage: trifold [FILE… | DIR] [--port N] [--no-browser] [--quiet]

Opens profile files, a folder of them or a recording in the page, which is served to this machine alone (127.0.0.1) until Control-C.
Without files: the recorded samples that come with Trifold.

  --port N       a port of your choice; default: any free one
  --no-browser   only print the address
  --quiet        nothing but the address

Exit code: 0 after Control-C, 2 when a file is not there or the server cannot start.`

export async function open(words: readonly string[]): Promise<Outcome> {
  const parsed = parseOpen(words)
  if (!parsed.ok) return fail(parsed.error)
  if (parsed.value === 'help') return { code: 0, stdout: `${usage}\n`, stderr: '' }
  const asked = parsed.value
  const page = pageFolder()
  if (page === undefined) return fail('the page is not built; run npm run build first')
  const files = await offeredFiles(asked.paths)
  if (!files.ok) return fail(files.error)
  const recordings = sampleRecordings()
  if (asked.paths.length === 0 && recordings === undefined)
    return fail('no files are named, and this package has no samples')
  const started = await start({
    page,
    proxies: proxyTable({}),
    files: files.value,
    host: '127.0.0.1',
    port: asked.port,
    base: '',
    env: {},
    ...(recordings === undefined ? {} : { recordings }),
  })
  if (typeof started === 'string') return fail(started)
  const what =
    files.value.length === 0
      ? 'the recorded samples'
      : `${files.value.length} ${files.value.length === 1 ? 'file' : 'files'}`
  // Who is told the address may end it at once.
  const ended = untilStopped(started)
  process.stdout.write(`${started.url}/\n`)
  if (!asked.quiet) process.stderr.write(`trifold: ${what}, served to this machine until Control-C\n`)
  if (asked.browser) showInBrowser(`${started.url}/`)
  await ended
  return { code: 0, stdout: '', stderr: '' }
}

interface OpenArguments {
  readonly paths: readonly string[]
  readonly port: number
  readonly browser: boolean
  readonly quiet: boolean
}

function parseOpen(words: readonly string[]): Result<OpenArguments | 'help', string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        port: { type: 'string', default: '0' },
        'no-browser': { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return ok('help')
    const port = portOf(values.port)
    if (port === undefined) return err(`--port must be a number from 0 to 65535, is "${values.port}"`)
    return ok({ paths: positionals, port, browser: !values['no-browser'], quiet: values.quiet })
  } catch (error) {
    return err(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}; see --help`)
  }
}

/** Only where there is a desktop; a server in a terminal session has none, and the address is printed anyway. */
function showInBrowser(url: string): void {
  const { platform, env } = process
  const hasDesktop =
    platform === 'darwin' ||
    platform === 'win32' ||
    env['DISPLAY'] !== undefined ||
    env['WAYLAND_DISPLAY'] !== undefined
  if (!hasDesktop || !process.stdout.isTTY) return
  const [command, ...args] =
    platform === 'darwin' ? ['open', url] : platform === 'win32' ? ['cmd', '/c', 'start', '', url] : ['xdg-open', url]
  const opener = spawn(command ?? '', args, { stdio: 'ignore', detached: true })
  // Without an opener the printed address is all there is.
  opener.once('error', () => undefined)
  opener.unref()
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold: ${message}\n` })
