/**
 * Python's own heap profiler: the pickle of `Snapshot.dump` and the small JSON of tracemalloc-json/1. Both say what is
 * live, by the lines that allocated it; neither knows function names, allocation totals or other allocators' memory.
 *
 *   pickle   traces: [ (domain, size, ((file, line), … leaf first), total_nframe?), … ]   one per live block
 *   JSON     stacks: [ { size, count, frames: [[file, line], … root first] }, … ]         one per stack
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { asArray, asIndex, asNumber, asRecord, readJson } from '../json.ts'
import { lineOf, pythonFileName } from '../../frames/pythonNames.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { pythonLineFrame } from '../pythonFrame.ts'
import { indexOf, isThing, kindOf, kinds, type Values } from './pickleValues.ts'
import { type Unpickled, unpickleSnapshot } from './unpickle.ts'

const valueTypes: readonly ValueType[] = [
  { type: 'inuse_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
]

export const readTracemallocPickle: FormatReader = (bytes, options) => {
  const unpickled = unpickleSnapshot(bytes)
  if (!unpickled.ok) return err(notASnapshot(options, unpickled.error))
  const snapshot = partsOf(unpickled.value)
  if (snapshot === undefined) return err(notASnapshot(options, 'its parts are not those of a tracemalloc.Snapshot'))

  const { traces } = snapshot
  const { tuples, numbers } = unpickled.value
  const builder = new ProfileBuilder(valueTypes)
  // A stack has some twenty frames of which every other is shared with another; a place has a tuple of its own.
  builder.expectStacks(tuples.length >> 3)
  const rows = new RowsByTuple(builder, unpickled.value)
  // Bytes and blocks of each row side by side: blocks come in the order of their addresses, and each is another row's.
  const sums = new Float64Array(traces.length * 2)
  let cutStacks = 0
  for (let i = 0; i < traces.length; i += 1) {
    // (size, frames) before Python 3.6, (domain, size, frames) before 3.9, then (domain, size, frames, total_nframe).
    const trace = tupleOf(traces.words[i]!)
    const items = trace < 0 ? 0 : tuples.runLength(trace)
    const sizeAt = trace + (items === 2 ? 1 : 2)
    const size = items < 2 ? -1 : (numbers.of(tuples.words[sizeAt]) ?? -1)
    const stack = size >= 0 && items >= sizeAt + 1 - trace ? tupleOf(tuples.words[sizeAt + 1]!) : -1
    const row = stack < 0 ? -1 : rows.of(stack)
    if (row < 0) return err(notASnapshot(options, `trace ${i + 1} is not (domain, size, frames)`))
    if (items > 3 && (numbers.of(tuples.words[sizeAt + 2]) ?? 0) > rows.depthOf(stack)) cutStacks += 1
    sums[row * 2]! += size
    sums[row * 2 + 1]! += 1
    if ((i & 0xffff) === 0) options.onProgress?.(i / traces.length)
  }
  for (let row = 0; row < builder.sampleCount; row += 1) {
    builder.setValue(row, 0, sums[row * 2]!)
    builder.setValue(row, 1, sums[row * 2 + 1]!)
  }
  if (cutStacks > 0) {
    const { limit } = snapshot
    builder.note(
      `${cutStacks.toLocaleString('en')} of ${traces.length.toLocaleString('en')} blocks have deeper stacks than were kept${limit === undefined ? '' : ` (${limit} frames)`}; the rootward part is missing`,
    )
  }
  return ok(parsed(builder, undefined))
}

export const readTracemallocJson: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  if (file?.['format'] !== 'tracemalloc-json/1') {
    return err({ ...notASnapshot(options, ''), what: 'its "format" is not tracemalloc-json/1' })
  }
  const builder = new ProfileBuilder(valueTypes)
  let listedBytes = 0
  const rows = asArray(file['stacks'])
  for (const [i, row] of rows.entries()) {
    const stack = asRecord(row)
    const size = asNumber(stack?.['size'])
    const count = asNumber(stack?.['count'])
    const frames = asArray(stack?.['frames']).map((place) => {
      const [filename, line] = asArray(place)
      return typeof filename === 'string' ? pythonLineFrame(builder, filename, asNumber(line) ?? 0) : undefined
    })
    if (size === undefined || count === undefined || frames.includes(undefined)) {
      return err({
        ...notASnapshot(options, ''),
        what: `entry ${i + 1} of its stacks lacks size, count or [file, line] frames`,
      })
    }
    listedBytes += size
    builder.addValue(builder.addToSample(builder.stackFromRoot(frames as number[]), size), 1, count)
  }
  const traced = asNumber(file['traced_bytes'])
  if (traced !== undefined && traced - listedBytes > 0.02 * traced) {
    builder.note(
      `the stacks listed hold ${megabytes(listedBytes)} MB of ${megabytes(traced)} MB traced: the file keeps only the largest`,
    )
  }
  const seconds = asNumber(file['time_unix'])
  return ok(parsed(builder, seconds === undefined ? undefined : seconds * 1000))
}

function parsed(builder: ProfileBuilder, atMs: number | undefined): ParsedFile {
  const profile = builder.finish({
    format: 'tracemalloc',
    emitter: 'tracemalloc',
    traits: ['lines-only', 'unsampled'],
    runtime: 'cpython',
    defaultType: 'inuse_space',
    ...(atMs === undefined ? {} : { startMs: atMs }),
  })
  const window = atMs === undefined ? {} : { window: { fromMs: atMs, untilMs: atMs } }
  return { format: 'tracemalloc', parts: [{ kind: 'heap', covers: 'gauge', profile, ...window }], facts: {} }
}

/** The list of traces inside the snapshot, or undefined when the shape is another. */
function partsOf({ top }: Unpickled): { readonly traces: Values; readonly limit: number | undefined } | undefined {
  if (!isThing(top, 'object') || top.className !== 'Snapshot') return undefined
  const traces = top.state?.things.get('traces')
  if (!isThing(traces, 'object') || traces.className !== '_Traces') return undefined
  const list = traces.state?.things.get('_traces')
  const limit = asIndex(top.state?.numbers.get('traceback_limit'), 1 << 20)
  return isThing(list, 'list') ? { traces: list.items, limit } : undefined
}

/** Where the items of a tuple begin; −1 for anything else. */
const tupleOf = (word: number): number => (kindOf(word) === kinds.tuple ? indexOf(word) : -1)

/**
 * A snapshot shares one tuple between all blocks of a stack; each is walked once, whatever a file makes of it. Its row is then written
 * where its length was and its length where its first item was: in columns of their own they cost another way to memory per block.
 */
class RowsByTuple {
  readonly #builder: ProfileBuilder
  readonly #tuples: Values
  readonly #places: Values
  readonly #texts: readonly string[]
  readonly #numbers: Unpickled['numbers']
  /** By place: index + 1. */
  readonly #frames: Int32Array
  /** By text. */
  readonly #fileNames: string[] = []
  /** Of the stack being read, leaf first. */
  #stack = new Int32Array(64)
  #rowsOfStacks = new Int32Array(1024)

  constructor(builder: ProfileBuilder, { tuples, places, texts, numbers }: Unpickled) {
    this.#builder = builder
    this.#tuples = tuples
    this.#places = places
    this.#texts = texts
    this.#numbers = numbers
    this.#frames = new Int32Array(places.length >> 1)
  }

  /** −1 when a frame in it is no (file, line). */
  of(tuple: number): number {
    const { words } = this.#tuples
    const count = words[tuple]!
    if (count < 0) return -1 - count
    if (count > this.#stack.length) this.#stack = new Int32Array(count * 2)
    const stack = this.#stack
    const frames = this.#frames
    for (let i = 0; i < count; i += 1) {
      const word = words[tuple + 1 + i]!
      if (kindOf(word) !== kinds.place) return -1
      const frame = frames[indexOf(word)]! - 1
      stack[i] = frame < 0 ? this.#frame(indexOf(word)) : frame
    }
    // Leaf first in the file.
    const row = this.#rowOfStack(this.#builder.stackFromLeaf(stack, count))
    if (count > 0) {
      words[tuple] = -1 - row
      words[tuple + 1] = count
    }
    return row
  }

  /** Frames of a stack that has been walked. */
  depthOf(tuple: number): number {
    const { words } = this.#tuples
    return words[tuple]! < 0 ? words[tuple + 1]! : 0
  }

  /** Two tuples may hold the same stack. */
  #rowOfStack(stack: number): number {
    const at = stack + 1
    if (at >= this.#rowsOfStacks.length) {
      const wider = new Int32Array(Math.max(at + 1, this.#rowsOfStacks.length * 2))
      wider.set(this.#rowsOfStacks)
      this.#rowsOfStacks = wider
    }
    const known = this.#rowsOfStacks[at]!
    if (known > 0) return known - 1
    const row = this.#builder.sample(stack, 0)
    this.#rowsOfStacks[at] = row + 1
    return row
  }

  #frame(place: number): number {
    const { words } = this.#places
    const text = indexOf(words[place * 2]!)
    const line = this.#numbers.of(words[place * 2 + 1]) ?? 0
    const file = this.#texts[text]!
    const name = (this.#fileNames[text] ??= pythonFileName(file))
    const frame = this.#builder.frame(lineOf(name, line), file, line)
    this.#frames[place] = frame + 1
    return frame
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

function notASnapshot(options: ReadOptions, what: string): Extract<Result<never>, { ok: false }>['error'] {
  return {
    code: 'malformed',
    where: options.fileName,
    what: `a Python pickle that is not an intact tracemalloc snapshot: ${what}`,
    todo: what.includes('"yappi.')
      ? 'write it with yappi.get_func_stats().save(path, "callgrind")'
      : what.includes('"line_profiler.')
        ? '`python -m line_profiler FILE` prints it, lines without stacks; run `py-spy record --pid PID --format speedscope -o cpu.json` and open that'
        : 'write it again with tracemalloc.take_snapshot().dump(path); no other pickle is read',
  }
}
