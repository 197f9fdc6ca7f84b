/** JavaScript's regular expressions without what cannot be matched in linear time (look-around, back-references). */
import { anyChar, complementOf, digits, spaces, unionOf, wordChars, type CharSet } from './charSet.ts'
import { err, ok, type Result } from '../../base/result.ts'

export type Pattern =
  /** `negated`: every code unit but these. Case is folded first, as in `[^a]` with case ignored. */
  | { readonly is: 'chars'; readonly set: CharSet; readonly negated?: boolean }
  | { readonly is: 'sequence' | 'choice'; readonly of: readonly Pattern[] }
  | { readonly is: 'repeat'; readonly of: Pattern; readonly least: number; readonly most: number }
  | { readonly is: 'at'; readonly where: 'start' | 'end' | 'word-edge' | 'not-word-edge' }

const maxLength = 1000
const maxDepth = 40

/** The error is a sentence without a full stop. */
export function parsePattern(text: string): Result<Pattern, string> {
  if (text.length > maxLength) return err(`the pattern is longer than ${maxLength} characters`)
  const parser = new PatternParser(text)
  try {
    const pattern = parser.choice(0)
    if (parser.at < text.length) return err('there is a ) without its (; write \\) for the character')
    return ok(pattern)
  } catch (problem) {
    if (problem instanceof PatternProblem) return err(problem.message)
    throw problem
  }
}

/** Never leaves this file: unwinds the descent. */
class PatternProblem extends Error {}

const classEscapes: Readonly<Record<string, CharSet>> = {
  d: digits,
  D: complementOf(digits),
  w: wordChars,
  W: complementOf(wordChars),
  s: spaces,
  S: complementOf(spaces),
}
const controlEscapes: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 }

class PatternParser {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  choice(depth: number): Pattern {
    if (depth > maxDepth) throw new PatternProblem(`groups are nested more than ${maxDepth} deep`)
    const branches = [this.sequence(depth)]
    while (this.text[this.at] === '|') {
      this.at++
      branches.push(this.sequence(depth))
    }
    return branches.length === 1 ? branches[0]! : { is: 'choice', of: branches }
  }

  sequence(depth: number): Pattern {
    const parts: Pattern[] = []
    while (this.at < this.text.length && this.text[this.at] !== '|' && this.text[this.at] !== ')') {
      parts.push(this.repeated(this.atom(depth)))
    }
    return { is: 'sequence', of: parts }
  }

  repeated(atom: Pattern): Pattern {
    const counts = this.quantifier()
    if (!counts) return atom
    if (this.text[this.at] === '?') this.at++
    if (this.quantifier())
      throw new PatternProblem('two repetitions follow each other; write \\* or \\+ for the character')
    const [least, most] = counts
    if (least > 200 || (most !== Infinity && most > 200))
      throw new PatternProblem('a repetition of more than 200 is not supported')
    if (most < least) throw new PatternProblem('a repetition has its numbers in the wrong order')
    return { is: 'repeat', of: atom, least, most }
  }

  /** Consumes * + ? {n} {n,} {n,m}. A brace that is none of these is a character. */
  quantifier(): readonly [least: number, most: number] | undefined {
    const symbol = this.text[this.at]
    if (symbol === '*' || symbol === '+' || symbol === '?') {
      this.at++
      return [symbol === '+' ? 1 : 0, symbol === '?' ? 1 : Infinity]
    }
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.text.slice(this.at, this.at + 20))
    if (!braces) return undefined
    this.at += braces[0].length
    const least = Number(braces[1])
    return [least, braces[2] === undefined ? least : braces[3] === '' ? Infinity : Number(braces[3])]
  }

  atom(depth: number): Pattern {
    const symbol = this.text[this.at++]!
    switch (symbol) {
      case '(':
        return this.group(depth)
      case '[':
        return this.charClass()
      case '.':
        return { is: 'chars', set: anyChar }
      case '^':
        return { is: 'at', where: 'start' }
      case '$':
        return { is: 'at', where: 'end' }
      case '*':
      case '+':
      case '?':
        throw new PatternProblem(`${symbol} has nothing to repeat; write \\${symbol} for the character`)
      case '\\':
        return this.escape()
      default:
        return { is: 'chars', set: one(symbol.charCodeAt(0)) }
    }
  }

  group(depth: number): Pattern {
    const kind = /^\?(:|=|!|<=|<!|<[A-Za-z_$][\w$]*>)/.exec(this.text.slice(this.at, this.at + 60))
    if (kind && /^(=|!|<=|<!)$/.test(kind[1]!)) throw new PatternProblem('look-ahead and look-behind are not supported')
    if (!kind && this.text[this.at] === '?') throw new PatternProblem('a group starts with ? and something unknown')
    if (kind) this.at += kind[0].length
    const inside = this.choice(depth + 1)
    if (this.text[this.at] !== ')') throw new PatternProblem('a ( is not closed yet; write \\( for the character')
    this.at++
    return inside
  }

  escape(): Pattern {
    const symbol = this.text[this.at]
    if (symbol === undefined) throw new PatternProblem('the pattern ends with a lone \\')
    if (symbol === 'b' || symbol === 'B') {
      this.at++
      return { is: 'at', where: symbol === 'b' ? 'word-edge' : 'not-word-edge' }
    }
    if (/[1-9k]/.test(symbol)) throw new PatternProblem('back-references are not supported')
    return { is: 'chars', set: this.escapedSet() }
  }

  /** After a backslash, inside or outside of a class. */
  escapedSet(): CharSet {
    const symbol = this.text[this.at++]
    if (symbol === undefined) throw new PatternProblem('the pattern ends with a lone \\')
    const set = classEscapes[symbol]
    if (set) return set
    if (symbol === 'p' || symbol === 'P') throw new PatternProblem('\\p{…} is not supported')
    const control = controlEscapes[symbol]
    if (control !== undefined) return one(control)
    const hex = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(this.text.slice(this.at - 1, this.at + 4))
    if (hex) {
      this.at += hex[0].length - 1
      return one(Number.parseInt(hex[1] ?? hex[2]!, 16))
    }
    return one(symbol.charCodeAt(0))
  }

  charClass(): Pattern {
    const negated = this.text[this.at] === '^'
    if (negated) this.at++
    const ranges: number[] = []
    for (;;) {
      if (this.at >= this.text.length) throw new PatternProblem('a [ is not closed yet; write \\[ for the character')
      if (this.text[this.at] === ']') break
      const from = this.classMember()
      const isRange = this.text[this.at] === '-' && this.at + 1 < this.text.length && this.text[this.at + 1] !== ']'
      if (!isRange) {
        ranges.push(...from)
        continue
      }
      this.at++
      const to = this.classMember()
      if (!isOne(from) || !isOne(to)) ranges.push(...from, 45, 45, ...to)
      else if (from[0]! > to[0]!) throw new PatternProblem('a range in [ ] has its ends in the wrong order')
      else ranges.push(from[0]!, to[0]!)
    }
    this.at++
    return { is: 'chars', set: unionOf(ranges), negated }
  }

  classMember(): CharSet {
    const symbol = this.text[this.at++]!
    if (symbol !== '\\') return one(symbol.charCodeAt(0))
    if (this.text[this.at] === 'b') {
      this.at++
      return one(8)
    }
    return this.escapedSet()
  }
}

const one = (unit: number): CharSet => [unit, unit]
const isOne = (set: CharSet): boolean => set.length === 2 && set[0] === set[1]
