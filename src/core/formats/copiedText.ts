/**
 * What a terminal, a mail or a chat put into a text and around it, taken out before anybody asks whose it is: a reader that knows a line
 * by its beginning would take the rest for a part of a name.
 *
 *   \x1b[32mmain;work\x1b[0m 3     colours                            1⇥main;work 3      numbers of lines (`cat -n`, `grep -n ''`)
 *   > main;work 3                quoted, and what is around it      ```⇥              fences, and what is around them
 *       main;work 3              all of it indented                 ops@node-3:~$ …    the prompt and the command
 *   main;work 3␠␠␠               filled up to the width             main&lt;T&gt;      signs as HTML writes them
 *   main;work 3\r\r\n            line ends of two systems           \u00a0             blanks that do not break
 *   <pre>main;work 3</pre>       a page around it                   “main” #1 1→0     signs that a word processor likes better
 *   main;work 3⏎⏎                a blank line behind each
 */
import type { Head } from './head.ts'
import { mostPrefixedBytes } from './pieces.ts'

interface Bare {
  readonly text: string
  /** Undefined: nobody would miss it. */
  readonly called?: string
}

/** @returns undefined where there is nothing of it in the text; asked of the first lines, done to all of them */
type Step = (text: string) => Bare | undefined

// oxlint-disable-next-line no-control-regex -- these are what a terminal is told
const told = /\x1b(?:\[[0-?]{0,40}[ -/]{0,8}[@-~]|\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|[()][AB012]|[=>78])/g
/** Not the one between the thousands of a number. */
const unbroken = /(?<!\b\d{1,3})\u00a0|\u00a0(?!\d{3}(?!\d))/g
const fence = /^\s{0,12}(?:(?:```|~~~)[\w+-]{0,20}|\{(?:code|noformat)(?::[^}\n]{0,80})?\})\s*$/
const quoted = /^(?:> ?)+/
const numbered = /^ {0,12}(\d{1,9})[\t:]/
const place = '\\[[^\\]\\n]{1,80}\\]|(?:\\([\\w.-]{1,40}\\) )?[\\w.-]{1,60}@[\\w.-]{1,80}[: ][^\\n$#%>]{0,200}'
const prompt = new RegExp(
  `^(?:(?:${place})[$#%]|PS [A-Z]:\\\\[^>\\n]{0,200}>|[A-Z]:\\\\[^>\\n]{0,200}>|\\$ (?=\\S)(?!\\S*;.*\\s\\d+$))`,
)
const session = /^Script (?:started|done)(?: on |, )/
const entity: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#34;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
}
const withoutEntities = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|#34|#39|#x27|nbsp|amp);/g, (name) => entity[name]!)
const typeset: Readonly<Record<string, string>> = {
  '“': '"',
  '”': '"',
  '„': '"',
  '‘': "'",
  '’': "'",
  '→': '->',
  '…': '...',
}

const fewestLines = 3
const most = 0.9
const isBlank = (line: string): boolean => line.trim() === ''
const filled = (lines: readonly string[]): readonly string[] => lines.filter((line) => !isBlank(line))
const shareOf = (lines: readonly string[], test: (line: string) => boolean): number =>
  lines.length < fewestLines ? 0 : lines.filter(test).length / lines.length

const steps: readonly Step[] = [
  withinPage,
  (text) =>
    text.search(told) < 0 ? undefined : { text: text.replaceAll(told, ''), called: 'the colours of a terminal' },
  (text) => (/\r(?!\n)/.test(text) ? { text: text.replaceAll(/\r+\n|\r/g, '\n') } : undefined),
  (text) => (text.search(unbroken) < 0 ? undefined : { text: text.replaceAll(unbroken, ' ') }),
  withoutSession,
  withinFences,
  withoutQuotes,
  withoutNumbers,
  withoutIndentation,
  withoutFilling,
  withoutBlankBetween,
  // Where one is written so, all are.
  (text) => (/[<>]/.test(text) || !/&[lg]t;/.test(text) ? undefined : { text: withoutEntities(text) }),
  (text) =>
    text.includes('"') || text.includes('->') || !/“[^”\n]{1,200}”|\d[KMGB]?→\d/.test(text)
      ? undefined
      : { text: text.replaceAll(/[“”„‘’→…]/g, (sign) => typeset[sign]!) },
]

/** @returns undefined where nothing was put into the text */
export function asItWas(head: Head): { readonly bytes: Uint8Array; readonly called: readonly string[] } | undefined {
  if (head.bytes.length > mostPrefixedBytes || !steps.some((step) => step(head.text))) return undefined
  let text = new TextDecoder().decode(head.bytes)
  const called: string[] = []
  for (const step of steps) {
    const bare = step(text)
    if (bare === undefined) continue
    text = bare.text
    if (bare.called !== undefined) called.push(bare.called)
  }
  return { bytes: new TextEncoder().encode(text), called }
}

/** The longest part that is set as it was typed. Marks within it are of the page. */
function withinPage(text: string): Bare | undefined {
  if (!text.startsWith('<')) return undefined
  let own = ''
  for (let at = text.search(/<pre\b/i); at >= 0;) {
    const from = text.indexOf('>', at) + 1
    const end = text.indexOf('</pre', from)
    if (from === 0) break
    const inside = text.slice(from, end < 0 ? undefined : end)
    if (inside.length > own.length) own = inside
    at = end < 0 ? -1 : text.indexOf('<pre', end)
  }
  if (own === '') return undefined
  const bare = own.replace(/^\r?\n/, '').replaceAll(/<br ?\/?>/gi, '\n')
  return { text: withoutEntities(bare.replaceAll(/<\/?[a-z][^<>\n]{0,400}>/gi, '')), called: 'the page around it' }
}

/** The prompt and the command that stand before what was printed, the next prompt behind it, what `script` writes; blank lines. */
function withoutSession(text: string): Bare | undefined {
  const lines = text.split('\n')
  const isAround = (line: string | undefined): boolean =>
    line !== undefined && (isBlank(line) || prompt.test(line) || session.test(line))
  const first = lines.findIndex((line) => !isAround(line))
  if (first < 0) return undefined
  const after = lines.findLastIndex((line) => !isAround(line)) + 1
  const around = [...lines.slice(0, first), ...lines.slice(after)]
  const isPrompted = around.some((line) => !isBlank(line))
  if (first === 0 && !isPrompted) return undefined
  const own = `${lines.slice(first, after).join('\n')}\n`
  return { text: own, ...(isPrompted ? { called: 'the prompt around it' } : {}) }
}

function withinFences(text: string): Bare | undefined {
  if (!/^\s{0,12}(?:```|~~~|\{code|\{noformat)/m.test(text)) return undefined
  const inside: string[] = []
  const outside: string[] = []
  let isOpen = false
  for (const line of text.split('\n')) {
    if (fence.test(line)) isOpen = !isOpen
    else (isOpen ? inside : outside).push(line)
  }
  if (filled(inside).length <= filled(outside).length) return undefined
  return { text: `${inside.join('\n')}\n`, called: 'what is around the part in fences' }
}

/** Of a mail, what was written above and below is left out. */
function withoutQuotes(text: string): Bare | undefined {
  if (!/^>/m.test(text)) return undefined
  const lines = text.split('\n')
  const own = lines.filter((line) => line.startsWith('>'))
  if (own.length < fewestLines || own.length * 2 <= filled(lines).length) return undefined
  const depths = own.map((line) => (quoted.exec(line)?.[0] ?? '').replaceAll(' ', '').length)
  const depth = depths.reduce((least, one) => Math.min(least, one), Infinity)
  const marks = new RegExp(`^(?:> ?){${depth}}`)
  return { text: `${own.map((line) => line.replace(marks, '')).join('\n')}\n`, called: 'quotation marks' }
}

function withoutNumbers(text: string): Bare | undefined {
  if (!numbered.test(text)) return undefined
  const lines = text.split('\n')
  // The last may be blank, or cut in the head.
  const own = lines.slice(0, -1)
  const inOrder = own.every(
    (line, at) => Number(numbered.exec(line)?.[1] ?? -1) === at + Number(numbered.exec(own[0]!)![1]),
  )
  if (own.length < fewestLines || !inOrder) return undefined
  return { text: lines.map((line) => line.replace(numbered, '')).join('\n'), called: 'the numbers of the lines' }
}

/** As far as every line is; what only most of them have is looked at when no reader knows the text (`linePrefix.ts`). */
function withoutIndentation(text: string): Bare | undefined {
  const margin = /^(?: {4,40}|\t)/.exec(text)?.[0]
  // BCC prints a whole stack behind a margin, and jstat sets its columns to the right.
  if (margin === undefined || /^ {4}- {10,20}\S/m.test(text) || /^\s+(?:Timestamp|S0C?) {2}/.test(text))
    return undefined
  const lines = text.split('\n')
  const own = filled(lines.slice(0, -1))
  const width = own.reduce((least, line) => Math.min(least, line.length - line.trimStart().length), margin.length)
  const shared = margin.slice(0, width)
  if (own.length < fewestLines || width === 0 || !own.every((line) => line.startsWith(shared))) return undefined
  const bare = lines.map((line) => (line.startsWith(shared) ? line.slice(width) : line.trimStart()))
  return { text: bare.join('\n'), called: 'the indentation' }
}

function withoutBlankBetween(text: string): Bare | undefined {
  if (!/^[^\r\n]+\r?\n\r?\n/.test(text)) return undefined
  const lines = text.split('\n')
  const between = lines.filter((_, at) => at % 2 === 1)
  if (between.length < 2 * fewestLines || !between.slice(0, -1).every(isBlank)) return undefined
  return { text: lines.filter((_, at) => at % 2 === 0).join('\n') }
}

function withoutFilling(text: string): Bare | undefined {
  const own = filled(text.split('\n').slice(0, -1))
  if (shareOf(own, (line) => /[ \t]\r?$/.test(line)) < most) return undefined
  return { text: text.replaceAll(/[ \t]{1,500}(?=\r?\n|$)/g, '') }
}
