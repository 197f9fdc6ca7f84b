/** What `trifold snapshot …` was asked to do; every mistake is one line that says what to write instead. */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '../../core/base/result.ts'
import type { RedactionChoices } from '../../core/snapshot/redact.ts'
import { choicesOf } from '../redaction.ts'
import { type Around, type AskedStore, parseStore, storeOptions, storeUsage } from '../store/arguments.ts'

export interface SnapshotArguments {
  readonly paths: readonly string[]
  /** A window of a store instead. */
  readonly store?: AskedStore
  readonly out: string
  readonly markdown: boolean
  readonly quiet: boolean
  /** What the chat text links to; the file itself without it. */
  readonly link?: string
  readonly redaction: RedactionChoices
  readonly fromMs?: number
  readonly untilMs?: number
  readonly cores?: number
  readonly threads?: number
  readonly nowMs: number
}

/** A snapshot is of one window. */
const ofOneWindow = storeOptions.filter((option) => !/^(?:before|base-)/.test(option))

export const usage = `usage: trifold snapshot PATH… -o incident.html [--markdown] [--link URL] [--redact WHAT]… [--from ISO --until ISO]
                        [--cores N] [--threads N] [--quiet]
       trifold snapshot (--pyroscope|--parca) URL --service NAME [--label NAME=VALUE]… [--last 15m] -o incident.html …

Writes the view that the page would open with as one HTML file that needs no network: the same file that Share makes.

  -o, --out FILE   where to; an existing file is replaced whole
  --markdown       prints five lines for a chat instead of the file's name
  --link URL       what these lines link to (where the file will be found)
  --redact WHAT    names, paths, labels or hosts; may be repeated; "all" is all four
  --keep PREFIX    with --redact names: function names that start with this stay; may be repeated
  --from, --until  the window; default: the one a recording opens with, else everything the files cover
${storeUsage}

Exit code: 0 when the file was written, 2 when not.`

export function parseSnapshotArguments(
  words: readonly string[],
  around: Around = { env: process.env, nowMs: Date.now() },
): Result<SnapshotArguments | 'help', string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        out: { type: 'string', short: 'o' },
        markdown: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        link: { type: 'string' },
        redact: { type: 'string', multiple: true, default: [] },
        keep: { type: 'string', multiple: true, default: [] },
        from: { type: 'string' },
        until: { type: 'string' },
        cores: { type: 'string' },
        threads: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        ...Object.fromEntries(ofOneWindow.map((name) => [name, { type: 'string' as const, multiple: true as const }])),
      },
    })
    const ofStore = new Map<string, readonly string[]>()
    for (const [option, given] of Object.entries<unknown>(values)) {
      if (option === 'from' || option === 'until') ofStore.set(option, [String(given)])
      else if (ofOneWindow.includes(option) && Array.isArray(given)) ofStore.set(option, given.map(String))
    }
    const store = parseStore(ofStore, around)
    if (!store.ok) return store
    if (values.help) return ok('help')
    if (store.value && positionals.length > 0) return err('a window of a store and PATHs: give one of the two')
    if (!store.value && positionals.length === 0) return err('no PATH given; see --help')
    if (values.out === undefined) return err('-o FILE is missing: where the snapshot is written')
    const redaction = choicesOf(values.redact, values.keep)
    if (!redaction.ok) return redaction
    const fromMs = store.value?.head.window.fromMs ?? timeOf(values.from)
    const untilMs = store.value?.head.window.untilMs ?? timeOf(values.until ?? ofStore.get('to')?.at(-1))
    if (Number.isNaN(fromMs) || Number.isNaN(untilMs))
      return err('--from and --until need a time such as 2026-11-22T02:04:00+05:30')
    if ((fromMs === undefined) !== (untilMs === undefined)) return err('--from and --until belong together')
    if (fromMs !== undefined && untilMs !== undefined && fromMs >= untilMs) return err('--from must be before --until')
    const cores = amountOf(values.cores)
    const threads = amountOf(values.threads)
    if (Number.isNaN(cores) || Number.isNaN(threads)) return err('--cores and --threads need a number above zero')
    return ok({
      paths: positionals,
      out: values.out,
      markdown: values.markdown,
      quiet: values.quiet,
      nowMs: around.nowMs,
      ...(store.value ? { store: store.value } : {}),
      redaction: redaction.value,
      ...(values.link === undefined ? {} : { link: values.link }),
      ...(fromMs === undefined || untilMs === undefined ? {} : { fromMs, untilMs }),
      ...(cores === undefined ? {} : { cores }),
      ...(threads === undefined ? {} : { threads }),
    })
  } catch (error) {
    return err(`${error instanceof Error ? (error.message.split('.')[0] ?? '') : 'unknown argument'}; see --help`)
  }
}

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

function amountOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  return Number.isFinite(value) && value > 0 ? value : Number.NaN
}
