import type { ReaderRow } from '../sniff.ts'

export const jfrRows: readonly ReaderRow[] = [
  {
    format: 'jfr',
    sniff: (head) => (head.startsWith([0x46, 0x4c, 0x52, 0x00]) ? 'yes' : 'no'),
    load: async () => (await import('./jfr.ts')).readJfr,
    loadPieces: async () => (await import('./jfr.ts')).openJfr,
  },
]
