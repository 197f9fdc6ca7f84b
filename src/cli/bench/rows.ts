/** What is measured, as data. A row runs in a process of its own, so that its memory is its own. To add one, add it here. */
import type { InputFormat } from './seededProfile.ts'

export interface BenchRow {
  readonly id: string
  readonly what: string
  readonly input: InputFormat
  /** A second window of the same service is made as well: the task's second argument, HEAD of a command. */
  readonly compares?: true
  /** Module beside this file that exports `run`; or a command line in which FILE is the input. */
  readonly run: { readonly task: string } | { readonly command: readonly string[] }
  /** Row doing the same work with this product's own code: the ratio is against it. */
  readonly against?: string
  /** The least that any reader does: how many times that the row it stands against takes is printed as well. */
  readonly isFloor?: true
  /** It repeats by itself what it measures. */
  readonly once?: true
  /** Sizes at which the row is not run, and why: a peer that needs minutes or dies. */
  readonly skip?: Readonly<Partial<Record<'small' | 'medium' | 'large', string>>>
}

export const rows: readonly BenchRow[] = [
  { id: 'open', what: 'pprof: inflate, decode, build the tree', input: 'pprof.pb.gz', run: { task: 'open' } },
  {
    id: 'open floor',
    what: '… the floor: read, inflate, look at each byte once',
    input: 'pprof.pb.gz',
    run: { task: 'floor' },
    against: 'open',
    isFloor: true,
  },
  {
    id: 'open pprof-format',
    what: '… the same with pprof-format and objects',
    input: 'pprof.pb.gz',
    run: { task: 'openPprofFormat' },
    against: 'open',
  },
  {
    id: 'open go',
    what: '… the same with go tool pprof -top',
    input: 'pprof.pb.gz',
    run: { command: ['go', 'tool', 'pprof', '-top', '-nodecount=20', 'FILE'] },
    against: 'open',
  },
  {
    id: 'compare',
    what: 'two pprof files: open, align, test, lay out the difference',
    input: 'pprof.pb.gz',
    compares: true,
    run: { task: 'compare' },
  },
  {
    id: 'compare naive',
    what: '… open, subtract: pprof-format and objects, nothing tested',
    input: 'pprof.pb.gz',
    compares: true,
    run: { task: 'comparePprofFormat' },
    against: 'compare',
    skip: { large: 'runs out of memory' },
  },
  {
    id: 'compare go',
    what: '… open, subtract: go tool pprof -diff_base, nothing tested',
    input: 'pprof.pb.gz',
    compares: true,
    run: { command: ['go', 'tool', 'pprof', '-top', '-nodecount=20', '-diff_base=FILE', 'HEAD'] },
    against: 'compare',
  },
  {
    id: 'folded',
    what: 'folded text: decode, build the tree',
    input: 'folded.txt',
    run: { task: 'open' },
    skip: { large: 'over 3 GB of text' },
  },
  {
    id: 'folded floor',
    what: '… the floor: read, inflate, look at each byte once',
    input: 'folded.txt',
    run: { task: 'floor' },
    against: 'folded',
    isFloor: true,
    skip: { large: 'over 3 GB of text' },
  },
  {
    id: 'folded usual',
    what: '… the usual way: one string, split, an object per node',
    input: 'folded.txt',
    run: { task: 'openFoldedUsual' },
    against: 'folded',
    skip: { medium: 'longer than a string can be', large: 'over 3 GB of text' },
  },
  { id: 'jfr', what: 'JFR: decode, build the tree', input: 'jfr', run: { task: 'open' } },
  {
    id: 'jfr floor',
    what: '… the floor: read, inflate, look at each byte once',
    input: 'jfr',
    run: { task: 'floor' },
    against: 'jfr',
    isFloor: true,
  },
  { id: 'jfr gz', what: 'JFR, gzipped: inflate, decode, build the tree', input: 'jfr.gz', run: { task: 'open' } },
  {
    id: 'jfr gz floor',
    what: '… the floor: read, inflate, look at each byte once',
    input: 'jfr.gz',
    run: { task: 'floor' },
    against: 'jfr gz',
    isFloor: true,
  },
  {
    id: 'jfr jfrview',
    what: '… stacks only, with jfrview (wasm)',
    input: 'jfr',
    run: { task: 'openJfrview' },
    against: 'jfr',
    skip: { medium: 'needs minutes', large: 'needs minutes' },
  },
  {
    id: 'jfr waits',
    what: 'JFR, 500,000 waits: read, and join them with what holders did',
    input: 'waits.jfr',
    run: { task: 'read' },
    skip: { small: 'one size', large: 'one size' },
  },
  {
    id: 'jfr waits alone',
    what: '… without the join',
    input: 'waits.jfr',
    run: { task: 'readWithoutEdges' },
    against: 'jfr waits',
    skip: { small: 'one size', large: 'one size' },
  },
  {
    id: 'jfr waits edges',
    what: '… with and without in turn, seven times in one process',
    input: 'waits.jfr',
    run: { task: 'edgesCost' },
    once: true,
    skip: { small: 'one size', large: 'one size' },
  },
  {
    id: 'tracemalloc',
    what: 'tracemalloc: read the pickle, add up its blocks by stack',
    input: 'tracemalloc.pickle',
    run: { task: 'openTracemalloc' },
  },
  {
    id: 'tracemalloc pickleparser',
    what: '… the blocks only, with pickleparser',
    input: 'tracemalloc.pickle',
    run: { task: 'openPickleparser' },
    against: 'tracemalloc',
  },
  {
    id: 'otlp',
    what: 'OTLP profiles: decode, build the tree (no other reader on npm)',
    input: 'otlp',
    run: { task: 'open' },
    skip: { large: 'one message of over 1 GB' },
  },
  {
    id: 'nettrace',
    what: '.NET nettrace: decode, name addresses, build the tree (no other reader on npm)',
    input: 'nettrace',
    run: { task: 'open' },
  },
  {
    id: 'mojo',
    what: 'MOJO of Austin: decode, build the tree',
    input: 'mojo',
    run: { task: 'open' },
    skip: { large: 'over 2 GB' },
  },
  {
    id: 'mojo mojo2austin',
    what: '… to text only, with mojo2austin of austin-python',
    input: 'mojo',
    run: { command: ['mojo2austin', 'FILE', '/dev/null'] },
    against: 'mojo',
    skip: { medium: 'needs minutes', large: 'needs minutes' },
  },
]

/**
 * Readers of which nobody has hundreds of megabytes: how fast each is, and how many times the floor (read, inflate, look at each byte
 * once). Small inputs only. A command is the fastest public reader that runs where the bench does; on npm there is none of any of them.
 */
export interface ReaderBench {
  readonly input: InputFormat
  readonly what: string
  /** The row of `readers.ts` that reads it: each has a bench row, and a test holds both. */
  readonly reads: string
  readonly peer?: { readonly what: string; readonly command: readonly string[] }
}

export const readerRows: readonly ReaderBench[] = [
  { input: 'pprof.pb.gz', what: 'pprof', reads: 'pprof' },
  { input: 'goroutineleak.pb.gz', what: 'Go’s leaked goroutines, pprof', reads: 'pprof' },
  { input: 'folded.txt', what: 'folded stacks', reads: 'folded stacks' },
  { input: 'jfr', what: 'JFR', reads: 'jfr' },
  { input: 'tracemalloc.pickle', what: 'tracemalloc', reads: 'tracemalloc' },
  { input: 'otlp', what: 'OTLP profiles', reads: 'otlp' },
  { input: 'nettrace', what: '.NET nettrace', reads: 'nettrace' },
  { input: 'tachyon.bin', what: 'Python 3.15, binary', reads: 'tachyon-binary' },
  { input: 'tachyon.txt', what: 'Python 3.15, collapsed', reads: 'tachyon-collapsed' },
  { input: 'tachyon.jsonl', what: 'Python 3.15, JSON lines', reads: 'tachyon-jsonl' },
  { input: 'tachyon.html', what: 'Python 3.15, page', reads: 'tachyon-html' },
  { input: 'austin.txt', what: 'Austin, text', reads: 'austin' },
  { input: 'mojo', what: 'Austin, MOJO', reads: 'austin-mojo' },
  { input: 'pyspy-raw.txt', what: 'py-spy, raw', reads: 'py-spy-raw' },
  { input: 'pyspy-dump.txt', what: 'py-spy, dumps', reads: 'py-spy-dump' },
  { input: 'python-dump.txt', what: 'Python’s own dumps', reads: 'python-dump' },
  { input: 'speedscope.json', what: 'speedscope', reads: 'speedscope' },
  { input: 'chrome-trace.json', what: 'Chrome trace with samples', reads: 'chrome-trace' },
  { input: 'profile.cpuprofile', what: 'V8, CPU', reads: 'cpuprofile' },
  { input: 'profile.heapprofile', what: 'V8, heap', reads: 'heapprofile' },
  { input: 'profile.heapsnapshot', what: 'V8, heap snapshot', reads: 'heapsnapshot' },
  { input: 'perf-script.txt', what: 'perf script', reads: 'perf-script' },
  { input: 'bpftrace.txt', what: 'stacks that bpftrace prints', reads: 'bpf-stacks' },
  { input: 'flamebearer.json', what: 'Pyroscope’s JSON', reads: 'flamebearer' },
  { input: 'stackprof.json', what: 'stackprof', reads: 'stackprof' },
  { input: 'vernier.json', what: 'Vernier', reads: 'firefox' },
  {
    input: 'callgrind.out',
    what: 'callgrind',
    reads: 'callgrind',
    peer: { what: 'callgrind_annotate', command: ['callgrind_annotate', 'FILE'] },
  },
  { input: 'pyinstrument.json', what: 'pyinstrument', reads: 'pyinstrument' },
  { input: 'app.prof', what: 'pstats', reads: 'pstats' },
  { input: 'mprof.dat', what: 'mprof', reads: 'mprof' },
  { input: 'scalene.json', what: 'scalene', reads: 'scalene' },
  {
    input: 'heaptrack.txt',
    what: 'heaptrack',
    reads: 'heaptrack',
    peer: { what: 'heaptrack_print', command: ['heaptrack_print', 'FILE'] },
  },
  {
    input: 'jeprof.heap',
    what: 'jemalloc',
    reads: 'jemalloc',
    peer: { what: 'jeprof', command: ['jeprof', '--text', '/bin/true', 'FILE'] },
  },
  { input: 'gperftools.heap', what: 'gperftools', reads: 'gperftools-heap' },
  { input: 'gperftools.cpu', what: 'gperftools, CPU with names', reads: 'gperftools-cpu' },
  { input: 'fil.prof', what: 'Fil', reads: 'fil' },
  { input: 'goroutines.txt', what: 'goroutines with labels', reads: 'goroutines' },
  { input: 'go-heap.txt', what: 'Go’s heap as text', reads: 'go-text' },
  { input: 'thread-dump.txt', what: 'thread dumps of a JVM', reads: 'thread-dump' },
  { input: 'flame.svg', what: 'flame graph, SVG', reads: 'flame-svg' },
  { input: 'async.html', what: 'flame graph of async-profiler, one page', reads: 'async-html' },
  { input: 'async-traces.txt', what: 'stacks that async-profiler prints', reads: 'async-text' },
  { input: 'memray.html', what: 'memray, page', reads: 'memray-html' },
  { input: 'clinic.html', what: 'Clinic, page', reads: 'clinic-html' },
  { input: '0x.html', what: '0x, page', reads: '0x-html' },
  { input: 'gc.log', what: 'JVM collector log', reads: 'jvm-gc-log' },
  { input: 'gctrace.txt', what: 'Go’s gctrace', reads: 'go-gctrace' },
  { input: 'trace-gc.txt', what: 'Node’s --trace-gc', reads: 'v8-trace-gc' },
  { input: 'report.json', what: 'Node report', reads: 'node-report' },
  { input: 'metrics.txt', what: '/metrics', reads: 'metrics' },
  { input: 'memray-stats.json', what: 'memray’s summary', reads: 'memray-stats' },
  { input: 'tracemalloc.txt', what: 'tracemalloc’s list', reads: 'tracemalloc-text' },
  { input: 'dotnet-counters.csv', what: 'dotnet-counters', reads: 'dotnet-counters' },
  { input: 'pprof-top.txt', what: 'pprof -top', reads: 'pprof-top' },
  { input: 'class-histogram.txt', what: 'class histograms', reads: 'class-histogram' },
  { input: 'heap-info.txt', what: 'GC.heap_info', reads: 'heap-info' },
  { input: 'native-memory.txt', what: 'VM.native_memory', reads: 'native-memory' },
  { input: 'jstat.txt', what: 'jstat', reads: 'jstat' },
  { input: 'docker-stats.txt', what: 'docker stats', reads: 'docker-stats' },
  { input: 'kubectl-top.txt', what: 'kubectl top', reads: 'kubectl-top' },
  { input: 'pod-description.txt', what: 'kubectl describe pod', reads: 'pod-description' },
  { input: 'top.txt', what: 'top', reads: 'top' },
  { input: 'ps.txt', what: 'ps', reads: 'ps' },
]

/** Measured inside the `open` task, on the tree at hand: the median of several runs in milliseconds of CPU time. */
export const interactions = [
  { id: 'zoom', what: 'zoom: lay out a pane (1,000 px)', limitMs: 50 },
  { id: 'search', what: 'search keystroke: text, count, mark', limitMs: 50 },
  { id: 'regex', what: 'search keystroke: regular expression', limitMs: 50 },
  { id: 'hover', what: 'one function: callers and callees', limitMs: 50 },
  { id: 'functions', what: 'every function, top 20 by self', limitMs: 50 },
] as const

/** Measured inside the `compare` task, likewise. */
export const comparedInteractions = [
  { id: 'mode', what: 'compare: other mode or width, laid out before', limitMs: 50 },
  { id: 'zoomDifference', what: 'compare: zoom (1,000 px)', limitMs: 50 },
] as const
