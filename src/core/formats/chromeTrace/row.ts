import type { ReaderRow } from '../sniff.ts'

export const chromeTraceRows: readonly ReaderRow[] = [
  {
    format: 'chrome-trace',
    // An array of events, or an object that holds one; what is in the events is known when they were read.
    sniff: (head) =>
      head.hasKeys('[].ph', '[].pid') || head.hasKeys('[].ph', '[].ts') || head.hasKeys('traceEvents') ? 'yes' : 'no',
    load: async () => (await import('./chromeTrace.ts')).readChromeTrace,
    loadPieces: async () => (await import('./chromeTrace.ts')).openChromeTrace,
  },
]
