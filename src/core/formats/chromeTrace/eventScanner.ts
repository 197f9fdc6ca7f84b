/**
 * Finds the events of a trace in its bytes, piece by piece, without parsing the rest: traces are hundreds of megabytes of spans
 * with a few samples in between. Only events of a wanted name become text; one pass, no recursion, bounded memory.
 *
 *   { "metadata": …, "traceEvents": [ {…}, {…} ] }     or the array alone, which may lack its end
 */

/** Larger than any chunk of samples; an event that is larger is passed over and counted. */
const maxEventBytes = 64 * 1024 * 1024
/** Strings that are looked at are names and keys; longer ones are neither. */
const longestWord = 24

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const openBracket = 0x5b
const closeBrace = 0x7d
const closeBracket = 0x5d
const colon = 0x3a

export class EventScanner {
  /** Events of any name. */
  events = 0
  /** Wanted events beyond the size that is read. */
  tooLarge = 0
  /** Keys beside the events, which tell whose trace it is. */
  readonly keys: Set<string> = new Set()
  readonly #wanted: ReadonlySet<string>
  readonly #take: (event: string) => void
  readonly #decoder = new TextDecoder()
  #depth = 0
  /** Depth inside the array of events; 0 outside. */
  #arrayDepth = 0
  #inString = false
  #escaped = false
  /** The string that is being read, where it matters. */
  #word = ''
  #reads = false
  /** The key whose value comes next, at the top. */
  #key = ''
  #inEvent = false
  #isWanted = false
  #held: Uint8Array[] = []
  #heldBytes = 0

  constructor(wanted: ReadonlySet<string>, take: (event: string) => void) {
    this.#wanted = wanted
    this.#take = take
  }

  /** True when the file ended inside of an event or of the array. */
  get isCut(): boolean {
    return this.#depth > 0
  }

  push(piece: Uint8Array): void {
    let from = 0
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at]!
      if (this.#inString) {
        this.#inside(byte)
        continue
      }
      if (byte === quote) {
        this.#inString = true
        this.#word = ''
        // Keys at the top, and keys and values of an event itself: nothing deeper is looked at.
        this.#reads = this.#inEvent ? this.#depth === this.#arrayDepth + 1 : this.#depth === 1
      } else if (byte === openBrace || byte === openBracket) {
        this.#depth += 1
        if (byte === openBracket) this.#openArray()
        else if (this.#arrayDepth > 0 && this.#depth === this.#arrayDepth + 1) {
          this.#inEvent = true
          this.#isWanted = false
          from = at
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        if (this.#depth > 0) this.#depth -= 1
        if (this.#inEvent && this.#depth === this.#arrayDepth) {
          this.#finishEvent(piece.subarray(from, at + 1))
          from = at + 1
        } else if (!this.#inEvent && this.#arrayDepth > 0 && this.#depth < this.#arrayDepth) this.#arrayDepth = 0
      } else if (byte === colon && this.#depth === 1 && this.#arrayDepth === 0) {
        this.#key = this.#word
        this.keys.add(this.#word.slice(0, longestWord))
      }
    }
    if (this.#inEvent) this.#hold(piece.subarray(from))
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false
    else if (byte === backslash) this.#escaped = true
    else if (byte === quote) {
      this.#inString = false
      if (this.#inEvent && this.#reads && this.#wanted.has(this.#word)) this.#isWanted = true
      return
    }
    if (this.#reads && this.#word.length <= longestWord) this.#word += String.fromCharCode(byte)
  }

  #openArray(): void {
    if (this.#arrayDepth > 0 || this.#inEvent) return
    if (this.#depth === 1 || (this.#depth === 2 && this.#key === 'traceEvents')) this.#arrayDepth = this.#depth
  }

  #hold(bytes: Uint8Array): void {
    this.#heldBytes += bytes.length
    if (this.#heldBytes <= maxEventBytes) this.#held.push(bytes.slice())
    else this.#held = []
  }

  #finishEvent(end: Uint8Array): void {
    this.#inEvent = false
    this.events += 1
    const size = this.#heldBytes + end.length
    if (this.#isWanted && size > maxEventBytes) this.tooLarge += 1
    else if (this.#isWanted) this.#take(this.#textOf(end, size))
    this.#held = []
    this.#heldBytes = 0
  }

  #textOf(end: Uint8Array, size: number): string {
    if (this.#held.length === 0) return this.#decoder.decode(end)
    const whole = new Uint8Array(size)
    let at = 0
    for (const part of [...this.#held, end]) {
      whole.set(part, at)
      at += part.length
    }
    return this.#decoder.decode(whole)
  }
}
