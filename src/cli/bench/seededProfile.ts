/** Inputs of the bench: a call tree and samples of it from a seed, written as pprof and as folded text. Same seed, same bytes. */
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
  toGoroutineLeak,
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
  toGperftools,
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
import { ByteList, packed, protobuf } from '../../core/testing/pprofWriter.ts'

export interface InputSize {
  readonly id: string
  readonly samples: number
  readonly nodes: number
  /** Samples of one stack one after the other, as a profiler that saw it many times writes them; otherwise in no order. */
  readonly byStack?: boolean
}
export interface BenchSize extends InputSize {
  readonly id: 'small' | 'medium' | 'large'
}

export const sizes: readonly BenchSize[] = [
  { id: 'small', samples: 50_000, nodes: 20_000 },
  { id: 'medium', samples: 500_000, nodes: 200_000 },
  { id: 'large', samples: 2_000_000, nodes: 1_000_000 },
]

/** Small fast generator with 32 bits of state (mulberry32); good enough to make shapes, not for statistics. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}

/** A service's tree: a trunk of middleware, bushy below it, 20 to 50 frames deep, a twentieth of the nodes' number of functions. */
function growTree({ samples, nodes, byStack = false }: InputSize, seed: number, side: Side): SeededTree {
  const random = randomFrom(seed)
  const functions = Math.max(200, Math.floor(nodes / 20))
  const names = Array.from({ length: functions }, (_, i) => {
    const packageName = [
      'encoding/json',
      'net/http',
      'runtime',
      'services.example/shop/cart',
      'services.example/shop/price',
    ][i % 5]!
    // The other build: a twentieth of the functions is new, and as many are gone.
    const renamed = side === 'head' && i % 20 === 7 ? 'V2' : ''
    return `${packageName}.(*Type${i % 97}).method${i}${renamed}`
  })
  const parent = new Int32Array(nodes)
  const depth = new Int32Array(nodes)
  const name = new Int32Array(nodes)
  parent[0] = -1
  const seen = new Set<number>()
  for (let node = 1; node < nodes;) {
    // Towards recent nodes: that makes trees deep. The trunk is one straight line.
    const back = node < 12 ? 1 : Math.ceil(random() ** 3 * Math.min(node, 20_000))
    const above = node - back
    if (depth[above]! >= 48) {
      // Too deep: somewhere else.
      parent[node] = Math.floor(random() * Math.min(node, 500))
    } else parent[node] = above
    name[node] = Math.floor(random() ** 2 * functions)
    // Two children of one node must not be the same function, or they would be one node.
    const key = parent[node]! * functions + name[node]!
    if (seen.has(key)) continue
    seen.add(key)
    depth[node] = depth[parent[node]!]! + 1
    node++
  }
  // The same service once more: other samples of it.
  const drawn = side === 'head' ? randomFrom(seed + 1) : random
  const leaf = new Int32Array(samples)
  const weight = new Int32Array(samples)
  for (let i = 0; i < samples; i++) {
    // Every node is the leaf of some sample, the rest go to few of them, as in real profiles.
    leaf[i] = i < nodes ? nodes - 1 - i : Math.floor(drawn() ** 3 * nodes)
    weight[i] = 1 + Math.floor(-Math.log(1 - drawn()) * 2)
  }
  // Samples of a file are in no order, unless it was collapsed.
  if (byStack) leaf.sort()
  for (let i = byStack ? 0 : samples - 1; i > 0; i--) {
    const j = Math.floor(drawn() * (i + 1))
    const swap = leaf[i]!
    leaf[i] = leaf[j]!
    leaf[j] = swap
  }
  return { parent, depth, name, names, leaf, weight }
}

function toPprof({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const out = new ByteList()
  const field = (number: number, bytes: Uint8Array): void => {
    out.varint(number * 8 + 2)
    out.varint(bytes.length)
    out.bytes(bytes)
  }
  const types = [
    [1, 2],
    [3, 4],
  ] as const
  for (const [type, unit] of types) {
    field(
      1,
      protobuf([
        [1, type],
        [2, unit],
      ]),
    )
  }
  // Three call sites per function: real files have more locations than functions.
  const locationOf = (node: number): number => name[node]! * 3 + (node % 3) + 1
  for (let sample = 0; sample < leaf.length; sample++) {
    const ids: number[] = []
    for (let node = leaf[sample]!; node >= 0; node = parent[node]!) ids.push(locationOf(node))
    const locations = packed(ids)
    const values = packed([weight[sample]!, weight[sample]! * 10_000_000])
    const body = new ByteList()
    body.varint(10)
    body.varint(locations.length)
    body.bytes(locations)
    body.varint(18)
    body.varint(values.length)
    body.bytes(values)
    field(2, body.take())
  }
  field(
    3,
    protobuf([
      [1, 1],
      [5, 5],
    ]),
  )
  for (let i = 0; i < names.length * 3; i++) {
    field(
      4,
      protobuf([
        [1, i + 1],
        [2, 1],
        [3, 0x40_0000 + i * 16],
        [
          4,
          [
            [1, Math.floor(i / 3) + 1],
            [2, 10 + (i % 300)],
          ],
        ],
      ]),
    )
  }
  names.forEach((_, i) =>
    field(
      5,
      protobuf([
        [1, i + 1],
        [2, 7 + i],
        [3, 7 + i],
        [4, 6],
      ]),
    ),
  )
  for (const text of ['', 'samples', 'count', 'cpu', 'nanoseconds', '/srv/shop/shop', 'shop/server.go', ...names]) {
    field(6, new TextEncoder().encode(text))
  }
  out.bytes(
    protobuf([
      [9, 1_795_000_000_000_000_000n],
      [10, 600_000_000_000n],
      [
        11,
        [
          [1, 3],
          [2, 4],
        ],
      ],
      [12, 10_000_000],
    ]),
  )
  return out.take()
}

function toFolded({ parent, name, names, leaf, weight }: SeededTree): Uint8Array {
  const out = new ByteList()
  const encoder = new TextEncoder()
  for (let sample = 0; sample < leaf.length; sample++) {
    const path: string[] = []
    for (let node = leaf[sample]!; node >= 0; node = parent[node]!) path.push(names[name[node]!]!)
    out.bytes(encoder.encode(`${path.reverse().join(';')} ${weight[sample]}\n`))
  }
  return out.take()
}

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

/** Two windows of one service: the second has other samples, and some functions under other names. */
export type Side = 'base' | 'head'

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
