/** The tools, one registration each. Every answer is the `--json` object of the command, shortened by `brief`. */
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { viewKinds } from '../../core/base/vocabulary.ts'
import type { Subject } from '../../core/analyst/subject.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { everythingOf } from '../../core/analyst/everything.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { loadPaths } from '../diagnose/loadPaths.ts'
import { snapshot } from '../snapshot/snapshot.ts'
import { parseArguments } from '../diagnose/args.ts'
import { ofStore, saidOf } from '../diagnose/settings.ts'
import { loadStoreWindow } from '../store/loadWindow.ts'
import { openStore } from '../store/openStore.ts'
import { outcome, refused, structured } from './answers.ts'
import {
  type Asked,
  baseOptionsOf,
  baseSelection,
  existing,
  type Given,
  selection,
  type Words,
  wordsOf,
} from './selection.ts'
import { addServices } from './services.ts'

const paths = selection.paths.unwrap()
const about = {
  ...selection,
  cores: z.number().positive().max(100_000).optional().describe('CPUs the service may use, where no file says it'),
  threads: z
    .number()
    .positive()
    .max(10_000_000)
    .optional()
    .describe('threads (Go: goroutines), the denominator of lock wait'),
}

export function serverOf(given: Given, version: string): McpServer {
  const server = new McpServer({ name: 'trifold', version })
  addVerdicts(server, given)
  addFunctions(server, given)
  addSnapshot(server, given)
  if (given.stores.length > 0) addServices(server, given)
  return server
}

function addVerdicts(server: McpServer, given: Given): void {
  server.registerTool(
    'diagnose',
    {
      description:
        'Reads CPU, heap and lock profiles of one service together: six signals with 95 % intervals (null means not measured, never zero), the pattern that fits, what to look at and what to do next. Of a store also which of its processes differs, and how each stands.',
      inputSchema: z.object(about),
    },
    async (asked) => {
      const meant = wordsOf(given, asked)
      if (!meant.ok) return refused(meant.error)
      const { words, around } = meant.value
      return outcome(await diagnose(['--json', ...numbersOf(asked), ...words], 'diagnose', around))
    },
  )

  server.registerTool(
    'compare',
    {
      description:
        'What changed from base (earlier, healthy) to head, with the test behind each line. Both sides are paths, or head is a window of a store and base what differs from it: another window, or another part. An empty list of changes is no proof that nothing changed.',
      inputSchema: z.object({
        base: z.union([paths, baseSelection]),
        head: z.union([paths, z.object(selection)]),
        cores: about.cores,
        threads: about.threads,
      }),
    },
    async (asked) => {
      const sides = sidesOf(given, asked.base, asked.head)
      if (!sides.ok) return refused(sides.error)
      const { words, around } = sides.value
      return outcome(await diagnose(['--json', ...numbersOf(asked), ...words], 'compare', around))
    },
  )
}

function addFunctions(server: McpServer, given: Given): void {
  server.registerTool(
    'top_functions',
    {
      description:
        'Functions of one view, dearest first: self and total in nanoseconds or bytes, with the samples behind them.',
      inputSchema: z.object({
        ...about,
        view: z.enum(viewKinds),
        limit: z.number().int().min(1).max(100).default(20),
        search: z.string().max(200).optional().describe('plain text that the name contains'),
      }),
    },
    async ({ view, limit, search, ...asked }) => {
      const opened = await openAsked(given, asked)
      if (!opened.ok) return refused(opened.error)
      const { analyst, subject } = opened.value
      const sortBy = view === 'cpu' ? 'cpu_self' : view
      const answer = analyst.gathered(subject).functionRows({
        sortBy,
        descending: true,
        limit,
        offset: 0,
        ...(search === undefined ? {} : { search: { text: search, isRegex: false } }),
      })
      return structured({
        ...windowOf(opened.value),
        view,
        total: answer.totals[view] ?? null,
        of: answer.of,
        rows: answer.rows.map(({ name, values }) => ({ name, ...values[view] })),
      })
    },
  )

  server.registerTool(
    'callers_and_callees',
    {
      description:
        'Who calls a function and whom it calls, in one view. The name must be whole, as top_functions gives it.',
      inputSchema: z.object({ ...about, view: z.enum(viewKinds), name: z.string().min(1).max(2000) }),
    },
    async ({ view, name, ...asked }) => {
      const opened = await openAsked(given, asked)
      if (!opened.ok) return refused(opened.error)
      const { analyst, subject } = opened.value
      return structured({ ...windowOf(opened.value), ...analyst.gathered(subject).sandwich(view, name) })
    },
  )
}

function addSnapshot(server: McpServer, given: Given): void {
  server.registerTool(
    'snapshot',
    {
      description:
        'Writes the view as one HTML file that needs no network, and gives its path and five lines for a chat.',
      inputSchema: z.object({
        ...about,
        out: z
          .string()
          .min(1)
          .max(4096)
          .describe('the HTML file to write, below the folders this server was started with'),
        redact: z.array(z.enum(['names', 'paths', 'labels', 'hosts', 'all'])).optional(),
      }),
    },
    async ({ out, redact, ...asked }) => {
      const meant = wordsOf(given, asked)
      const target = given.confined.toWrite(out)
      if (!meant.ok) return refused(meant.error)
      if (!target.ok) return refused(target.error)
      if (!/\.html?$/i.test(target.value)) return refused('a snapshot is an HTML file: let the name end in .html')
      const hidden = (redact ?? []).flatMap((what) => ['--redact', what])
      const { words, around } = meant.value
      const { code, stdout, stderr } = await snapshot(
        ['--markdown', ...hidden, ...numbersOf(asked), '-o', target.value, ...words],
        around,
      )
      return code === 0 ? structured({ file: target.value, chat: stdout.trim() }) : refused(stderr.trim())
    },
  )
}

interface Numbers {
  readonly cores?: number | undefined
  readonly threads?: number | undefined
}

const numbersOf = ({ cores, threads }: Numbers): readonly string[] => [
  ...(cores === undefined ? [] : ['--cores', String(cores)]),
  ...(threads === undefined ? [] : ['--threads', String(threads)]),
]

type Side = readonly string[] | Asked

/** Both sides are files, or both are of a store. */
function sidesOf(
  given: Given,
  base: readonly string[] | z.infer<typeof baseSelection>,
  head: Side,
): Result<Words, string> {
  if (isPaths(base) !== isPaths(head)) return err('base and head: both are paths, or both are of a store')
  if (isPaths(base) || isPaths(head)) {
    const before = existing(given.confined, isPaths(base) ? base : [])
    const after = existing(given.confined, isPaths(head) ? head : [])
    if (!before.ok) return before
    if (!after.ok) return after
    return ok({
      words: ['--base', ...before.value, '--head', ...after.value],
      around: { env: {}, nowMs: Date.now() },
    })
  }
  const shown = wordsOf(given, head)
  if (!shown.ok) return shown
  const more = baseOptionsOf(base)
  return more.ok ? ok({ ...shown.value, words: [...shown.value.words, ...more.value] }) : more
}

const isPaths = (side: object): side is readonly string[] => Array.isArray(side)

interface Opened {
  readonly analyst: Analyst
  readonly subject: Subject
}

async function openAsked(given: Given, { cores, threads, ...asked }: Numbers & Asked): Promise<Result<Opened, string>> {
  const analyst = new Analyst()
  const said = saidOf({ ...(cores === undefined ? {} : { cores }), ...(threads === undefined ? {} : { threads }) })
  const meant = wordsOf(given, asked)
  if (!meant.ok) return meant
  const parsed = parseArguments(meant.value.words, meant.value.around)
  if (parsed === 'help' || !parsed.ok) return err(parsed === 'help' ? 'nothing is asked' : parsed.error)
  const { store, paths: found } = parsed.value
  const read = store
    ? await loadStoreWindow(analyst, openStore(store.address), store.head, { said })
    : ok(await loadPaths(analyst, found))
  if (!read.ok) return read
  const loaded = read.value
  if (loaded.captures.length === 0) return err(loaded.warnings[0] ?? 'nothing to read')
  const subject = {
    captureIds: loaded.captures.map(({ id }) => id),
    window: loaded.opens ?? everythingOf(loaded.captures) ?? { fromMs: 0, untilMs: 1000 },
    settings: { ...loaded.settings, ...said },
    ...ofStore(loaded),
  }
  return ok({ analyst, subject })
}

/** So that the next question can be about the same minutes. */
function windowOf({ subject: { window } }: Opened): object {
  const iso = (ms: number): string => new Date(ms).toISOString()
  return window.fromMs === 0 ? {} : { window: { from: iso(window.fromMs), until: iso(window.untilMs) } }
}
