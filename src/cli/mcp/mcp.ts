/** `trifold mcp`: the tested answers for agents and editors, over standard input and output. Nothing is executed; nothing is fetched. */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import type { Outcome } from '../diagnose/outcome.ts'
import { version } from '../trifold/package.ts'
import { confineTo } from './confine.ts'
import { serverOf } from './tools.ts'

const usage = `usage: trifold mcp DIR|FILE…

Serves the Model Context Protocol over standard input and output: diagnose, top_functions, callers_and_callees, compare, snapshot.
Only files below the folders named here can be read, and snapshots are written only there. Answers are the objects of
"trifold diagnose --json", shortened where they are long; what was cut is said in them.

  in an editor's configuration:  { "command": "trifold", "args": ["mcp", "/path/to/profiles"] }`

export async function mcp(words: readonly string[]): Promise<Outcome> {
  let paths: readonly string[]
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { quiet: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    })
    if (values.help) return { code: 0, stdout: `${usage}\n`, stderr: '' }
    paths = positionals
  } catch (error) {
    return fail(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}; see --help`)
  }
  if (paths.length === 0) return fail('no folder given: name the folders whose profiles may be read; see --help')
  const confined = confineTo(paths)
  if (!confined.ok) return fail(confined.error)
  const handle = serveStdio(() => serverOf(confined.value, version()), {
    onerror: (error) => process.stderr.write(`trifold mcp: ${error.message}\n`),
  })
  await once(process.stdin, 'close')
  await handle.close()
  return { code: 0, stdout: '', stderr: '' }
}

const fail = (message: string): Outcome => ({ code: 2, stdout: '', stderr: `trifold mcp: ${message}\n` })
