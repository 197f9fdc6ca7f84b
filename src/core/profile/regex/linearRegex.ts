/**
 * Regular expressions that cannot hang. JavaScript's own engine tries paths one after the other and can take longer than the
 * age of the universe on `(a+)+$`; this one keeps the set of all positions a pattern may be in (Thompson 1968) and remembers
 * sets it has met as states of an automaton, so that a character costs one table look-up and a name costs its length.
 */
import { complementOf, maxUnit, withLowerCase, wordChars, type CharSet } from './charSet.ts'
import { parsePattern, type Pattern } from './parsePattern.ts'
import { err, ok, type Result } from '../../base/result.ts'

export interface LinearRegex {
  /**
   * True when the pattern occurs anywhere in the text. Only the first `maxTextLength` code units are looked at. Once the work is used
   * up every answer is false: see `isExhausted`.
   */
  test(text: string): boolean
  /**
   * True once all tests together took more than `work`: what was answered before holds, nothing holds afterwards. The bound is on
   * positions × characters, the only thing that can make a short pattern slow, and the same input always meets it at the same place.
   */
  readonly isExhausted: boolean
}

export const maxTextLength = 4000
/** Instructions; bounds the cost of one new state. */
const maxProgram = 400
/** Beyond this the memory of states is dropped and built anew: time stays linear, memory bounded. */
const maxStates = 2000
/** Parts of the pattern looked at while its program is written, repetitions written out: `((){200}){200}` has no instruction at all. */
const maxEmits = 4000
/**
 * Units of about two nanoseconds, a known character costs one: a third of a second where all is known, up to a second where each
 * character leads to a new state. A million names of sixty letters take 6·10⁷ with a pattern that people type.
 */
const defaultWork = 150_000_000
/** Of one position looked at, and of one new state, measured against a look-up. */
const positionWork = 20
const stateWork = 300

/** Where the pattern is not supported or not finished, the error is a sentence without a full stop. */
export function compileLinearRegex(
  text: string,
  ignoreCase: boolean,
  work: number = defaultWork,
): Result<LinearRegex, string> {
  const pattern = parsePattern(text)
  if (!pattern.ok) return pattern
  const program = new Program(ignoreCase)
  const start = program.emit(pattern.value, program.match)
  if (start === undefined) return err('the pattern is too large')
  return ok(new Automaton(program, start, ignoreCase, work))
}

/** Instructions: `set ≥ 0` consumes one code unit of that set; otherwise `kind` says what happens without consuming. */
type Kind = 'set' | 'split' | 'start' | 'end' | 'word-edge' | 'not-word-edge' | 'match'

class Program {
  readonly kind: Kind[] = []
  readonly set: number[] = []
  readonly next: number[] = []
  readonly other: number[] = []
  readonly sets: CharSet[] = []
  /** A part that is repeated is one set, however often it is written out. */
  readonly #setOf = new Map<Pattern, number>()
  readonly #ignoreCase: boolean
  readonly match: number
  #emits = 0

  constructor(ignoreCase: boolean) {
    this.#ignoreCase = ignoreCase
    this.match = this.#add('match', -1, -1)
  }

  #add(kind: Kind, next: number, other: number, set = -1): number {
    this.next.push(next)
    this.other.push(other)
    this.set.push(set)
    return this.kind.push(kind) - 1
  }

  /** Instruction that matches `pattern` and goes on at `then`; undefined when the program grows too large. */
  emit(pattern: Pattern, then: number): number | undefined {
    if (this.kind.length > maxProgram || this.#emits++ > maxEmits) return undefined
    switch (pattern.is) {
      case 'chars': {
        let set = this.#setOf.get(pattern)
        if (set === undefined) {
          const chars = this.#ignoreCase ? withLowerCase(pattern.set) : pattern.set
          set = this.sets.push(pattern.negated ? complementOf(chars) : chars) - 1
          this.#setOf.set(pattern, set)
        }
        return this.#add('set', then, -1, set)
      }
      case 'at':
        return this.#add(pattern.where, then, -1)
      case 'sequence':
        return pattern.of.reduceRight<number | undefined>(
          (next, part) => (next === undefined ? next : this.emit(part, next)),
          then,
        )
      case 'choice': {
        let choice: number | undefined
        for (const branch of pattern.of.toReversed()) {
          const start = this.emit(branch, then)
          if (start === undefined) return undefined
          choice = choice === undefined ? start : this.#add('split', start, choice)
        }
        return choice
      }
      case 'repeat':
        return this.#repeat(pattern.of, pattern.least, pattern.most, then)
    }
  }

  #repeat(of: Pattern, least: number, most: number, then: number): number | undefined {
    let next: number | undefined = then
    if (most === Infinity) {
      const loop = this.#add('split', -1, then)
      const body = this.emit(of, loop)
      if (body === undefined) return undefined
      this.next[loop] = body
      next = loop
    } else {
      for (let i = least; i < most; i++) {
        const body: number | undefined = this.emit(of, next)
        if (body === undefined) return undefined
        next = this.#add('split', body, then)
      }
    }
    for (let i = 0; i < least; i++) {
      next = this.emit(of, next)
      if (next === undefined) return undefined
    }
    return next
  }
}

const unknown = -1
const accepted = -2

class Automaton implements LinearRegex {
  readonly #program: Program
  readonly #start: number
  readonly #ignoreCase: boolean
  /** Code unit → class of units no instruction tells apart; the last class is the end of the text. */
  readonly #classOf: Uint16Array
  readonly #classes: number
  readonly #memberOf: readonly Uint8Array[]
  readonly #isWord: Uint8Array
  readonly #hasEdges: boolean
  #workLeft: number
  readonly #states = new Map<string, number>()
  /** Per state: the waiting instructions, and what the unit before was (2 = nothing yet, 1 = word, 0 = other). */
  #waiting: Int32Array[] = []
  #before: number[] = []
  #step: Int32Array[] = []

  constructor(program: Program, start: number, ignoreCase: boolean, work: number) {
    this.#workLeft = work
    this.#program = program
    this.#start = start
    this.#ignoreCase = ignoreCase
    this.#hasEdges = program.kind.some((kind) => kind === 'word-edge' || kind === 'not-word-edge')
    const cuts = new Set<number>([0])
    for (const set of this.#hasEdges ? [...program.sets, wordChars] : program.sets) {
      for (let i = 0; i < set.length; i += 2) cuts.add(set[i]!).add(set[i + 1]! + 1)
    }
    const starts = [...cuts].filter((cut) => cut <= maxUnit).sort((a, b) => a - b)
    this.#classOf = new Uint16Array(maxUnit + 1)
    starts.forEach((cut, i) => this.#classOf.fill(i, cut, starts[i + 1] ?? maxUnit + 1))
    this.#classes = starts.length
    const members = (set: CharSet): Uint8Array =>
      Uint8Array.from(starts, (cut) => {
        for (let i = 0; i < set.length; i += 2) if (cut >= set[i]! && cut <= set[i + 1]!) return 1
        return 0
      })
    this.#memberOf = program.sets.map(members)
    this.#isWord = members(wordChars)
  }

  get isExhausted(): boolean {
    return this.#workLeft <= 0
  }

  test(text: string): boolean {
    if (this.#workLeft <= 0) return false
    const input = this.#ignoreCase ? text.slice(0, maxTextLength).toLowerCase() : text
    const length = Math.min(input.length, maxTextLength)
    this.#workLeft -= length
    let state = this.#state([], 2)
    for (let i = 0; i < length; i++) {
      const unitClass = this.#classOf[input.charCodeAt(i)]!
      let next = this.#step[state]![unitClass]!
      if (next === unknown) {
        if (this.#workLeft <= 0) return false
        next = this.#advance(state, unitClass)
      }
      if (next === accepted) return true
      state = next
    }
    // A text cut for its length has no end that could be matched.
    if (input.length > length) return false
    let end = this.#step[state]![this.#classes]!
    if (end === unknown) end = this.#advance(state, this.#classes)
    return end === accepted
  }

  #state(waiting: readonly number[], before: number): number {
    const key = `${before}:${waiting.join(',')}`
    const known = this.#states.get(key)
    if (known !== undefined) return known
    if (this.#waiting.length >= maxStates) {
      this.#states.clear()
      this.#waiting = []
      this.#before = []
      this.#step = []
    }
    const state = this.#waiting.push(Int32Array.from(waiting)) - 1
    this.#before.push(before)
    this.#step.push(new Int32Array(this.#classes + 1).fill(unknown))
    this.#states.set(key, state)
    return state
  }

  /** The state after one more unit (or the end), remembered. */
  #advance(state: number, unitClass: number): number {
    const { kind, set, next, other } = this.#program
    const before = this.#before[state]!
    const step = this.#step[state]!
    const isEnd = unitClass === this.#classes
    const isWordNow = !isEnd && this.#isWord[unitClass] === 1
    const atEdge = (before === 1) !== isWordNow
    let positions = 0
    const seen = new Uint8Array(kind.length)
    const todo = [...this.#waiting[state]!, this.#start]
    const after: number[] = []
    while (todo.length > 0) {
      const at = todo.pop()!
      if (seen[at] === 1) continue
      seen[at] = 1
      positions++
      switch (kind[at]!) {
        case 'match':
          this.#workLeft -= positions * positionWork
          step[unitClass] = accepted
          return accepted
        case 'split':
          todo.push(next[at]!, other[at]!)
          break
        case 'set':
          if (!isEnd && this.#memberOf[set[at]!]![unitClass] === 1) after.push(next[at]!)
          break
        case 'start':
          if (before === 2) todo.push(next[at]!)
          break
        case 'end':
          if (isEnd) todo.push(next[at]!)
          break
        case 'word-edge':
          if (atEdge) todo.push(next[at]!)
          break
        case 'not-word-edge':
          if (!atEdge) todo.push(next[at]!)
          break
      }
    }
    this.#workLeft -= stateWork + positions * positionWork + this.#classes
    const distinct = [...new Set(after)].sort((a, b) => a - b)
    const reached = this.#state(distinct, this.#hasEdges && isWordNow ? 1 : 0)
    step[unitClass] = reached
    return reached
  }
}
