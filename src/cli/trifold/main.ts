/** The command `trifold`: which command is meant, and nothing else; each is loaded when it is asked for. Built, it begins in `start.ts`. */
import type { Outcome } from '../diagnose/outcome.ts'
import { commandOf, usage } from './commands.ts'
import { version } from './package.ts'
import { harmless } from './terminal.ts'

// `trifold diagnose … | head` closes the pipe early: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

const words = process.argv.slice(2)
const [first] = words
if (first === '--help' || first === '-h' || first === 'help') finish({ code: 0, stdout: `${usage}\n`, stderr: '' })
else if (first === '--version' || first === '-V') finish({ code: 0, stdout: `${version()}\n`, stderr: '' })
else void answer()

async function answer(): Promise<void> {
  const { run, rest } = commandOf(words)
  try {
    finish(await run(rest))
  } catch (error) {
    // Whatever it was, people get one line; where it comes from is for who looks for the fault.
    const what = error instanceof Error ? error.message : String(error)
    if (process.env['TRIFOLD_DEBUG'] !== undefined) console.error(error)
    finish({ code: 2, stdout: '', stderr: `trifold: this failed unexpectedly: ${what.split('\n')[0]}\n` })
  }
}

function finish({ code, stdout, stderr }: Outcome): void {
  process.stderr.write(harmless(stderr))
  process.stdout.write(stdout)
  process.exitCode = code
}
