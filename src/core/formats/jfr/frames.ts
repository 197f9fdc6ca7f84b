/**
 * Stacks of one chunk as stacks of builders. A stack is decoded when a wanted event first points at it, and once per
 * builder; methods are named once per chunk.
 */
import { IdMap } from '../../base/idMap.ts'
import { javaClassName } from '../../frames/javaNames.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { NumberTable } from '../../profile/numberTable.ts'
import { frameFlags } from '../../profile/profile.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { BrokenChunk, type JfrKey } from './cursor.ts'
import { KeyTable } from './keyTable.ts'
import type { JfrTypes } from './metadata.ts'
import { keyOf, newRow, planFor, readRow, type Plan, type Row } from './plan.ts'
import type { Pools } from './pools.ts'

interface NamedFrame {
  readonly name: string
  readonly module: string
  readonly flags: number
}

const frameFields = ['method', 'lineNumber', 'type']
const stackFields = ['truncated', 'frames']
const methodFields = ['type', 'name']
const threadFields = ['osName', 'osThreadId', 'javaName', 'javaThreadId', 'virtual', 'group']

/** What a chunk's stack keys mean. Shared by all builders while the chunk is read. */
export class ChunkStacks {
  readonly #pools: Pools
  readonly #framePlan: Plan | undefined
  readonly #frameRow: Row = newRow(frameFields.length)
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

  /** Goes to the frames of a stack, leaf first; undefined when the stack is missing from its pool. */
  open(typeId: number, key: JfrKey): { readonly count: number; readonly truncated: boolean } | undefined {
    const plan = this.#framePlan
    const found = plan && this.#pools.read(typeId, key, stackFields)
    if (found === undefined || found.plan.found[1] !== true) return undefined
    const { cursor } = this.#pools
    cursor.at = found.row.arrayAt[1]!
    return { count: cursor.count(), truncated: found.row.numbers[0] === 1 }
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
    const { numbers } = this.#frameRow
    const methodAt = slots.indexOf(0)
    const typeAt = slots.indexOf(2)
    const { bytes } = cursor
    let { at } = cursor
    for (let left = count; left > 0; left -= 1) {
      const from = at
      let method = 0
      let type = 0
      for (let i = 0; i < slots.length; i += 1) {
        // Put together here, as nearly all of a recording's numbers are read here.
        let value = bytes[at++]!
        if (value > 127) {
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
      if (frame >= 0) out.push(frame)
      else {
        cursor.at = from
        numbers.fill(0)
        this.readFrame()
        at = cursor.at
        out.push(name())
      }
    }
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

/** Of async-profiler, around the functions of libc. */
const mallocHook = /^(malloc|calloc|realloc|free|posix_memalign|aligned_alloc)_hook$/

/** Stacks and threads of a chunk in one builder. Made anew for each chunk: keys mean nothing in the next one. */
export class ChunkInBuilder {
  readonly #builder: ProfileBuilder
  readonly #stacks: ChunkStacks
  readonly #pools: Pools
  /** Stack + 1: 0 is one without frames. */
  readonly #stackIndex = new KeyTable()
  readonly #frameIndex = new Map<NamedFrame, number>()
  /** Shortcut past the names for the numbers frames nearly always have. */
  readonly #frameById = new NumberTable()
  /** Of the stack being read, leaf first. */
  readonly #frames = new GrowableInt32(256)
  readonly #threadIndex = new IdMap<JfrKey, number>()
  readonly #hooks = new Set<number>()
  truncatedStacks = 0

  constructor(builder: ProfileBuilder, stacks: ChunkStacks, pools: Pools) {
    this.#builder = builder
    this.#stacks = stacks
    this.#pools = pools
  }

  /** −1 when the event has no stack or its pool lacks it. */
  stack(typeId: number, key: JfrKey): number {
    if (key === 0) return -1
    const known = this.#stackIndex.get(key)
    if (known >= 0) return known - 1
    const opened = this.#stacks.open(typeId, key)
    const frames = this.#frames
    frames.length = 0
    if (opened !== undefined) this.#stacks.readFrames(opened.count, this.#frameById, frames, this.#nameFrame)
    if (opened?.truncated === true) this.truncatedStacks += 1
    // The sampler's own hook stands in every allocation of native code, and says nothing of any.
    const hooked = frames.length > 0 && this.#hooks.has(frames.data[0]!) ? 1 : 0
    const stack = this.#builder.stackFromLeaf(frames.data.subarray(hooked), frames.length - hooked)
    this.#stackIndex.set(key, stack + 1)
    return stack
  }

  /** The frame just read, which may be known by its name and not yet by its numbers. */
  readonly #nameFrame = (): number => {
    const stacks = this.#stacks
    const id = stacks.frameId
    const frame = stacks.nameFrame()
    let index = this.#frameIndex.get(frame)
    if (index === undefined) {
      index = this.#builder.frame(frame.name, '', Math.max(0, stacks.line), frame.module, frame.flags)
      this.#frameIndex.set(frame, index)
      if (mallocHook.test(frame.name)) this.#hooks.add(index)
    }
    if (!Number.isNaN(id)) this.#frameById.set(id, index)
    return index
  }

  thread(typeId: number, key: JfrKey): number {
    const known = this.#threadIndex.get(key)
    if (known !== undefined) return known
    const found = threadOf(this.#pools, typeId, key)
    const thread = found === undefined ? -1 : this.#builder.thread(found.id, found.name)
    this.#threadIndex.set(key, thread)
    return thread
  }
}

export function threadOf(
  pools: Pools,
  typeId: number,
  key: JfrKey,
):
  | { readonly id: string; readonly name: string; readonly isVirtual: boolean; readonly isCarrier: boolean }
  | undefined {
  const found = pools.read(typeId, key, threadFields)
  if (found === undefined) return undefined
  const { numbers, texts } = found.row
  const javaId = numbers[3]!
  const id = javaId > 0 ? `java ${javaId}` : `os ${numbers[1]!}`
  const name = texts[2] ?? texts[0] ?? ''
  const isVirtual = numbers[4] === 1
  const group = found.plan.found[5] === true ? pools.text(found.plan.typeIds[5] ?? -1, keyOf(found.row, 5), 'name') : ''
  return { id, name, isVirtual, isCarrier: group === 'CarrierThreads' }
}
