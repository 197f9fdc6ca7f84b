/**
 * Reads the pickle that `tracemalloc.Snapshot.dump` writes, and nothing else. A pickle is a program for a stack machine;
 * this one knows only the opcodes a snapshot needs, builds plain data, and names exactly two classes. Everything else is
 * refused, so nothing in a file can run or reach further. Each opcode takes at least a byte and makes at most one value:
 * time and memory are linear in the file. (Opcodes: the comments of CPython's Lib/pickletools.py; shape: formats.md §3.3.)
 */
import { err, ok, type Result } from '../../result.ts'

export type PickleValue =
  | string
  | number
  | undefined
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleClass
  | PickleObject
export type PickleTuple = readonly PickleValue[]
/** A list keeps a wrapper so that it is never mistaken for a tuple. */
export interface PickleList {
  readonly kind: 'list'
  readonly items: PickleValue[]
}
export interface PickleDict {
  readonly kind: 'dict'
  readonly entries: Map<string, PickleValue>
}
export interface PickleClass {
  readonly kind: 'class'
  readonly name: SnapshotClass
}
export interface PickleObject {
  readonly kind: 'object'
  readonly className: SnapshotClass
  state: PickleDict | undefined
}
export type SnapshotClass = 'Snapshot' | '_Traces'

const classes = new Map<string, PickleClass>([
  ['tracemalloc Snapshot', { kind: 'class', name: 'Snapshot' }],
  ['tracemalloc _Traces', { kind: 'class', name: '_Traces' }],
])

/** Thrown inside this folder only; the reader turns it into an error value. */
class Refusal extends Error {}

/** The object on top of the stack at STOP, or a clause saying which byte is not part of a snapshot. */
export function unpickleSnapshot(bytes: Uint8Array): Result<PickleValue, string> {
  try {
    return ok(new Machine(bytes).run())
  } catch (thrown) {
    if (thrown instanceof Refusal) return err(thrown.message)
    throw thrown
  }
}

const utf8 = new TextDecoder()
const hex = (code: number): string => `0x${code.toString(16).padStart(2, '0')}`

class Machine {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0
  #stack: PickleValue[] = []
  /** Heights of `stack` at each MARK. */
  readonly #marks: number[] = []
  readonly #memo: PickleValue[] = []
  #memoised = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  run(): PickleValue {
    if (this.#u1() !== 0x80) throw new Refusal('it does not begin like a pickle')
    const protocol = this.#u1()
    if (protocol < 2 || protocol > 5) throw new Refusal(`its pickle protocol is ${protocol}, not 2 to 5`)
    for (;;) {
      const opcodeAt = this.#at
      const opcode = this.#u1()
      if (opcode === 0x2e) return this.#pop()
      this.#step(opcode, opcodeAt)
    }
  }

  #step(opcode: number, opcodeAt: number): void {
    const stack = this.#stack
    switch (opcode) {
      case 0x95: // FRAME: a length for readers that buffer
        this.#skip(8)
        return
      case 0x28: // MARK
        this.#marks.push(stack.length)
        return
      case 0x4e: // NONE
        stack.push(undefined)
        return
      case 0x4b: // BININT1
        stack.push(this.#u1())
        return
      case 0x4d: // BININT2
        stack.push(this.#u1() | (this.#u1() << 8))
        return
      case 0x4a: // BININT
        stack.push(this.#u4() | 0)
        return
      case 0x8a: // LONG1
        stack.push(this.#long(this.#u1()))
        return
      case 0x8c: // SHORT_BINUNICODE
        stack.push(this.#text(this.#u1()))
        return
      case 0x58: // BINUNICODE
        stack.push(this.#text(this.#u4()))
        return
      case 0x29: // EMPTY_TUPLE
        stack.push([])
        return
      case 0x85: // TUPLE1
        stack.push([this.#pop()])
        return
      case 0x86: {
        const second = this.#pop()
        stack.push([this.#pop(), second])
        return
      }
      case 0x87: {
        const third = this.#pop()
        const second = this.#pop()
        stack.push([this.#pop(), second, third])
        return
      }
      case 0x74: // TUPLE
        stack.push(this.#popToMark())
        return
      case 0x5d: // EMPTY_LIST
        stack.push({ kind: 'list', items: [] })
        return
      case 0x61: {
        // APPEND
        const item = this.#pop()
        this.#list().items.push(item)
        return
      }
      case 0x65: {
        // APPENDS
        const items = this.#popToMark()
        const target = this.#list().items
        for (const item of items) target.push(item)
        return
      }
      case 0x7d: // EMPTY_DICT
        stack.push({ kind: 'dict', entries: new Map() })
        return
      case 0x73: {
        // SETITEM
        const value = this.#pop()
        this.#setItems([this.#pop(), value])
        return
      }
      case 0x75: // SETITEMS
        this.#setItems(this.#popToMark())
        return
      case 0x94: // MEMOIZE
        this.#put(this.#memoised)
        return
      case 0x71: // BINPUT
        this.#put(this.#u1())
        return
      case 0x72: // LONG_BINPUT
        this.#put(this.#u4())
        return
      case 0x68: // BINGET
        stack.push(this.#get(this.#u1()))
        return
      case 0x6a: // LONG_BINGET
        stack.push(this.#get(this.#u4()))
        return
      case 0x63: {
        // GLOBAL
        const module = this.#line()
        stack.push(this.#classNamed(module, this.#line()))
        return
      }
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop()
        stack.push(this.#classNamed(this.#pop(), name))
        return
      }
      case 0x81: // NEWOBJ
        this.#newObject()
        return
      case 0x62: // BUILD
        this.#build()
        return
      default:
        throw new Refusal(`byte ${opcodeAt.toLocaleString('en')} is opcode ${hex(opcode)}, which no snapshot uses`)
    }
  }

  #newObject(): void {
    const args = this.#pop()
    const made = this.#pop()
    if (!Array.isArray(args) || args.length > 0 || !isKind(made, 'class')) {
      throw new Refusal('it builds an object in a way no snapshot does')
    }
    this.#stack.push({ kind: 'object', className: made.name, state: undefined })
  }

  #build(): void {
    const state = this.#pop()
    const target = this.#stack.at(-1)
    if (!isKind(state, 'dict') || !isKind(target, 'object')) {
      throw new Refusal('it fills an object in a way no snapshot does')
    }
    target.state = state
  }

  #classNamed(module: PickleValue, name: PickleValue): PickleClass {
    if (typeof module !== 'string' || typeof name !== 'string') throw new Refusal('it names a class without text')
    const known = classes.get(`${module} ${name}`)
    if (known !== undefined) return known
    const asked = JSON.stringify(`${module}.${name}`.slice(0, 80))
    throw new Refusal(`it names ${asked}, which is not part of a snapshot`)
  }

  #setItems(flat: readonly PickleValue[]): void {
    const target = this.#stack.at(-1)
    if (!isKind(target, 'dict') || flat.length % 2 === 1)
      throw new Refusal('it sets items on something else than a dict')
    for (let i = 0; i < flat.length; i += 2) {
      const key = flat[i]
      if (typeof key !== 'string') throw new Refusal('it has a dict key that is not text')
      target.entries.set(key, flat[i + 1])
    }
  }

  #list(): PickleList {
    const target = this.#stack.at(-1)
    if (!isKind(target, 'list')) throw new Refusal('it appends to something else than a list')
    return target
  }

  #put(key: number): void {
    // CPython numbers its memo 0, 1, 2 …: a key beyond the file's own length is never honest.
    if (key > this.#bytes.length) throw new Refusal('its memo has a key beyond the file')
    if (this.#stack.length === this.#floor()) throw new Refusal('it memoises an empty stack')
    this.#memo[key] = this.#stack[this.#stack.length - 1]
    this.#memoised += 1
  }

  #get(key: number): PickleValue {
    const value = this.#memo[key]
    if (value === undefined && !(key in this.#memo)) throw new Refusal('it reads a memo entry that was never written')
    return value
  }

  #floor(): number {
    return this.#marks.at(-1) ?? 0
  }

  #pop(): PickleValue {
    if (this.#stack.length <= this.#floor()) throw new Refusal('its stack runs empty')
    return this.#stack.pop()
  }

  #popToMark(): PickleValue[] {
    const mark = this.#marks.pop()
    if (mark === undefined) throw new Refusal('it closes a group that was never opened')
    return this.#stack.splice(mark)
  }

  #need(length: number): number {
    const from = this.#at
    if (from + length > this.#bytes.length) {
      throw new Refusal(`it ends in the middle, after ${this.#bytes.length.toLocaleString('en')} bytes`)
    }
    this.#at = from + length
    return from
  }

  #skip(length: number): void {
    this.#need(length)
  }

  #u1(): number {
    return this.#bytes[this.#need(1)] ?? 0
  }

  #u4(): number {
    return this.#view.getUint32(this.#need(4), true)
  }

  #text(length: number): string {
    const from = this.#need(length)
    return utf8.decode(this.#bytes.subarray(from, from + length))
  }

  /** The text form of GLOBAL: up to a newline. */
  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    if (end < 0 || end - this.#at > 256) throw new Refusal('it names a class without an end')
    const text = this.#text(end - this.#at)
    this.#skip(1)
    return text
  }

  /** Little-endian two's complement of any length; sizes beyond 2^53 are not honest. */
  #long(length: number): number {
    const from = this.#need(length)
    if (length > 8) throw new Refusal('it holds a number too large for a size')
    let value = 0n
    for (let i = length - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(this.#bytes[from + i] ?? 0)
    const signed = Number(BigInt.asIntN(length * 8, value))
    if (!Number.isSafeInteger(signed)) throw new Refusal('it holds a number too large for a size')
    return signed
  }
}

type Kinded = PickleList | PickleDict | PickleClass | PickleObject
export function isKind<K extends Kinded['kind']>(value: PickleValue, kind: K): value is Extract<Kinded, { kind: K }> {
  return typeof value === 'object' && !Array.isArray(value) && (value as Kinded).kind === kind
}
