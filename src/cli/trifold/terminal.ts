/** What a text needs to be read in a terminal: no line wider than it, nothing in it that a terminal obeys, the verdict in bold. */
import { makeVisibleLines } from '../../core/base/visibleText.ts'

/** Also where the answer goes into a file or a mail: it is then what the person beside sees. */
export const terminalColumns = 100

/** Behind this many columns a broken line goes on. */
const hanging = '      '

/**
 * Every line within `columns`, broken between words and indented behind its first line. A word that is wider than a line (a name that a
 * template made) loses its middle; `--json` has all of it.
 */
export function wrapped(text: string, columns = terminalColumns): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n')
}

function wrapLine(line: string, columns: number): readonly string[] {
  if (widthOf(line) <= columns) return [line]
  const lead = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let at = lead
  let isEmpty = true
  // A figure stays with what belongs to it.
  for (const word of line.slice(lead.length).split(/ (?![%→])/)) {
    if (!isEmpty && widthOf(at) + 1 + widthOf(word) > columns) {
      lines.push(at.trimEnd())
      at = lead + hanging
      isEmpty = true
    }
    at += (isEmpty ? '' : ' ') + middleCut(word, columns - widthOf(at) - (isEmpty ? 0 : 1))
    isEmpty = false
  }
  return [...lines, at.trimEnd()]
}

/** A row of a table, which ends with a name: one line, whatever the name. */
export function row(before: string, name: string, columns = terminalColumns): string {
  return before + middleCut(name, columns - widthOf(before))
}

/** A command to paste: broken between words outside of quotes, with the sign that says that it goes on. Its words stay whole. */
export function commandLines(command: string, columns = terminalColumns): readonly string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []
  const lines: string[] = []
  let at = hanging
  for (const word of words) {
    const isFirst = at.trim() === ''
    if (!isFirst && widthOf(at) + widthOf(word) + 3 > columns) {
      lines.push(`${at} \\`)
      at = `${hanging}  ${word}`
    } else at += isFirst ? word : ` ${word}`
  }
  return [...lines, at]
}

/** Beginning and end say most of a name: the package and the function. */
function middleCut(text: string, room: number): string {
  const letters = Array.from(text)
  if (letters.length <= room) return text
  const kept = Math.max(2, room - 1)
  const front = Math.floor(kept * 0.4)
  return `${letters.slice(0, front).join('')}…${letters.slice(letters.length - (kept - front)).join('')}`
}

const widthOf = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : Array.from(text).length)

/**
 * Names in a file are anybody's: a control character among them could move the cursor, write a title or answer for the keyboard, and one
 * that turns the direction makes a line say something else. Newlines are ours; a name has none by then.
 */
export const harmless = makeVisibleLines

interface Screen {
  readonly isTTY?: boolean
}

/** In bold on a terminal, unless NO_COLOR or a terminal without it says otherwise. */
export function bold(
  text: string,
  screen: Screen = process.stdout,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const isPlain = screen.isTTY !== true || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb'
  return isPlain ? text : `\u001b[1m${text}\u001b[22m`
}
