/**
 * What profilers print for people: lists without stacks or times. Each has a way to something that is read here. Asked, and loaded, when no
 * reader knows a file.
 */
import type { LoadError } from '../base/result.ts'
import type { Head } from './head.ts'
import { asJson, printed } from './printedRow.ts'
import { scriptReports } from './refusedScripts.ts'
import { reportsOfSystems } from './refusedSystems.ts'
import { serverAnswer } from './serverAnswer.ts'
import type { RefusedRow } from './sniff.ts'

/** @returns undefined for what is none of these either */
export function reportRefused(head: Head, where: string): LoadError | undefined {
  const row = printedReports.find(({ sniff }) => sniff(head) === 'yes')
  return row && { code: 'needs-conversion', where, ...row.refuse }
}

const sampled = 'Run `py-spy record --pid PID --duration 30 --format speedscope -o cpu.json` and open that'
const memory = 'Run `memray transform speedscope` on the recording and open the result'

const googleCollapsed =
  'Run `google-pprof --collapsed PROGRAM FILE > out.folded` and open that, as CPU where it is a CPU profile (`--kind out.folded=cpu`)'

const recording = 'Open the .jfr file itself, which `jfr` was given'

const printedReports: readonly RefusedRow[] = [
  ...serverAnswer,
  ...scriptReports,
  printed(
    'cprofile-text',
    /^ *ncalls +tottime +percall +cumtime +percall +filename:lineno\(function\)/m,
    'cProfile and pstats print: functions without stacks, and no wait',
    sampled,
  ),
  {
    format: 'ghc-profile',
    sniff: ({ text }) => (/Time and Allocation Profiling Report {2}\(/.test(text.slice(0, 4000)) ? 'yes' : 'no'),
    refuse: {
      what: 'it is a report of GHC’s profiler',
      todo: 'Run the program with `+RTS -pj` and convert its JSON with ghc-prof-flamegraph or hp2pretty to folded stacks, or open its speedscope output (`hs-speedscope`)',
    },
  },
  {
    format: 'sample',
    sniff: ({ text }) =>
      /^(Analysis of sampling |Sampling process |Call graph:\r?\n {4}\d+ )/m.test(text.slice(0, 4000)) ? 'yes' : 'no',
    refuse: {
      what: 'it is what `sample` or Instruments prints on macOS',
      todo: 'Run `inferno-collapse-sample FILE > out.folded` and open that, or record with `samply record`',
    },
  },
  {
    format: 'vtune',
    sniff: ({ text }) => (/^"?Function Stack"?,"?CPU Time/.test(text) ? 'yes' : 'no'),
    refuse: { what: 'it is a report of VTune', todo: 'Run `inferno-collapse-vtune FILE > out.folded` and open that' },
  },
  asJson(
    'dhat',
    ['dhatFileVersion'],
    'a heap profile of DHAT (Valgrind’s or dhat-rs)',
    'Open it at https://profiler.firefox.com, save it there with “Download”, and open what was saved',
  ),
  {
    format: 'massif',
    sniff: ({ text }) =>
      /^desc: .*\r?\ncmd: .*\r?\ntime_unit: |^Massif arguments: /m.test(text.slice(0, 4000)) ? 'yes' : 'no',
    refuse: {
      what: 'it is a file of Valgrind’s massif, which has a tree of allocations for a few moments only',
      todo: 'Record with `heaptrack PROGRAM` and open the file that it writes',
    },
  },
  printed(
    'memray-text',
    /^\S{1,4} Total allocations:$/m,
    '`memray stats` prints, without the time it took',
    'Run `memray stats --json` on the recording and open the JSON',
  ),
  printed('memray-text', /^┃ (?:Location|\s+) /m, '`memray summary` prints: a table', memory),
  asJson('gprof2dot', ['version', 'costs', 'events', 'functions'], 'a JSON for gprof2dot', memory),
  asJson(
    'pyisession',
    ['frame_records', 'sample_count', 'cpu_time'],
    'a session of pyinstrument',
    'Run `pyinstrument --load FILE -r json -o profile.json` and open that',
  ),
  printed('line-profiler', /^Timer unit: [\d.e+-]+ s$/m, 'line_profiler prints: lines without stacks', sampled),
  printed(
    'memory-profiler',
    /^Line # {1,8}Mem usage {1,8}Increment/m,
    'memory_profiler prints: lines of one call',
    'Start tracemalloc and dump a snapshot twice, some minutes apart: `tracemalloc.take_snapshot().dump("heap-1.pickle")`',
  ),
  printed(
    'yappi-text',
    /^name +(?:ncall +tsub +ttot|id +tid +ttot)/m,
    'yappi prints: functions without stacks',
    'Write it with `yappi.get_func_stats().save(path, "callgrind")`, a ranking, or take stacks: run `py-spy record --pid PID --format speedscope -o cpu.json`',
  ),
  printed(
    'scalene-text',
    /% of time = +\d.*out of [\d.]+(?:m?s|min)/,
    'scalene prints',
    'Open the JSON that `scalene run -o profile.json` writes',
  ),
  printed('importtime', /^import time: self \[us\]/, '`python -X importtime` prints: what imports cost', sampled),
  printed(
    'v8-prof-text',
    /^Statistical profiling result from /,
    '`node --prof-process` prints',
    'Record with `node --cpu-prof` instead and open the .cpuprofile',
  ),
  asJson(
    'v8-prof-json',
    ['code', 'functions', 'ticks'],
    'what `node --prof-process --preprocess` prints',
    'Open it at https://www.speedscope.app and save it there, or record with `node --cpu-prof` and open the .cpuprofile',
  ),
  printed(
    'callgrind-annotate',
    /^Profile data file '.*' \(creator: callgrind/m,
    '`callgrind_annotate` prints',
    'Open the callgrind.out file itself',
  ),
  printed(
    'pprof-raw',
    /^PeriodType: .*\r?\nPeriod: \d/,
    '`go tool pprof -raw` prints',
    'Open the profile itself, the file that pprof was given, or write it with `go tool pprof -proto -output=profile.pb.gz FILE`',
  ),
  printed(
    'pprof-traces',
    /^Type: .*\n(?:.*\n){0,4}-{8,}\+-{20,}\r?$/m,
    '`go tool pprof -traces` prints',
    'Open the profile itself, the file that pprof was given, or write it with `go tool pprof -proto -output=profile.pb.gz FILE`',
  ),
  printed(
    'pprof-list',
    /^ROUTINE =+ /m,
    '`go tool pprof -list` prints: lines of single functions',
    'Open the profile itself, the file that pprof was given, or its list of functions (`go tool pprof -top FILE`)',
  ),
  asJson(
    'expvar',
    ['cmdline', 'memstats'],
    'a part of what Go’s expvar shows at /debug/vars, without what was allocated',
    'Fetch /debug/pprof/profile?seconds=30 and /debug/pprof/heap, the latter twice some minutes apart, and open those',
  ),
  printed(
    'google-pprof-text',
    /^Total: \d[\d.]* (?:samples|MB|objects)\r?\n +\d/m,
    '`google-pprof --text` prints: functions without stacks',
    googleCollapsed,
  ),
  printed(
    'py-spy-top',
    /^GIL: +[\d.]+%, Active: +[\d.]+%, Threads: +\d+/m,
    '`py-spy top` shows: functions of the last seconds, without stacks and without those who wait',
    'Take three dumps of all threads (`py-spy dump --pid PID`), and open those',
  ),
  printed(
    'go-bench',
    /^Benchmark\w{1,200}(?:-\d+)?\s+\d+\s+[\d.]+ ns\/op/m,
    '`go test -bench` prints: times, and no profile',
    'Run it with `-cpuprofile cpu.pb.gz -memprofile mem.pb.gz -blockprofile block.pb.gz -mutexprofile mutex.pb.gz` and open the four together',
  ),
  printed(
    'go-schedtrace',
    /^(?:.{0,200} )?SCHED \d+ms: gomaxprocs=\d+ idleprocs=/m,
    'Go prints with `GODEBUG=schedtrace=…`: how many goroutines were ready to run and how many processors idle, and not for what the others wait',
    'Fetch /debug/pprof/profile?seconds=30 and /debug/pprof/goroutine?debug=2, and open those',
  ),
  printed(
    'perf-lock',
    /^ *(?:Name +acquired +contended|contended +total wait +max wait)/m,
    '`perf lock` prints: waits for locks of the kernel, without a length of time',
    'Record where threads leave the CPU (`offcputime-bpfcc -df -p PID 30 > offcpu.folded`) and open that as waits: `--kind offcpu.folded=block:us`',
  ),
  printed('jfr-print', /^jdk\.\w+ \{\r?\n {2}startTime = /m, '`jfr print` prints', recording),
  asJson('jfr-json', ['recording.events'], 'what `jfr print --json` prints', recording),
  printed(
    'jfr-summary',
    /^ Version: \d+\.\d+\r?\n Chunks: \d/m,
    '`jfr summary` prints: how many events there are',
    recording,
  ),
  printed(
    'jvm-safepoints',
    /^(?:\[[^\]\n]{1,60}\]){0,6}\[safepoint[^\]\n]{0,40}\] .*Safepoint|^ +vmop +\[threads: /m,
    'a JVM logs of its safepoints: how long all threads stood still, and not for what they wait',
    'Log collections too (`-Xlog:gc*,safepoint:file=gc.log`) and take three dumps of the threads: `jcmd PID Thread.print -l`',
  ),
  printed(
    'heaptrack-text',
    /^MOST CALLS TO ALLOCATION FUNCTIONS/m,
    '`heaptrack_print` prints',
    'Open the file of heaptrack itself',
  ),
  printed(
    'memcheck',
    /^==\d+== Memcheck, a memory error detector/m,
    'Valgrind’s memcheck prints: what was lost at the end',
    'Record with `heaptrack PROGRAM` and open the file that it writes',
  ),
  printed(
    'perf-stat',
    /^ Performance counter stats for /m,
    '`perf stat` prints: counters, and no samples',
    'Open a profile and give its “CPUs utilized” with it: `--cpu 0.4`, or in the form on the page',
  ),
  ...reportsOfSystems,
]
