/**
 * The CPU profile of gperftools with names, as `google-pprof --raw` writes it and a server that has its own:
 *
 *   --- symbol
 *   0x00000000004014ff warm(double)<00000000004014a3>
 *   ---
 *   --- profile
 *   0  3  0  period in µs  0              words of its machine; three words of header behind the second
 *   count  n  address × n                 innermost first
 *   0  1  0                               the end; behind it may be /proc/PID/maps as text
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { forEachLine } from '../lines.ts'
import { type FormatReader, maxSampleRows } from '../parsedFile.ts'
import { AddressFrames } from './addressFrames.ts'

const headerWords = 5
const cpuTime: ValueType = { type: 'cpu', unit: 'nanoseconds' }
const deepest = 100_000

export const readCpuProfile: FormatReader = (bytes, { fileName: where, onProgress }) => {
  const start = afterNames(bytes)
  const places = new AddressFrames()
  forEachLine(bytes.subarray(0, start), (line) => places.addName(line), onProgress)
  const word = wordsAt(bytes, start)
  if (word === undefined) return malformed(where)
  // google-pprof writes 1 whatever it was.
  const periodNs = word(3) > 1 ? word(3) * 1000 : undefined
  const records: { readonly count: number; readonly addresses: readonly number[] }[] = []
  let at = headerWords
  let isWhole = false
  while (records.length < maxSampleRows) {
    const [count, depth] = [word(at), word(at + 1)]
    if (!(depth >= 1 && depth <= deepest) || Number.isNaN(word(at + 1 + depth))) break
    at += 2 + depth
    if (count === 0 && depth === 1 && word(at - 1) === 0) {
      isWhole = true
      break
    }
    const from = at - depth
    records.push({ count, addresses: Array.from({ length: depth }, (_, index) => word(from + index)) })
  }
  if (records.length === 0) return malformed(where)
  if (isWhole) forEachLine(bytes.subarray(start + at * word.bytes), (line) => places.addMapping(line), onProgress)
  const isTimed = periodNs !== undefined
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }, ...(isTimed ? [cpuTime] : [])])
  let [named, all] = [0, 0]
  for (const { count, addresses } of records) {
    const { stack, isNamed } = places.sampledStack(builder, addresses)
    const row = builder.addToSample(stack, count)
    if (isTimed) builder.addValue(row, 1, count * periodNs)
    all += count
    if (isNamed) named += count
  }
  if (!isTimed) builder.note('how often it was sampled is not in it: shares hold, seconds of CPU are not known')
  if (named < 0.995 * all)
    builder.note(`${Math.round(100 * (1 - named / all))} % of its samples are of functions without a name`)
  const profile = builder.finish({
    format: 'gperftools-cpu',
    emitter: 'gperftools',
    runtime: places.runtime(),
    ...(isTimed ? { period: periodNs, periodType: cpuTime } : {}),
  })
  return ok({ format: 'gperftools-cpu', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
}

const malformed = (where: string): ReturnType<FormatReader> =>
  err({
    code: 'malformed',
    where,
    what: 'it begins with names as `google-pprof --raw` writes them, and no sample of CPU follows',
    todo: 'Run `google-pprof --collapsed PROGRAM FILE > out.folded` on the profile and open that, as what it counts (`--kind out.folded=KIND`)',
  })

/** Of google-pprof's table of names; the profile follows. */
const profileMark = '\n--- profile\n'
const mostNames = 64 * 1024 * 1024

/** @returns 0 without a table of names before it */
function afterNames(bytes: Uint8Array): number {
  if (!isAt(bytes, 0, '--- symbol')) return 0
  const end = Math.min(bytes.length - profileMark.length, mostNames)
  for (let at = bytes.indexOf(0x0a); at >= 0 && at <= end; at = bytes.indexOf(0x0a, at + 1))
    if (isAt(bytes, at, profileMark)) return at + profileMark.length
  return 0
}

function isAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false
  return true
}

/** The nth word of the profile; NaN behind its end. */
interface Words {
  (index: number): number
  readonly bytes: 4 | 8
}

/** Undefined where there is no header of one: 0, 3, 0, a period, 0. */
function wordsAt(bytes: Uint8Array, start: number): Words | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start)
  const inWords = (size: 4 | 8): Words =>
    Object.assign(
      (index: number): number => {
        if ((index + 1) * size > view.byteLength) return Number.NaN
        return size === 4
          ? view.getUint32(index * 4, true)
          : view.getUint32(index * 8, true) + view.getUint32(index * 8 + 4, true) * 2 ** 32
      },
      { bytes: size },
    )
  return [inWords(8), inWords(4)].find(
    (word) => word(0) === 0 && word(1) === 3 && word(2) === 0 && word(3) > 0 && word(3) <= 10_000_000 && word(4) === 0,
  )
}
