/**
 * What an allocator's own sampler holds, in text: jemalloc's dumps (`jeprof.*.heap`) and those of gperftools (HEAPPROFILE, /pprof/heap):
 *
 *   heap_v2/524288                              heap profile:  3:  4096 [  5:  8192] @ heapprofile
 *     t*: 169: 89160 [0: 0]                       1: 4096 [1: 4096] @ 0x55d0 0x55d4
 *   @ 0x55d0 0x55d4                             (`@ heap_v2/524288` where one allocation in so many bytes is recorded)
 *     t*: 131: 2668208 [0: 0]
 *     t0: 131: 2668208 [0: 0]                   of one thread: a part of `t*`
 *
 *   MAPPED_LIBRARIES:
 *   5643a7356000-5643a7357000 r-xp 00001000 fe:00 11075746    /srv/leaky
 *
 * Objects and bytes held, in brackets what was allocated since the start (zeros in jemalloc without prof_accum). Stacks are addresses,
 * innermost first, and only the program knows their names; `jeprof --raw http://…` puts a table of them before it (`--- symbol`).
 */
import { err, ok, type Result } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { forEachLine } from '../lines.ts'
import type { FormatReader, ParsedFile, ReadOptions } from '../parsedFile.ts'
import { AddressFrames } from './addressFrames.ts'

const mostStacks = 2_000_000
const mostAddresses = 50_000_000
const longestLine = 200_000

interface Counts {
  readonly objects: number
  readonly bytes: number
  readonly allocatedObjects: number
  readonly allocatedBytes: number
}

interface Dump {
  /** Bytes between two samples on average; 0: every allocation is recorded. */
  readonly period: number
  readonly stacks: readonly { readonly addresses: readonly number[]; readonly counts: Counts }[]
  readonly places: AddressFrames
  /** What gperftools says that its stacks add up to; jemalloc's first line is of another estimate. */
  readonly total: Counts | undefined
  readonly hasTotal: boolean
  readonly version: number
  readonly isCut: boolean
}

interface Writer {
  readonly format: string
  readonly emitter: string
  /** Where brackets hold what was allocated, and not what is held once more. */
  readonly countsAllocations: (period: number) => boolean
  readonly names: string
}

const jemalloc: Writer = {
  format: 'jemalloc',
  emitter: 'jemalloc',
  countsAllocations: () => true,
  names: '`jeprof --collapsed PROGRAM FILE > named.folded` (open it as live heap)',
}
const gperftools: Writer = {
  format: 'gperftools-heap',
  emitter: 'gperftools',
  countsAllocations: (period) => period === 0,
  names: '`go tool pprof -proto -output=named.pb.gz PROGRAM FILE`',
}

export const readJemalloc: FormatReader = (bytes, options) => read(bytes, options, jemalloc)
export const readGperftools: FormatReader = (bytes, options) => read(bytes, options, gperftools)

const countsOf = (match: RegExpExecArray): Counts => {
  const [objects = 0, bytes = 0, allocatedObjects = 0, allocatedBytes = 0] = match.slice(1, 5).map(Number)
  return { objects, bytes, allocatedObjects, allocatedBytes }
}

const number = '\\s*(\\d{1,15})'
const amounts = `${number}:${number}\\s*\\[${number}:${number}\\s*\\]`
const header = new RegExp(`^heap profile:${amounts} @ ?(?:heapprofile|heapz?_v(\\d+)/(\\d{1,15}))`)
const record = new RegExp(`^${amounts} @((?: 0x[0-9a-f]{1,16})*)\\s*$`)
const ofAll = new RegExp(`^\\s*t\\*:${amounts}\\s*$`)
const ofThread = new RegExp(`^\\s*t\\d+:${amounts}\\s*$`)

function dumpOf(bytes: Uint8Array, onProgress: ReadOptions['onProgress']): Dump {
  const places = new AddressFrames()
  const stacks: { addresses: readonly number[]; counts: Counts }[] = []
  let [period, version, addressCount] = [0, 0, 0]
  let total: Counts | undefined
  let section = 'before' as 'before' | 'names' | 'stacks' | 'maps'
  let hasTotal = false
  let waiting: readonly number[] | undefined
  let isCut = false
  let endsInAddress = false
  const addressesOf = (text: string): readonly number[] => {
    const addresses = text.trim() === '' ? [] : text.trim().split(/\s+/).map(Number)
    addressCount += addresses.length
    return addresses
  }
  forEachLine(
    bytes,
    (line) => {
      endsInAddress = false
      if (line.length > longestLine) return
      if (section === 'maps') return places.addMapping(line)
      if (section === 'names') {
        if (line.startsWith('---')) section = 'before'
        else places.addName(line)
        return
      }
      if (section === 'before') {
        const jeHeader = /^heap_v(\d+)\/(\d{1,15})$/.exec(line)
        const tcHeader = jeHeader ? null : header.exec(line)
        if (line === '--- symbol') section = 'names'
        if (jeHeader) [version, period, section] = [Number(jeHeader[1]), Number(jeHeader[2]), 'stacks']
        if (tcHeader) {
          total = countsOf(tcHeader)
          ;[version, period, section] = [Number(tcHeader[5] ?? 2), Number(tcHeader[6] ?? 0), 'stacks']
        }
        return
      }
      if (line.startsWith('MAPPED_LIBRARIES:')) section = 'maps'
      else if (stacks.length >= mostStacks || addressCount > mostAddresses) isCut = true
      else if (line.startsWith('@'))
        waiting = /^@( 0x[0-9a-f]{1,16})*\s*$/.test(line) ? addressesOf(line.slice(1)) : undefined
      else if (ofThread.test(line)) return
      else {
        const held = ofAll.exec(line)
        const whole = held ? null : record.exec(line)
        if (held && waiting === undefined) hasTotal = true
        else if (held && waiting !== undefined) {
          stacks.push({ addresses: waiting, counts: countsOf(held) })
          waiting = undefined
        } else if (whole) {
          stacks.push({ addresses: addressesOf(whole[5] ?? ''), counts: countsOf(whole) })
          endsInAddress = true
        }
      }
      return
    },
    onProgress,
  )
  if (section === 'stacks' && bytes.length > 0 && bytes.at(-1) !== 0x0a) {
    isCut = true
    // An address that the end of the file cuts is another one.
    if (endsInAddress) stacks.pop()
  }
  return { period, stacks, places, total, hasTotal: hasTotal || total !== undefined, version, isCut }
}

/**
 * An allocation of s bytes is recorded with probability 1 − e^(−s/period), so that each stands for 1 / (1 − e^(−s/period)) of them; s is the
 * mean size at the stack (jeprof, AdjustSamples).
 */
function scaled(objects: number, bytes: number, period: number): readonly [objects: number, bytes: number] {
  if (objects <= 0 || bytes <= 0 || period <= 1) return [objects, bytes]
  const factor = 1 / -Math.expm1(-bytes / objects / period)
  return [objects * factor, bytes * factor]
}

function read(bytes: Uint8Array, { fileName: where, onProgress }: ReadOptions, writer: Writer): Result<ParsedFile> {
  const dump = dumpOf(bytes, onProgress)
  const { period, stacks, places, version } = dump
  if (version !== 2) {
    return err({
      code: 'unsupported',
      where,
      what: `it is a heap profile of ${writer.emitter}, of version ${version}; 2 is read`,
      todo: `Write its stacks with the program it came with: ${writer.names}`,
    })
  }
  const withAllocated = writer.countsAllocations(period) && stacks.some(({ counts }) => counts.allocatedObjects > 0)
  const holds = stacks.some(({ counts }) => counts.objects > 0)
  if (!holds && !withAllocated) {
    const isNothing = stacks.length === 0 && !dump.hasTotal
    return err({
      code: isNothing ? 'malformed' : 'empty',
      where,
      what: isNothing
        ? `it begins like a heap profile of ${writer.emitter}, and no stack follows`
        : `it is a heap profile of ${writer.emitter}, and nothing that was sampled was held when it was written`,
      todo: 'Dump it again while the memory is held, with the sampling active (prof.active, lg_prof_sample:19)',
    })
  }
  const types: readonly ValueType[] = [
    { type: 'inuse_objects', unit: 'count' },
    { type: 'inuse_space', unit: 'bytes' },
    ...(withAllocated
      ? [
          { type: 'alloc_objects', unit: 'count' },
          { type: 'alloc_space', unit: 'bytes' },
        ]
      : []),
  ]
  const builder = new ProfileBuilder(types)
  let [named, all] = [0, 0]
  for (const { addresses, counts } of stacks) {
    if (counts.objects === 0 && !(withAllocated && counts.allocatedObjects > 0)) continue
    const { stack, isNamed } = places.stack(builder, addresses)
    const held = scaled(counts.objects, counts.bytes, period)
    const made = withAllocated ? scaled(counts.allocatedObjects, counts.allocatedBytes, period) : []
    const row = builder.addToSample(stack, held[0])
    for (const [column, value] of [...held, ...made].entries()) if (column > 0) builder.addValue(row, column, value)
    const weight = withAllocated && !holds ? counts.allocatedBytes : held[1]
    all += weight
    if (isNamed) named += weight
  }
  noteWhatIsMissing(builder, dump, writer, all > 0 ? named / all : 0)
  const profile = builder.finish({
    format: writer.format,
    emitter: writer.emitter,
    runtime: places.runtime(),
    ...(period > 1 ? { period, periodType: { type: 'space', unit: 'bytes' } } : { traits: ['unsampled' as const] }),
  })
  return ok({
    format: writer.format,
    parts: [{ kind: 'heap', covers: withAllocated ? 'cumulative' : 'gauge', profile }],
    facts: {},
  })
}

function noteWhatIsMissing(builder: ProfileBuilder, dump: Dump, writer: Writer, named: number): void {
  const { places, stacks, total, isCut } = dump
  const sum = stacks.reduce((objects, { counts }) => objects + counts.objects, 0)
  if (total !== undefined && sum < total.objects) {
    const share = Math.floor((100 * sum) / total.objects)
    builder.note(`incomplete: its stacks hold ${share} % of the objects that it says it has; the rest is missing`)
  } else if (isCut) builder.note('incomplete: it ends inside a line, which is left out')
  const command = `with the program that wrote it, ${writer.names} gives names`
  if (!places.hasMappings)
    builder.note(
      `functions are bare addresses: what was mapped where, which comes last, is not in it, and it may be cut off; ${command}`,
    )
  else if (named < 0.995) {
    const objects = places.objects.slice(0, 3).join(', ')
    builder.note(
      named === 0
        ? `no name of a function is in it: they are addresses of ${objects}; ${command}`
        : `${Math.round(100 * (1 - named))} % of its bytes are of functions without a name, addresses of ${objects}; ${command}`,
    )
  }
}
