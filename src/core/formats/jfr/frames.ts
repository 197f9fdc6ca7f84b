/** The stacks of one chunk: where each lies, and what its frames are. Methods are named once per chunk. */
import { IdMap } from '../../base/idMap.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import { frameFlags } from '../../profile/profile.ts'
import { BrokenChunk, type JfrKey } from './cursor.ts'
import { KeyTable } from './keyTable.ts'
import type { JfrTypes } from './metadata.ts'
import { planFor, readRow, skipValue, type Plan } from './plan.ts'
import type { Pools } from './pools.ts'
import { keyOf, newRow, type Row } from './valueRow.ts'

export interface NamedFrame {
  readonly name: string
  readonly module: string
  readonly flags: number
}

const frameFields = ['method', 'lineNumber', 'type']
const stackFields = ['truncated', 'frames']
const methodFields = ['type', 'name']

/** What a chunk's stack keys mean. Shared by all builders while the chunk is read. */
export class ChunkStacks {
  readonly #pools: Pools
  readonly #framePlan: Plan | undefined
  /** What leads to the next frame: the plan above ends behind the last field that is wanted. */
  readonly #wholePlan: Plan | undefined
  readonly #frameRow: Row = newRow(frameFields.length)
  /** Of the type that stacks have, which is one in a chunk. */
  #stackPlan: Plan | undefined
  #stackRow: Row = newRow(stackFields.length)
  /** Slot per integer of a frame (−1: not wanted), when a frame is nothing but integers: the way they all are. */
  readonly #slots: Int32Array | undefined
  /** Method, line, index of the bytecode, type: as every recorder writes it. */
  readonly #isUsual: boolean = false
  /** (method, frame type) → named frame. */
  readonly #named = new IdMap<JfrKey, IdMap<JfrKey, NamedFrame>>()

  constructor(pools: Pools, types: JfrTypes) {
    this.#pools = pools
    const type = types.byName.get('jdk.types.StackFrame')
    if (type === undefined) return
    this.#framePlan = planFor(types, type, frameFields)
    this.#wholePlan = planFor(types, type, [])
    const isPlain = this.#wholePlan.steps.every((step) => step.kind === 'integer' || step.kind === 'key')
    if (isPlain && pools.cursor.compressed) {
      this.#slots = Int32Array.from(type.fields, (field) => frameFields.indexOf(field.name))
      this.#isUsual = this.#slots.length === 4 && this.#slots[0] === 0 && this.#slots[3] === 2
    }
  }

  /** An empty table for the keys of stacks. */
  tableOfStacks(typeId: number): KeyTable {
    return this.#pools.positionsOf(typeId)?.emptyLike() ?? new KeyTable()
  }

  /** Goes to the frames of a stack, leaf first, and says how many there are; −1 when the stack is missing from its pool. */
  open(typeId: number, key: JfrKey): number {
    const at = this.#pools.positionsOf(typeId)?.get(key) ?? -1
    const plan = at < 0 || this.#framePlan === undefined ? undefined : this.#planOf(typeId)
    if (plan?.found[1] !== true) return -1
    const { cursor, pooledText } = this.#pools
    cursor.at = at
    readRow(cursor, plan, this.#stackRow, pooledText)
    cursor.at = this.#stackRow.arrayAt[1]!
    return cursor.count()
  }

  /** Whether the stack just opened is deeper than what was recorded of it. */
  get isTruncated(): boolean {
    return this.#stackRow.numbers[0] === 1
  }

  #planOf(typeId: number): Plan | undefined {
    if (this.#stackPlan?.typeId === typeId) return this.#stackPlan
    const type = this.#pools.types.byId.get(typeId)
    this.#stackPlan = type && planFor(this.#pools.types, type, stackFields)
    this.#stackRow = newRow(stackFields.length)
    return this.#stackPlan
  }

  /**
   * Reads `count` frames at the cursor into `out`, each as the number that `known` has for it, or else `name()`, which finds the frame read.
   */
  readFrames(count: number, known: NumberTable, out: GrowableInt32, name: () => number): void {
    const { cursor } = this.#pools
    const { bytes } = cursor
    const room = out.length + count
    out.reserve(room)
    const { data } = out
    let { at } = cursor
    for (let place = out.length; place < room; place += 1) {
      let frame = -1
      if (this.#isUsual) {
        // Nearly all of a recording's numbers are read here. How long one is cannot be foreseen: all four bytes are asked at once, with no
        // branch that would be guessed wrong half of the time.
        let next = at
        let word = bytes[next]! | (bytes[next + 1]! << 8) | (bytes[next + 2]! << 16) | (bytes[next + 3]! << 24)
        let ends = ~word & topBits
        let method = sevenBitsOf(word, ends)
        if (ends === 0) {
          next += 4
          word = bytes[next]! | (bytes[next + 1]! << 8) | (bytes[next + 2]! << 16) | (bytes[next + 3]! << 24)
          ends = ~word & topBits
          method += sevenBitsOf(word, ends) * 2 ** 28
        }
        const isShort = ends !== 0
        next += lengthOf(ends)
        word = bytes[next]! | (bytes[next + 1]! << 8) | (bytes[next + 2]! << 16) | (bytes[next + 3]! << 24)
        ends = ~word & topBits
        // The line's end is the first, that of the index the second.
        ends &= ends - 1
        next += lengthOf(ends)
        const type = bytes[next]!
        if (isShort && ends !== 0 && method < 2 ** 46 && type < 64) {
          frame = known.get(method * 64 + type)
          if (frame >= 0) at = next + 1
        }
      }
      if (frame < 0) {
        cursor.at = at
        this.#frameRow.numbers.fill(0)
        this.readFrame()
        at = cursor.at
        const id = this.frameId
        frame = Number.isNaN(id) ? -1 : known.get(id)
        if (frame < 0) frame = name()
      }
      data[place] = frame
    }
    if (at > bytes.length) throw new BrokenChunk('a number runs past the end')
    out.length = room
    cursor.at = at
  }

  /** Reads the frame at the cursor and moves on. What it is, the next four questions answer. */
  readFrame(): void {
    const { cursor } = this.#pools
    const { numbers } = this.#frameRow
    const from = cursor.at
    if (this.#slots === undefined) {
      readRow(cursor, this.#framePlan!, this.#frameRow, this.#pools.pooledText)
      cursor.at = from
      skipValue(cursor, this.#wholePlan!)
      return
    }
    for (const slot of this.#slots) {
      const value = cursor.integer(8)
      if (slot >= 0) numbers[slot] = value
    }
    if (numbers[0]! > Number.MAX_SAFE_INTEGER || numbers[0]! < 0) {
      cursor.at = from
      readRow(cursor, this.#framePlan!, this.#frameRow, this.#pools.pooledText)
      cursor.at = from
      cursor.skipIntegers(this.#slots.length)
    }
  }

  /** One number for method and frame type of the frame just read; NaN when there is no such number. */
  get frameId(): number {
    const method = this.#frameRow.numbers[0]!
    const type = this.#frameRow.numbers[2]!
    return method >= 0 && method < 2 ** 46 && type >= 0 && type < 64 ? method * 64 + type : Number.NaN
  }

  get line(): number {
    // An int arrives as unsigned: −1, for no line, would be four billion.
    return this.#frameRow.numbers[1]! | 0
  }

  /** Names the frame just read. The cursor stays. */
  nameFrame(): NamedFrame {
    const { cursor } = this.#pools
    const at = cursor.at
    const named = this.#frame(this.#framePlan!, keyOf(this.#frameRow, 0), keyOf(this.#frameRow, 2))
    cursor.at = at
    return named
  }

  #frame(plan: Plan, method: JfrKey, type: JfrKey): NamedFrame {
    let byType = this.#named.get(method)
    if (byType === undefined) this.#named.set(method, (byType = new IdMap<JfrKey, NamedFrame>()))
    let named = byType.get(type)
    if (named === undefined) {
      const kind = this.#pools.text(plan.typeIds[2]!, type, 'description')
      named = this.#nameOf(plan.typeIds[0]!, method, kind)
      byType.set(type, named)
    }
    return named
  }

  #nameOf(methodTypeId: number, method: JfrKey, kind: string): NamedFrame {
    const found = this.#pools.read(methodTypeId, method, methodFields)
    if (found === undefined) return { name: '[unknown method]', module: '', flags: 0 }
    const [classTypeId, nameTypeId] = found.plan.typeIds
    const classKey = keyOf(found.row, 0)
    const nameKey = keyOf(found.row, 1)
    const name = this.#pools.text(nameTypeId!, nameKey, 'string')
    return frameOf(kind, this.#pools.className(classTypeId!, classKey), name)
  }
}

const topBits = 0x8080_8080

/** How many bytes a word's first integer has, of the top bits that its bytes lack; `ends` is not 0. */
const lengthOf = (ends: number): number => ((31 - Math.clz32(ends & -ends)) >> 3) + 1

/** Seven bits of each byte up to the first of `ends`, and of all four where there is none. */
function sevenBitsOf(word: number, ends: number): number {
  const bits = word & ((ends & -ends) - 1)
  return (bits & 0x7f) | ((bits >>> 1) & 0x3f80) | ((bits >>> 2) & 0x1f_c000) | ((bits >>> 3) & 0xfe0_0000)
}

/**
 * A Java method, or machine code: async-profiler puts C functions in as methods of their library (`libjvm.so`), marked
 * Native without a slash in the class, C++ or Kernel. (formats.md §2.5)
 */
export function frameOf(kind: string, className: string, method: string): NamedFrame {
  const isNative = kind === 'C++' || kind === 'Kernel' || (kind === 'Native' && !className.includes('/'))
  if (isNative) {
    const flags = kind === 'Kernel' ? frameFlags.native | frameFlags.kernel : frameFlags.native
    return { name: method === '' ? `[${className || 'unknown'}]` : method, module: className, flags }
  }
  const owner = javaClassName(className)
  const name = owner === '' ? method : method === '' ? owner : `${owner}.${method}`
  return {
    name: name === '' ? '[unknown method]' : name,
    module: '',
    flags: kind === 'Inlined' ? frameFlags.inlined : 0,
  }
}
