import type { ReaderRow } from '../sniff.ts'

export const pstatsRows: readonly ReaderRow[] = [
  {
    // A marshalled dict whose first key is a tuple (file, line, function).
    format: 'pstats',
    sniff: (head) =>
      (head.bytes[0]! & 0x7f) === 0x7b && ((head.bytes[1]! & 0x7f) === 0x29 || head.bytes[1] === 0x28) && !head.isText
        ? 'yes'
        : 'no',
    load: async () => (await import('./pstats.ts')).readPstats,
  },
]
