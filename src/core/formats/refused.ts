/** Formats recognised in order to say what to do instead. */
import type { Head } from './head.ts'
import type { RefusedRow } from './sniff.ts'

const isPixels = (head: Head): boolean =>
  head.startsWith([0x89, 0x50, 0x4e, 0x47]) ||
  head.startsWith([0xff, 0xd8, 0xff]) ||
  head.startsWith('GIF8') ||
  (head.startsWith('RIFF') && new TextDecoder().decode(head.bytes.subarray(8, 12)) === 'WEBP')

export const refused: readonly RefusedRow[] = [
  {
    format: 'perf.data',
    sniff: (head) => (head.startsWith('PERFILE2') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a raw perf.data file, which needs the binaries of its machine',
      todo: 'Run `perf script --header > out.perf` where it was recorded and open that',
    },
  },
  {
    format: 'nettrace',
    sniff: (head) => (head.startsWith('Nettrace') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a .NET nettrace file',
      todo: 'Run `dotnet-trace convert --format speedscope` and open the result',
    },
  },
  {
    format: 'memray',
    sniff: (head) => (head.startsWith('memray') ? 'yes' : 'no'),
    refuse: { what: 'it is a raw memray file', todo: 'Run `memray transform speedscope` and open the result' },
  },
  {
    format: 'austin-mojo',
    sniff: (head) => (head.startsWith('MOJ') ? 'yes' : 'no'),
    refuse: { what: 'it is a binary Austin file', todo: 'Run `mojo2austin` and open the result' },
  },
  {
    format: 'picture',
    sniff: (head) => (isPixels(head) ? 'yes' : 'no'),
    refuse: {
      what: 'it is a picture of pixels (PNG, JPEG or the like): its numbers are no longer in it',
      todo: 'Save the flame graph as SVG or HTML, or open the profile it was drawn from',
    },
  },
  {
    format: 'page',
    sniff: (head) => (/^\s*(<!--[\s\S]{0,4000}?-->\s*)*<(!DOCTYPE\s+html|html)/i.test(head.text) ? 'unsure' : 'no'),
    refuse: {
      what: 'it is a web page, and none whose profile can be read back',
      todo: 'Open the profile it was made from, for example the folded stacks',
    },
  },
  {
    // A marshalled dict whose first key is a tuple (file, line, function).
    format: 'cprofile',
    sniff: (head) =>
      (head.bytes[0]! & 0x7f) === 0x7b && ((head.bytes[1]! & 0x7f) === 0x29 || head.bytes[1] === 0x28) && !head.isText
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is a cProfile (pstats) file, which has callers and callees but no stacks',
      todo: 'Record with `py-spy record -f speedscope --pid PID` instead',
    },
  },
  {
    format: 'trace-event',
    sniff: (head) =>
      head.hasKeys('[].ph', '[].pid') || head.hasKeys('[].ph', '[].ts') || head.hasKeys('traceEvents') ? 'yes' : 'no',
    refuse: {
      what: 'it is a Chrome trace (trace events), which holds spans, not samples',
      todo: 'Record again as `py-spy record -f speedscope`, or save a .cpuprofile from the browser’s profiler',
    },
  },
  {
    format: 'memray-table',
    sniff: (head) =>
      head.text.startsWith('allocator,num_allocations,size,tid,thread_name,stack_trace') ? 'yes' : 'no',
    refuse: {
      what: 'it is a table of memray',
      todo: 'Run `memray transform speedscope` on the recording and open the result',
    },
  },
]
