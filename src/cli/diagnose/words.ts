/** The words of a command line, each option by itself; what goes together is asked in args.ts. */
import { parseArgs } from 'node:util'
import { err, ok, type Result } from '../../core/base/result.ts'
import { type TypedNumber, type TypedNumbers, parseTyped, typedExamples, typedIds } from '../../core/base/typed.ts'
import { type Told, parseTold, toldKinds, toldUnits } from '../../core/window/told.ts'
import { storeOptions } from '../store/arguments.ts'
import { type FailRule, parseFailRule } from './gate.ts'

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

/** What the words say. */
export interface Words {
  json: boolean
  quiet: boolean
  markdown?: { readonly file?: string }
  of?: string
  readonly numbers: { cores?: number; threads?: number; seconds?: number }
  readonly typed: Partial<Record<keyof TypedNumbers, TypedNumber>>
  readonly kinds: ToldFile[]
  readonly failOn: FailRule[]
  readonly redact: string[]
  readonly keep: string[]
  /** As written: a store's window has more spellings. */
  readonly times: { from?: string; until?: string }
  readonly paths: string[]
  readonly sides: { base?: SideArguments; head?: SideArguments }
  /** Options by which a window of a store is said, each with its values. */
  readonly ofStore: Map<string, string[]>
}

const flags = ['json', 'quiet', 'markdown'] as const

/** Takes the value of one option; returns what is wrong with it. `option` is as it was written: "--cores". */
type Taker = (words: Words, text: string, option: string) => string | undefined

const kindForm = `[FILE=]KIND, KIND one of ${toldKinds.join(', ')} (times with a unit: lock:${toldUnits.join(', lock:')})`

const aboveZero =
  (name: keyof Words['numbers']): Taker =>
  ({ numbers }, text, option) => {
    const value = Number(text)
    if (!Number.isFinite(value) || value <= 0) return `${option} needs a number above zero, not "${text}"`
    numbers[name] = value
    return undefined
  }

const time =
  (side: 'from' | 'until'): Taker =>
  ({ times }, text) =>
    void (times[side] = text)

const windowOf =
  (side: 'base' | 'head'): Taker =>
  ({ sides }, text) =>
    void (sides[side] = { paths: [], ...sides[side], window: text })

const typedNumber =
  (id: keyof TypedNumbers): Taker =>
  ({ typed }, text, option) => {
    const number = parseTyped(id, text)
    if (number === undefined) return `${option} needs ${typedExamples[id]}, not "${text}"`
    typed[id] = number
    return undefined
  }

const takers: Readonly<Record<string, Taker>> = {
  cores: aboveZero('cores'),
  threads: aboveZero('threads'),
  seconds: aboveZero('seconds'),
  from: time('from'),
  until: time('until'),
  to: time('until'),
  'base-window': windowOf('base'),
  'head-window': windowOf('head'),
  ...Object.fromEntries(typedIds.map((id) => [id, typedNumber(id)])),
  of: (words, text) => void (words.of = text),
  kind: ({ kinds }, text, option) => {
    const at = text.lastIndexOf('=')
    const told = parseTold(text.slice(at + 1))
    if (told === undefined || at === 0) return `${option} needs ${kindForm}, not "${text}"`
    kinds.push(at < 0 ? { told } : { file: text.slice(0, at), told })
    return undefined
  },
  redact: ({ redact }, text) => void redact.push(text),
  keep: ({ keep }, text) => void keep.push(text),
  'fail-on': ({ failOn }, text) => {
    const rule = parseFailRule(text)
    if (!rule.ok) return rule.error
    failOn.push(rule.value)
    return undefined
  },
}

/** Begin a side, which the paths after them belong to. */
const sideNames: readonly string[] = ['base', 'head'] satisfies (keyof Words['sides'])[]
/** What a store's window is said with; some of them say something of files as well. */
const ofStores: readonly string[] = [...storeOptions, 'from', 'until', 'base-window', 'head-window']
const valued: readonly string[] = [...new Set([...Object.keys(takers), ...sideNames, ...ofStores])]

/**
 * Options take their value as the next word or after "="; "--" ends them, and what follows it are paths, of the side begun last as
 * before it. The error is what to say.
 */
export function readWords(args: readonly string[]): Result<Words, string> | 'help' {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
      ...Object.fromEntries(valued.map((name) => [name, { type: 'string' as const }])),
    },
  })
  const words: Words = {
    json: false,
    quiet: false,
    numbers: {},
    typed: {},
    kinds: [],
    failOn: [],
    redact: [],
    keep: [],
    times: {},
    paths: [],
    sides: {},
    ofStore: new Map(),
  }
  let into: string[] = words.paths
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue
    if (token.kind === 'positional') {
      into.push(token.value)
      continue
    }
    const { name, rawName, value: text } = token
    if (name === 'help') return 'help'
    if (name === 'json' || name === 'quiet') words[name] = true
    else if (name === 'markdown') words.markdown = text === undefined ? {} : { file: text }
    else if (!valued.includes(name)) return err(`unknown option ${rawName}; see --help`)
    else if (text === undefined) return err(`${rawName} needs a value`)
    else {
      if (ofStores.includes(name)) words.ofStore.set(name, [...(words.ofStore.get(name) ?? []), text])
      if (name === 'base' || name === 'head') {
        into = [text]
        words.sides[name] = againOf(words.sides[name], into)
      }
      const problem = takers[name]?.(words, text, rawName)
      if (problem !== undefined) return err(problem)
    }
  }
  return ok(words)
}

/** `--base` a second time is another run of base. */
function againOf(known: SideArguments | undefined, paths: readonly string[]): SideArguments {
  if (!known || known.paths.length === 0) return { ...known, paths }
  const { others = [], ...before } = known
  return { paths, others: [...others, before] }
}
