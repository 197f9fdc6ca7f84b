/**
 * speedscope's JSON, which many tools write: py-spy, dotnet-trace, memray, speedscope itself.
 *
 *   shared.frames  [{ name, file?, line? }]
 *   profiles       sampled: samples [[frame … root first]], weights [n]      usually one profile per thread
 *                  evented: events [{ type: 'O' | 'C', frame, at }]
 *
 * Profiles of one quantity become one part: all times (as nanoseconds), all bytes, or all plain counts. What the quantity
 * means depends on the exporter; see `dialects.ts`.
 */
import { IdMap } from '../../base/idMap.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { err, ok } from '../../base/result.ts'
import { asArray, asNumber, asRecord, asText, readJson, type JsonRecord } from '../json.ts'
import type { FormatReader, ParsedPart } from '../parsedFile.ts'
import { dialectOf, type Dialect, type Quantity } from './dialects.ts'
import { addEvented, addSampled, stepBack, type FrameOf } from './profiles.ts'

const units: Readonly<Record<string, { readonly quantity: Quantity; readonly base: number }>> = {
  nanoseconds: { quantity: 'time', base: 1 },
  microseconds: { quantity: 'time', base: 1e3 },
  milliseconds: { quantity: 'time', base: 1e6 },
  seconds: { quantity: 'time', base: 1e9 },
  bytes: { quantity: 'bytes', base: 1 },
  none: { quantity: 'count', base: 1 },
}

export const readSpeedscope: FormatReader = (bytes, options) => {
  const json = readJson(bytes, options)
  if (!json.ok) return json
  const file = asRecord(json.value)
  const frames = asArray(asRecord(file?.['shared'])?.['frames'])
  const profiles = asArray(file?.['profiles'])
    .map(asRecord)
    .filter((profile) => profile !== undefined)
  const problem = problemOf(profiles)
  if (problem !== undefined) return err({ code: 'malformed', where: options.fileName, ...problem })
  const exporter = asText(file?.['exporter']) ?? ''
  const dialect = dialectOf(exporter, frames)

  const parts: ParsedPart[] = []
  for (const quantity of ['time', 'bytes', 'count'] as const) {
    const group = profiles.filter((profile) => unitOf(profile).quantity === quantity)
    // memray's "Allocations" are the counts that belong to its "Memory", not a profile of their own.
    const asked = group.length > 0 || (dialect.emptyIsAnswer === true && quantity === 'time')
    if (!asked || (quantity === 'count' && dialect.countsBelongToBytes && parts.length > 0)) continue
    const counts = quantity === 'bytes' && dialect.countsBelongToBytes ? countsOf(profiles) : []
    parts.push(...readGroup({ quantity, group, counts, frames, dialect, exporter }))
    options.onProgress?.(parts.length / 3)
  }
  if (dialect.emptyIsAnswer !== true && parts.every((part) => part.profile.samples.length === 0)) {
    return err({
      code: 'empty',
      where: options.fileName,
      what:
        profiles.length === 0
          ? 'it holds no profile'
          : profiles.some((profile) => asArray(profile['samples']).length > 0)
            ? 'none of its samples has a weight that is a number'
            : 'none of its profiles holds a sample',
      todo: 'record it again while the program works',
    })
  }
  return ok({ format: 'speedscope', parts, facts: {} })
}

/** What makes every figure of the file doubtful. Files of the first version have no types; their samples are samples. */
function problemOf(profiles: readonly JsonRecord[]): { readonly what: string; readonly todo: string } | undefined {
  for (const profile of profiles) {
    const { type } = profile
    const name = (asText(profile['name']) ?? '').slice(0, 60)
    if (type !== undefined && type !== 'sampled' && type !== 'evented') {
      const what = `its profile “${name}” is of a type that speedscope does not have (${JSON.stringify(type)?.slice(0, 40)})`
      return { what, todo: 'export it again with the type sampled or evented' }
    }
    const back = type === 'evented' ? stepBack(profile) : undefined
    if (back) {
      const what = `time runs backwards in its profile “${name}”: event ${back.event} is at ${back.to}, after one at ${back.from}`
      return { what, todo: 'sort its events by time and export it again, or record it again' }
    }
  }
  return undefined
}

const unitOf = (profile: JsonRecord): { readonly quantity: Quantity; readonly base: number } =>
  units[asText(profile['unit']) ?? 'none'] ?? units['none']!

const countsOf = (profiles: readonly JsonRecord[]): readonly JsonRecord[] =>
  profiles.filter((profile) => unitOf(profile).quantity === 'count')

interface Group {
  readonly quantity: Quantity
  readonly group: readonly JsonRecord[]
  /** Profiles whose weights fill the second value column. */
  readonly counts: readonly JsonRecord[]
  readonly frames: readonly unknown[]
  readonly dialect: Dialect
  readonly exporter: string
}

function readGroup({ quantity, group, counts, frames, dialect, exporter }: Group): readonly ParsedPart[] {
  const { valueTypes } = dialect[quantity]
  const builder = new ProfileBuilder(valueTypes)
  const frameOf = frameReader(builder, frames, dialect)
  const samplesColumn = valueTypes.findIndex((valueType) => valueType.type === 'samples')
  const perThread: { readonly observations: number; readonly total: number }[] = []
  let durationNs = 0
  for (const [index, profile] of [...group, ...counts].entries()) {
    const isCount = index >= group.length
    const thread = isCount ? undefined : dialect.threadOf(asText(profile['name']) ?? '')
    const extras = thread === undefined ? {} : { thread: builder.thread(thread.id, thread.name) }
    const target = { builder, frameOf, extras, base: unitOf(profile).base, column: isCount ? 1 : 0, samplesColumn }
    const added = profile['type'] === 'evented' ? addEvented(target, profile) : addSampled(target, profile)
    if (!isCount) perThread.push(added)
    if (quantity === 'time' && dialect.spanIsNone !== true) {
      const span = (asNumber(profile['endValue']) ?? 0) - (asNumber(profile['startValue']) ?? 0)
      durationNs = Math.max(durationNs, span * target.base)
    }
  }
  return dialect.finish({ quantity, builder, perThread, durationNs, exporter })
}

/** Index into `shared.frames` → frame, made when first used; −1 for a frame the dialect leaves out, undefined for none. */
function frameReader(builder: ProfileBuilder, frames: readonly unknown[], dialect: Dialect): FrameOf {
  const known = new IdMap<unknown, number | undefined>()
  return (index) => {
    if (known.has(index)) return known.get(index)
    const frame = typeof index === 'number' ? asRecord(frames[index]) : undefined
    const name = asText(frame?.['name'])
    const made =
      frame === undefined || name === undefined
        ? undefined
        : dialect.frame(builder, name, asText(frame['file']) ?? '', asNumber(frame['line']) ?? 0)
    known.set(index, made)
    return made
  }
}
