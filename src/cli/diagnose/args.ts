import { parseArgs } from 'node:util'
import { type TypedNumber, type TypedNumbers, parseTyped, typedExamples, typedIds } from '../../core/base/typed.ts'
import { type FailRule, parseFailRule } from './gate.ts'
import { type Told, parseTold, toldKinds, toldUnits } from '../../core/window/told.ts'
import { type Around, type AskedStore, parseStore, storeOptions, storeUsage } from '../store/arguments.ts'

/** What was asked on the command line. */
export interface Arguments {
  readonly json: boolean
  /** The verdict alone. */
  readonly quiet?: true
  /** Instead of text; with a file, beside it. */
  readonly markdown?: { readonly file?: string }
  /** A comparison that meets one of these ends with 3. */
  readonly failOn?: readonly FailRule[]
  readonly cores?: number
  readonly threads?: number
  readonly fromMs?: number
  readonly untilMs?: number
  /** Seconds for files without any time in them. */
  readonly seconds?: number
  /** Read elsewhere: a dashboard, `top`, `kubectl top`. */
  readonly typed?: TypedNumbers
  /** What files count that do not say so, in the order given. */
  readonly kinds: readonly ToldFile[]
  /** Of files about many services or processes: the one meant, by its name. */
  readonly of?: string
  readonly paths: readonly string[]
  /** A window of a store instead, perhaps with the one it is compared with. */
  readonly store?: AskedStore
  /** Two sides instead of one: what was (A) and what is (B). */
  readonly compare?: { readonly base: SideArguments; readonly head: SideArguments }
}

/** Without a file it is said of every file that does not say it. */
export interface ToldFile {
  readonly file?: string
  readonly told: Told
}

export interface SideArguments {
  readonly paths: readonly string[]
  /** Given several times: the runs before. */
  readonly others?: readonly Omit<SideArguments, 'others'>[]
  /** A window's name in its recording, or FROM..UNTIL. */
  readonly window?: string
}

export type ParsedArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly message: string }
  | 'help'

export const usage = `usage: trifold diagnose [--json|--quiet] [--cores N] [--threads N] [--seconds N] [--kind [FILE=]KIND]
                        [--cpu N] [--growth B/T] [--alloc B/T] [--rss B] [--limit B]
                        [--from ISO --until ISO] PATH…
       trifold diagnose (--pyroscope|--parca) URL --service NAME [--label NAME=VALUE]… [--last 15m] [--cores N] …
       trifold compare [--json|--quiet|--markdown] --base PATH… [--base-window W] --head PATH… [--head-window W]
                       [--fail-on RULE]…
       trifold compare (--pyroscope|--parca) URL --service NAME [--last 15m] (--before 1d | --base-window W |
                       --base-label NAME=VALUE) …
       (in a checkout: npm run --silent diagnose -- …)

Reads profiles of one service and says what CPU, heap and lock mean together.
PATH is a profile file, a folder of profile files, a recording (a folder with recording.json), or - for standard input.
Of a store also which of the service's processes differs.

  --json          one JSON object instead of text, values in nanoseconds and bytes
  --quiet         the verdict alone
  --cores N       CPUs the service may use, where no file says it
  --threads N     threads (Go: goroutines), the denominator of lock wait
  --seconds N     length of files that have no time in them
  --cpu N         what a dashboard, top or kubectl top says, where the files do not: cores in use (0.4, 400m, 40%),
  --growth B/T    growth of the heap or of the process (120MB/h),
  --alloc B/T     bytes allocated (30MB/s),
  --rss B, --limit B
                  memory of the process and its limit (8GB, 4GiB)
  --kind [FILE=]KIND
                  what a file counts that does not say it (folded stacks): cpu, wall, heap_live, heap_alloc,
                  lock or block (off the CPU). Memory is in bytes; the others count samples, or time with
                  a unit after a colon: lock:ns, block:us, wall:ms. Without FILE: all files that do not say
  --of NAME       which service or process of a file of a whole machine (OTLP); default: the busiest
  --from, --until the window, as 2026-11-22T02:04:00+05:30; default: the window a recording opens with,
                  else everything the files cover
${storeUsage}
  --before 1d     compare, of a store: base is the same window so long before; or --base-window FROM..UNTIL,
                  --base-label pod=orders-1 (another part of it), --base-service NAME
  --base, --head  compare: each takes the paths that follow it; A is base, the earlier one
                  given several times: several runs of it (or windows, each by the --base-window that follows),
                  added up, and a change is measured against what they differ by
  --fail-on RULE  ends with 3 when the comparison finds it: 'grew>10%:cpu', 'new:lock', 'any'; may be repeated
  --markdown[=FILE]
                  Markdown instead of text; with FILE, written there beside the text
  --base-window, --head-window
                  the name of a window in that recording, or FROM..UNTIL; with one recording on both
                  sides base is the first named window that is not head's

Exit code: 0 when at least one file could be read, 2 when none could or a rule of --fail-on could not be checked,
3 when a rule of --fail-on was met.`

const kindForm = `[FILE=]KIND, KIND one of ${toldKinds.join(', ')} (times with a unit: lock:${toldUnits.join(', lock:')})`

const plain = [
  'cores',
  'threads',
  'seconds',
  'from',
  'until',
  'kind',
  'of',
  'base',
  'head',
  'base-window',
  'head-window',
]
const valued: readonly string[] = ['fail-on', ...plain, ...storeOptions, ...typedIds]
/** What a store's window is said with too. */
const ofStores: readonly string[] = [...storeOptions, 'from', 'until', 'base-window', 'head-window']

/**
 * Options take their value as the next word or after "="; "--" ends them, and what follows it are paths, of the side begun last as
 * before it.
 */
export function parseArguments(
  words: readonly string[],
  around: Around = { env: process.env, nowMs: Date.now() },
): ParsedArguments {
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      json: { type: 'boolean' },
      quiet: { type: 'boolean' },
      markdown: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(valued.map((name) => [name, { type: 'string' as const }])),
    },
  })
  const numbers: { cores?: number; threads?: number; seconds?: number; fromMs?: number; untilMs?: number } = {}
  const typed: Partial<Record<keyof TypedNumbers, TypedNumber>> = {}
  const paths: string[] = []
  const kinds: ToldFile[] = []
  let of: string | undefined
  const sides: { base?: SideArguments; head?: SideArguments } = {}
  let into: string[] = paths
  const times: { from?: string; until?: string } = {}
  let json = false
  let quiet = false
  let markdown: Arguments['markdown']
  const failOn: FailRule[] = []
  const ofStore = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      into.push(token.value)
      continue
    }
    const { name, rawName, value: text } = token
    if (name === 'help') return 'help'
    if (name === 'json') {
      json = true
      continue
    }
    if (name === 'quiet') {
      quiet = true
      continue
    }
    if (name === 'markdown') {
      markdown = text === undefined ? {} : { file: text }
      continue
    }
    if (!valued.includes(name)) return wrong(`unknown option ${rawName}; see --help`)
    if (text === undefined) return wrong(`${rawName} needs a value`)
    if (ofStores.includes(name)) ofStore.set(name, [...(ofStore.get(name) ?? []), text])
    if (storeOptions.includes(name) && name !== 'to') continue
    const typedId = typedIds.find((id) => id === name)
    if (typedId !== undefined) {
      const number = parseTyped(typedId, text)
      if (number === undefined) return wrong(`${rawName} needs ${typedExamples[typedId]}, not "${text}"`)
      typed[typedId] = number
      continue
    }
    switch (name) {
      case 'fail-on': {
        const rule = parseFailRule(text)
        if (!rule.ok) return wrong(rule.error)
        failOn.push(rule.value)
        break
      }
      case 'base':
      case 'head':
        into = [text]
        sides[name] = againOf(sides[name], into)
        break
      case 'cores':
      case 'threads':
      case 'seconds': {
        const value = Number(text)
        if (!Number.isFinite(value) || value <= 0) return wrong(`${rawName} needs a number above zero, not "${text}"`)
        numbers[name] = value
        break
      }
      case 'from':
      case 'until':
      case 'to':
        // Read below: a store's window has more spellings.
        times[name === 'from' ? 'from' : 'until'] = text
        break
      case 'kind': {
        const at = text.lastIndexOf('=')
        const told = parseTold(text.slice(at + 1))
        if (told === undefined || at === 0) return wrong(`--kind needs ${kindForm}, not "${text}"`)
        kinds.push(at < 0 ? { told } : { file: text.slice(0, at), told })
        break
      }
      case 'of':
        of = text
        break
      case 'base-window':
      case 'head-window': {
        const side = name === 'base-window' ? 'base' : 'head'
        sides[side] = { paths: [], ...sides[side], window: text }
        break
      }
      default:
        return wrong(`unknown option ${rawName}; see --help`)
    }
  }
  const store = parseStore(ofStore, around)
  if (!store.ok) return wrong(store.error)
  for (const side of ['from', 'until'] as const) {
    const text = times[side]
    if (text === undefined || store.value) continue
    const value = Date.parse(text)
    if (Number.isNaN(value)) return wrong(`--${side} needs a time such as 2026-11-22T02:04:00+05:30, not "${text}"`)
    numbers[side === 'from' ? 'fromMs' : 'untilMs'] = value
  }
  if ((numbers.fromMs === undefined) !== (numbers.untilMs === undefined))
    return wrong('--from and --until belong together')
  if (numbers.fromMs !== undefined && numbers.untilMs !== undefined && numbers.fromMs >= numbers.untilMs)
    return wrong('--from must be before --until')
  const { base, head } = sides
  const more = {
    ...(failOn.length > 0 ? { failOn } : {}),
    ...(markdown === undefined ? {} : { markdown }),
    ...(quiet ? { quiet: true as const } : {}),
    ...numbers,
    ...(of === undefined ? {} : { of }),
    ...(Object.keys(typed).length > 0 ? { typed } : {}),
  }
  if (store.value) {
    if (paths.length + (base?.paths.length ?? 0) + (head?.paths.length ?? 0) > 0)
      return wrong('a window of a store and PATHs: give one of the two')
    if (failOn.length > 0 && !store.value.base)
      return wrong('--fail-on is about a comparison: it needs --base-window or --before')
    if (store.value.base && more.typed !== undefined) return wrong(oneWindow(more.typed))
    return { ok: true, value: { json, kinds, paths: [], store: store.value, ...more } }
  }
  if (base || head) {
    if (!base || !head || base.paths.length === 0 || head.paths.length === 0)
      return wrong('--base and --head belong together, each with at least one PATH')
    if (more.typed !== undefined) return wrong(oneWindow(more.typed))
    return { ok: true, value: { json, kinds, paths: [], compare: { base, head }, ...more } }
  }
  if (markdown?.file !== undefined) return wrong('--markdown=FILE is about a comparison; without FILE it is printed')
  if (failOn.length > 0) return wrong('--fail-on is about a comparison: it needs --base and --head')
  if (paths.length === 0) return wrong('no PATH given; see --help')
  return { ok: true, value: { json, kinds, paths, ...more } }
}

const oneWindow = (typed: TypedNumbers): string =>
  `--${Object.keys(typed).join(', --')}: a number typed is of one window, not of two`

/** `--base` a second time is another run of base. */
function againOf(known: SideArguments | undefined, paths: readonly string[]): SideArguments {
  if (!known || known.paths.length === 0) return { ...known, paths }
  const { others = [], ...before } = known
  return { paths, others: [...others, before] }
}

function wrong(message: string): ParsedArguments {
  return { ok: false, message }
}
