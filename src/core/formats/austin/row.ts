import type { ReaderRow } from '../sniff.ts'

export const austinRows: readonly ReaderRow[] = [
  {
    format: 'austin-mojo',
    sniff: (head) => (head.startsWith('MOJ') && head.bytes[3]! > 0 && head.bytes[3]! < 32 ? 'yes' : 'no'),
    load: async () => (await import('./mojo.ts')).readMojo,
    loadPieces: async () => (await import('./mojo.ts')).openMojo,
  },
  {
    format: 'austin',
    sniff: (head) => (/^# austin: |^P\d+;T[\w:]+;/m.test(head.text.slice(0, 4000)) ? 'yes' : 'no'),
    load: async () => (await import('./austin.ts')).readAustin,
  },
]
