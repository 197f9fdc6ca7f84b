import type { ReaderRow } from '../sniff.ts'

/** Ruby's Marshal 4.8 of a hash whose first keys are :version and :mode. */
const marshal = [0x04, 0x08, 0x7b]

export const stackprofRows: readonly ReaderRow[] = [
  {
    format: 'stackprof',
    sniff: (head) => (head.hasKeys('mode', 'samples', 'gc_samples', 'frames') ? 'yes' : 'no'),
    load: async () => (await import('./stackprof.ts')).readStackprof,
  },
  {
    format: 'stackprof-dump',
    sniff: (head) =>
      head.startsWith(marshal) && new TextDecoder('latin1').decode(head.bytes.subarray(0, 400)).includes('gc_samples')
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is a dump of stackprof in Ruby’s own form, which only Ruby reads',
      todo: 'Run `stackprof --json FILE > profile.json` and open that; record with `raw: true` for a flame graph',
    },
  },
]
