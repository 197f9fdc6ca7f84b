/** The stacks of one chunk: where each lies, and what its frames are. Methods are named once per chunk. */
import { IdMap } from '../../base/idMap.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import { frameFlags } from '../../profile/profile.ts'
import { BrokenChunk, type JfrKey } from './cursor.ts'
import { KeyTable } from './keyTable.ts'
import type { JfrTypes } from './metadata.ts'
import { planFor, readRow, type Plan } from './plan.ts'
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
  readonly #frameRow: Row = newRow(frameFields.length)
  /** Of the type that stacks have, which is one in a chunk. */
  #stackPlan: Plan | undefined
  #stackRow: Row = newRow(stackFields.length)
  /** Slot per integer of a frame (−1: not wanted), when a frame is nothing but integers: the way they all are. */
  readonly #slots: Int32Array | undefined
  /** (method, frame type) → named frame. */
  readonly #named = new IdMap<JfrKey, IdMap<JfrKey, NamedFrame>>()

  constructor(pools: Pools, types: JfrTypes) {
    this.#pools = pools
    const type = types.byName.get('jdk.types.StackFrame')
    if (type === undefined) return
    this.#framePlan = planFor(types, type, frameFields)
    const { steps } = planFor(types, type, [])
    const isPlain = steps.every((step) => step.kind === 'integer' || step.kind === 'key')
    if (isPlain && pools.cursor.compressed) {
      this.#slots = Int32Array.from(type.fields, (field) => frameFields.indexOf(field.name))
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
    const slots = this.#slots
    if (slots === undefined) {
      for (let left = count; left > 0; left -= 1) {
        this.readFrame()
        out.push(name())
      }
      return
    }
    const { bytes } = cursor
    const methodAt = slots.indexOf(0)
    const typeAt = slots.indexOf(2)
    const room = out.length + count
    out.reserve(room)
    const { data } = out
    let { at } = cursor
    for (let place = out.length; place < room; place += 1) {
      const from = at
      let method = 0
      let type = 0
      for (let i = 0; i < slots.length; i += 1) {
        // Put together here, as nearly all of a recording's numbers are read here; those that nobody asks for are only passed.
        let value = bytes[at++]!
        if (value > 127) {
          if (i !== methodAt && i !== typeAt) {
            const last = at + 7
            while (bytes[at++]! > 127 && at <= last);
            continue
          }
          let next = bytes[at++]!
          value = (value & 127) | ((next & 127) << 7)
          if (next > 127) {
            next = bytes[at++]!
            value |= (next & 127) << 14
            if (next > 127) {
              cursor.at = at - 3
              value = cursor.integer(8)
              at = cursor.at
            }
          }
        }
        if (i === methodAt) method = value
        else if (i === typeAt) type = value
      }
      if (at > bytes.length) throw new BrokenChunk('a number runs past the end')
      const frame = method >= 0 && method < 2 ** 46 && type >= 0 && type < 64 ? known.get(method * 64 + type) : -1
      if (frame >= 0) data[place] = frame
      else {
        cursor.at = from
        this.#frameRow.numbers.fill(0)
        this.readFrame()
        at = cursor.at
        data[place] = name()
      }
    }
    out.length = room
    cursor.at = at
  }

  /** Reads the frame at the cursor and moves on. What it is, the next four questions answer. */
  readFrame(): void {
    const { cursor } = this.#pools
    const { numbers } = this.#frameRow
    if (this.#slots === undefined) {
      readRow(cursor, this.#framePlan!, this.#frameRow, this.#pools.pooledText)
      return
    }
    const from = cursor.at
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
