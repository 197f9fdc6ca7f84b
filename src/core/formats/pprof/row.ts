import { Wire, wireBytes, wireFixed32, wireFixed64, wireVarint } from './wire.ts'
import type { ReaderRow } from '../sniff.ts'

/** Field number → wire types it may have. */
const bytesFields = new Set([1, 2, 3, 4, 5, 6, 11, 13])
const varintFields = new Set([7, 8, 9, 10, 12, 13, 14, 15])

const wireTypes = new Set([wireVarint, wireFixed64, wireBytes, wireFixed32])
/** Fields of the future are valid too, whatever their numbers. What has them must show the types of its values. */
const firstFreeField = 16

/**
 * pprof has no magic number, and its fields come in any order. A file is one when its first fields are fields of a Profile with the right
 * wire types and some of them are what only a profile has: types of values, texts, samples. A text that starts with a newline (field 1,
 * wire type 2) breaks that within a few bytes.
 */
export function looksLikePprof(bytes: Uint8Array): boolean {
  const wire = new Wire(bytes)
  let fields = 0
  let valueTypes = 0
  let strings = 0
  let samples = 0
  let unknown = 0
  try {
    while (wire.at < bytes.length && fields < 64) {
      const tag = wire.unsigned()
      const field = Math.floor(tag / 8)
      const wireType = tag % 8
      if (wireType === wireBytes ? !bytesFields.has(field) : wireType !== wireVarint || !varintFields.has(field)) {
        if (field < firstFreeField || !wireTypes.has(wireType)) return false
        unknown++
      }
      if (wireType !== wireBytes) wire.skip(wireType)
      else {
        const start = wire.at
        const length = wire.length()
        if (field === 1) {
          if (!isValueType(bytes, wire.at, length)) return false
          if (length > 0) valueTypes++
        } else if (field === 6) strings++
        else if (field === 2) {
          if (!isSample(bytes, wire.at, length)) return false
          samples++
        }
        wire.at = Math.max(start, wire.at) + length
      }
      fields++
    }
  } catch {
    // It ends inside a field: truncated, if what came before was right.
    return valueTypes > 0 || (unknown === 0 && (strings > 2 || samples > 2))
  }
  return valueTypes > 0 || (unknown === 0 && ((strings > 0 && fields > 2) || samples > 2))
}

/** Places, values and labels, each with its own wire type; the places or the values come first. */
function isSample(bytes: Uint8Array, start: number, length: number): boolean {
  if (length === 0) return true
  const end = Math.min(start + length, bytes.length)
  const sample = new Wire(bytes.subarray(start, end))
  try {
    for (let parts = 0; sample.at < end - start && parts < 4; parts++) {
      const tag = sample.unsigned()
      const isKnown = tag === 0x08 || tag === 0x0a || tag === 0x10 || tag === 0x12 || tag === 0x1a
      if (!isKnown && (tag < 32 || !wireTypes.has(tag % 8))) return false
      if (tag % 8 !== wireBytes) sample.skip(tag % 8)
      else {
        const part = sample.unsigned()
        if (part > length) return false
        sample.at += part
      }
    }
    return true
  } catch {
    // Cut off by the end of what was looked at.
    return end < start + length
  }
}

/** Two small numbers, `08 xx 10 xx`, or less. */
function isValueType(bytes: Uint8Array, start: number, length: number): boolean {
  if (length > 12 || start + length > bytes.length) return false
  return length === 0 || bytes[start] === 0x08 || bytes[start] === 0x10
}

export const pprofRows: readonly ReaderRow[] = [
  {
    format: 'pprof',
    sniff: (head) => (looksLikePprof(head.bytes) ? 'yes' : 'no'),
    load: () => import('./readPprof.ts').then((module) => module.readPprof),
    loadPieces: () => import('./readPprof.ts').then((module) => module.openPprof),
  },
]
