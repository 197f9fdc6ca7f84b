/** The sets of files that people commonly have, by runtime, and which answers the truth of a recording allows. */
import type { PatternId, SignalId } from '../../../src/core/base/vocabulary.ts'
import type { KnownRange } from '../../../src/core/diagnosis/knownRanges.ts'
import { possibleOver } from '../../../src/core/diagnosis/possible.ts'
import { defaultThresholds } from '../../../src/core/diagnosis/rules.ts'

/** truth.json, as record.py writes it. */
export interface Truth {
  readonly runtime: string
  readonly situation: string
  readonly cores: number
  readonly seconds: number
  readonly cpu_cores: number
  readonly alloc_mb_s: number
  readonly growth_mb_h: number
  readonly lock_wait_pct: number
  /** The collector alone, of the CPU spent; what the allocator takes comes on top. */
  readonly collector_pct: number
}

export interface FileSet {
  readonly name: string
  /** Whole names. */
  readonly files: readonly string[]
  /** What the command needs to be told about a file that does not say what it counts. */
  readonly told?: readonly string[]
}

const numbered = (count: number, name: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => name(index))
const set = (name: string, ...files: readonly string[]): FileSet => ({ name, files })

const dumps = (count: number): readonly string[] => numbered(count, (index) => `dump-${String(index).padStart(2, '0')}.txt`)
const goroutines = numbered(3, (index) => `goroutine-${index + 1}.debug2.txt`)
const jstacks = numbered(3, (index) => `jstack-${index + 1}.txt`)
const backtraces = numbered(3, (index) => `gdb-${index + 1}.txt`)

const tops: readonly FileSet[] = [set('top', 'top.txt'), set('top -H', 'top-H.txt')]

const python: readonly FileSet[] = [
  set('py-spy SVG', 'cpu.svg'),
  set('SVG --idle', 'idle.svg'),
  set('SVG --gil', 'gil.svg'),
  set('speedscope', 'cpu.speedscope.json'),
  set('raw', 'cpu.raw.txt'),
  set('dump ×1', ...dumps(1)),
  set('dump ×3', ...dumps(3)),
  set('dump ×12', ...dumps(12)),
  set('dump --native ×1', 'native-0.txt'),
  set('SVG + dump ×3', 'cpu.svg', ...dumps(3)),
  set('three SVGs + dump ×12', 'cpu.svg', 'gil.svg', 'idle.svg', ...dumps(12)),
  set('/metrics ×2', 'metrics-1.txt', 'metrics-2.txt'),
  set('SVG + dump ×3 + /metrics ×2', 'cpu.svg', ...dumps(3), 'metrics-1.txt', 'metrics-2.txt'),
  set('tracemalloc ×2', 'heap-1.tracemalloc', 'heap-2.tracemalloc'),
  set('SVG + dump ×3 + tracemalloc ×2', 'cpu.svg', ...dumps(3), 'heap-1.tracemalloc', 'heap-2.tracemalloc'),
  set('memray HTML', 'memray.html'),
  set('memray stats', 'memray-stats.json'),
  ...tops,
]

const go: readonly FileSet[] = [
  set('cpu + 1 heap', 'cpu.pb.gz', 'heap-1.pb.gz'),
  set('1 heap', 'heap-1.pb.gz'),
  set('allocs', 'allocs.pb.gz'),
  set('cpu + heap + mutex/block (off)', 'cpu.pb.gz', 'heap-1.pb.gz', 'mutex.pb.gz', 'block.pb.gz'),
  set('cpu + 2 heaps', 'cpu.pb.gz', 'heap-1.pb.gz', 'heap-2.pb.gz'),
  set('goroutine debug=2 ×1', 'goroutine-1.debug2.txt'),
  set('goroutine debug=2 ×3', ...goroutines),
  set('goroutine pb', 'goroutine.pb.gz'),
  set('goroutine debug=1', 'goroutine.debug1.txt'),
  set('cpu + heap + goroutine ×1', 'cpu.pb.gz', 'heap-1.pb.gz', 'goroutine-1.debug2.txt'),
  set('cpu + 2 heaps + goroutine ×1', 'cpu.pb.gz', 'heap-1.pb.gz', 'heap-2.pb.gz', 'goroutine-1.debug2.txt'),
  set('heap debug=1 ×1', 'heap-2.debug1.txt'),
  set('heap debug=1 ×2', 'heap-1.debug1.txt', 'heap-2.debug1.txt'),
  set('gctrace', 'gctrace.txt'),
  set('cpu + gctrace + goroutine ×1', 'cpu.pb.gz', 'gctrace.txt', 'goroutine-1.debug2.txt'),
  set('pprof -top', 'cpu.top.txt'),
  ...tops,
]

const jvm: readonly FileSet[] = [
  set('jstack ×1', 'jstack-1.txt'),
  set('jstack ×3', ...jstacks),
  set('Thread.print -l', 'threadprint-l.txt'),
  set('jstack ×3 + GC log', ...jstacks, 'gc.log'),
  set('GC log (gc)', 'gc.log'),
  set('GC log (gc*)', 'gc-star.log'),
  set('jstat -gc', 'jstat-gc.txt'),
  set('histo:live ×1', 'histo-live-1.txt'),
  set('histo:live ×2', 'histo-live-1.txt', 'histo-live-2.txt'),
  set('JFR default', 'default.jfr'),
  set('JFR + jstack ×3', 'default.jfr', ...jstacks),
  set('JFR + GC log', 'default.jfr', 'gc-star.log'),
  set('async-profiler cpu HTML', 'ap-cpu.html'),
  set('async-profiler wall HTML', 'ap-wall.html'),
  set('async-profiler lock HTML', 'ap-lock.html'),
  set('async-profiler collapsed', 'ap-cpu.collapsed'),
  set('dump_to_file (JSON)', 'threads.json'),
  set('bundle', ...jstacks, 'gc.log', 'histo-live-1.txt', 'top.txt'),
  set('top', 'top.txt'),
]

const node: readonly FileSet[] = [
  set('cpuprofile', 'main.cpuprofile'),
  set('heapprofile', 'main.heapprofile'),
  set('cpuprofile + heapprofile', 'main.cpuprofile', 'main.heapprofile'),
  set('--trace-gc', 'trace-gc.txt'),
  set('report ×1', 'report-1.json'),
  set('report ×2', 'report-1.json', 'report-2.json'),
  set('cpuprofile + trace-gc + report ×2', 'main.cpuprofile', 'trace-gc.txt', 'report-1.json', 'report-2.json'),
  ...tops,
]

const cpp: readonly FileSet[] = [
  set('perf script', 'perf.txt'),
  set('perf script --header', 'perf-header.txt'),
  set('gdb bt ×1', 'gdb-1.txt'),
  set('gdb bt ×3', ...backtraces),
  set('perf script + gdb bt ×3', 'perf-header.txt', ...backtraces),
  set('gdb bt ×3 + top', ...backtraces, 'top.txt'),
  ...tops,
]

export const setsByRuntime: Readonly<Record<string, readonly FileSet[]>> = {
  go,
  jvm17: jvm,
  jvm25: jvm,
  python,
  node,
  cpp,
}

/** How far the artefacts of some seconds may lie from the counters of the whole run. */
const around = (value: number, share: number, atLeast: number): KnownRange => {
  const give = Math.max(atLeast, Math.abs(value) * share)
  return { low: value - give, high: value + give }
}

/** What the five rules give over everything that the truth, with its own uncertainty, can be. */
export function allowedBy(truth: Truth): readonly PatternId[] {
  const isAllocating = truth.situation === 'churn' || truth.situation === 'cascade'
  const ranges: Readonly<Record<SignalId, KnownRange>> = {
    cpu_user_pct: around((100 * truth.cpu_cores) / truth.cores, 0.15, 3),
    cpu_alloc_pct: {
      low: Math.max(0, truth.collector_pct - 8),
      high: isAllocating ? 100 : Math.min(100, truth.collector_pct + 20),
    },
    alloc_rate_mb_s: around(truth.alloc_mb_s, 0.25, 2),
    live_heap_mb: { low: 0, high: Infinity },
    live_heap_slope_mb_h: around(truth.growth_mb_h, 0.2, 4),
    lock_wait_pct: around(truth.lock_wait_pct, 0.15, 5),
  }
  return possibleOver(ranges, defaultThresholds).verdicts
}

/** As a dashboard would show them, two digits: CPU alone, and CPU, allocation and growth. */
export function typedBy(truth: Truth): Readonly<Record<'files' | 'one' | 'three', readonly string[]>> {
  const cpu = ['--cpu', `${Math.round(1000 * truth.cpu_cores)}m`]
  return {
    files: [],
    one: cpu,
    three: [...cpu, '--alloc', `${truth.alloc_mb_s.toFixed(1)}MB/s`, '--growth', `${Math.round(truth.growth_mb_h)}MB/h`],
  }
}
