import type { ReaderRow } from '../sniff.ts'

const converted =
  'Convert it with `go tool pprof -proto -output=out.pb.gz PROGRAM FILE` and open out.pb.gz: it holds addresses, and only the program knows their names'

/** A table of names may stand before it, as long as the profile has functions. */
const startOf = (text: string): string => {
  if (!text.startsWith('--- symbol')) return text.slice(0, 2000)
  const heap = /^--- heapz?\r?$/m.exec(text)
  return heap ? text.slice(heap.index, heap.index + 2000) : ''
}

/** Sums of waits and of growth: other questions than what is held. */
const addressesOnly = /^heap profile: .* @ growthz|^--- (contentionz|heapz|growthz|threadz) \d+ ---/m

export const mallocTextRows: readonly ReaderRow[] = [
  {
    format: 'gperftools-cpu',
    // The heap of such a file is text, and says what it is; a table of names may be longer than what is looked at.
    sniff: (head) => (head.startsWith('--- symbol') ? 'unsure' : 'no'),
    load: async () => (await import('./cpuProfile.ts')).readCpuProfile,
  },
  {
    format: 'legacy-pprof',
    sniff: (head) => (addressesOnly.test(head.text.slice(0, 2000)) ? 'yes' : 'no'),
    refuse: { what: 'it is a heap or contention profile of gperftools, in text', todo: converted },
  },
  {
    format: 'jemalloc',
    sniff: (head) => (/^heap_v\d+\/\d+\r?$/m.test(startOf(head.text).slice(0, 200)) ? 'yes' : 'no'),
    load: async () => (await import('./mallocText.ts')).readJemalloc,
  },
  {
    format: 'gperftools-heap',
    sniff: (head) =>
      /^heap profile: [^\n]* @ ?(heapprofile|heapz?_v\d+\/\d+)\b/m.test(startOf(head.text)) ? 'yes' : 'no',
    load: async () => (await import('./mallocText.ts')).readGperftools,
  },
]
