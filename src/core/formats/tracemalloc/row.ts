import type { ReaderRow } from '../sniff.ts'

/** Protocols 2–5, and the names of the class within the first opcodes. */
export const tracemallocRows: readonly ReaderRow[] = [
  {
    format: 'tracemalloc',
    sniff: (head) => {
      if (head.bytes[0] !== 0x80 || head.bytes[1]! < 2 || head.bytes[1]! > 5) return 'no'
      const start = String.fromCharCode(...head.bytes.subarray(0, 200))
      return start.includes('tracemalloc') && start.includes('Snapshot') ? 'yes' : 'no'
    },
    load: async () => (await import('./tracemalloc.ts')).readTracemallocPickle,
  },
  {
    format: 'tracemalloc',
    sniff: (head) => (head.hasKeys('format', 'stacks') && /"tracemalloc-json\/1"/.test(head.text) ? 'yes' : 'no'),
    load: async () => (await import('./tracemalloc.ts')).readTracemallocJson,
  },
  {
    format: 'pickle',
    sniff: (head) =>
      head.bytes[0] === 0x80 && head.bytes[1]! >= 2 && head.bytes[1]! <= 5 && !head.isText ? 'unsure' : 'no',
    load: async () => (await import('./tracemalloc.ts')).readTracemallocPickle,
  },
]
