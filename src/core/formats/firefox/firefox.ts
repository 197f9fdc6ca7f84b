/**
 * The processed profile of the Firefox Profiler, which samply and jfrtofp write too. Samples have times, and where
 * `threadCPUDelta` exists the CPU time the thread used since its sample before: then one file gives CPU and wall time.
 * The raw form, as Firefox and `perf script gecko` write it, is laid out like it first (`gecko.ts`).
 */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { LockWaits } from '../../base/lockWaits.ts'
import type { TimeWindow } from '../../base/units.ts'
import { frameFlags, type ProfileMeta, type ValueType } from '../../profile/profile.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import type { FileFacts, FormatReader, ParsedPart } from '../parsedFile.ts'
import { isTachyon, readTachyonGecko } from '../tachyon/gecko.ts'
import { fromGecko } from './gecko.ts'
import { entersLock, gvlFrame, GvlStates, GvlWatch, lockFrame } from './gvl.ts'
import { intervalMs, samplesAtTheirTimes, type Spaced } from './spacing.ts'
import { ThreadTables } from './tables.ts'

const cpuUnitNs: Readonly<Record<string, number>> = { ns: 1, µs: 1000, us: 1000 }

export const readFirefox: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const root = asRecord(json.value) ?? {}
  // The extension that records for the page wraps what it got.
  const saved = asRecord(root['profile']) ?? root
  const file = asRecord(saved['meta'])?.['preprocessedProfileVersion'] === undefined ? fromGecko(saved) : saved
  const meta = asRecord(file['meta']) ?? {}
  if (isTachyon(meta)) return readTachyonGecko(file, options)
  const threads = asArray(file['threads'])
  const sides = new Sides(meta, threads)
  for (const [index, value] of threads.entries()) {
    const thread = asRecord(value)
    if (thread) sides.addThread(file, thread, index)
    options.onProgress?.((index + 1) / threads.length)
  }
  const parts = sides.finish(meta['symbolicated'] === false)
  if (parts.length === 0) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'none of its threads holds a sample',
      todo: 'record it again while the program works',
    })
  }
  const cpus = asNumber(meta['logicalCPUs']) ?? 0
  const lockWaits = sides.lockWaits()
  const facts: FileFacts = {
    ...(cpus > 0 ? { cores: cpus, coresFrom: 'meta.logicalCPUs, of the whole machine', coresOfMachine: true } : {}),
    ...(lockWaits === undefined ? {} : { lockWaits }),
  }
  return ok({ format: 'firefox', parts, facts })
}

interface Timed {
  readonly builder: ProfileBuilder
  add(stack: number, value: number, thread: number, timeMs: number): void
}

const samples: ValueType = { type: 'samples', unit: 'count' }

const addressesOnly =
  'the file has addresses in place of the names of its program: `samply load FILE` shows it with names, save it there'

/** A sampler on a busy machine comes late, by a few intervals; a thread that waits is not seen for many. */
const denseIntervals = 5

/** CPU, wall and bytes side by side: which of them exist is known only after all threads. */
class Sides {
  readonly #startMs: number
  readonly #intervalMs: number
  readonly #cpuNs: number
  readonly #product: string
  readonly #cpu = timedSide({ type: 'cpu', unit: 'nanoseconds' })
  readonly #wall = timedSide({ type: 'wall', unit: 'nanoseconds' })
  readonly #bytes: Timed
  /** Its writer looks at every thread at every tick, working or not, and says so only by its name. */
  readonly #isVernier: boolean
  #fromMs = Infinity
  #untilMs = -Infinity
  #threads = 0
  /** Over all threads: the time from each one's first sample to its last, and how much of it has samples close together. */
  #denseMs = 0
  #spannedMs = 0
  readonly #gvl = new GvlWatch()

  constructor(meta: JsonRecord, threads: readonly unknown[]) {
    this.#startMs = asNumber(meta['startTime']) ?? 0
    this.#cpuNs = cpuUnitNs[asText(asRecord(meta['sampleUnits'])?.['threadCPUDelta']) ?? ''] ?? 0
    // samply adds "on HOST (perf version …)" to the program's name: no host enters the model.
    this.#product = (asText(meta['product']) ?? '').replace(/ on .*$/, '')
    this.#isVernier = samplesAtTheirTimes(this.#product)
    this.#intervalMs = intervalMs(asNumber(meta['interval']) ?? 1, this.#product, threads.flatMap(spacedOf))
    // What Vernier counts in bytes are objects that are still there.
    this.#bytes = timedSide({ type: this.#isVernier ? 'inuse_space' : 'space', unit: 'bytes' })
  }

  addThread(file: JsonRecord, thread: JsonRecord, index: number): void {
    const table = asRecord(thread['samples'])
    const stacks = asArray(table?.['stack'])
    if (table === undefined || stacks.length === 0) return
    this.#threads += 1
    const id = `${String(asNumber(thread['pid']) ?? asText(thread['pid']) ?? '')}/${String(asNumber(thread['tid']) ?? asText(thread['tid']) ?? index)}`
    const name = asText(thread['name']) ?? ''
    const times = timesOf(table, stacks.length)
    const weights = asArray(table['weight'])
    // Older versions of Vernier call bytes samples; samples of memory have no times, so that all of theirs are the same.
    const isTimeless = this.#isVernier && stacks.length > 1 && times.every((time) => time === times[0])
    const isBytes = table['weightType'] === 'bytes' || isTimeless
    const cpuDeltas = this.#cpuNs > 0 ? asArray(table['threadCPUDelta']) : []
    const side = isBytes ? this.#bytes : this.#wall
    const tables = new ThreadTables(side.builder, file, thread)
    const cpuTables = cpuDeltas.length > 0 ? new ThreadTables(this.#cpu.builder, file, thread) : undefined
    const row = side.builder.thread(id, name)
    const gvl =
      this.#isVernier && !isBytes
        ? new GvlStates(thread, asArray(asRecord(file['shared'])?.['stringArray']))
        : undefined
    if (gvl?.seen) this.#gvl.add({ id, states: gvl, times, site: (sample) => tables.site(stacks[sample]) })
    // Only a status frame at the leaf says that a thread is ready and waits for its turn.
    const stackAt = (stack: unknown, atMs: number): number => {
      const own = tables.stack(stack)
      if (gvl?.seen !== true) return own
      const { builder } = side
      if (gvl.isStalled(atMs)) return builder.stack(own, builder.frame(gvlFrame, '', 0, '', frameFlags.native))
      return !gvl.isRunning(atMs) && entersLock.test(tables.leaf(stack))
        ? builder.stack(own, builder.frame(lockFrame))
        : own
    }
    const cpuRow = cpuTables ? this.#cpu.builder.thread(id, name) : -1
    if (stacks.length > 1) this.#spannedMs += times[stacks.length - 1]! - times[0]!
    for (const [i, stack] of stacks.entries()) {
      const timeMs = this.#startMs + times[i]!
      this.#fromMs = Math.min(this.#fromMs, timeMs)
      this.#untilMs = Math.max(this.#untilMs, timeMs)
      const weight = asNumber(weights[i]) ?? 1
      const wallNs = table['weightType'] === 'tracing-ms' ? weight * 1e6 : weight * this.#intervalMs * 1e6
      const gapMs = i > 0 ? times[i]! - times[i - 1]! : 0
      const looks = i > 0 ? Math.max(1, asNumber(weights[i - 1]) ?? 1) : 1
      if (gapMs <= denseIntervals * looks * this.#intervalMs) this.#denseMs += gapMs
      if (stack !== null) side.add(stackAt(stack, times[i]!), isBytes ? weight : wallNs, row, timeMs)
      const cpu = cpuTables ? (asNumber(cpuDeltas[i]) ?? 0) : 0
      // The first delta of a thread covers time before the recording.
      if (cpuTables && cpu > 0 && i > 0) this.#cpu.add(cpuTables.stack(stack), cpu * this.#cpuNs, cpuRow, timeMs)
    }
  }

  get #window(): TimeWindow | undefined {
    const known = this.#startMs > 0 && this.#untilMs > this.#fromMs
    return known ? { fromMs: this.#fromMs, untilMs: this.#untilMs + this.#intervalMs } : undefined
  }

  /** Ruby's threads that waited for the global VM lock, and who held it meanwhile. */
  lockWaits(): LockWaits | undefined {
    return this.#gvl.finish(this.#window)
  }

  finish(withoutNames: boolean): readonly ParsedPart[] {
    if (withoutNames) for (const { builder } of [this.#cpu, this.#wall]) builder.note(addressesOnly)
    const window = this.#window
    const meta: Omit<ProfileMeta, 'notes'> = {
      format: 'firefox',
      emitter: this.#product === '' ? 'Firefox Profiler' : this.#product.slice(0, 60),
      threadCount: this.#threads,
      ...(window ? { startMs: window.fromMs, durationMs: window.untilMs - window.fromMs } : {}),
    }
    const where = window ? { window } : {}
    const parts: ParsedPart[] = []
    const hasCpu = this.#cpu.builder.sampleCount > 0
    // perf samples only what runs: such a file has gaps wherever a thread waited, and would call every wait none.
    const seesWaiting = this.#denseMs >= 0.5 * this.#spannedMs
    const onlyCpu = hasCpu && !seesWaiting
    if (onlyCpu) this.#cpu.builder.note('only running threads were sampled: no waiting is in the file')
    if (hasCpu) parts.push({ kind: 'cpu', covers: 'interval', ...where, profile: this.#cpu.builder.finish(meta) })
    if (!onlyCpu && this.#wall.builder.sampleCount > 0) {
      const isWall = this.#isVernier || (seesWaiting && (hasCpu || this.#product === 'Firefox'))
      if (!isWall) this.#wall.builder.note('the file does not say whether its samples are CPU or wall time')
      const period = { periodType: { type: 'wall', unit: 'nanoseconds' }, period: this.#intervalMs * 1e6 }
      const profile = this.#wall.builder.finish({ ...meta, ...period })
      parts.push({ ...(isWall ? { kind: 'wall' as const } : {}), covers: 'interval', ...where, profile })
    }
    if (this.#bytes.builder.sampleCount > 0) {
      if (!this.#isVernier) this.#bytes.builder.note('the file does not say whether its bytes are live or allocated')
      const gauge = this.#isVernier ? { covers: 'gauge' as const } : {}
      parts.push({ kind: 'heap', ...gauge, ...where, profile: this.#bytes.builder.finish(meta) })
    }
    return parts
  }
}

function timedSide(valueType: ValueType): Timed {
  const builder = new ProfileBuilder([valueType, samples])
  return {
    builder,
    add: (stack, value, thread, timeMs) => builder.setValue(builder.sample(stack, value, { thread, timeMs }), 1, 1),
  }
}

function spacedOf(value: unknown): readonly Spaced[] {
  const table = asRecord(asRecord(value)?.['samples'])
  const count = asArray(table?.['stack']).length
  if (table === undefined || count < 2 || table['weightType'] === 'bytes' || table['weightType'] === 'tracing-ms')
    return []
  const weights = asArray(table['weight'])
  return [
    {
      times: timesOf(table, count),
      weights: Float64Array.from({ length: count }, (_, i) => asNumber(weights[i]) ?? 1),
    },
  ]
}

/** Milliseconds since the profile's start, from a column of times or of differences. */
function timesOf(table: JsonRecord, count: number): Float64Array {
  const times = asArray(table['time'])
  const deltas = asArray(table['timeDeltas'])
  const made = new Float64Array(count)
  let at = 0
  for (let i = 0; i < count; i += 1) {
    at = times.length > 0 ? (asNumber(times[i]) ?? at) : at + (asNumber(deltas[i]) ?? 0)
    made[i] = at
  }
  return made
}
