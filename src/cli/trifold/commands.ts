/** The commands, one row each. Words that name no command are files to open. */
import type { Outcome } from '../diagnose/outcome.ts'

type Run = (words: readonly string[]) => Promise<Outcome>

const commands: Readonly<Record<string, Run>> = {
  open: async (words) => (await import('../serve/open.ts')).open(words),
  diagnose: async (words) => (await import('../diagnose/diagnose.ts')).diagnose(words),
  compare: async (words) => (await import('../diagnose/diagnose.ts')).diagnose(words, 'compare'),
  snapshot: async (words) => (await import('../snapshot/snapshot.ts')).snapshot(words),
  record: async (words) => (await import('../record/runRecord.ts')).runRecordUntilStopped(words),
  serve: async (words) => (await import('../serve/serve.ts')).serve(words),
  mcp: async (words) => (await import('../mcp/mcp.ts')).mcp(words),
}

export const usage = `usage: trifold [FILE… | DIR]          opens these profiles in the page; without any, the recorded samples
       trifold diagnose PATH…         says what they mean together, in the terminal or as --json
       trifold compare --base PATH… --head PATH…
                                      what changed between two windows, builds or runs
       trifold snapshot PATH… -o FILE the page as one HTML file that needs no network
       trifold record --go URL …      records a Go service into a folder
       trifold serve …                the page with stores and recordings behind it, for a deployment
       trifold mcp PATH…              the same answers for agents and editors, over standard input and output

       trifold COMMAND --help         says the rest
       trifold --version

Every command takes --quiet. Answers go to standard output, all else to standard error; exit code 0 done, 2 refused with one line,
3 a rule of --fail-on was met.

Profiles never leave this machine: the page runs in your browser and is served to it alone.`

/** `trifold cpu.pb.gz` opens it; a file that is called like a command is opened by its path: `trifold ./diagnose`. */
export function commandOf(words: readonly string[]): { readonly run: Run; readonly rest: readonly string[] } {
  const [first = ''] = words
  const named = Object.hasOwn(commands, first) ? commands[first] : undefined
  const open: Run = async (rest) => (await import('../serve/open.ts')).open(rest)
  return named ? { run: named, rest: words.slice(1) } : { run: open, rest: words }
}
