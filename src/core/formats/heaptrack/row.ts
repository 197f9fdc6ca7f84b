import type { ReaderRow } from '../sniff.ts'

export const heaptrackRows: readonly ReaderRow[] = [
  {
    // Its version, then the program or a text: `v 10400 3` / `X ./app`.
    format: 'heaptrack',
    sniff: (head) => (/^v [0-9a-f]{3,8} \d{1,3}\n[xXsIAS#] ?/.test(head.text.slice(0, 200)) ? 'yes' : 'no'),
    load: async () => (await import('./heaptrack.ts')).readHeaptrack,
  },
]
