#!/usr/bin/env node
/** The command `trifold`: which command is meant, and nothing else; each is loaded when it is asked for. */
import type { Outcome } from '../diagnose/outcome.ts'
import { commandOf, usage } from './commands.ts'
import { version } from './package.ts'
import { startQuickly } from './quickStart.ts'

// `trifold diagnose … | head` closes the pipe early: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

startQuickly()
const words = process.argv.slice(2)
const [first] = words
if (first === '--help' || first === '-h' || first === 'help') finish({ code: 0, stdout: `${usage}\n`, stderr: '' })
else if (first === '--version' || first === '-V') finish({ code: 0, stdout: `${version()}\n`, stderr: '' })
else {
  const { run, rest } = commandOf(words)
  finish(await run(rest))
}

function finish({ code, stdout, stderr }: Outcome): void {
  process.stderr.write(stderr)
  process.stdout.write(stdout)
  process.exitCode = code
}
