import type { ReaderRow } from '../sniff.ts'

export const callgrindRows: readonly ReaderRow[] = [
  {
    format: 'callgrind',
    sniff: (head) =>
      head.text.startsWith('# callgrind format') ||
      (/^creator: .{0,80}(callgrind|xdebug)/im.test(head.text.slice(0, 2000)) &&
        /^events: /m.test(head.text.slice(0, 8000)))
        ? 'yes'
        : 'no',
    load: async () => (await import('./callgrind.ts')).readCallgrind,
  },
]
