import type { Head } from '../head.ts'
import type { ReaderRow, Verdict } from '../sniff.ts'
import { looksLikeOtlp } from './framing.ts'

function sniffOtlp(head: Head): Verdict {
  const { bytes } = head
  if (head.hasKeys('resourceProfiles') || head.hasKeys('resource_profiles')) return 'yes'
  if (looksLikeOtlp(bytes)) return 'yes'
  const at = head.startsWith('OTLP') ? 8 : 0
  if (bytes.length < at + 8) return 'no'
  const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0)
  return length > 8 && length < 1 << 30 && looksLikeOtlp(bytes, at + 4, at + 4 + length) ? 'yes' : 'no'
}

export const otlpRows: readonly ReaderRow[] = [
  {
    format: 'otlp',
    sniff: sniffOtlp,
    load: () => import('./otlp.ts').then((module) => module.readOtlp),
    loadPieces: () => import('./otlp.ts').then((module) => module.openOtlp),
  },
]
