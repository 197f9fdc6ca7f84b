/** The tables and samples of a whole pprof file → its profile, with what it means. */
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { baseUnitOf } from '../baseUnit.ts'
import { goroutineLook, parkedByFrame } from '../goText/goroutineLook.ts'
import { leakedFile, leakedIn } from '../goText/leaked.ts'
import { findDropFrame } from './dropFrames.ts'
import { buildLocationFrames } from './frames.ts'
import { findMeaning, type Meaning } from './meaning.ts'
import { findRuntime } from './runtime.ts'
import { StringTable, type PprofTables } from './tables.ts'
import { PprofProblem } from './wire.ts'
import type { SampleReader } from './samples.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import type { Profile, ProfileMeta, ValueType } from '../../profile/profile.ts'
import type { ParsedFile } from '../parsedFile.ts'

/** Throws `PprofProblem`. */
export function finishPprof(tables: PprofTables, reader: SampleReader): ParsedFile {
  const strings = new StringTable(tables)
  if (tables.strings.size > 0 && tables.strings.length(0) !== 0) {
    throw new PprofProblem('malformed', 'its text table does not begin with an empty text')
  }
  if (tables.sampleTypes.length === 0) {
    throw new PprofProblem('malformed', 'it does not say what its values are (no sample_type)')
  }
  const untimed = untimedProfile(tables, strings, reader)
  const runtime = findRuntime(untimed)
  const meaning = findMeaning(untimed, tables.header, runtime)
  const comments = tables.header.comments.map((comment) => strings.text(comment))
  const profile: Profile = { ...untimed, meta: metaOf(untimed, { tables, strings, runtime, meaning, comments }) }
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

/** With its samples, and all that is known of them before anybody asks what they mean. */
function untimedProfile(tables: PprofTables, strings: StringTable, reader: SampleReader): Profile {
  const { header, sampleTypes, repeatedIds } = tables
  const units = sampleTypes.map(({ type, unit }) => toBaseUnit(strings.text(type), strings.text(unit)))
  const builder = new ProfileBuilder(units.map(({ valueType }) => valueType))
  for (const { type, unit } of sampleTypes) noteUnknownUnit(strings.text(type), strings.text(unit), builder)
  if (repeatedIds > 0) {
    builder.note(`${repeatedIds.toLocaleString('en')} functions or places are listed twice; the first one counts`)
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
  const bare = builder.finish({ format: 'pprof' })
  const period =
    header.periodType && toBaseUnit(strings.text(header.periodType.type), strings.text(header.periodType.unit))
  return {
    ...bare,
    samples,
    threads: labels.threads,
    labelSets: labels.labelSets,
    meta: {
      ...bare.meta,
      ...(period ? { periodType: period.valueType, period: header.period * period.factor } : {}),
    },
  }
}

function noteUnknownUnit(type: string, unit: string, builder: ProfileBuilder): void {
  if (unit === '' || baseUnitOf(unit) !== undefined || countedUnits.test(unit)) return
  builder.note(`its ${type} is in ${unit.slice(0, 40)}, which is no known unit: it is counted, and shares are right`)
}

const countedUnits = /^(?:counts?|samples?|events?|objects?|calls|1)$/i

interface Found {
  readonly tables: PprofTables
  readonly strings: StringTable
  readonly runtime: Runtime | undefined
  readonly meaning: Meaning
  readonly comments: readonly string[]
}

function metaOf(untimed: Profile, { tables, strings, runtime, meaning, comments }: Found): ProfileMeta {
  // The clock of V8's own sampler, which looks at one JavaScript thread; real CPU in a column of its own speaks for itself.
  const kinds = meaning.parts.map(({ kind }) => kind)
  const onlyOneThread = runtime === 'v8' && kinds.includes('wall') && !kinds.includes('cpu')
  const emitter = findEmitter(untimed, comments, runtime)
  const defaultType = strings.text(tables.header.defaultType)
  const kernelPage = kernelPageIn(tables, strings)
  return {
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
    notes: [...untimed.meta.notes, ...meaning.notes, ...(onlyOneThread ? [oneThreadNote] : [])],
  }
}

/** Where the kernel's own page lies in the process: another place in each. */
function kernelPageIn({ mappingFile, mappingBase }: PprofTables, strings: StringTable): number | undefined {
  for (let row = 0; row < mappingFile.length; row++)
    if (strings.text(mappingFile.data[row]!) === '[vdso]') return mappingBase.data[row]
  return undefined
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
