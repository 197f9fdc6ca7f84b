/** The tools, one registration each. Every answer is the `--json` object of the command, shortened by `brief`. */
import { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { err, ok, type Result } from '../../core/base/result.ts'
import { Analyst } from '../../core/analyst/analyst.ts'
import { everythingOf } from '../../core/analyst/everything.ts'
import { diagnose } from '../diagnose/diagnose.ts'
import { loadPaths } from '../diagnose/loadPaths.ts'
import { snapshot } from '../snapshot/snapshot.ts'
import { brief } from './brief.ts'
import type { Confined } from './confine.ts'

const paths = z.array(z.string().min(1).max(4096)).min(1).max(200)
const about = {
  paths: paths.describe(
    'profile files, folders of them, or recordings, below the folders this server was started with',
  ),
  cores: z.number().positive().max(100_000).optional().describe('CPUs the service may use, where no file says it'),
  threads: z
    .number()
    .positive()
    .max(10_000_000)
    .optional()
    .describe('threads (Go: goroutines), the denominator of lock wait'),
}

export function serverOf(confined: Confined, version: string): McpServer {
  const server = new McpServer({ name: 'trifold', version })

  server.registerTool(
    'diagnose',
    {
      description:
        'Reads CPU, heap and lock profiles of one service together: six signals with 95 % intervals (null means not measured, never zero), the pattern that fits, what to look at and what to do next.',
      inputSchema: z.object(about),
    },
    async (asked) => {
      const found = confinedPaths(confined, asked.paths)
      if (!found.ok) return refused(found.error)
      return outcome(await diagnose(['--json', ...numbersOf(asked), '--', ...found.value]))
    },
  )

  server.registerTool(
    'compare',
    {
      description:
        'What changed from base (earlier, healthy) to head, with the test behind each line. An empty list of changes is no proof that nothing changed.',
      inputSchema: z.object({ base: paths, head: paths, cores: about.cores, threads: about.threads }),
    },
    async (asked) => {
      const base = confinedPaths(confined, asked.base)
      const head = confinedPaths(confined, asked.head)
      if (!base.ok) return refused(base.error)
      if (!head.ok) return refused(head.error)
      return outcome(await diagnose(['--json', ...numbersOf(asked), '--base', ...base.value, '--head', ...head.value]))
    },
  )

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
      const opened = await openPaths(confined, asked)
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
      const opened = await openPaths(confined, asked)
      if (!opened.ok) return refused(opened.error)
      return structured(opened.value.analyst.gathered(opened.value.subject).sandwich(view, name))
    },
  )

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
      const found = confinedPaths(confined, asked.paths)
      const target = confined.toWrite(out)
      if (!found.ok) return refused(found.error)
      if (!target.ok) return refused(target.error)
      if (!/\.html?$/i.test(target.value)) return refused('a snapshot is an HTML file: let the name end in .html')
      const hidden = (redact ?? []).flatMap((what) => ['--redact', what])
      const { code, stdout, stderr } = await snapshot([
        '--markdown',
        ...hidden,
        ...numbersOf(asked),
        '-o',
        target.value,
        '--',
        ...found.value,
      ])
      return code === 0 ? structured({ file: target.value, chat: stdout.trim() }) : refused(stderr.trim())
    },
  )
  return server
}

interface Numbers {
  readonly cores?: number | undefined
  readonly threads?: number | undefined
}

const numbersOf = ({ cores, threads }: Numbers): readonly string[] => [
  ...(cores === undefined ? [] : ['--cores', String(cores)]),
  ...(threads === undefined ? [] : ['--threads', String(threads)]),
]

function confinedPaths(confined: Confined, asked: readonly string[]): Result<readonly string[], string> {
  const found: string[] = []
  for (const path of asked) {
    const one = confined.existing(path)
    if (!one.ok) return one
    found.push(one.value)
  }
  return ok(found)
}

async function openPaths(confined: Confined, asked: Numbers & { readonly paths: readonly string[] }) {
  const found = confinedPaths(confined, asked.paths)
  if (!found.ok) return found
  const analyst = new Analyst()
  const loaded = await loadPaths(analyst, found.value)
  if (loaded.captures.length === 0) return err(loaded.warnings[0] ?? 'nothing to read')
  const subject = {
    captureIds: loaded.captures.map(({ id }) => id),
    window: loaded.opens ?? everythingOf(loaded.captures) ?? { fromMs: 0, untilMs: 1000 },
    settings: {
      ...loaded.settings,
      ...(asked.cores === undefined ? {} : { cores: asked.cores, coresFrom: 'given' }),
      ...(asked.threads === undefined ? {} : { threads: asked.threads, threadsFrom: 'given' }),
    },
  }
  return ok({ analyst, subject })
}

interface ToolAnswer {
  readonly [key: string]: unknown
  readonly content: { type: 'text'; text: string }[]
  readonly isError?: boolean
}

function outcome({
  code,
  stdout,
  stderr,
}: {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}): ToolAnswer {
  return code === 2 ? refused(stderr.trim()) : structured(JSON.parse(stdout))
}

function structured(value: unknown): ToolAnswer {
  return { content: [{ type: 'text', text: JSON.stringify(brief(value)) }] }
}

function refused(text: string): ToolAnswer {
  return { content: [{ type: 'text', text }], isError: true }
}
