import type { ReaderRow } from '../sniff.ts'

export const flamebearerRows: readonly ReaderRow[] = [
  {
    format: 'flamebearer',
    sniff: (head) => (head.hasKeys('flamebearer.names', 'flamebearer.levels') ? 'yes' : 'no'),
    load: async () => (await import('./flamebearer.ts')).readFlamebearer,
  },
]
