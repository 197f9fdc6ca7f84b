/**
 * How every reader makes a `Profile`. Intern what repeats, add samples, finish:
 *
 *   const builder = new ProfileBuilder([{ type: 'cpu', unit: 'nanoseconds' }])
 *   const main = builder.frame('main', 'app.py', 3)
 *   const work = builder.frame('app.work', 'app.py', 9)
 *   const stack = builder.stackFromRoot([main, work])        // or stackFromLeaf, or stack(parent, frame) step by step
 *   const row = builder.sample(stack, 10_000_000)            // first value column …
 *   builder.setValue(row, 1, 42)                             // … and the others, when there are more
 *   return builder.finish({ format: 'myformat', emitter: 'tool 1.2', startMs, durationMs })
 *
 * Indexes handed out are small integers, stable until `finish`. Nothing here throws on odd input: any string is a
 * name, any number is a value (non-finite ones become 0 and are counted in a note).
 * Values belong in base units (nanoseconds, bytes, counts): convert before adding.
 */
import { demangle } from '../frames/demangle/demangle.ts'
import { GrowableFloat64, GrowableInt32 } from './growable.ts'
import { GrowingFrames } from './growingFrames.ts'
import { PairTable } from './pairTable.ts'
import type { Label, Profile, ProfileMeta, SampleTable, ThreadRow, ValueType } from './profile.ts'

/** What a sample may carry beside stack and values. */
export interface SampleExtras {
  /** From `builder.thread`. */
  readonly thread?: number
  readonly timeMs?: number
  /** From `builder.labelSet`. */
  readonly labelSet?: number
  /** From `stretchAt`. */
  readonly stretch?: number
}

/** A file that says more must have them first. */
const mostStacksExpected = 1 << 20
/** A hostile file has names of 100 kB; they would travel into tooltips, links and titles. */
const maxTextLength = 2000

export class ProfileBuilder {
  readonly valueTypes: readonly ValueType[]
  readonly #strings: string[] = ['']
  readonly #stringIndex = new Map<string, number>([['', 0]])

  readonly #frames = new GrowingFrames()

  readonly #stacks = new PairTable()
  /** Of the stack before, root first: its frames, and the stack after each. */
  #lastFrame = new Int32Array(256)
  #lastStack = new Int32Array(256)
  #lastCount = 0

  readonly #sampleStack = new GrowableInt32()
  readonly #values: readonly GrowableFloat64[]
  /** Made when the first sample carries one; rows before it hold "unknown". */
  #sampleThread: GrowableInt32 | undefined
  #sampleTimeMs: GrowableFloat64 | undefined
  #sampleLabelSet: GrowableInt32 | undefined
  #sampleStretch: GrowableInt32 | undefined
  #mergedRows: Map<string, number> | undefined

  readonly #threads: ThreadRow[] = []
  readonly #threadIndex = new Map<string, number>()
  readonly #labelSets: (readonly Label[])[] = []
  readonly #labelSetIndex = new Map<string, number>()
  readonly #notes: string[] = []
  #nonFinite = 0
  #misplaced = { samples: 0, of: 0 }

  constructor(valueTypes: readonly ValueType[]) {
    this.valueTypes = valueTypes
    this.#values = valueTypes.map(() => new GrowableFloat64())
  }

  get sampleCount(): number {
    return this.#sampleStack.length
  }

  get stackCount(): number {
    return this.#stacks.length
  }

  /** Index of the text in the string table. Longer texts than any screen shows are cut, with a note. */
  string(fullText: string): number {
    if (fullText === '') return 0
    const text = fullText.length > maxTextLength ? `${fullText.slice(0, maxTextLength)}…` : fullText
    const known = this.#stringIndex.get(text)
    if (known !== undefined) return known
    if (text !== fullText) this.note(`names longer than ${maxTextLength} characters are cut`)
    const index = this.#strings.push(text) - 1
    this.#stringIndex.set(text, index)
    return index
  }

  /**
   * A function (not a line of it): the same name, file, module and flags are one frame, whose `line` is the smallest
   * and `lineEnd` the largest seen, so pass the line of every occurrence. `flags`: bits of `frameFlags`. Names that a linker mangled
   * become readable here, whoever passed them on.
   */
  frame(name: string, file = '', line = 0, module = '', flags = 0): number {
    return this.frameOf(this.string(demangle(name)), this.string(file), line, this.string(module), flags)
  }

  /** As `frame`, with indexes from `string`. */
  frameOf(name: number, file: number, line: number, module: number, flags: number): number {
    return this.#frames.add(name, file, line, module, flags)
  }

  nameOfFrame(frame: number): string {
    return this.#strings[this.#frames.nameOf(frame)]!
  }

  /** About so many stacks will come, where a reader can tell before it has them. */
  expectStacks(count: number): void {
    this.#stacks.reserve(Math.min(count, mostStacksExpected))
  }

  /** One frame below `parent` (−1: a root). */
  stack(parent: number, frame: number): number {
    return this.#stacks.add(parent, frame)
  }

  /** The same for a stack that is known to be new and is never asked for again. */
  newStack(parent: number, frame: number): number {
    return this.#stacks.append(parent, frame)
  }

  /** Frames from the root down; −1 for none at all. */
  stackFromRoot(frames: ArrayLike<number>): number {
    return this.#stackOf(frames, frames.length, 0, 1)
  }

  /** The first `count` frames, from the leaf up, as pprof, perf and py-spy dumps have them; −1 for none at all. */
  stackFromLeaf(frames: ArrayLike<number>, count: number = frames.length): number {
    return this.#stackOf(frames, count, count - 1, -1)
  }

  /** Stacks that come one after the other begin alike: what they share is compared, not looked up. */
  #stackOf(frames: ArrayLike<number>, count: number, rootAt: number, step: number): number {
    if (count > this.#lastFrame.length) {
      this.#lastFrame = new Int32Array(count * 2)
      this.#lastStack = new Int32Array(count * 2)
      this.#lastCount = 0
    }
    const last = this.#lastFrame
    const lastStack = this.#lastStack
    const shared = Math.min(count, this.#lastCount)
    let depth = 0
    let at = rootAt
    for (; depth < shared && last[depth] === frames[at]; at += step) depth++
    let stack = depth > 0 ? lastStack[depth - 1]! : -1
    for (; depth < count; depth++) {
      stack = this.#stacks.add(stack, frames[at]!)
      last[depth] = frames[at]!
      lastStack[depth] = stack
      at += step
    }
    this.#lastCount = count
    return stack
  }

  /** The same id is the same thread; a name learnt later than the id replaces "". */
  thread(id: string, name = ''): number {
    const known = this.#threadIndex.get(id)
    if (known !== undefined) {
      if (name !== '' && this.#threads[known]!.name === '') this.#threads[known] = { id, name }
      return known
    }
    const index = this.#threads.push({ id, name }) - 1
    this.#threadIndex.set(id, index)
    return index
  }

  /** −1 for no labels. Sets are equal when they hold the same pairs in the same order. */
  labelSet(labels: readonly Label[]): number {
    if (labels.length === 0) return -1
    const key = JSON.stringify(labels.map((label) => [label.key, label.value]))
    const known = this.#labelSetIndex.get(key)
    if (known !== undefined) return known
    const index = this.#labelSets.push(labels) - 1
    this.#labelSetIndex.set(key, index)
    return index
  }

  /** One row; `value` goes into the first value column, the others start at 0 (see `setValue`). Returns the row. */
  sample(stack: number, value: number, extras?: SampleExtras): number {
    const row = this.#sampleStack.push(stack)
    for (let column = 0; column < this.#values.length; column++) this.#values[column]!.push(0)
    if (this.#values.length > 0) this.setValue(row, 0, value)
    const { thread, timeMs, labelSet, stretch } = extras ?? {}
    if (thread !== undefined || this.#sampleThread) {
      this.#sampleThread ??= GrowableInt32.filled(row, -1)
      this.#sampleThread.push(thread ?? -1)
    }
    if (timeMs !== undefined || this.#sampleTimeMs) {
      this.#sampleTimeMs ??= GrowableFloat64.filled(row, Number.NaN)
      this.#sampleTimeMs.push(timeMs ?? Number.NaN)
    }
    if (labelSet !== undefined || this.#sampleLabelSet) {
      this.#sampleLabelSet ??= GrowableInt32.filled(row, -1)
      this.#sampleLabelSet.push(labelSet ?? -1)
    }
    if (stretch !== undefined || this.#sampleStretch) {
      this.#sampleStretch ??= GrowableInt32.filled(row, -1)
      this.#sampleStretch.push(stretch ?? -1)
    }
    return row
  }

  /** As `sample`, of two value columns and nothing made on the way: for formats that write an event for each of millions of samples. */
  event(stack: number, first: number, second: number, thread: number, timeMs: number, labelSet = -1): number {
    const row = this.#sampleStack.push(stack)
    this.#values[0]!.push(this.#finite(first))
    this.#values[1]!.push(this.#finite(second))
    this.#sampleThread ??= GrowableInt32.filled(row, -1)
    this.#sampleThread.push(thread)
    this.#sampleTimeMs ??= GrowableFloat64.filled(row, Number.NaN)
    this.#sampleTimeMs.push(timeMs)
    if (labelSet >= 0 || this.#sampleLabelSet) {
      this.#sampleLabelSet ??= GrowableInt32.filled(row, -1)
      this.#sampleLabelSet.push(labelSet)
    }
    return row
  }

  /**
   * Adds `value` to the row with this stack, thread, labels and stretch, making it on first sight: for files that list single
   * events without a time (one row per allocation), so that a million of them stay a few thousand rows.
   */
  addToSample(stack: number, value: number, extras?: SampleExtras): number {
    this.#mergedRows ??= new Map()
    const key = `${stack},${extras?.thread ?? -1},${extras?.labelSet ?? -1},${extras?.stretch ?? -1}`
    const row = this.#mergedRows.get(key)
    if (row === undefined) {
      const made = this.sample(stack, value, extras)
      this.#mergedRows.set(key, made)
      return made
    }
    this.addValue(row, 0, value)
    return row
  }

  setValue(row: number, column: number, value: number): void {
    this.#values[column]!.data[row] = this.#finite(value)
  }

  /** Every value of the column so far. */
  scaleValues(column: number, factor: number): void {
    for (let row = 0; row < this.sampleCount; row++) this.#values[column]!.data[row]! *= factor
  }

  addValue(row: number, column: number, value: number): void {
    this.#values[column]!.data[row]! += this.#finite(value)
  }

  /** A sentence for people about what was left out or assumed; the same one twice is kept once. */
  note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence)
  }

  /** So many of `of` samples point at what the file does not have, and are left out. Where they are many the file is damaged and refused. */
  misplaced(samples: number, of: number): void {
    this.#misplaced = { samples: this.#misplaced.samples + samples, of: this.#misplaced.of + of }
  }

  /** The finished profile. The builder must not be used afterwards. */
  finish(meta: Omit<ProfileMeta, 'notes'>): Profile {
    if (this.#nonFinite > 0) this.note(`${this.#nonFinite} values were not numbers and count as 0`)
    const stacks = this.#stacks.take()
    const samples: SampleTable = {
      length: this.#sampleStack.length,
      stack: this.#sampleStack.take(),
      values: this.#values.map((column) => column.take()),
      ...(this.#sampleThread ? { thread: this.#sampleThread.take() } : {}),
      ...(this.#sampleTimeMs ? { timeMs: this.#sampleTimeMs.take() } : {}),
      ...(this.#sampleLabelSet ? { labelSet: this.#sampleLabelSet.take() } : {}),
      ...(this.#sampleStretch ? { stretch: this.#sampleStretch.take() } : {}),
    }
    return {
      strings: this.#strings,
      frames: this.#frames.take(),
      stacks: { length: stacks.parent.length, prefix: stacks.parent, frame: stacks.key },
      samples,
      valueTypes: this.valueTypes,
      threads: this.#threads,
      labelSets: this.#labelSets,
      meta: { ...meta, ...(this.#misplaced.samples > 0 ? { misplaced: this.#misplaced } : {}), notes: this.#notes },
    }
  }

  #finite(value: number): number {
    if (Number.isFinite(value)) return value
    this.#nonFinite++
    return 0
  }
}
