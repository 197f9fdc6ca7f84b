/** pprof (perftools.profiles.Profile, already unpacked) → profile. Two passes over the bytes, no object per sample. */
import { compileLinearRegex } from '../../profile/regex/linearRegex.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../result.ts'
import { buildLocationFrames } from './frames.ts'
import { LabelReader } from './labels.ts'
import { findMeaning } from './meaning.ts'
import { findRuntime } from './runtime.ts'
import { readSamples } from './samples.ts'
import { StringTable, readTables } from './tables.ts'
import { PprofProblem, Wire } from './wire.ts'
import type { Result } from '../../result.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { ParsedFile, ReadOptions } from '../parsedFile.ts'
import type { PprofTables } from './tables.ts'

/** Units as emitters spell them → base unit and factor. */
const baseUnits: Readonly<Record<string, readonly [unit: string, factor: number]>> = {
  ns: ['nanoseconds', 1],
  nanosecond: ['nanoseconds', 1],
  us: ['nanoseconds', 1e3],
  µs: ['nanoseconds', 1e3],
  microseconds: ['nanoseconds', 1e3],
  microsecond: ['nanoseconds', 1e3],
  ms: ['nanoseconds', 1e6],
  milliseconds: ['nanoseconds', 1e6],
  millisecond: ['nanoseconds', 1e6],
  s: ['nanoseconds', 1e9],
  seconds: ['nanoseconds', 1e9],
  second: ['nanoseconds', 1e9],
  b: ['bytes', 1],
  byte: ['bytes', 1],
  kb: ['bytes', 1024],
  kilobytes: ['bytes', 1024],
  kilobyte: ['bytes', 1024],
  mb: ['bytes', 1024 ** 2],
  megabytes: ['bytes', 1024 ** 2],
  megabyte: ['bytes', 1024 ** 2],
  gb: ['bytes', 1024 ** 3],
  gigabytes: ['bytes', 1024 ** 3],
  gigabyte: ['bytes', 1024 ** 3],
  counts: ['count', 1],
}

/** Never throws but `CancelledError` (from `onProgress`). */
export function readPprof(bytes: Uint8Array, options: ReadOptions): Result<ParsedFile> {
  try {
    return ok(decode(bytes, options))
  } catch (problem) {
    if (!(problem instanceof PprofProblem)) throw problem
    return err({
      code: problem.code,
      where: options.fileName,
      what: `the pprof data is not whole: ${problem.message}`,
      todo: 'Record or download it again',
    })
  }
}

function decode(bytes: Uint8Array, { onProgress }: ReadOptions): ParsedFile {
  const wire = new Wire(bytes)
  const tables = readTables(wire)
  const strings = new StringTable(bytes, tables)
  if (tables.stringStart.length > 0 && tables.stringLength.data[0] !== 0) {
    throw new PprofProblem('malformed', 'its text table does not begin with an empty text')
  }
  if (tables.sampleTypes.length === 0) {
    throw new PprofProblem('malformed', 'it does not say what its values are (no sample_type)')
  }
  onProgress?.(0.2)
  const units = tables.sampleTypes.map(({ type, unit }) => toBaseUnit(strings.text(type), strings.text(unit)))
  const builder = new ProfileBuilder(units.map(({ valueType }) => valueType))
  if (tables.repeatedIds > 0) {
    builder.note(
      `${tables.repeatedIds.toLocaleString('en')} functions or places are listed twice; the first one counts`,
    )
  }
  const frames = buildLocationFrames(tables, strings, builder)
  const labels = new LabelReader(bytes, strings)
  const { samples, inexact } = readSamples({
    wire,
    tables,
    builder,
    frames,
    factors: units.map(({ factor }) => factor),
    labels,
    dropFrame: findDropFrame(tables, strings, frames.frame, builder),
    onProgress: onProgress ? (share) => onProgress(0.2 + share * 0.8) : undefined,
  })
  if (inexact > 0) {
    builder.note(`${inexact.toLocaleString('en')} values are beyond 2^53 and known only to 16 digits`)
  }
  const { header } = tables
  const bare = builder.finish({ format: 'pprof' })
  const periodUnit =
    header.periodType && toBaseUnit(strings.text(header.periodType.type), strings.text(header.periodType.unit))
  const untimed: Profile = {
    ...bare,
    samples,
    threads: labels.threads,
    labelSets: labels.labelSets,
    meta: {
      ...bare.meta,
      ...(periodUnit ? { periodType: periodUnit.valueType, period: header.period * periodUnit.factor } : {}),
    },
  }
  const runtime = findRuntime(untimed)
  const meaning = findMeaning(untimed, header, runtime)
  const comments = header.comments.map((comment) => strings.text(comment))
  const emitter = findEmitter(untimed, comments, runtime)
  const defaultType = strings.text(header.defaultType)
  const meta: ProfileMeta = {
    ...untimed.meta,
    ...(emitter === undefined ? {} : { emitter }),
    ...(runtime ? { runtime } : {}),
    ...(meaning.startMs === undefined ? {} : { startMs: meaning.startMs }),
    ...(meaning.durationMs === undefined ? {} : { durationMs: meaning.durationMs }),
    ...(meaning.timeWasEnd ? { timeWasEnd: true } : {}),
    ...(defaultType === '' ? {} : { defaultType }),
    ...(comments.length > 0 ? { comments } : {}),
    notes: [...bare.meta.notes, ...meaning.notes],
  }
  const profile: Profile = { ...untimed, meta }
  return { format: 'pprof', parts: meaning.parts.map((part) => ({ ...part, profile })), facts: {} }
}

/** The type keeps its spelling: pypprof shouts (`CPU`, `HEAP`), and a person may look for what the tool printed. */
function toBaseUnit(type: string, unit: string): { readonly valueType: ValueType; readonly factor: number } {
  const [base, factor] = baseUnits[unit.toLowerCase()] ?? [unit.toLowerCase(), 1]
  return { valueType: { type, unit: base }, factor }
}

/** From the allocating call down: jemalloc itself, and Rust's way into it. */
const jemallocFrames = [
  'prof_\\w+',
  '(_rjem_)?(je_)?\\w*(alloc|allocx)(_\\w+)?',
  '_rjem_\\w+',
  'imalloc\\w*',
  '__rust_\\w*alloc\\w*',
  '<.*Jemalloc as core::alloc::global::GlobalAlloc>::\\w+',
  'alloc::alloc::\\w+',
  '<alloc::alloc::Global( as .*)?>::\\w+',
].join('|')

/** `drop_frames` and `keep_frames`, matched against whole names. The patterns come from the file, so they must not be able to hang. */
function findDropFrame(
  tables: PprofTables,
  strings: StringTable,
  frames: Int32Array,
  builder: ProfileBuilder,
): ((frame: number) => boolean) | undefined {
  const said = strings.text(tables.header.dropFrames)
  // Profiles of jemalloc's own sampler end in the sampler, all of them, and do not say that it is to be dropped.
  const drop =
    said === '' && frames.some((frame) => builder.nameOfFrame(frame) === 'prof_backtrace_impl') ? jemallocFrames : said
  if (drop === '') return undefined
  const keep = strings.text(tables.header.keepFrames)
  const dropped = compileLinearRegex(`^(?:${drop})$`, false)
  const kept = keep === '' ? undefined : compileLinearRegex(`^(?:${keep})$`, false)
  if (!dropped.ok || (kept && !kept.ok)) {
    builder.note('its drop_frames pattern is not understood and was not applied')
    return undefined
  }
  const known: (boolean | undefined)[] = []
  return (frame) => {
    const name = builder.nameOfFrame(frame)
    return (known[frame] ??= dropped.value.test(name) && !(kept?.ok === true && kept.value.test(name)))
  }
}

function findEmitter(profile: Profile, comments: readonly string[], runtime: string | undefined): string | undefined {
  const said = comments.map((comment) => /^Produced by (.+)$/i.exec(comment)?.[1]).find((name) => name !== undefined)
  if (said !== undefined) return said
  const types = profile.valueTypes.map((valueType) => valueType.type)
  if (types.includes('time') && profile.meta.periodType?.type === 'wallclock') return 'fgprof'
  if (runtime === 'go') return 'go'
  if (runtime === 'v8' && types.includes('sample')) return '@datadog/pprof'
  if (types.includes('cpu-time') || types.includes('wall-time')) return 'dd-trace'
  return undefined
}
