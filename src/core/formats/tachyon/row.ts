import type { ReaderRow } from '../sniff.ts'

export const tachyonRows: readonly ReaderRow[] = [
  {
    format: 'tachyon-binary',
    // The magic in either byte order; a version below 256 follows.
    sniff: (head) => (head.startsWith('HCAT') || head.startsWith('TACH\0\0\0') ? 'yes' : 'no'),
    load: async () => (await import('./binary.ts')).readTachyonBinary,
  },
  {
    format: 'tachyon-jsonl',
    sniff: (head) =>
      head.isText && /^\s*\{"type":\s?"meta",[^\n]{0,400}"sample_interval_usec"/.test(head.text) ? 'yes' : 'no',
    load: async () => (await import('./jsonl.ts')).readTachyonJsonl,
  },
  {
    format: 'tachyon-collapsed',
    sniff: (head) =>
      /^tid:\d+(;[^\n]*)? \d+\r?$/m.test(head.text.slice(0, 20_000)) && head.text.startsWith('tid:') ? 'yes' : 'no',
    load: async () => (await import('./collapsed.ts')).readTachyonCollapsed,
  },
]
