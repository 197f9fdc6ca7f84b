import type { ReaderRow } from '../sniff.ts'

export const austinRows: readonly ReaderRow[] = [
  {
    format: 'austin',
    sniff: (head) => (/^# austin: |^P\d+;T[\w:]+;/m.test(head.text.slice(0, 4000)) ? 'yes' : 'no'),
    load: async () => (await import('./austin.ts')).readAustin,
  },
]
