/** Formats recognised in order to say what to do instead. */
import { isDifference } from './collapsed/row.ts'
import type { Head } from './head.ts'
import type { RefusedRow } from './sniff.ts'

const isPixels = (head: Head): boolean =>
  head.startsWith([0x89, 0x50, 0x4e, 0x47]) ||
  head.startsWith([0xff, 0xd8, 0xff]) ||
  head.startsWith('GIF8') ||
  (head.startsWith('RIFF') && new TextDecoder().decode(head.bytes.subarray(8, 12)) === 'WEBP')

const latin1 = (head: Head, count: number): string => new TextDecoder('latin1').decode(head.bytes.subarray(0, count))
const startOf = (head: Head): string => head.text.slice(0, 4000)
const textLike =
  (shape: RegExp): RefusedRow['sniff'] =>
  (head) =>
    shape.test(startOf(head)) ? 'yes' : 'no'

/** Tools of native code and of systems. Each has a way to something that is read here. */
const nativeTools: readonly RefusedRow[] = [
  {
    format: 'difffolded',
    sniff: (head) =>
      isDifference(
        startOf(head)
          .split('\n')
          .slice(0, -1)
          .map((line) => line.trimEnd()),
      )
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is what difffolded.pl writes: each stack with a count of two profiles',
      todo: 'Open the two folded files that it was made of: Compare on the page, or `--base ONE --head OTHER`',
    },
  },
  {
    format: 'perf-report',
    sniff: textLike(
      /^# To display the perf\.data header info, |^# Samples: .*of event|^# (Children +)?(Self +)?Overhead +(Command|Shared Object|Symbol)/m,
    ),
    refuse: {
      what: 'it is what `perf report` prints: a list without stacks',
      todo: 'Run `perf script --header > out.perf` on the same perf.data and open that',
    },
  },
  {
    format: 'gprof',
    sniff: (head) =>
      head.startsWith('gmon') ||
      /^(Flat profile:\r?\n\s*\r?\n?Each sample counts|Call graph \(explanation follows\)|\s+Call graph \(explanation follows\))/m.test(
        startOf(head),
      )
        ? 'yes'
        : 'no',
    refuse: {
      what: 'it is a profile of gprof, which knows callers and callees but no stacks',
      todo: 'Record with `perf record -g -- PROGRAM`, run `perf script --header > out.perf` and open that',
    },
  },
  {
    format: 'heap-dump',
    sniff: (head) => (head.startsWith('JAVA PROFILE 1.0') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a heap dump of a JVM: every object with its content, passwords among it, and nothing of who allocated it',
      todo: 'Do not pass it on; run `jcmd PID GC.class_histogram > classes.txt` twice, a while apart, and open both',
    },
  },
  {
    format: 'hs-err',
    sniff: textLike(
      /^# (?:A fatal error has been detected by|There is insufficient memory for) the Java Runtime Environment/m,
    ),
    refuse: {
      what: 'it is the report of a JVM that crashed, and no profile',
      todo: 'Its first lines say why (“Problematic frame”, “insufficient memory”). Of what went before, open the GC log of that process, and the hs_err_pid….jfr beside it where Flight Recorder was on',
    },
  },
  {
    format: 'rbspy',
    sniff: (head) => (/^rbspy\d/.test(latin1(head, 7)) ? 'yes' : 'no'),
    refuse: {
      what: 'it is a raw file of rbspy',
      todo: 'Run `rbspy report -f speedscope -i FILE -o out.speedscope.json` and open that',
    },
  },
  {
    format: 'go-trace',
    sniff: (head) => (head.startsWith('go 1.') && /^go 1\.\d+ trace\0/.test(latin1(head, 20)) ? 'yes' : 'no'),
    refuse: {
      what: 'it is an execution trace of Go, which has events and no samples',
      todo: 'Run `go tool trace -pprof=sync FILE > block.pb.gz` and open that: it is the time that goroutines waited',
    },
  },
  {
    format: 'v8-log',
    sniff: textLike(/^v8-version,\d+,\d+/),
    refuse: {
      what: 'it is the log of `node --prof`',
      todo: 'Record with `node --cpu-prof` instead and open the .cpuprofile',
    },
  },
]

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
    format: 'memray',
    sniff: (head) => (head.startsWith('memray') ? 'yes' : 'no'),
    refuse: {
      what: 'it is a raw memray file',
      todo: 'Run `memray flamegraph FILE` and open the HTML, which has memory over time as well; `memray stats --json FILE` beside it has the rate of allocation',
    },
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
    format: 'snapshot',
    sniff: (head) => (/<title>[^<]*Trifold snapshot<\/title>/.test(head.text) ? 'yes' : 'no'),
    refuse: {
      what: 'it is a snapshot of Trifold, which keeps what was shown and no profiles',
      todo: 'Open it in a browser, or drop it on the page, where it can be compared as well; here, give the files that it was made from: it lists them',
    },
  },
  {
    format: 'page',
    sniff: (head) => (/^\s*(<!--[\s\S]{0,4000}?-->\s*)*<(!DOCTYPE\s+html|html)/i.test(head.text) ? 'unsure' : 'no'),
    refuse: {
      what: 'it is a web page, and none whose profile can be read back',
      todo: 'Open the profile it was made from, for example the folded stacks; where it is the page of a login or an error, ask its server again with a login',
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
  {
    format: 'packed',
    sniff: (head) => (/^(BZh|7z\xbc|\xfd7zX)/.test(latin1(head, 4)) ? 'yes' : 'no'),
    refuse: {
      what: 'it is packed by bzip2, xz or 7-Zip',
      todo: 'Unpack it',
    },
  },
  ...nativeTools,
]
