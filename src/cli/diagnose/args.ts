import { type Told, parseTold, toldKinds, toldUnits } from '../../core/window/told.ts'

/** What was asked on the command line. */
export interface Arguments {
  readonly json: boolean
  readonly cores?: number
  readonly threads?: number
  readonly fromMs?: number
  readonly untilMs?: number
  /** Seconds for files without any time in them. */
  readonly seconds?: number
  /** What files count that do not say so, in the order given. */
  readonly kinds: readonly ToldFile[]
  readonly paths: readonly string[]
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
  /** A window's name in its recording, or FROM..UNTIL. */
  readonly window?: string
}

export type ParsedArguments =
  | { readonly ok: true; readonly value: Arguments }
  | { readonly ok: false; readonly message: string }
  | 'help'

export const usage = `usage: npm run --silent diagnose -- [--json] [--cores N] [--threads N] [--seconds N] [--kind [FILE=]KIND]
                                    [--from ISO --until ISO] PATH…
       npm run --silent diagnose -- [--json] --base PATH… [--base-window W] --head PATH… [--head-window W]

Reads profiles of one service and says what CPU, heap and lock mean together.
PATH is a profile file, a folder of profile files, a recording (a folder with recording.json), or - for standard input.

  --json          one JSON object instead of text, values in nanoseconds and bytes
  --cores N       CPUs the service may use, where no file says it
  --threads N     threads (Go: goroutines), the denominator of lock wait
  --seconds N     length of files that have no time in them
  --kind [FILE=]KIND
                  what a file counts that does not say it (folded stacks): cpu, wall, heap_live, heap_alloc,
                  lock or block (off the CPU). Memory is in bytes; the others count samples, or time with
                  a unit after a colon: lock:ns, block:us, wall:ms. Without FILE: all files that do not say
  --from, --until the window, as 2026-11-22T02:04:00+05:30; default: the window a recording opens with,
                  else everything the files cover
  --base, --head  compare: each takes the paths that follow it; A is base, the earlier one
  --base-window, --head-window
                  the name of a window in that recording, or FROM..UNTIL; with one recording on both
                  sides base is the first named window that is not head's

Exit code: 0 when at least one file could be read, 2 when none could.`

const kindForm = `[FILE=]KIND, KIND one of ${toldKinds.join(', ')} (times with a unit: lock:${toldUnits.join(', lock:')})`

/** Options take their value as the next word or after "="; "--" ends them. */
export function parseArguments(words: readonly string[]): ParsedArguments {
  const numbers: { cores?: number; threads?: number; seconds?: number; fromMs?: number; untilMs?: number } = {}
  const paths: string[] = []
  const kinds: ToldFile[] = []
  const sides: { base?: SideArguments; head?: SideArguments } = {}
  let into: string[] = paths
  let json = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--help' || word === '-h') return 'help'
    if (word === '--') {
      paths.push(...words.slice(at + 1))
      break
    }
    if (!word.startsWith('--')) {
      into.push(word)
      continue
    }
    const [name, inline] = splitOnce(word, '=')
    if (name === '--json') {
      json = true
      continue
    }
    if (name === '--base' || name === '--head') {
      into = inline === undefined ? [] : [inline]
      const side = name === '--base' ? 'base' : 'head'
      sides[side] = { ...sides[side], paths: into }
      continue
    }
    const text = inline ?? words[++at]
    if (text === undefined) return wrong(`${name} needs a value`)
    switch (name) {
      case '--cores':
      case '--threads':
      case '--seconds': {
        const value = Number(text)
        if (!Number.isFinite(value) || value <= 0) return wrong(`${name} needs a number above zero, not "${text}"`)
        numbers[name === '--cores' ? 'cores' : name === '--threads' ? 'threads' : 'seconds'] = value
        break
      }
      case '--from':
      case '--until': {
        const value = Date.parse(text)
        if (Number.isNaN(value)) return wrong(`${name} needs a time such as 2026-11-22T02:04:00+05:30, not "${text}"`)
        numbers[name === '--from' ? 'fromMs' : 'untilMs'] = value
        break
      }
      case '--kind': {
        const at = text.lastIndexOf('=')
        const told = parseTold(text.slice(at + 1))
        if (told === undefined || at === 0) return wrong(`--kind needs ${kindForm}, not "${text}"`)
        kinds.push(at < 0 ? { told } : { file: text.slice(0, at), told })
        break
      }
      case '--base-window':
      case '--head-window': {
        const side = name === '--base-window' ? 'base' : 'head'
        sides[side] = { paths: [], ...sides[side], window: text }
        break
      }
      default:
        return wrong(`unknown option ${name}; see --help`)
    }
  }
  if ((numbers.fromMs === undefined) !== (numbers.untilMs === undefined))
    return wrong('--from and --until belong together')
  if (numbers.fromMs !== undefined && numbers.untilMs !== undefined && numbers.fromMs >= numbers.untilMs)
    return wrong('--from must be before --until')
  const { base, head } = sides
  if (base || head) {
    if (!base || !head || base.paths.length === 0 || head.paths.length === 0)
      return wrong('--base and --head belong together, each with at least one PATH')
    return { ok: true, value: { json, kinds, paths: [], compare: { base, head }, ...numbers } }
  }
  if (paths.length === 0) return wrong('no PATH given; see --help')
  return { ok: true, value: { json, kinds, paths, ...numbers } }
}

function splitOnce(text: string, by: string): readonly [string, string?] {
  const at = text.indexOf(by)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function wrong(message: string): ParsedArguments {
  return { ok: false, message }
}
