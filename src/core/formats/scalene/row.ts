import type { ReaderRow } from '../sniff.ts'

export const scaleneRows: readonly ReaderRow[] = [
  {
    format: 'scalene',
    sniff: (head) => (head.hasKeys('elapsed_time_sec', 'files') ? 'yes' : 'no'),
    load: async () => (await import('./scalene.ts')).readScalene,
  },
]
