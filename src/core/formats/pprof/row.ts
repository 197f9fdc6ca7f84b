import { Wire, wireBytes, wireVarint } from './wire.ts'
import type { ReaderRow } from '../sniff.ts'

/** Field number → wire types it may have. */
const bytesFields = new Set([1, 2, 3, 4, 5, 6, 11, 13])
const varintFields = new Set([7, 8, 9, 10, 12, 13, 14, 15])

/**
 * pprof has no magic number. A file is one when its first fields are fields of a Profile with the right wire types and it says
 * early what its values are; a text that starts with a newline (field 1, wire type 2) breaks that within a few bytes.
 */
export function looksLikePprof(bytes: Uint8Array): boolean {
  const wire = new Wire(bytes)
  let fields = 0
  let valueTypes = 0
  let strings = 0
  try {
    while (wire.at < bytes.length && fields < 64) {
      const tag = wire.unsigned()
      const field = Math.floor(tag / 8)
      if (tag % 8 === wireBytes ? !bytesFields.has(field) : tag % 8 !== wireVarint || !varintFields.has(field))
        return false
      if (tag % 8 === wireVarint) wire.varint()
      else {
        const start = wire.at
        const length = wire.length()
        if (field === 1) {
          if (!isValueType(bytes, wire.at, length)) return false
          valueTypes++
        } else if (field === 6) strings++
        wire.at = Math.max(start, wire.at) + length
      }
      fields++
    }
  } catch {
    // It ends inside a field: truncated, if what came before was right.
    return valueTypes > 0 || strings > 2
  }
  return valueTypes > 0 || (strings > 0 && fields > 2)
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
