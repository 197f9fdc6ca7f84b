/** `trifold mcp`: the tested answers for agents and editors, over standard input and output. Nothing is executed, and nobody is asked but the stores named at start. */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Outcome } from '../diagnose/outcome.ts'
import { version } from '../trifold/package.ts'
import type { Result } from '../../core/base/result.ts'
import { addressOf, type StoreAddress } from '../store/arguments.ts'
import { confineTo } from './confine.ts'
import { serverOf } from './tools.ts'

const usage = `usage: trifold mcp [--pyroscope URL] [--parca URL] [--tenant NAME] [DIR|FILE…]

Serves the Model Context Protocol over standard input and output: diagnose, top_functions, callers_and_callees, compare, snapshot,
and with a store services. A tool is asked about files or about a window of a store: {"service": "orders", "last": "15m"}.
Only files below the folders named here can be read, and snapshots are written only there; only the stores named here are asked.
Answers are the objects of "trifold diagnose --json", shortened where they are long; what was cut is said in them.

  --pyroscope, --parca   a store; user:password in the address is sent to it alone. TRIFOLD_PYROSCOPE_URL and TRIFOLD_PARCA_URL
                         are read as well, so that a login need not stand in an editor's configuration
  --tenant NAME          where a Pyroscope keeps several apart

  in an editor's configuration:  { "command": "trifold", "args": ["mcp", "/path/to/profiles"] }`

export async function mcp(words: readonly string[]): Promise<Outcome> {
  let paths: readonly string[]
  const stores: StoreAddress[] = []
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        pyroscope: { type: 'string' },
        parca: { type: 'string' },
        tenant: { type: 'string' },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { code: 0, stdout: `${usage}\n`, stderr: '' }
    paths = positionals
    for (const kind of ['pyroscope', 'parca'] as const) {
      const found = addressIn(kind, values)
      if (!found.ok) return fail(found.error)
      if (found.value !== undefined) stores.push(found.value)
    }
  } catch (error) {
    return fail(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}; see --help`)
  }
  if (paths.length + stores.length === 0)
    return fail('no folder and no store given: name what may be read, DIR or --pyroscope URL; see --help')
  const confined = confineTo(paths)
  if (!confined.ok) return fail(confined.error)
  const given = { confined: confined.value, stores }
  const transport = new StdioServerTransport()
  const handle = serveStdio(() => serverOf(given, version()), {
    transport,
    onerror: (error) => process.stderr.write(`trifold mcp: ${error.message.replace(/\s+/g, ' ').slice(0, 300)}\n`),
  })
  await Promise.race([once(process.stdin, 'close'), closed(transport)])
  await handle.close()
  if (process.stdin.readableEnded) return { code: 0, stdout: '', stderr: '' }
  // Left open, it would be there and answer nothing.
  process.stdin.destroy()
  return fail('a message was too large or could not be answered, and the connection is closed')
}

/** It gives up by itself where a message has no end. */
function closed(transport: StdioServerTransport): Promise<void> {
  return new Promise((resolve) => {
    const before = transport.onclose
    transport.onclose = () => {
      before?.()
      resolve()
    }
  })
}

type Values = Readonly<Partial<Record<'pyroscope' | 'parca' | 'tenant', string | undefined>>>

/** One kind of store, by its option or its variable. */
function addressIn(kind: 'pyroscope' | 'parca', values: Values): Result<StoreAddress | undefined, string> {
  const words = new Map<string, readonly string[]>()
  for (const option of [kind, 'tenant'] as const) {
    const text = values[option]
    if (text !== undefined) words.set(option, [text])
  }
  const variable = `TRIFOLD_${kind.toUpperCase()}_URL`
  return addressOf(words, { [variable]: process.env[variable] })
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold mcp: ${message}\n` })
