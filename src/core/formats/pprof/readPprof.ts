/** pprof (perftools.profiles.Profile, already unpacked) → profile, field by field as the bytes arrive, no object per sample. */
import { compileLinearRegex } from '../../profile/regex/linearRegex.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok, type Result } from '../../base/result.ts'
import { baseUnitOf } from '../baseUnit.ts'
import { goroutineLook, parkedByFrame } from '../goText/goroutineLook.ts'
import { leakedFile, leakedIn } from '../goText/leaked.ts'
import { Joined, readAsOnePiece, type PieceReader, type PieceReaderOpener } from '../pieces.ts'
import { Divided } from './divided.ts'
import { buildLocationFrames } from './frames.ts'
import { findMeaning } from './meaning.ts'
import { findRuntime } from './runtime.ts'
import { SampleReader, longestHead } from './samples.ts'
import { StringTable, emptyTables, readHeaderNumber, readTableField, type PprofTables } from './tables.ts'
import { PprofProblem, Wire, wireBytes, wireVarint } from './wire.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'

export const openPprof: PieceReaderOpener = ({ fileName, beside }) => new PprofReader(fileName, beside)
export const readPprof: FormatReader = readAsOnePiece(openPprof)

class PprofReader implements PieceReader {
  readonly #fileName: string
  readonly #joined = new Joined()
  readonly #wire = new Wire(new Uint8Array(0))
  readonly #tables = emptyTables()
  readonly #samples = new SampleReader(this.#wire, this.#tables)
  readonly #divided: Divided | undefined
  #problem: PprofProblem | undefined
  #isRead = false

  constructor(fileName: string, beside: ReadOptions['beside']) {
    this.#fileName = fileName
    this.#divided = beside && new Divided(beside)
  }

  push(piece: Uint8Array): boolean {
    const bytes = this.#joined.add(piece)
    if (bytes) this.#guard(() => this.#readFields(bytes, false))
    return this.#problem === undefined
  }

  async settle(): Promise<boolean> {
    this.#guard(() => this.#readFields(this.#joined.rest(), true))
    if (this.#problem || !this.#divided) return true
    return await this.#divided.settle(this.#samples)
  }

  finish(): Result<ParsedFile> {
    const file = this.#guard(() => {
      if (!this.#isRead) this.#readFields(this.#joined.rest(), true)
      return finishPprof(this.#tables, this.#samples)
    })
    if (file) return ok(file)
    return err({
      code: this.#problem!.code,
      where: this.#fileName,
      what: `the pprof data is not whole: ${this.#problem!.message}`,
      todo: 'Record or download it again',
    })
  }

  /** Undefined after a problem, this one or an earlier one. */
  #guard<T>(work: () => T): T | undefined {
    if (this.#problem) return undefined
    try {
      return work()
    } catch (problem) {
      if (!(problem instanceof PprofProblem)) throw problem
      this.#problem = problem
      return undefined
    }
  }

  /** Whole fields; what is cut off by the end of the bytes waits for the next piece, unless this is the end of the file. */
  #readFields(bytes: Uint8Array, isEnd: boolean): void {
    const wire = this.#wire
    const divided = this.#divided?.piece(bytes, isEnd)
    this.#isRead = isEnd
    wire.moveTo(bytes, this.#joined.base)
    while (wire.at < bytes.length) {
      const from = wire.at
      if (!isEnd && bytes.length - from < longestHead) {
        divided?.endPiece()
        return this.#joined.keep(bytes, from, longestHead)
      }
      const tag = wire.unsigned()
      const field = Math.floor(tag / 8)
      if (field === 0) {
        throw new PprofProblem('malformed', `there is a field without a number at byte ${wire.place()}`)
      }
      const wireType = tag % 8
      if (wireType === wireVarint) readHeaderNumber(wire, field, this.#tables)
      else if (wireType !== wireBytes) wire.skip(wireType)
      else {
        const length = wire.unsigned()
        const until = wire.at + length
        if (until > bytes.length) {
          if (isEnd) wire.tooShort(length)
          divided?.endPiece()
          return this.#joined.keep(bytes, from, until - from)
        }
        wire.end = until
        if (field !== 2) readTableField(wire, field, this.#tables)
        else if (divided?.gives(from, until) !== true) this.#samples.read()
        wire.end = bytes.length
        wire.at = until
        if (field === 2 && divided?.isGiving !== true) {
          const rows = this.#samples.readRun()
          divided?.keeps(rows)
        }
      }
    }
    divided?.endPiece()
    this.#joined.keep(bytes, bytes.length)
  }
}

/** Throws `PprofProblem`. */
function finishPprof(tables: PprofTables, reader: SampleReader): ParsedFile {
  const strings = new StringTable(tables)
  if (tables.strings.size > 0 && tables.strings.length(0) !== 0) {
    throw new PprofProblem('malformed', 'its text table does not begin with an empty text')
  }
  if (tables.sampleTypes.length === 0) {
    throw new PprofProblem('malformed', 'it does not say what its values are (no sample_type)')
  }
  const units = tables.sampleTypes.map(({ type, unit }) => toBaseUnit(strings.text(type), strings.text(unit)))
  const builder = new ProfileBuilder(units.map(({ valueType }) => valueType))
  for (const { type, unit } of tables.sampleTypes) {
    const written = strings.text(unit)
    if (
      written !== '' &&
      baseUnitOf(written) === undefined &&
      !/^(?:counts?|samples?|events?|objects?|calls|1)$/i.test(written)
    )
      builder.note(
        `its ${strings.text(type)} is in ${written.slice(0, 40)}, which is no known unit: it is counted, and shares are right`,
      )
  }
  if (tables.repeatedIds > 0) {
    builder.note(
      `${tables.repeatedIds.toLocaleString('en')} functions or places are listed twice; the first one counts`,
    )
  }
  const frames = buildLocationFrames(tables, strings, builder)
  const samples = reader.finish({
    strings,
    builder,
    frames,
    factors: units.map(({ factor }) => factor),
    dropFrame: findDropFrame(tables, strings, frames.frame, builder),
  })
  const { labels, inexact } = reader
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
  // The clock of V8's own sampler, which looks at one JavaScript thread; real CPU in a column of its own speaks for itself.
  const kinds = meaning.parts.map(({ kind }) => kind)
  const onlyOneThread = runtime === 'v8' && kinds.includes('wall') && !kinds.includes('cpu')
  const comments = header.comments.map((comment) => strings.text(comment))
  const emitter = findEmitter(untimed, comments, runtime)
  const defaultType = strings.text(header.defaultType)
  const vdso = tables.mappingFile.data
    .slice(0, tables.mappingFile.length)
    .findIndex((file) => strings.text(file) === '[vdso]')
  const kernelPage = vdso < 0 ? undefined : tables.mappingBase.data[vdso]
  const meta: ProfileMeta = {
    ...untimed.meta,
    ...(emitter === undefined ? {} : { emitter }),
    traits: onlyOneThread ? ['books-between-ticks', 'one-thread'] : ['books-between-ticks'],
    signed: true,
    ...(runtime ? { runtime } : {}),
    ...(meaning.startMs === undefined ? {} : { startMs: meaning.startMs }),
    ...(meaning.durationMs === undefined ? {} : { durationMs: meaning.durationMs }),
    ...(meaning.timeWasEnd ? { timeWasEnd: true } : {}),
    ...(defaultType === '' ? {} : { defaultType }),
    ...(kernelPage === undefined ? {} : { kernelPage }),
    ...(comments.length > 0 ? { comments } : {}),
    notes: [...bare.meta.notes, ...meaning.notes, ...(onlyOneThread ? [oneThreadNote] : [])],
  }
  const profile: Profile = { ...untimed, meta }
  const leaked = leakedIn(profile)
  if (leaked !== undefined) return leakedFile('pprof', leaked)
  const parts = meaning.parts.map((part) => {
    const look =
      part.kind === 'goroutines' && part.covers === 'gauge' ? goroutineLook(profile, parkedByFrame(profile)) : undefined
    return { ...part, profile, ...(look === undefined ? {} : { looks: [look] }) }
  })
  const revision = revisionIn(comments)
  // Of other runtimes the first mapping is as often a library.
  const build = runtime === 'go' ? strings.text(tables.build) : ''
  return {
    format: 'pprof',
    parts,
    facts: {
      ...(revision === undefined ? {} : { revision }),
      ...(build === '' ? {} : { program: { build } }),
    },
  }
}

/** "vcs.revision=4f2a9c1…", as `go version -m` and whoever copies it into a profile's comments write it. */
function revisionIn(comments: readonly string[]): string | undefined {
  const found = comments.map((comment) => /\bvcs[._]revision[=:\s]+([0-9a-f]{7,64})\b/.exec(comment)?.[1])
  return found.find((revision) => revision !== undefined)
}

const oneThreadNote = 'one JavaScript thread; the time its event loop was busy is an upper bound of its CPU'

/** The type keeps its spelling: pypprof shouts (`CPU`, `HEAP`), and a person may look for what the tool printed. */
function toBaseUnit(type: string, unit: string): { readonly valueType: ValueType; readonly factor: number } {
  const base = baseUnitOf(unit === '' && saysBytes.test(type) ? 'bytes' : unit)
  // Ticks, jiffies, samples: what no unit here measures can still be counted.
  return base === undefined
    ? { valueType: { type, unit: 'count' }, factor: 1 }
    : { valueType: { type, unit: base.unit }, factor: base.factor }
}

const saysBytes = /(?:^|[_-])(?:space|size|bytes)$/i

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
  // Heaps of jemalloc's own sampler end in the sampler, all of them, and do not say that it is to be dropped.
  const holdsBytes = builder.valueTypes.every(({ unit }) => unit === 'bytes')
  const isJemalloc =
    said === '' && holdsBytes && frames.some((frame) => builder.nameOfFrame(frame) === 'prof_backtrace_impl')
  const drop = isJemalloc ? jemallocFrames : said
  if (drop === '') return undefined
  const keep = strings.text(tables.header.keepFrames)
  const dropped = compileLinearRegex(`^(?:${withoutQuotes(drop)})$`, false)
  const kept = keep === '' ? undefined : compileLinearRegex(`^(?:${withoutQuotes(keep)})$`, false)
  if (!dropped.ok || (kept && !kept.ok)) {
    builder.note('its drop_frames pattern is not understood and was not applied')
    return undefined
  }
  const known: (boolean | undefined)[] = []
  let gaveUp = false
  return (frame) => {
    const name = builder.nameOfFrame(frame)
    const short = withoutArguments(name)
    const drops = (known[frame] ??= dropped.value.test(short) && !(kept?.ok === true && kept.value.test(short)))
    if (!gaveUp && (dropped.value.isExhausted || (kept?.ok === true && kept.value.isExhausted))) {
      gaveUp = true
      builder.note('its drop_frames pattern takes too long on these names and was not applied to all of them')
    }
    return drops
  }
}

/** Go's expressions take what stands between \Q and \E as it is, and call the ends of a text \A and \z. */
const withoutQuotes = (pattern: string): string =>
  pattern.replaceAll(/\\(?:Q([^]*?)(?:\\E|$)|[^])/g, (escape, quoted: string | undefined) => {
    if (quoted !== undefined) return quoted.replaceAll(/[^\w]/g, '\\$&')
    return escape === '\\A' ? '^' : escape === '\\z' ? '$' : escape
  })

/**
 * What pprof's own pruning matches against: the name up to its first bracket, after what looks like arguments in front of it
 * (`operator()`, `(anonymous namespace)`) is stepped over; a leading dot of clones goes too.
 */
function withoutArguments(name: string): string {
  const text = name.startsWith('.') ? name.slice(1) : name
  for (let from = 0; ;) {
    const open = text.indexOf('(', from)
    if (open < 0) return text
    const reserved = ['(anonymous namespace)', 'operator()'].find((word) => {
      const at = open - word.indexOf('(')
      return at >= 0 && text.startsWith(word, at)
    })
    if (reserved === undefined) return text.slice(0, open)
    from = open + reserved.length - reserved.indexOf('(')
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
