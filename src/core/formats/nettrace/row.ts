import type { ReaderRow } from '../sniff.ts'

export const nettraceRows: readonly ReaderRow[] = [
  {
    format: 'nettrace',
    sniff: (head) => (head.startsWith('Nettrace') ? 'yes' : 'no'),
    load: () => import('./nettrace.ts').then((module) => module.readNettrace),
    loadPieces: () => import('./nettrace.ts').then((module) => module.openNettrace),
  },
]
