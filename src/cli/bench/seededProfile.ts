/** Inputs of the bench: a seeded tree in every format that a row asks for, made on first use. */
import type { SeededTree } from './seededTree.ts'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { toJfr } from './seededJfr.ts'
import { toPickle, toPstats } from './seededPickle.ts'
import { toWaitingJfr } from './seededWaits.ts'
import {
  toAustin,
  toCallgrind,
  toChromeTrace,
  toDotnetCounters,
  toGcLog,
  toGoroutines,
  toHeaptrack,
  toPyinstrument,
  toScalene,
  toStackprof,
  toTachyonBinary,
  toTachyonCollapsed,
  toVernier,
} from './seededTexts.ts'
import {
  toClinic,
  toCpuProfile,
  toFlamebearer,
  toFlameSvg,
  toHeapProfile,
  toHeapSnapshot,
  toMemrayPage,
  toSpeedscope,
  toTachyonPage,
  toZeroX,
} from './seededPages.ts'
import {
  onePage,
  printedAgain,
  recordedAgain,
  toAsyncText,
  toGoText,
  toFil,
  toGperftools,
  toGperftoolsCpu,
  toJemalloc,
  toMemrayStats,
  toNodeReport,
  toBpftrace,
  toPerfScript,
  toPodDescription,
  toPySpyDump,
  toPySpyRaw,
  toPythonDump,
  toTachyonJsonl,
  toThreadDump,
  toTracemallocText,
} from './seededTables.ts'
import { toMojo, toNettrace, toOtlp } from './seededTraces.ts'
import { growTree, type InputSize, type Side } from './growTree.ts'
import { toFolded, toGoroutineLeak, toPprof } from './seededPprof.ts'

export interface BenchSize extends InputSize {
  readonly id: 'small' | 'medium' | 'large'
}

export const sizes: readonly BenchSize[] = [
  { id: 'small', samples: 50_000, nodes: 20_000 },
  { id: 'medium', samples: 500_000, nodes: 200_000 },
  { id: 'large', samples: 2_000_000, nodes: 1_000_000 },
]

const dockerStats =
  'CONTAINER ID   NAME       CPU %     MEM USAGE / LIMIT     MEM %     NET I/O       BLOCK I/O   PIDS\n6b1c9d3a7f11   shop-1     31.25%    512MiB / 1.9GiB       26.32%    1kB / 0B      0B / 0B     27\n'
const kubectlTop = 'NAME     CPU(cores)   MEMORY(bytes)\nshop-1   250m         512Mi\n'
const psTable =
  '  PID   RSS NLWP     TIME     ELAPSED COMMAND\n 4242 92964   27 01:02:03 1-00:00:00 java -jar app.jar\n'
const topScreen = `top - 04:13:53 up  1:02,  0 users,  load average: 0.52
Threads:   2 total,   1 running,   1 sleeping,   0 stopped,   0 zombie
  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
14571 app       20   0 4118676  92964  24064 S  60.0   0.4   0:12.00 GC Thread#0
14572 app       20   0 4118676  92964  24064 S   5.0   0.4   0:02.00 worker

`
const heapInfo = ' garbage-first heap   total 262144K, used 33333K [0x0000000700000000, 0x0000000800000000)\n'
const nativeMemory = 'Native Memory Tracking:\n\n-                     Other (reserved=171820KB, committed=171820KB)\n'

/** Formats a bench row may ask for. */
export const inputs = {
  'pprof.pb.gz': (tree: SeededTree) => gzipSync(toPprof(tree)),
  'folded.txt': toFolded,
  jfr: toJfr,
  'jfr.gz': (tree: SeededTree) => gzipSync(toJfr(tree)),
  'waits.jfr': toWaitingJfr,
  'tracemalloc.pickle': toPickle,
  otlp: toOtlp,
  nettrace: toNettrace,
  mojo: toMojo,
  'austin.txt': toAustin,
  'callgrind.out': toCallgrind,
  'chrome-trace.json': toChromeTrace,
  'dotnet-counters.csv': toDotnetCounters,
  'gc.log': toGcLog,
  'goroutines.txt': toGoroutines,
  'heaptrack.txt': toHeaptrack,
  'pyinstrument.json': toPyinstrument,
  'scalene.json': toScalene,
  'stackprof.json': toStackprof,
  'tachyon.bin': toTachyonBinary,
  'tachyon.txt': toTachyonCollapsed,
  'vernier.json': toVernier,
  '0x.html': toZeroX,
  'async.html': onePage('picture/async-cpu.html'),
  'async-traces.txt': toAsyncText,
  'class-histogram.txt': recordedAgain('counters/class-histogram.txt.gz', 500),
  'clinic.html': toClinic,
  'app.prof': toPstats,
  'docker-stats.txt': printedAgain(dockerStats, 1),
  'flame.svg': toFlameSvg,
  'flamebearer.json': toFlamebearer,
  'gctrace.txt': recordedAgain('counters/gctrace.txt', 50),
  'go-heap.txt': toGoText,
  'goroutineleak.pb.gz': (tree: SeededTree) => gzipSync(toGoroutineLeak(tree)),
  'fil.prof': toFil,
  'gperftools.cpu': toGperftoolsCpu,
  'gperftools.heap': toGperftools,
  'heap-info.txt': printedAgain(heapInfo, 1),
  'jeprof.heap': toJemalloc,
  'jstat.txt': recordedAgain('counters/jstat-gc.txt', 20),
  'kubectl-top.txt': printedAgain(kubectlTop, 1),
  'memray.html': toMemrayPage,
  'memray-stats.json': toMemrayStats,
  'native-memory.txt': printedAgain(nativeMemory, 1),
  'mprof.dat': printedAgain('CMDLINE python app.py\nMEM 15.5 1796036984.5\n', 2),
  'metrics.txt': recordedAgain('counters/metrics-python-1.txt', 50),
  'bpftrace.txt': toBpftrace,
  'perf-script.txt': toPerfScript,
  'pod-description.txt': toPodDescription,
  'pprof-top.txt': recordedAgain('counters/pprof-top.txt', 50),
  'profile.cpuprofile': toCpuProfile,
  'profile.heapprofile': toHeapProfile,
  'profile.heapsnapshot': toHeapSnapshot,
  'ps.txt': printedAgain(psTable, 1),
  'pyspy-dump.txt': toPySpyDump,
  'pyspy-raw.txt': toPySpyRaw,
  'python-dump.txt': toPythonDump,
  'report.json': toNodeReport,
  'speedscope.json': toSpeedscope,
  'tachyon.html': toTachyonPage,
  'tachyon.jsonl': toTachyonJsonl,
  'thread-dump.txt': toThreadDump,
  'top.txt': printedAgain(topScreen, 3),
  'trace-gc.txt': recordedAgain('counters/trace-gc.txt', 50),
  'tracemalloc.txt': toTracemallocText,
} as const
export type InputFormat = keyof typeof inputs

const seed = 20_261_122

/** The input, for a test that it is what its row says. */
export function drawInput(size: InputSize, format: InputFormat): Uint8Array {
  return inputs[format](growTree(size, seed, 'base'))
}

/** Path of the input, made on first use and kept in the system's temporary folder. */
export function makeInput(size: InputSize, format: InputFormat, side: Side = 'base'): string {
  const version = createHash('sha256')
    .update(`${seed} ${JSON.stringify(size)} 2`)
    .digest('hex')
    .slice(0, 8)
  const folder = join(tmpdir(), 'trifold-bench')
  const path = join(folder, `${size.id}-${version}${side === 'head' ? '-head' : ''}.${format}`)
  if (existsSync(path)) return path
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${path}.part`, inputs[format](growTree(size, seed, side)))
  renameSync(`${path}.part`, path)
  return path
}
