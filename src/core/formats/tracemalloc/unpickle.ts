/**
 * Reads the pickle that `tracemalloc.Snapshot.dump` writes, and nothing else. A pickle is a program for a stack machine;
 * this one knows only the opcodes a snapshot needs, builds plain data, and names exactly two classes. Everything else is
 * refused, so nothing in a file can run or reach further. (Opcodes: the comments of CPython's Lib/pickletools.py.)
 *
 * Nearly all of a snapshot are tuples of small numbers and texts, so a value is a word instead of an object:
 *
 *   lower 3 bits   number  text   tuple  thing  none  large  place   stack, memo and the items of tuples are columns of such words
 *   upper 29       itself  index  index  index  0     index  index   into `texts`, `tuples` (where its items begin), `things`, `numbers`
 *
 * A tuple of a text and a number is a place, and stands apart: every stack refers to some of a few thousand, which stay in the cache.
 *
 * Each opcode takes at least a byte and makes at most one word: time and memory are linear in the file.
 */
import { err, ok, type Result } from '../../base/result.ts'
import { int32, PickleBytes, Refusal } from './pickleBytes.ts'
import {
  fits,
  indexOf,
  isPlace,
  isThing,
  kindOf,
  kinds,
  LargeNumbers,
  maxThings,
  type PickledThing,
  type SnapshotClass,
  Values,
  wordOf,
} from './pickleValues.ts'

/** What stood on top of the stack at STOP, if it is a thing, with the values it refers to. */
export interface Unpickled {
  readonly top: PickledThing | undefined
  readonly tuples: Values
  /** Two words each. */
  readonly places: Values
  readonly texts: readonly string[]
  readonly numbers: LargeNumbers
}

/** The snapshot, or a clause saying which byte is not part of one. */
export function unpickleSnapshot(bytes: Uint8Array): Result<Unpickled, string> {
  try {
    return ok(new Machine(bytes).run())
  } catch (thrown) {
    if (thrown instanceof Refusal) return err(thrown.message)
    throw thrown
  }
}

const none = wordOf(kinds.none, 0)
const hex = (code: number): string => `0x${code.toString(16).padStart(2, '0')}`

const memoisesNothing = 'it memoises an empty stack'
const runsEmpty = 'its stack runs empty'

function tupleAt(begin: number): number {
  if (!fits(begin)) throw new Refusal('its tuples hold more than 268 million values')
  return wordOf(kinds.tuple, begin)
}

class Machine {
  readonly #in: PickleBytes
  readonly #stack = new Values(1024)
  /** Heights of the stack at each MARK; the last is the floor below which nothing is popped. */
  readonly #marks: number[] = []
  #floor = 0
  readonly #memo: Values
  #memoised = 0
  readonly #tuples: Values
  readonly #places = new Values(1024)
  readonly #texts: string[] = []
  readonly #things: PickledThing[] = []
  readonly #numbers = new LargeNumbers()

  constructor(bytes: Uint8Array) {
    this.#in = new PickleBytes(bytes)
    // About what real snapshots need; a short file does not ask for much, a long one grows without copying often.
    this.#memo = new Values(Math.max(1024, bytes.length >> 4))
    this.#tuples = new Values(Math.max(1024, Math.ceil(bytes.length / 3)))
  }

  run(): Unpickled {
    if (this.#in.u1() !== 0x80) throw new Refusal('it does not begin like a pickle')
    const protocol = this.#in.u1()
    if (protocol < 2 || protocol > 5) throw new Refusal(`its pickle protocol is ${protocol}, not 2 to 5`)
    for (;;) {
      const opcode = this.#frequent()
      if (opcode === 0x2e) break
      this.#rare(opcode, this.#in.at - 1)
    }
    this.#need1()
    const top = this.#topThing()
    return { top, tuples: this.#tuples, places: this.#places, texts: this.#texts, numbers: this.#numbers }
  }

  /**
   * Runs what the blocks are made of, up to the first opcode that is none of these: it is read and returned. Nearly all of a file passes
   * here, so what the opcodes share is in variables while they run.
   */
  #frequent(): number {
    const bytes = this.#in.bytes
    const end = bytes.length
    const stack = this.#stack
    const marks = this.#marks
    let { words, length: height } = stack
    let { words: items, length: used } = this.#tuples
    let known = this.#memo.words
    let memoised = this.#memoised
    let floor = this.#floor
    let at = this.#in.at
    for (;;) {
      if (at >= end) this.#in.cut()
      const opcode = bytes[at++]!
      if (height === words.length) words = stack.roomFor(height + 1)
      let from = height
      switch (opcode) {
        case 0x4b: // BININT1
          if (at >= end) this.#in.cut()
          words[height++] = wordOf(kinds.number, bytes[at++]!)
          continue
        case 0x4d: // BININT2
          if (at + 2 > end) this.#in.cut()
          words[height++] = wordOf(kinds.number, bytes[at]! | (bytes[at + 1]! << 8))
          at += 2
          continue
        case 0x4a: // BININT
          if (at + 4 > end) this.#in.cut()
          words[height++] = this.#numbers.word(int32(bytes, at))
          at += 4
          continue
        case 0x68: // BINGET
        case 0x6a: {
          // LONG_BINGET
          const size = opcode === 0x68 ? 1 : 4
          if (at + size > end) this.#in.cut()
          const key = size === 1 ? bytes[at]! : int32(bytes, at) >>> 0
          const word = key < known.length ? known[key]! : kinds.unset
          if (word === kinds.unset) throw new Refusal('it reads a memo entry that was never written')
          words[height++] = word
          at += size
          continue
        }
        case 0x94: // MEMOIZE
          if (height === floor) throw new Refusal(memoisesNothing)
          if (memoised >= known.length) known = this.#memo.roomFor(memoised + 1)
          known[memoised++] = words[height - 1]!
          continue
        case 0x28: // MARK
          marks.push(height)
          floor = height
          continue
        case 0x74: // TUPLE
          from = this.#popMark()
          floor = this.#floor
          break
        case 0x86: // TUPLE2
          from -= 2
          break
        case 0x87: // TUPLE3
          from -= 3
          break
        default:
          stack.length = height
          this.#tuples.length = used
          this.#memoised = memoised
          this.#floor = floor
          this.#in.at = at
          return opcode
      }
      if (from < floor) throw new Refusal(runsEmpty)
      if (height - from === 2 && isPlace(words[from]!, words[from + 1]!)) {
        this.#places.copy(stack, from, 2)
        words[from] = wordOf(kinds.place, (this.#places.length >> 1) - 1)
        height = from + 1
        continue
      }
      const begin = used
      if (begin + height - from >= items.length) items = this.#tuples.roomFor(begin + height - from + 1)
      items[used++] = height - from
      for (let i = from; i < height; i++) items[used++] = words[i]!
      height = from
      words[height++] = tupleAt(begin)
    }
  }

  #rare(opcode: number, opcodeAt: number): void {
    const stack = this.#stack
    switch (opcode) {
      case 0x95: // FRAME: a length for readers that buffer
        this.#in.need(8)
        return
      case 0x4e: // NONE
        stack.push(none)
        return
      case 0x8a: // LONG1
        stack.push(this.#numbers.word(this.#in.long(this.#in.u1())))
        return
      case 0x8c: // SHORT_BINUNICODE
        stack.push(wordOf(kinds.text, this.#texts.push(this.#in.text(this.#in.u1())) - 1))
        return
      case 0x58: // BINUNICODE
        stack.push(wordOf(kinds.text, this.#texts.push(this.#in.text(this.#in.u4() >>> 0)) - 1))
        return
      case 0x29: // EMPTY_TUPLE
        return this.#tuple(0)
      case 0x85: // TUPLE1
        return this.#tuple(1)
      case 0x5d: // EMPTY_LIST
        return this.#make({ kind: 'list', items: new Values(16) })
      case 0x61: // APPEND
        return this.#append(1)
      case 0x65: // APPENDS
        return this.#append(stack.length - this.#popMark())
      case 0x7d: // EMPTY_DICT
        return this.#make({ kind: 'dict', things: new Map(), numbers: new Map() })
      case 0x73: // SETITEM
        return this.#setItems(2)
      case 0x75: // SETITEMS
        return this.#setItems(stack.length - this.#popMark())
      case 0x71: // BINPUT
        return this.#put(this.#in.u1())
      case 0x72: // LONG_BINPUT
        return this.#put(this.#in.u4() >>> 0)
      case 0x63: {
        // GLOBAL
        const module = this.#in.line()
        return this.#nameClass(module, this.#in.line())
      }
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#popText()
        return this.#nameClass(this.#popText(), name)
      }
      case 0x81: // NEWOBJ
        return this.#newObject()
      case 0x62: // BUILD
        return this.#build()
      default:
        throw new Refusal(`byte ${opcodeAt.toLocaleString('en')} is opcode ${hex(opcode)}, which no snapshot uses`)
    }
  }

  /** A real snapshot has two classes, two objects, two dicts and one list; what has thousands wants the memory. */
  #make(thing: PickledThing): void {
    if (this.#things.length >= maxThings) throw new Refusal(`it makes more than ${maxThings} lists, dicts and objects`)
    this.#stack.push(wordOf(kinds.thing, this.#things.push(thing) - 1))
  }

  #tuple(count: number): void {
    const from = this.#take(count)
    const begin = this.#tuples.beginRun(count)
    this.#tuples.copy(this.#stack, from, count)
    this.#stack.push(tupleAt(begin))
  }

  #append(count: number): void {
    const from = this.#take(count)
    const target = this.#topThing()
    if (!isThing(target, 'list')) throw new Refusal('it appends to something else than a list')
    target.items.copy(this.#stack, from, count)
  }

  #newObject(): void {
    const args = this.#stack.words[this.#take(1)]!
    const hasNoArguments = kindOf(args) === kinds.tuple && this.#tuples.runLength(indexOf(args)) === 0
    const made = this.#popThing()
    if (!hasNoArguments || !isThing(made, 'class')) {
      throw new Refusal('it builds an object in a way no snapshot does')
    }
    this.#make({ kind: 'object', className: made.name, state: undefined })
  }

  #build(): void {
    const state = this.#popThing()
    const target = this.#topThing()
    if (!isThing(state, 'dict') || !isThing(target, 'object')) {
      throw new Refusal('it fills an object in a way no snapshot does')
    }
    target.state = state
  }

  #nameClass(module: string | undefined, name: string | undefined): void {
    if (module === undefined || name === undefined) throw new Refusal('it names a class without text')
    if (module !== 'tracemalloc' || (name !== 'Snapshot' && name !== '_Traces')) {
      const asked = JSON.stringify(`${module}.${name}`.slice(0, 80))
      throw new Refusal(`it names ${asked}, which is not part of a snapshot`)
    }
    this.#make({ kind: 'class', name: name satisfies SnapshotClass })
  }

  #setItems(count: number): void {
    const from = this.#take(count)
    const { words } = this.#stack
    const target = this.#topThing()
    if (!isThing(target, 'dict') || count % 2 === 1) throw new Refusal('it sets items on something else than a dict')
    for (let at = from; at < from + count; at += 2) {
      if (kindOf(words[at]!) !== kinds.text) throw new Refusal('it has a dict key that is not text')
      const key = this.#texts[indexOf(words[at]!)]!
      const thing = this.#thingOf(words[at + 1]!)
      if (thing) target.things.set(key, thing)
      const number = this.#numbers.of(words[at + 1]!)
      if (number !== undefined) target.numbers.set(key, number)
    }
  }

  #put(key: number): void {
    // CPython numbers its memo 0, 1, 2 …: a key beyond the file's own length is never honest.
    if (key > this.#in.bytes.length) throw new Refusal('its memo has a key beyond the file')
    const stack = this.#stack
    if (stack.length === this.#floor) throw new Refusal(memoisesNothing)
    this.#memo.set(key, stack.words[stack.length - 1]!)
    this.#memoised += 1
  }

  /** Takes `count` values off the stack and says where they were: they stand there until the next push. */
  #take(count: number): number {
    const from = this.#stack.length - count
    if (from < this.#floor) throw new Refusal(runsEmpty)
    this.#stack.length = from
    return from
  }

  #need1(): void {
    if (this.#stack.length <= this.#floor) throw new Refusal(runsEmpty)
  }

  #popThing(): PickledThing | undefined {
    return this.#thingOf(this.#stack.words[this.#take(1)]!)
  }

  #popText(): string | undefined {
    const word = this.#stack.words[this.#take(1)]!
    return kindOf(word) === kinds.text ? this.#texts[indexOf(word)] : undefined
  }

  #topThing(): PickledThing | undefined {
    const { words, length } = this.#stack
    return length > 0 ? this.#thingOf(words[length - 1]!) : undefined
  }

  #thingOf(word: number): PickledThing | undefined {
    return kindOf(word) === kinds.thing ? this.#things[indexOf(word)] : undefined
  }

  /** Height of the stack at the last MARK, which is closed. */
  #popMark(): number {
    const mark = this.#marks.pop()
    if (mark === undefined) throw new Refusal('it closes a group that was never opened')
    this.#floor = this.#marks.length > 0 ? this.#marks[this.#marks.length - 1]! : 0
    return mark
  }
}
