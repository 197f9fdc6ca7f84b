import type { ReaderRow } from '../sniff.ts'

/** Its own, Xdebug's, cachegrind's, and what `go tool pprof -callgrind` writes: a header of names, what is counted, and functions. */
const isCallgrind = (text: string): boolean =>
  text.startsWith('# callgrind format') ||
  (/^(?:version|creator|pid|cmd|desc|part|positions|events): /.test(text) &&
    /^events: {0,4}\S/m.test(text) &&
    (/^creator: .{0,80}(?:callgrind|xdebug)/im.test(text.slice(0, 2000)) || /^fn=\S/m.test(text)))

export const callgrindRows: readonly ReaderRow[] = [
  {
    format: 'callgrind',
    sniff: (head) => (isCallgrind(head.text.slice(0, 8000)) ? 'yes' : 'no'),
    load: async () => (await import('./callgrind.ts')).readCallgrind,
  },
]
