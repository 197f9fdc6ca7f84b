/**
 * Python's own heap profiler: the pickle of `Snapshot.dump` and the small JSON of tracemalloc-json/1. Both say what is
 * live, by the lines that allocated it; neither knows function names, allocation totals or other allocators' memory.
 *
 *   pickle   traces: [ (domain, size, ((file, line), … leaf first), total_nframe?), … ]   one per live block
 *   JSON     stacks: [ { size, count, frames: [[file, line], … root first] }, … ]         one per stack
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { err, ok, type Result } from '../../result.ts'
import { asArray, asIndex, asNumber, asRecord, asText, readJson } from '../json.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { pythonLineFrame } from '../pythonFrame.ts'
import { isKind, unpickleSnapshot, type PickleTuple, type PickleValue } from './unpickle.ts'

const valueTypes: readonly ValueType[] = [
  { type: 'inuse_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
]

export const readTracemallocPickle: FormatReader = (bytes, options) => {
  const unpickled = unpickleSnapshot(bytes)
  if (!unpickled.ok) return err(notASnapshot(options, unpickled.error))
  const traces = tracesOf(unpickled.value)
  if (traces === undefined) return err(notASnapshot(options, 'its parts are not those of a tracemalloc.Snapshot'))

  const builder = new ProfileBuilder(valueTypes)
  const rows = new RowsByTuple(builder)
  let cutStacks = 0
  for (let i = 0; i < traces.length; i += 1) {
    const trace = readTrace(traces[i])
    const row = trace === undefined ? undefined : rows.of(trace.frames)
    if (trace === undefined || row === undefined) {
      return err(notASnapshot(options, `trace ${i + 1} is not (domain, size, frames)`))
    }
    if (trace.totalFrames > trace.frames.length) cutStacks += 1
    builder.addValue(row, 0, trace.size)
    builder.addValue(row, 1, 1)
    if ((i & 0xffff) === 0) options.onProgress?.(i / traces.length)
  }
  if (cutStacks > 0) {
    const limit = limitOf(unpickled.value)
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
    runtime: 'cpython',
    defaultType: 'inuse_space',
    ...(atMs === undefined ? {} : { startMs: atMs }),
  })
  const window = atMs === undefined ? {} : { window: { fromMs: atMs, untilMs: atMs } }
  return { format: 'tracemalloc', parts: [{ kind: 'heap', covers: 'gauge', profile, ...window }], facts: {} }
}

/** The list of traces inside the snapshot, or undefined when the shape is another. */
function tracesOf(snapshot: PickleValue): readonly PickleValue[] | undefined {
  if (!isKind(snapshot, 'object') || snapshot.className !== 'Snapshot') return undefined
  const traces = snapshot.state?.entries.get('traces')
  if (!isKind(traces, 'object') || traces.className !== '_Traces') return undefined
  const list = traces.state?.entries.get('_traces')
  return isKind(list, 'list') ? list.items : undefined
}

function limitOf(snapshot: PickleValue): number | undefined {
  return isKind(snapshot, 'object') ? asIndex(snapshot.state?.entries.get('traceback_limit'), 1 << 20) : undefined
}

interface Trace {
  readonly size: number
  readonly frames: PickleTuple
  readonly totalFrames: number
}

/** (size, frames) before Python 3.6, (domain, size, frames) before 3.9, then (domain, size, frames, total_nframe). */
function readTrace(value: PickleValue): Trace | undefined {
  if (!Array.isArray(value)) return undefined
  const tuple = value as PickleTuple
  const first = tuple.length === 2 ? 0 : 1
  const size = tuple[first]
  const frames = tuple[first + 1]
  const total = tuple[first + 2]
  if (typeof size !== 'number' || size < 0 || !Array.isArray(frames)) return undefined
  return { size, frames: frames as PickleTuple, totalFrames: typeof total === 'number' ? total : 0 }
}

/** A snapshot shares one tuple between all blocks of a stack; each is walked once, whatever a file makes of it. */
class RowsByTuple {
  readonly #builder: ProfileBuilder
  readonly #rows = new Map<PickleTuple, number>()
  readonly #frames = new Map<PickleTuple, number>()

  constructor(builder: ProfileBuilder) {
    this.#builder = builder
  }

  of(tuple: PickleTuple): number | undefined {
    const known = this.#rows.get(tuple)
    if (known !== undefined) return known
    const frames: number[] = []
    for (const place of tuple) {
      const frame = Array.isArray(place) ? this.#frame(place as PickleTuple) : undefined
      if (frame === undefined) return undefined
      frames.push(frame)
    }
    const row = this.#builder.addToSample(this.#builder.stackFromLeaf(frames), 0)
    this.#rows.set(tuple, row)
    return row
  }

  #frame(place: PickleTuple): number | undefined {
    const known = this.#frames.get(place)
    if (known !== undefined) return known
    const file = asText(place[0])
    const line = asNumber(place[1])
    if (file === undefined || line === undefined) return undefined
    const frame = pythonLineFrame(this.#builder, file, line)
    this.#frames.set(place, frame)
    return frame
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

function notASnapshot(options: ReadOptions, what: string): Extract<Result<never>, { ok: false }>['error'] {
  return {
    code: 'malformed',
    where: options.fileName,
    what: `a Python pickle that is not an intact tracemalloc snapshot: ${what}`,
    todo: 'write it again with tracemalloc.take_snapshot().dump(path); no other pickle is read',
  }
}
