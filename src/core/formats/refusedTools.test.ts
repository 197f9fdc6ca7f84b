import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { readFile } from './readFile.ts'

async function say(text: string): Promise<string> {
  const read = await readFile(new TextEncoder().encode(text), { fileName: 'file', maxInflatedBytes: 1e8 })
  return read.ok ? read.value.format : explainLoadError(read.error)
}

describe('files of other tools are refused with a command that leads to one that is read', () => {
  const pps =
    '{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","tu":"instrs","cmd":"./a","pps":[],"ftbl":["[root]"]}'
  it.each([
    ['DHAT', pps, /profiler\.firefox\.com/],
    ['DHAT, as dhat-rs writes it', JSON.stringify(JSON.parse(pps), undefined, 1), /heap profile of DHAT/],
    [
      'massif',
      'desc: --time-unit=B\ncmd: ./a\ntime_unit: B\n#-----------\nsnapshot=0\n',
      /`heaptrack PROGRAM` and open/,
    ],
    [
      'gprof',
      'Flat profile:\n\nEach sample counts as 0.01 seconds.\n  %   cumulative   self\n',
      /`perf script --header > out\.perf`/,
    ],
    ['gmon.out', 'gmon\x01\0\0\0\0\0\0\0', /`perf record -g/],
    ['a JVM heap dump', 'JAVA PROFILE 1.0.2\0\0\0\0\x08\0\0', /GC\.class_histogram/],
    [
      'sample',
      'Analysis of sampling app (pid 1) every 1 millisecond\n\nCall graph:\n    20 Thread_1\n',
      /`inferno-collapse-sample FILE/,
    ],
    ['VTune', 'Function Stack,CPU Time:Self,Module\nmain,1.2,a\n', /`inferno-collapse-vtune FILE/],
    [
      'a snapshot',
      '<!doctype html>\n<html><head><title>shop · quiet · Trifold snapshot</title></head></html>\n',
      /a snapshot of Trifold.*drop it on the page/,
    ],
    [
      'a page that is none',
      '<!doctype html>\n<html><head><title>Trifold</title></head></html>\n',
      /a web page, and none/,
    ],
    ['rbspy', 'rbspy02\n\0\0\0\x01', /`rbspy report -f speedscope/],
    ['an execution trace of Go', 'go 1.22 trace\0\0\0\x01\x02', /`go tool trace -pprof=sync FILE/],
    [
      'node --prof',
      'v8-version,11,3,244,8,-node.30,0\nshared-library,/usr/bin/node,0x1,0x2,0\n',
      /`?node --cpu-prof`?/,
    ],
    [
      'memray stats',
      '📏 Total allocations:\n\t18910\n\n📦 Total memory allocated:\n\t16.724MB\n',
      /`memray stats --json`/,
    ],
    [
      'memray transform gprof2dot',
      '{"version": 0, "costs": [], "events": [], "functions": []}',
      /`memray transform speedscope`/,
    ],
    [
      'a session of pyinstrument',
      '{"duration": 3, "sample_count": 1, "frame_records": [], "cpu_time": 1}',
      /`pyinstrument --load FILE -r json/,
    ],
    ['line_profiler', 'Timer unit: 1e-06 s\n\nTotal time: 2.01 s\nFile: app.py\n', /`py-spy record /],
    [
      'memory_profiler',
      'Filename: a.py\n\nLine #    Mem usage    Increment  Occurrences   Line Contents\n',
      /tracemalloc\.take_snapshot/,
    ],
    ['mprof without a reading', 'CMDLINE python app.py 3\nMEM 0\n', /`mprof run PROGRAM`/],
    [
      'yappi',
      'Clock type: CPU\nOrdered by: totaltime, desc\n\nname     ncall  tsub      ttot      tavg\n',
      /"callgrind"/,
    ],
    [
      'scalene',
      '  Memory usage: (max: 2.0 MB)\n  /srv/app.py: % of time = 100.00% (6.207s) out of 6.207s.\n',
      /`scalene run -o/,
    ],
    [
      'node --prof-process',
      'Statistical profiling result from v8.log, (1166 ticks, 135 unaccounted, 0 excluded).\n',
      /`node --cpu-prof`/,
    ],
    ['node --prof-process --preprocess', '{"code": [], "functions": [], "ticks": []}', /speedscope\.app/],
    ['perf stat', "\n Performance counter stats for process id '37':\n\n 3640.41 msec task-clock\n", /`--cpu 0\.4`/],
    ['go test -bench', 'goos: linux\nBenchmarkLock-2   \t    2911\t   1184806 ns/op\n', /-blockprofile block\.pb\.gz/],
    ['schedtrace', 'up\nSCHED 1003ms: gomaxprocs=2 idleprocs=0 threads=7 runqueue=45 [12 9]\n', /goroutine\?debug=2/],
    ['perf lock', ' contended   total wait     max wait     avg wait         type   caller\n', /offcputime/],
    [
      'ms_print',
      'Command:            ./t\nMassif arguments:   --time-unit=B\nms_print arguments: ms.out\n',
      /`heaptrack PROGRAM`/,
    ],
    ['callgrind_annotate', "Profile data file 'cg.out' (creator: callgrind-3.19.0)\n", /callgrind\.out file itself/],
    [
      'heaptrack_print',
      'reading file "ht.zst" - please wait\nMOST CALLS TO ALLOCATION FUNCTIONS\n',
      /file of heaptrack itself/,
    ],
    [
      "Xdebug's trace",
      'Version: 3.2.0\nFile format: 4\nTRACE START [2026-11-30 12:20:00.1]\n',
      /`xdebug\.mode=profile`/,
    ],
    ['pprof -raw', 'PeriodType: cpu nanoseconds\nPeriod: 10000000\nSamples:\n', /`go tool pprof -proto /],
    [
      'pprof -traces',
      `File: a\nType: cpu\nTime: 2026-11-30 11:34:09 UTC\n${'-'.repeat(11)}+${'-'.repeat(55)}\n      10ms   main.a\n`,
      /`go tool pprof -proto /,
    ],
    ['pprof -list', 'Total: 13.69s\nROUTINE ======================== main.a in /srv/a.go\n', /`go tool pprof -top /],
    ['/debug/vars', '{"cmdline":["/srv/a"],"memstats":{"Alloc":3663880}}', /\/debug\/pprof\/heap, the latter twice/],
    ['jfr print', 'jdk.ExecutionSample {\n  startTime = 11:25:46.394\n}\n', /the \.jfr file itself/],
    [
      'jfr print --json',
      '{"recording": {"events": [{"type": "jdk.ExecutionSample", "values": {}}]}}',
      /the \.jfr file itself/,
    ],
    ['jfr summary', '\n Version: 2.1\n Chunks: 1\n', /the \.jfr file itself/],
    [
      'safepoints',
      '[0.261s][info][safepoint] Safepoint "G1CollectForAllocation", Total: 18420756 ns\n',
      /-Xlog:gc\*,safepoint/,
    ],
    ['jcmd VM.metaspace', '26604:\n\nTotal Usage - 57 loaders, 1860 classes\n', /`jcmd PID GC\.class_histogram`/],
    [
      'strace -c',
      '% time     seconds  usecs/call     calls    errors syscall\n------ ----------- ---- ---- ---- ---\n',
      /thread apply all bt/,
    ],
    [
      'strace -f',
      '123 12:57:01.123456 futex(0x7f, FUTEX_WAIT_PRIVATE, 2, NULL <unfinished ...>\n',
      /py-spy dump --pid PID/,
    ],
    ['perf sched', '  Task                  |   Runtime ms  |  Count   | Avg delay ms    |\n', /block:us/],
    ['perf annotate', ' Percent |\tSource code & Disassembly of app for cycles\n', /`perf script --header/],
    ['perf stat -x', '2.04,msec,task-clock,2043210,100.00,0.812,CPUs utilized\n', /`--cpu 0\.4`/],
    ['mutrace', 'mutrace: Showing statistics for process app (pid 18).\n', /gdb -p PID/],
    ['lock_stat', 'lock_stat version 0.4\n---\n class name    con-bounces\n', /locks of the kernel/],
    ['vmstat', 'procs -----------memory---------- ---swap--\n r  b   swpd   free\n', /`--cpu 0\.4`, `--rss 8GB`/],
    [
      'spindump',
      'Duration:         10.00s\nSteps:            1000 (10ms sampling interval)\n',
      /`samply record -p PID`/,
    ],
    ['Instruments', 'Weight\tSelf Weight\t\tSymbol Name\n6.66 s\t0 s\t \tmain\n', /`samply record -p PID`/],
    ['WinDbg', '.  0  Id: 1a2b.1c2d Suspend: 1 Teb: 000000d6 Unfrozen\n', /`dotnet-stack report -p PID` three times/],
    [
      'clrstack',
      'OS Thread Id: 0x1a2b (0)\n        Child SP               IP Call Site\n',
      /`dotnet-stack report -p PID`/,
    ],
    ['dotnet-trace report', 'Top 5 Functions (Exclusive)      Inclusive    Exclusive\n', /\.nettrace file itself/],
    ['SPX', '\n*** SPX Report ***\n\nFlat profile:\n\n Wall time           |\n', /formatCollapsed/],
    ['pprof -dot', 'digraph "app" {\nnode [style=filled]\n', /that pprof was given/],
    ['threadcreate?debug=1', 'threadcreate profile: total 11\n10 @\n#\t0x0\n', /goroutine\?debug=2/],
    ['a profile that a Go service does not have', 'Unknown profile\n', /answer of a server/],
    [
      'verbose GC of OpenJ9',
      '<?xml version="1.0" ?>\n\n<verbosegc xmlns="http://www.ibm.com/j9/verbosegc" version="R28">\n',
      /`asprof /,
    ],
    ['a javacore', '0SECTION       TITLE subcomponent dump routine\nNULL           ====\n', /`jcmd PID Thread\.print`/],
    [
      'jstat -gccapacity',
      ' NGCMN        NGCMX         NGC          S0C     S1C              EC\n',
      /`jstat -gc -t PID 1000 60/,
    ],
    [
      'jstat -gcnew',
      '  S0C         S1C         S0U         S1U     TT MTT     DSS          EC\n',
      /`jstat -gc -t PID 1000 60/,
    ],
    ['jcmd VM.uptime', '8032:\n9.834 s\n', /Thread\.print -l/],
    [
      'jcmd VM.events',
      '8032:\nGC Heap History (4 events):\nEvent: 1.0 GC heap before\n garbage-first heap   total 14336K, used 1122K\n',
      /Thread\.print -l/,
    ],
    ['memcheck', '==7== Memcheck, a memory error detector\n==7== Copyright\n', /`heaptrack PROGRAM`/],
    [
      'an empty perf report',
      '# To display the perf.data header info, please use --header/--header-only options.\n#\n',
      /`perf script --header/,
    ],
  ])('%s', async (_tool, text, command) => {
    expect(await say(text)).toMatch(command)
  })
})
