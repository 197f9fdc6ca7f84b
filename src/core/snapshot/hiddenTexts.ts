/**
 * Many texts and what stands for each, replaced in one pass over a sentence. The longest text that begins at a place wins, and what was
 * put in is never looked at again, so that neither a name inside a longer name nor a hash can be taken for something else.
 */
export class HiddenTexts {
  readonly #replacements = new Map<string, () => string>()
  /** First characters → lengths of the texts that begin with them, longest first. */
  #starts: Map<string, number[]> | undefined

  get size(): number {
    return this.#replacements.size
  }

  /** The first meaning of a text stays. */
  add(text: string, replacement: () => string): void {
    if (text === '' || this.#replacements.has(text)) return
    this.#replacements.set(text, replacement)
    this.#starts = undefined
  }

  replace(text: string): string {
    const whole = this.#replacements.get(text)
    if (whole) return whole()
    if (this.#replacements.size === 0) return text
    const starts = (this.#starts ??= startsOf(this.#replacements.keys()))
    let out = ''
    let copied = 0
    for (let at = 0; at < text.length;) {
      const found = this.#longestAt(text, at, starts)
      if (found === undefined) {
        at++
        continue
      }
      out += text.slice(copied, at) + (this.#replacements.get(found)?.() ?? '')
      at += found.length
      copied = at
    }
    return out + text.slice(copied)
  }

  #longestAt(text: string, at: number, starts: ReadonlyMap<string, readonly number[]>): string | undefined {
    for (let start = startChars; start > 0; start--) {
      for (const length of starts.get(text.slice(at, at + start)) ?? []) {
        if (at + length > text.length) continue
        const found = text.slice(at, at + length)
        if (this.#replacements.has(found) && standsAlone(found, text, at)) return found
      }
    }
    return undefined
  }
}

const startChars = 3

function startsOf(texts: Iterable<string>): Map<string, number[]> {
  const lengths = new Map<string, Set<number>>()
  for (const text of texts) {
    const start = text.slice(0, startChars)
    const known = lengths.get(start)
    if (known) known.add(text.length)
    else lengths.set(start, new Set([text.length]))
  }
  return new Map([...lengths].map(([start, all]) => [start, [...all].sort((a, b) => b - a)]))
}

const wordCharacter = /[\p{L}\p{N}_$]/u
/** Words and units that our own sentences are made of. Minified programs have functions of these names. */
const ours = new Set(
  'a an and as at be by do if in is it no of on or so to up we A B s h min ms ns µs B kB MB GB TB CPU IST UTC'.split(
    ' ',
  ),
)

/** Something long and unlike a word is hidden wherever it stands; "lock" is not hidden inside "locks". */
function standsAlone(found: string, text: string, at: number): boolean {
  if (found.length >= 6 && !/^\p{L}+$/u.test(found)) return true
  const end = at + found.length
  if (wordCharacter.test(found[0] ?? '') && wordCharacter.test(text[at - 1] ?? ' ')) return false
  if (wordCharacter.test(found.at(-1) ?? '') && wordCharacter.test(text[end] ?? ' ')) return false
  if (!ours.has(found) && !/^\p{N}+$/u.test(found)) return true
  // A name in a sentence is followed by its share, or stands in brackets; a unit follows a number.
  const before = text.slice(0, at)
  const after = text.slice(end)
  return (
    !/\p{N}\s*$/u.test(before) && (/^ \(?(\p{N}|below)/u.test(after) || (before.endsWith('(') && after.startsWith(')')))
  )
}
