import type { Head } from '../head.ts'
import type { ReaderRow, Verdict } from '../sniff.ts'

const decoration = '\\[[^\\[\\]\\n]{1,60}\\]'
/** A tag `gc` among the decorations, or any decorations, or none, and what a collector alone says. */
const unifiedGc = new RegExp(
  `^(?:\\d{4}-\\S{10,40} (?:std(?:out|err) [FP] )?)?(?:(?:${decoration}){0,6}\\[gc[a-z+, ]{0,40}\\]|(?:${decoration}){0,8} {0,2}GC\\(\\d{1,9}\\) (?:Pause|Concurrent|Garbage|Using|Major|Minor)|(?:${decoration}){1,8} (?:Using (?:G1|Serial|Parallel|Shenandoah|Epsilon)|Initializing The Z ))`,
  'm',
)
const jdk8Time = '(?:\\d{4}-\\d\\d-\\d\\dT[\\d:.,+-]{8,24}: )?(?:\\d{1,10}[.,]\\d{3}: )'
const jdk8Gc = new RegExp(
  `^(?:${jdk8Time}?(?:#\\d{1,9}: )?\\[(?:Full GC|GC)(?: \\(| pause|--| \\[|\\s{1,3}\\d)|${jdk8Time}(?:\\[(?:Full GC|GC)|Total time for which application threads were stopped: )|\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d GC log file )`,
  'm',
)
const goGc = /\bgc \d{1,9} @\d{1,12}(?:\.\d{1,9})?s \d{1,3}%: /
const v8Gc = /^\[\d{1,12}:0x[0-9a-f]{1,20}\] {1,12}\d{1,12} ms: (?:Scavenge|Mark-|Incremental)/m
/** With the type of a counter behind it: any text may have comments. */
const metrics =
  /^# (?:HELP [a-zA-Z_:][\w:]{0,200} |TYPE [a-zA-Z_:][\w:]{0,200} (?:count|gauge|hist|summ|info|state|un[kt]))/m
const knownMetric =
  /^(?:process_cpu_seconds_total|process_resident_memory_bytes|go_goroutines|jvm_memory_used_bytes|nodejs_heap_size_used_bytes|container_cpu_usage_seconds_total)(?:\{[^\n]{0,2000}\})? [\d.e+]{1,30}(?: |$)/m
/** As programs print Go's runtime/metrics. */
const runtimeMetric =
  /^\/(?:gc|sched|memory|cpu|sync)\/[\w/-]{1,100}:[\w-]{1,40}(?:[:=]|\s)\s{0,40}=?\s{0,10}[\d.e+]{1,40}\s*$/m
const pprofTop = /^\s{1,20}flat\s{1,4}flat%\s{1,6}sum%\s{1,20}cum\s{1,4}cum%/m
const histogram = /^\s{0,8}num {1,8}#instances {1,16}#bytes {1,4}[Cc]lass name/m
const heapInfo =
  /^\s{0,4}(?:garbage-first heap|def new generation|DefNew|PSYoungGen|ZHeap|Shenandoah Heap|Epsilon Heap)\s/m
const nativeMemory = /^Native Memory Tracking:\s*$|^-\s{1,40}Java Heap \(reserved=\d/m
const jstat =
  /^\s{0,12}(?:Timestamp\s{1,16})?S0C?\s[^\n]{10,300}\bYGC\s[^\n]{1,80}\bGCT(?:\s{1,12}LGCC\s{1,30}GCC)?\s*$/m
const dockerTable = /CONTAINER ID {1,80}NAME {1,200}CPU % {1,40}MEM USAGE/
const dockerJson = /^\{[^\n]{0,1000}"CPUPerc":"[^\n]{0,1000}"MemUsage":"/m
const kubectl = /^(?:POD\s{1,200})?NAME\s{1,200}CPU\(cores\)\s{1,10}/m
const podDescription = /^ {0,2}Containers:\s{1,20}\S{1,253}:\s{1,20}(?:Container ID|Image|Port):/m
const topTable = /^\s{0,10}PID\s[^\n]{0,80}%CPU\s[^\n]{0,40}TIME\+/m
const psTable = /^(?:USER|UID|F S UID|F)?\s{0,20}(?:\S{1,10}\s{1,10}){0,3}PID\s[^\n]{0,120}\bTIME\b/m

const textThat =
  (...patterns: readonly RegExp[]) =>
  (head: Head): Verdict =>
    head.isText && patterns.some((pattern) => pattern.test(head.text)) ? 'yes' : 'no'

/** Numbers over time: logs of collectors, scrapes, tables of tools. Each knows its own lines, wherever in the output they stand. */
export const counterRows: readonly ReaderRow[] = [
  {
    format: 'jvm-gc-log',
    sniff: textThat(unifiedGc, jdk8Gc),
    load: async () => (await import('./jvmGcLog.ts')).readJvmGcLog,
  },
  { format: 'go-gctrace', sniff: textThat(goGc), load: async () => (await import('./goGcTrace.ts')).readGoGcTrace },
  { format: 'v8-trace-gc', sniff: textThat(v8Gc), load: async () => (await import('./v8TraceGc.ts')).readV8TraceGc },
  {
    format: 'node-report',
    sniff: (head) => (head.hasKeys('header.reportVersion', 'javascriptHeap', 'resourceUsage') ? 'yes' : 'no'),
    load: async () => (await import('./nodeReport.ts')).readNodeReport,
  },
  {
    format: 'metrics',
    sniff: textThat(metrics, knownMetric, runtimeMetric),
    load: async () => (await import('./metrics.ts')).readMetrics,
  },
  {
    format: 'metrics',
    sniff: (head) => (head.hasKeys('memstats.TotalAlloc', 'memstats.HeapAlloc') ? 'yes' : 'no'),
    load: async () => (await import('./metrics.ts')).readExpvar,
  },
  { format: 'pprof-top', sniff: textThat(pprofTop), load: async () => (await import('./pprofTop.ts')).readPprofTop },
  {
    format: 'class-histogram',
    sniff: textThat(histogram),
    load: async () => (await import('./classHistogram.ts')).readClassHistogram,
  },
  {
    format: 'class-histogram',
    sniff: textThat(/^ {0,20}(?:MT +Count +TotalSize |\d[^\n]{0,30} GC Heap bytes)/m),
    load: async () => (await import('./dotnetHeap.ts')).readDotnetHeap,
  },
  {
    format: 'heap-info',
    // A thread dump by signal ends with the same lines, and is a thread dump; VM.events begins with lists of what was.
    sniff: (head) =>
      head.isText &&
      heapInfo.test(head.text) &&
      !head.text.includes('Full thread dump') &&
      !/^(?:\d{1,9}:\r?\n)?[\w ]{1,60} \(\d{1,9} events?\):/.test(head.text)
        ? 'yes'
        : 'no',
    load: async () => (await import('./heapInfo.ts')).readHeapInfo,
  },
  {
    format: 'native-memory',
    sniff: textThat(nativeMemory),
    load: async () => (await import('./nativeMemoryText.ts')).readNativeMemoryText,
  },
  { format: 'jstat', sniff: textThat(jstat), load: async () => (await import('./jstat.ts')).readJstat },
  {
    format: 'docker-stats',
    sniff: textThat(dockerTable, dockerJson),
    load: async () => (await import('./containerTables.ts')).readDockerStats,
  },
  {
    format: 'kubectl-top',
    sniff: textThat(kubectl),
    load: async () => (await import('./containerTables.ts')).readKubectlTop,
  },
  {
    format: 'pod-description',
    sniff: textThat(podDescription),
    load: async () => (await import('./podDescription.ts')).readPodDescription,
  },
  { format: 'top', sniff: textThat(topTable), load: async () => (await import('./processTables.ts')).readTop },
  { format: 'ps', sniff: textThat(psTable), load: async () => (await import('./processTables.ts')).readPs },
  {
    format: 'dotnet-counters',
    sniff: textThat(/^Timestamp,Provider,Counter Name,Counter Type,Mean\/Increment/m),
    load: async () => (await import('./dotnetCounters.ts')).readDotnetCsv,
  },
  {
    format: 'dotnet-counters',
    sniff: (head) => (head.hasKeys('TargetProcess', 'Events') ? 'yes' : 'no'),
    load: async () => (await import('./dotnetCounters.ts')).readDotnetJson,
  },
  {
    format: 'mprof',
    sniff: textThat(/^CMDLINE .*\r?\n(?:(?:CHLD|FUNC) .*\r?\n){0,50}MEM \d/),
    load: async () => (await import('./mprof.ts')).readMprof,
  },
  {
    format: 'memray-stats',
    sniff: (head) => (head.hasKeys('total_num_allocations', 'total_bytes_allocated') ? 'yes' : 'no'),
    load: async () => (await import('./memrayStats.ts')).readMemrayStats,
  },
  {
    format: 'tracemalloc-text',
    sniff: textThat(
      /:\d{1,9}: size=\d{1,9}(?:\.\d)? [KMGT]?i?B(?: \([+-][^)\n]{1,30}\))?, count=\d/,
      /^#\d{1,6}: [^\n]{1,1500}?:\d{1,9}: \d{1,12}(?:\.\d)? [KMGT]?i?B$/m,
    ),
    load: async () => (await import('./tracemallocText.ts')).readTracemallocText,
  },
]
