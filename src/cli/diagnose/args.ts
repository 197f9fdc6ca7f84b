/** What was asked on the command line: the words, and whether they go together. */
import { err, ok, type Result } from '../../core/base/result.ts'
import { redactsNothing, type RedactionChoices } from '../../core/snapshot/redact.ts'
import type { TypedNumbers } from '../../core/base/typed.ts'
import { choicesOf } from '../redaction.ts'
import { type Around, type AskedStore, parseStore } from '../store/arguments.ts'
import type { FailRule } from './gate.ts'
import { type SideArguments, type ToldFile, type Words, readWords } from './words.ts'

export interface Arguments {
  readonly json: boolean
  /** The verdict alone. */
  readonly quiet?: true
  /** Instead of text; with a file, beside it. */
  readonly markdown?: { readonly file?: string }
  /** What must not be in what is written. */
  readonly redaction?: RedactionChoices
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

/** The error is one line that says what to write instead. */
export function parseArguments(
  args: readonly string[],
  around: Around = { env: process.env, nowMs: Date.now() },
): Result<Arguments, string> | 'help' {
  const read = readWords(args)
  if (read === 'help' || !read.ok) return read
  const words = read.value
  const store = parseStore(words.ofStore, around)
  if (!store.ok) return store
  const window = store.value ? ok({}) : windowOf(words.times)
  if (!window.ok) return window
  const redaction = choicesOf(words.redact, words.keep)
  if (!redaction.ok) return redaction
  const common: Arguments = {
    json: words.json,
    kinds: words.kinds,
    paths: [],
    ...(redactsNothing(redaction.value) ? {} : { redaction: redaction.value }),
    ...(words.failOn.length > 0 ? { failOn: words.failOn } : {}),
    ...(words.markdown === undefined ? {} : { markdown: words.markdown }),
    ...(words.quiet ? { quiet: true as const } : {}),
    ...words.numbers,
    ...window.value,
    ...(words.of === undefined ? {} : { of: words.of }),
    ...(Object.keys(words.typed).length > 0 ? { typed: words.typed } : {}),
  }
  if (store.value) return askedOfStore(words, common, store.value)
  const { base, head } = words.sides
  return base || head ? compared(common, base, head) : askedOfFiles(words, common)
}

interface FileWindow {
  readonly fromMs?: number
  readonly untilMs?: number
}

function windowOf(times: Words['times']): Result<FileWindow, string> {
  const window: { fromMs?: number; untilMs?: number } = {}
  for (const side of ['from', 'until'] as const) {
    const text = times[side]
    if (text === undefined) continue
    const value = Date.parse(text)
    if (Number.isNaN(value)) return err(`--${side} needs a time such as 2026-11-22T02:04:00+05:30, not "${text}"`)
    window[`${side}Ms`] = value
  }
  const { fromMs, untilMs } = window
  if ((fromMs === undefined) !== (untilMs === undefined)) return err('--from and --until belong together')
  if (fromMs !== undefined && untilMs !== undefined && fromMs >= untilMs) return err('--from must be before --until')
  return ok(window)
}

function askedOfStore({ paths, sides }: Words, common: Arguments, store: AskedStore): Result<Arguments, string> {
  if ([paths, sides.base?.paths, sides.head?.paths].some((given) => given !== undefined && given.length > 0))
    return err('a window of a store and PATHs: give one of the two')
  if (common.failOn && !store.base) return err('--fail-on is about a comparison: it needs --base-window or --before')
  if (store.base && common.typed) return err(oneWindow(common.typed))
  return ok({ ...common, store })
}

function compared(
  common: Arguments,
  base: SideArguments | undefined,
  head: SideArguments | undefined,
): Result<Arguments, string> {
  if (!base || !head || base.paths.length === 0 || head.paths.length === 0)
    return err('--base and --head belong together, each with at least one PATH')
  if (common.typed) return err(oneWindow(common.typed))
  return ok({ ...common, compare: { base, head } })
}

function askedOfFiles({ paths }: Words, common: Arguments): Result<Arguments, string> {
  if (common.markdown?.file !== undefined)
    return err('--markdown=FILE is about a comparison; without FILE it is printed')
  if (common.failOn) return err('--fail-on is about a comparison: it needs --base and --head')
  if (paths.length === 0) return err('no PATH given; see --help')
  return ok({ ...common, paths })
}

const oneWindow = (typed: TypedNumbers): string =>
  `--${Object.keys(typed).join(', --')}: a number typed is of one window, not of two`
